"""A text layer that grows while its picture is read. GUI thread.

What a reader tells is taken in slices of a few milliseconds, so that a thousand lines at once do
not hold up the window.
"""

from __future__ import annotations

from collections import deque
from enum import Enum, auto

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from askance.core.errors import Problem
from askance.core.reading.text_layer import TextLayer
from askance.core.reading.values import BoxesFound, CodesRead, LineRead, ReadEvent
from askance.core.screen import Region
from askance.ui.bridge import Job
from askance.ui.text_layer.reader import MakePicture, PictureReader

SLICE_MS = 5


class State(Enum):
    """How far the reading is."""

    IDLE = auto()
    READING = auto()
    DONE = auto()
    FAILED = auto()


class GrowingText(QObject):
    """Reads one picture; `layer` holds what is read so far."""

    grew = Signal(object)
    """Tuple of `Region`: what of the picture looks different."""
    changed = Signal()
    """The state, or how many lines are found and read."""

    def __init__(
        self, *, reader: PictureReader, picture: MakePicture, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._reader, self._picture = reader, picture
        self.layer = TextLayer()
        self.state = State.IDLE
        self.problem: Problem | None = None
        self._job: Job | None = None
        self._events: deque[ReadEvent] = deque()
        self._whole = False
        self._slices = QTimer(self, interval=0, singleShot=True)
        self._slices.timeout.connect(self._take)

    def start(self, focus: tuple[int, int] | None) -> None:
        """Reads from the beginning, nearest to `focus` first; nothing while it runs or is done."""
        if self.state in (State.READING, State.DONE):
            return
        self.layer, self.problem, self._whole = TextLayer(), None, False
        self.state = State.READING
        self._job = job = self._reader.read(self._picture, focus)
        job.progressed.connect(self._on_events)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_failed)
        self.changed.emit()

    def stop(self) -> None:
        """Ends the reading if it still runs, and forgets what it found."""
        if self.state is not State.READING:
            return
        job, self._job = self._job, None
        if job is not None:
            job.progressed.disconnect(self._on_events)
            job.succeeded.disconnect(self._on_read)
            job.failed.disconnect(self._on_failed)
            job.cancel()
        self._slices.stop()
        self._events.clear()
        self.state = State.IDLE
        self.changed.emit()

    @Slot(object)
    def _on_events(self, events: list[ReadEvent]) -> None:
        self._events.extend(events)
        if not self._slices.isActive():
            self._take()

    @Slot(object)
    def _on_read(self, _reading: object) -> None:
        self._job, self._whole = None, True
        if not self._slices.isActive():
            self._take()

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self._job = None
        self._slices.stop()
        self._events.clear()
        self.problem, self.state = problem, State.FAILED
        self.changed.emit()

    @Slot()
    def _take(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        changed: list[Region] = []
        while self._events and clock.elapsed() < SLICE_MS:
            changed.extend(self._apply(self._events.popleft()))
        if self._events:
            self._slices.start()
        elif self._whole:
            self.state = State.DONE
        if changed:
            self.grew.emit(tuple(changed))
        self.changed.emit()

    def _apply(self, event: ReadEvent) -> tuple[Region, ...]:
        match event:
            case BoxesFound(first, boxes):
                self.layer.found(first, boxes)
            case LineRead(index, line):
                return self.layer.read(index, line)
            case CodesRead(codes):
                return self.layer.coded(codes)
            case _:
                pass
        return ()
