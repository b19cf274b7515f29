"""One capture while it is on the screens: the windows, the selection they share, keys and pointer.
GUI thread.

Begins with frames and ends with exactly one `ended`; by then every window is gone and the keyboard
is free. The order at the start is the point of it: windows with the frozen frame first, everything
else (keyboard, hint, ask bar) once they have painted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent

from askance.core.endpoint import Endpoint
from askance.core.screen import Region
from askance.ui.capture.ask_bar import AskBar
from askance.ui.capture.ending import Ending, Outcome
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.scene import HANDLE, Scene
from askance.ui.capture.screenfuls import most_covered, show_cursor, under
from askance.ui.capture.selection import Grip, Selection, around, centred
from askance.ui.capture.words import size_of, spoken, what_to_do
from askance.ui.presets import question_for
from askance.ui.theme import Theme

if TYPE_CHECKING:
    from askance.ui.capture.text_mode import TextMode

    MakeTextMode = Callable[[Sequence[OverlayWindow], QObject], TextMode]

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


class CaptureSession(QObject):
    """The listener of its windows. `endpoint` is where a question goes, `cost` tells what a region
    would cost and where it would go; `text_mode` makes what selects text, where text can be read.
    """

    opened = Signal()
    """Every window has painted its frame."""
    ended = Signal(object)
    """An `Ending`, once."""

    def __init__(
        self,
        *,
        theme: Theme,
        endpoint: Endpoint,
        cost: Callable[[Region], str],
        text_mode: MakeTextMode | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._endpoint = theme, endpoint
        self._cost, self._make_text = cost, text_mode
        self._text: TextMode | None = None
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
        if (text := self._texting) is not None:
            text.pointed(x, y)
            return
        before = self._selection.region
        self._selection.drag(x, y)
        if self._bar is not None and self._selection.dragging and before != self._selection.region:
            self._bar.hide()
        if not self._selection.dragging:
            self._show_cursor(x, y)
        self._refresh()

    def pressed(self, x: int, y: int, extend: bool = False) -> None:
        self._forgotten.start()
        self._pointer = (x, y)
        if (text := self._texting) is not None:
            text.pressed(x, y, extend)
            return
        self._selection.press(x, y, self._reach(x, y))

    def released(self, x: int, y: int) -> None:
        self._forgotten.start()
        if (text := self._texting) is not None:
            text.released(x, y)
            return
        self._selection.drag(x, y)
        if self._selection.release():
            self._settle(focus_question=True)
        self._refresh()

    def double_clicked(self, x: int, y: int) -> None:
        if (text := self._texting) is not None:
            text.double_clicked(x, y)
            return
        self._selection.release()
        if self._selection.grip_at(x, y, self._reach(x, y)) is not None:
            self._finish(Outcome.TAKE)

    def stepped_back(self) -> None:
        if (text := self._texting) is not None:
            text.stepped_back()
            return
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
        if (text := self._texting) is not None:
            return text.key(event)
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
            self._select(self._whole_screen())
        elif key == Qt.Key.Key_T and self._t_means_text(event):
            self._enter_text(event.text() if self._selection.region is not None else "")
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
            self._select(self._whole_screen())
        elif key == Qt.Key.Key_T and self._make_text is not None:
            self._enter_text()
        else:
            return False
        return True

    def _t_means_text(self, event: QKeyEvent) -> bool:
        """A question may well begin with a T; a capital one always does."""
        if self._make_text is None or self._selection.region is None:
            return self._make_text is not None
        question = self._bar.question.text() if self._bar is not None else ""
        return not question and event.text() == "t"

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
            self._select(centred(self._whole_screen()))
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
        home = most_covered(self._windows, region)
        if self._bar is None:
            self._bar = AskBar(self._theme, self._windows[home], self._endpoint)
            self._bar.submitted.connect(self._submit)
            self._bar.text_wanted.connect(self._enter_text)
            if self._make_text is not None:
                self._bar.offer_text()
            self._bar.question.textChanged.connect(lambda _text: self._forgotten.start())
            self._bar.question.setText(self._question)
        self._move_home(home)
        self._bar.set_cost(self._cost(region))
        place = self._windows[home].place
        self._bar.place(QRect(*place.points(region)), self._windows[home].rect())
        self._bar.show()
        if focus_question:
            self._bar.question.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._windows[home].announce(spoken(region))
        self._refresh()

    def _move_home(self, home: int) -> None:
        """From now on the keyboard, and the ask bar, belong to this window."""
        if home != self._home:
            self._windows[self._home].leave_keyboard()
            self._home = home
            self._windows[home].take_keyboard()
        if self._bar is not None and self._bar.parentWidget() is not self._windows[home]:
            self._bar.setParent(self._windows[home])

    def _enter(self, *, adds: bool) -> None:
        question = self._bar.question.text().strip() if self._bar is not None else ""
        self._submit(question, adds=adds)

    def _submit(self, question: str, adds: bool) -> None:
        question = question_for(self._endpoint, question)
        if question:
            self._finish(Outcome.ADD if adds else Outcome.ASK, question)
        else:
            self._finish(Outcome.TAKE)

    def _finish(self, outcome: Outcome, question: str = "") -> None:
        region = self._selection.region
        if region is None:
            region = self._whole_screen()
        self._end(Ending(outcome, region, question))

    def _end(self, ending: Ending) -> None:
        if self._over:
            return
        self._over = True
        self._forgotten.stop()
        if self._text is not None:
            self._text.leave()
        for window in self._windows:
            window.give_up()
        self.ended.emit(ending)

    # Selecting text instead

    @property
    def _texting(self) -> TextMode | None:
        return self._text if self._text is not None and self._text.active else None

    @Slot()
    def _enter_text(self, letters: str = "") -> None:
        assert self._make_text is not None
        if self._text is None:
            self._text = text = self._make_text(self._windows, self)
            text.left.connect(self._on_text_left)
            text.typed.connect(self._on_typed_on)
            text.changed.connect(self._on_text_changed)
            text.followed.connect(self._follow)
        self._selection.release()
        if self._bar is not None:
            self._bar.hide()
        self._windows[self._home].setFocus(Qt.FocusReason.OtherFocusReason)
        screen = self._whole_screen()
        self._text.enter(self._selection.region, screen, self._pointer, letters)

    @Slot()
    def _on_text_changed(self) -> None:
        if (text := self._texting) is not None:
            self._move_home(text.home)
        self._refresh()

    @Slot()
    def _on_text_left(self) -> None:
        if self._over:
            return
        self._refresh()
        if self._pointer is not None:
            self._show_cursor(*self._pointer)
        if self._selection.region is not None:
            self._settle(focus_question=True)
        else:
            self._windows[self._home].setFocus(Qt.FocusReason.OtherFocusReason)
            self._windows[self._home].announce(self._hint())

    @Slot(str)
    def _on_typed_on(self, letters: str) -> None:
        """What seemed to be a command was the beginning of a question."""
        if self._text is not None and self._bar is not None:
            self._text.leave()
            self._bar.type_in(letters)

    @Slot(str)
    def _follow(self, address: str) -> None:
        """The overlay covers whatever the address opens in."""
        self.leave()
        QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))

    def _hint(self) -> str:
        return what_to_do(reads=self._make_text is not None)

    # What is shown

    def _on_painted(self) -> None:
        self._unpainted -= 1
        if self._unpainted or self._over:
            return
        self._windows[self._home].take_keyboard()
        self._settle()
        self._refresh()
        self._windows[self._home].announce(self._hint())
        self.opened.emit()

    def _refresh(self) -> None:
        if self._unpainted or self._over:
            return
        region = self._selection.region
        text = self._texting
        choosing = text is None and (region is None or self._selection.shaping)
        home = self._home if region is None else most_covered(self._windows, region)
        for index, window in enumerate(self._windows):
            here = index == under(self._windows, self._pointer)
            scene = Scene(
                region=region,
                label=size_of(region) if region is not None and index == home and not text else "",
                pointer=self._pointer if choosing and here else None,
                hint=self._hint() if region is None and index == home and not text else "",
                texts=text.painters if text is not None else (),
            )
            window.show_scene(scene)

    def _show_cursor(self, x: int, y: int) -> None:
        grip = self._selection.grip_at(x, y, self._reach(x, y))
        shape = _CURSORS[grip] if grip is not None else Qt.CursorShape.CrossCursor
        show_cursor(self._windows, shape)

    def _reach(self, x: int, y: int) -> int:
        index = under(self._windows, (x, y))
        return round(HANDLE * (1 if index is None else self._windows[index].place.scale))

    def _screen_of_pointer(self) -> int:
        index = under(self._windows, self._pointer)
        return self._home if index is None else index

    def _whole_screen(self) -> Region:
        """The screen that has the pointer."""
        return self._windows[self._screen_of_pointer()].place.bounds
