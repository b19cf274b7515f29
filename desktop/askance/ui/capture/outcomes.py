"""What becomes of a chosen region: asked about, copied, saved, pinned. GUI thread.

Remembers the last region for as long as the program runs, longer where `remember` and `recall` see
to it, and for a minute what became of the last capture, since the next one may belong to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from askance.core.screen import Frame, Region, Screen, cut, with_pointer
from askance.ui.bridge import Bridge
from askance.ui.capture import keep
from askance.ui.capture.ending import Ending, Outcome
from askance.ui.capture.mapping import ScreenMap
from askance.ui.capture.pin import PinWindow
from askance.ui.capture.result import CaptureAction, CaptureResult
from askance.ui.theme import Theme

JOINS_S = 60.0
"""So long after a capture the next one is offered to join it."""

_ACTIONS = {
    Outcome.ASK: CaptureAction.ASK,
    Outcome.ADD: CaptureAction.ADD,
    Outcome.TAKE: CaptureAction.TAKE,
}

Placed = Sequence[tuple[Screen, Frame]]


class Outcomes(QObject):
    """`clock` gives steady seconds."""

    asked = Signal(object)
    kept = Signal(object)
    problem = Signal(object)

    def __init__(
        self,
        *,
        bridge: Bridge,
        theme: Theme,
        clock: Callable[[], float],
        remember: Callable[[Region], None] | None,
        recall: Callable[[], Region | None] | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._theme, self._clock = theme, clock
        self._remember, self._recall = remember, recall
        self._last: Region | None = None
        self._went: tuple[Outcome, float] | None = None
        self._pins: list[PinWindow] = []
        self._saver = keep.Saver(bridge, self)
        self._saver.problem.connect(self.problem)

    @property
    def last(self) -> Region | None:
        """The last region taken."""
        if self._last is None and self._recall is not None:
            self._last = self._recall()
        return self._last

    @property
    def joins(self) -> Outcome | None:
        """What became of a capture a moment ago that this one may belong to."""
        if self._went is None or self._clock() - self._went[1] > JOINS_S:
            return None
        return self._went[0]

    @property
    def pins(self) -> tuple[PinWindow, ...]:
        """Those on the screen, the oldest first."""
        return tuple(self._pins)

    def is_pin(self, window: QWidget) -> bool:
        """A pin may be in later pictures: nothing hides it."""
        return isinstance(window, PinWindow)

    def carry_out(self, ending: Ending, placed: Placed) -> None:
        """Does what an ending with a region says. `placed`: the frozen screens."""
        region = ending.region
        assert region is not None
        self._note(region, ending.outcome)
        frames = tuple({id(frame): frame for _, frame in placed}.values())
        if ending.pointer is not None:
            frames = with_pointer(frames, ending.pointer)
        if ending.outcome is Outcome.COPY:
            keep.copy(cut(frames, region))
        elif ending.outcome is Outcome.SAVE:
            self._saver.save(cut(frames, region))
        elif ending.outcome is Outcome.PIN:
            self._pin(frames, region, placed)
        else:
            action = _ACTIONS[ending.outcome]
            self.asked.emit(CaptureResult(frames, region, ending.question, action))
            return
        self.kept.emit(ending.outcome)

    def _note(self, region: Region, outcome: Outcome) -> None:
        self._last = region
        if self._remember is not None:
            self._remember(region)
        if outcome in _ACTIONS:
            # A picture that joins a waiting one still waits; one that joins a question is asked.
            self._went = (Outcome.TAKE if outcome is Outcome.TAKE else Outcome.ASK, self._clock())

    def _pin(self, frames: tuple[Frame, ...], region: Region, placed: Placed) -> None:
        screen, frame = max(placed, key=lambda each: _covered(each[1].bounds, region))
        where = ScreenMap.of(screen, frame)
        left, top, _, _ = where.points(region)
        image = keep.image_of(cut(frames, region))
        pin = PinWindow(self._theme, image, QPoint(screen.x + left, screen.y + top), where.scale)
        pin.copied.connect(lambda: keep.copy_image(pin.image))
        pin.saved.connect(lambda: self._saver.save_image(pin.image))
        pin.asked.connect(lambda: self._ask_about(pin))
        pin.destroyed.connect(lambda: self._pins.remove(pin))
        self._pins.append(pin)
        pin.show()
        pin.activateWindow()

    def _ask_about(self, pin: PinWindow) -> None:
        pixels = keep.pixels_of(pin.image)
        frame = Frame(Region(0, 0, pixels.width, pixels.height), pixels)
        self.asked.emit(CaptureResult((frame,), frame.bounds, "", CaptureAction.TAKE))


def _covered(bounds: Region, region: Region) -> int:
    common = bounds.intersected(region)
    return 0 if common.empty else common.width * common.height
