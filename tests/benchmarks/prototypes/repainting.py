"""A window that scrolls text at 60 Hz, by turns alone and while a dense screen is read beside it.

Prints one line of JSON: for both halves the median and 99th percentile of a frame (from `repaint()`
to its return: painted and handed to the server), and the longest block, by which the event loop
came late to a frame; milliseconds. Reading goes as in the real program: the reader on a worker
thread's loop, the reading process beside, every event told to the window.
"""

import json
import statistics
import sys
import time
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from askance.core.reading.values import LineRead, ReadEvent, ReadRequest
from askance.reading.process import ProcessReader
from askance.services.worker import Worker
from tests.support.corpus import Sample
from tests.support.corpus.screens import dense

PERIOD_MS = 16
TURNS, TURN_MS = 6, 5000
_LINE = 18


class Page(QWidget):
    """Lines that move up by three pixels a frame, as a reply does."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(900, 700)
        self._lines = lines
        self._offset = 0

    def take(self, event: ReadEvent) -> None:
        """Events of the reading, on the GUI thread."""
        if isinstance(event, LineRead):
            self._lines[event.index % len(self._lines)] = event.line.text

    def advance(self) -> None:
        self._offset += 3
        self.repaint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#fbfaf8"))
        first, shift = divmod(self._offset, _LINE)
        for row in range(self.height() // _LINE + 2):
            text = self._lines[(first + row) % len(self._lines)]
            painter.drawText(16, row * _LINE - shift, text)


@dataclass(slots=True)
class Figures:
    """Milliseconds of each frame, and by which each came late."""

    frames: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        p99 = statistics.quantiles(self.frames, n=100)[98]
        median = statistics.median(self.frames)
        return {"median": median, "p99": p99, "block": max(self.late)}


class Clock(QObject):
    """Says every 16 ms that a frame is due; notes how late it said so, and how long that took."""

    due = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=PERIOD_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._figures = Figures()
        self._last = 0.0

    def begin(self, figures: Figures) -> None:
        """Notes go here from now on."""
        self._figures = figures
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        begun = time.perf_counter()
        self._figures.late.append(max(0.0, (begun - self._last) * 1000 - PERIOD_MS))
        self._last = begun
        self.due.emit()
        self._figures.frames.append((time.perf_counter() - begun) * 1000)


class Bench(QObject):
    """Alone and beside a reading by turns, so that a noisy machine harms both alike. The first
    reading has the process started, the others find it warm; each is stopped when its turn is over.
    """

    told = Signal(object)

    def __init__(self, sample: Sample) -> None:
        super().__init__()
        self._sample = sample
        self._page = Page(list(sample.lines))
        self._clock = Clock()
        self._worker = Worker()
        self._worker.start()
        self._reader = ProcessReader()
        self._reading: Future[None] | None = None
        self._turns = TURNS
        self._figures = {"alone": Figures(), "reading": Figures()}
        self.told.connect(self._page.take)
        self._clock.due.connect(self._page.advance)
        self._page.show()
        QTimer.singleShot(1000, self._next)

    def _next(self) -> None:
        """One turn is over, and another begins."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if not self._turns:
            self._end()
            return
        self._turns -= 1
        beside = self._turns % 2 == 0
        self._clock.begin(self._figures["reading" if beside else "alone"])
        if beside:
            self._reading = self._worker.submit(self._read())
        QTimer.singleShot(TURN_MS, self._next)

    async def _read(self) -> None:
        """Over and over, should a turn be longer than a reading."""
        while True:
            async with aclosing(self._reader.read(ReadRequest(self._sample.pixels))) as events:
                async for event in events:
                    self.told.emit(event)

    def _end(self) -> None:
        self._clock.stop()
        self._worker.stop(self._reader.aclose())
        print(json.dumps({name: each.told() for name, each in self._figures.items()}), flush=True)
        QApplication.quit()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    bench = Bench(dense())
    sys.exit(app.exec())
