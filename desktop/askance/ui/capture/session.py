"""One capture while it is on the screens: the windows, the selection they share, keys and pointer.
GUI thread.

Begins with frames and ends with exactly one `ended`; by then every window is gone and the keyboard
is free. The order at the start is the point of it: windows with the frozen frame first, everything
else (keyboard, hint, ask bar) once they have painted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from askance.core.screen import Region
from askance.ui.capture.ask_bar import AskBar
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.scene import HANDLE, Scene
from askance.ui.capture.selection import Grip, Selection, around, centred
from askance.ui.capture.words import size_of, spoken, what_to_do
from askance.ui.theme import Theme

FORGOTTEN_MS = 120_000
"""Without any input for so long the overlay leaves: nobody is there, and it covers everything."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CURSORS = {
    Grip.INSIDE: Qt.CursorShape.SizeAllCursor,
    Grip.NORTH: Qt.CursorShape.SizeVerCursor,
    Grip.SOUTH: Qt.CursorShape.SizeVerCursor,
    Grip.WEST: Qt.CursorShape.SizeHorCursor,
    Grip.EAST: Qt.CursorShape.SizeHorCursor,
    Grip.NORTH_WEST: Qt.CursorShape.SizeFDiagCursor,
    Grip.SOUTH_EAST: Qt.CursorShape.SizeFDiagCursor,
    Grip.NORTH_EAST: Qt.CursorShape.SizeBDiagCursor,
    Grip.SOUTH_WEST: Qt.CursorShape.SizeBDiagCursor,
}


class Outcome(Enum):
    """How it ended."""

    LEFT = auto()
    ASK = auto()
    ADD = auto()
    TAKE = auto()
    COPY = auto()
    SAVE = auto()


@dataclass(frozen=True, slots=True)
class Ending:
    """`region` is None when the person left, else physical pixels of the desktop."""

    outcome: Outcome
    region: Region | None = None
    question: str = ""


class CaptureSession(QObject):
    """The listener of its windows. `cost` tells what a region would cost and where it would go."""

    opened = Signal()
    """Every window has painted its frame."""
    ended = Signal(object)
    """An `Ending`, once."""

    def __init__(
        self, *, theme: Theme, cost: Callable[[Region], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._cost = theme, cost
        self._windows: list[OverlayWindow] = []
        self._selection = Selection(Region(0, 0, 1, 1))
        self._bar: AskBar | None = None
        self._home = 0
        self._pointer: tuple[int, int] | None = None
        self._unpainted = 0
        self._over = False
        self._question = ""
        self._forgotten = QTimer(self, interval=FORGOTTEN_MS, singleShot=True)
        self._forgotten.setObjectName("forgotten")
        self._forgotten.timeout.connect(self.leave)

    def open(
        self,
        windows: list[OverlayWindow],
        *,
        start: int = 0,
        region: Region | None = None,
        question: str = "",
    ) -> None:
        """Shows the windows; with a region, that is selected already. `start` is the index of the
        window whose screen has the pointer.
        """
        self._windows, self._home, self._question = windows, start, question
        self._selection = Selection(around(tuple(window.place.bounds for window in windows)))
        if region is not None:
            self._selection.take(region)
        self._unpainted = len(windows)
        for window in windows:
            window.painted.connect(self._on_painted)
            window.appear()
        self._forgotten.start()
        screens = QGuiApplication.instance()
        if isinstance(screens, QGuiApplication):
            screens.screenAdded.connect(self.leave)
            screens.screenRemoved.connect(self.leave)

    def come_forward(self) -> None:
        """Asked for again while open: on top, with the keyboard."""
        if not self._unpainted and not self._over:
            self._windows[self._home].take_keyboard()

    def leave(self) -> None:
        """Ends without a result."""
        self._end(Ending(Outcome.LEFT))

    # What the windows report (OverlayListener)

    def pointed(self, x: int, y: int) -> None:
        self._forgotten.start()
        self._pointer = (x, y)
        before = self._selection.region
        self._selection.drag(x, y)
        if self._bar is not None and self._selection.dragging and before != self._selection.region:
            self._bar.hide()
        if not self._selection.dragging:
            self._show_cursor(x, y)
        self._refresh()

    def pressed(self, x: int, y: int) -> None:
        self._forgotten.start()
        self._pointer = (x, y)
        self._selection.press(x, y, self._reach(x, y))

    def released(self, x: int, y: int) -> None:
        self._forgotten.start()
        self._selection.drag(x, y)
        if self._selection.release():
            self._settle(focus_question=True)
        self._refresh()

    def double_clicked(self, x: int, y: int) -> None:
        self._selection.release()
        if self._selection.grip_at(x, y, self._reach(x, y)) is not None:
            self._finish(Outcome.TAKE)

    def stepped_back(self) -> None:
        if self._selection.region is None:
            self.leave()
            return
        self._selection.clear()
        self._home = self._screen_of_pointer()
        if self._bar is not None:
            self._bar.hide()
        self._windows[self._home].take_keyboard()
        self._refresh()

    def closed(self) -> None:
        self.leave()

    def key(self, event: QKeyEvent) -> bool:
        self._forgotten.start()
        key = Qt.Key(event.key())
        held = event.modifiers()
        ctrl = bool(held & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in _ARROWS:
            shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
            self._steer(*_ARROWS[key], far=ctrl, resize=shift)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(adds=ctrl)
        elif ctrl:
            return self._command(key)
        elif key == Qt.Key.Key_A and self._selection.region is None:
            self._select(self._windows[self._screen_of_pointer()].place.bounds)
        else:
            return self._type(event)
        return True

    # What they mean

    def _command(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_C:
            self._finish(Outcome.COPY)
        elif key == Qt.Key.Key_S:
            self._finish(Outcome.SAVE)
        elif key == Qt.Key.Key_A:
            self._select(self._windows[self._screen_of_pointer()].place.bounds)
        else:
            return False
        return True

    def _type(self, event: QKeyEvent) -> bool:
        text = event.text()
        alone = not event.modifiers() & (
            Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        if self._bar is None or self._selection.region is None or not alone:
            return False
        # A question does not begin with a blank, but it may hold one.
        if not text.isprintable() or not (text.strip() or (text and self._bar.question.text())):
            return False
        self._bar.type_in(text)
        return True

    def _steer(self, dx: int, dy: int, *, far: bool, resize: bool) -> None:
        if self._selection.region is None:
            self._select(centred(self._windows[self._screen_of_pointer()].place.bounds))
            return
        step = 10 if far else 1
        if resize:
            self._selection.stretch(dx * step, dy * step)
        else:
            self._selection.move(dx * step, dy * step)
        self._settle()

    def _select(self, region: Region) -> None:
        self._selection.take(region)
        self._settle()

    def _settle(self, *, focus_question: bool = False) -> None:
        """The selection stands: the ask bar goes with it."""
        region = self._selection.region
        if region is None:
            return
        home = self._most_covered(region)
        if self._bar is None:
            self._bar = AskBar(self._theme, self._windows[home])
            self._bar.submitted.connect(self._submit)
            self._bar.question.textChanged.connect(lambda _text: self._forgotten.start())
            self._bar.question.setText(self._question)
        self._move_home(home, self._bar)
        self._bar.set_cost(self._cost(region))
        place = self._windows[home].place
        self._bar.place(QRect(*place.points(region)), self._windows[home].rect())
        self._bar.show()
        if focus_question:
            self._bar.question.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._windows[home].announce(spoken(region))
        self._refresh()

    def _move_home(self, home: int, bar: AskBar) -> None:
        if home == self._home and bar.parentWidget() is self._windows[home]:
            return
        self._windows[self._home].leave_keyboard()
        self._home = home
        bar.setParent(self._windows[home])
        self._windows[home].take_keyboard()

    def _enter(self, *, adds: bool) -> None:
        question = self._bar.question.text().strip() if self._bar is not None else ""
        self._submit(question, adds=adds)

    def _submit(self, question: str, adds: bool) -> None:
        if question:
            self._finish(Outcome.ADD if adds else Outcome.ASK, question)
        else:
            self._finish(Outcome.TAKE)

    def _finish(self, outcome: Outcome, question: str = "") -> None:
        region = self._selection.region
        if region is None:
            region = self._windows[self._screen_of_pointer()].place.bounds
        self._end(Ending(outcome, region, question))

    def _end(self, ending: Ending) -> None:
        if self._over:
            return
        self._over = True
        self._forgotten.stop()
        for window in self._windows:
            window.give_up()
        self.ended.emit(ending)

    # What is shown

    def _on_painted(self) -> None:
        self._unpainted -= 1
        if self._unpainted or self._over:
            return
        self._windows[self._home].take_keyboard()
        self._settle()
        self._refresh()
        self._windows[self._home].announce(what_to_do())
        self.opened.emit()

    def _refresh(self) -> None:
        if self._unpainted or self._over:
            return
        region = self._selection.region
        choosing = region is None or self._selection.shaping
        home = self._home if region is None else self._most_covered(region)
        for index, window in enumerate(self._windows):
            here = self._pointer is not None and _holds(window.place.bounds, self._pointer)
            scene = Scene(
                region=region,
                label=size_of(region) if region is not None and index == home else "",
                pointer=self._pointer if choosing and here else None,
                hint=what_to_do() if region is None and index == home else "",
            )
            window.show_scene(scene)

    def _show_cursor(self, x: int, y: int) -> None:
        grip = self._selection.grip_at(x, y, self._reach(x, y))
        shape = _CURSORS[grip] if grip is not None else Qt.CursorShape.CrossCursor
        for window in self._windows:
            if window.cursor().shape() != shape:
                window.setCursor(shape)

    def _reach(self, x: int, y: int) -> int:
        scales = [w.place.scale for w in self._windows if _holds(w.place.bounds, (x, y))]
        return round(HANDLE * (scales[0] if scales else 1))

    def _screen_of_pointer(self) -> int:
        pointer = self._pointer
        if pointer is not None:
            for index, window in enumerate(self._windows):
                if _holds(window.place.bounds, pointer):
                    return index
        return self._home

    def _most_covered(self, region: Region) -> int:
        def covered(index: int) -> int:
            common = self._windows[index].place.bounds.intersected(region)
            return 0 if common.empty else common.width * common.height

        return max(range(len(self._windows)), key=covered)


def _holds(bounds: Region, pixel: tuple[int, int]) -> bool:
    return bounds.x <= pixel[0] < bounds.right and bounds.y <= pixel[1] < bounds.bottom
