"""The overlay while text is selected instead of a region. GUI thread.

The session hands pointer and keys over as long as this is active. What is read is the selected
region or, without one, each screen the pointer comes to; what was read to the end stays while the
overlay is open, so that coming back shows it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

from askance.core.reading.marks import Mark
from askance.core.screen import Pixels, Region
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.screenfuls import holds, most_covered, show_cursor, under
from askance.ui.letters import key_of
from askance.ui.text_layer.bar import TextBar
from askance.ui.text_layer.card import MarkCard
from askance.ui.text_layer.controller import TextController
from askance.ui.text_layer.growing import GrowingText
from askance.ui.text_layer.painter import TextPainter
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme

REACH = 4.0
"""So many points beside a word still count as on it."""


class TextMode(QObject):
    """`picture` cuts a region of the desktop out of the frames; called on another thread."""

    left = Signal()
    """Back to choosing a region."""
    typed = Signal(str)
    """It was no command but the beginning of a question; so are these letters."""
    changed = Signal()
    """Other texts are shown than before."""
    followed = Signal(str)
    """An address to open once the overlay is gone; the person has seen it in full."""

    def __init__(
        self,
        *,
        theme: Theme,
        reader: PictureReader,
        picture: Callable[[Region], Pixels],
        windows: Sequence[OverlayWindow],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._theme, self._reader, self._picture = theme, reader, picture
        self._windows = windows
        self._controllers: dict[Region, TextController] = {}
        self._painters: dict[Region, TextPainter] = {}
        self._scope: Region | None = None
        self._chosen = False
        self._bar: TextBar | None = None
        self._card: MarkCard | None = None
        self._letters = ""
        self._pointer: tuple[int, int] | None = None
        self._pressed = False

    @property
    def active(self) -> bool:
        return self._scope is not None

    @property
    def painters(self) -> tuple[TextPainter, ...]:
        """The texts shown now."""
        if not self.active:
            return ()
        return tuple(p for region, p in self._painters.items() if self._on_stage(region))

    def enter(
        self,
        region: Region | None,
        screen: Region,
        pointer: tuple[int, int] | None,
        letters: str = "",
    ) -> None:
        """Reads the region, or the screen where there is none. `letters` are those of the command:
        if more follow at once, they were the beginning of a question.
        """
        self._chosen, self._letters, self._pointer = region is not None, letters, pointer
        self._turn_to(region if region is not None else screen)

    def leave(self) -> None:
        """Ends the reading and takes everything of it off the screen."""
        if self._scope is None:
            return
        self._close_card()
        self._scope = None
        for controller in self._controllers.values():
            controller.close()
        if self._bar is not None:
            self._bar.hide()
        self.left.emit()

    # What the session hands over; pixels of the desktop

    def pointed(self, x: int, y: int) -> None:
        self._pointer = (x, y)
        if not self._pressed:
            self._follow_pointer(x, y)
        if self._pressed:
            controller, place = self._current()
            controller.drag(x - place.x, y - place.y)
            self._show_bar(controller.selection.empty)
        else:
            self._show_cursor()

    def pressed(self, x: int, y: int, extend: bool) -> None:
        self._letters = ""
        if self._card is not None:
            self._close_card()
            return
        self._pressed = True
        controller, place = self._current()
        controller.press(x - place.x, y - place.y, self._reach(), extend=extend)

    def released(self, x: int, y: int) -> None:
        if self._pressed:
            self._pressed = False
            self._show_bar(True)
            controller, place = self._current()
            controller.release(x - place.x, y - place.y)

    def double_clicked(self, x: int, y: int) -> None:
        if self._card is None:
            self._pressed = True
            controller, place = self._current()
            controller.double_click(x - place.x, y - place.y)

    def stepped_back(self) -> None:
        if self._card is not None:
            self._close_card()
        else:
            self.leave()

    def key(self, event: QKeyEvent) -> bool:
        key, letters = key_of(event), self._letters
        self._letters = ""
        if key == Qt.Key.Key_Escape:
            self.stepped_back()
            return True
        controller, _ = self._current()
        if key == Qt.Key.Key_R and letters and controller.failed:
            self._letters = letters + event.text()
        elif letters and key != Qt.Key.Key_T and _is_letter(event):
            self.typed.emit(letters + event.text())
            return True
        elif key == Qt.Key.Key_T:
            self.leave()
            return True
        return controller.key(event)

    # Which text

    def _current(self) -> tuple[TextController, Region]:
        assert self._scope is not None
        return self._controllers[self._scope], self._scope

    def _turn_to(self, scope: Region) -> None:
        first = self._scope is None
        if not first:
            self._current()[0].deselect()
        self._scope = scope
        controller = self._controllers.get(scope)
        if controller is None:
            controller = self._controllers[scope] = self._made(scope)
            self._painters[scope] = TextPainter(controller=controller, bounds=scope)
        window = self._window()
        if self._bar is None:
            self._bar = TextBar(self._theme, window)
            self._bar.left.connect(self.leave)
        if self._bar.parentWidget() is not window:
            self._bar.setParent(window)
        self._bar.show_text(controller)
        self._place_bar()
        self._bar.show()
        self.changed.emit()
        controller.open(self._focus(scope))

    def _made(self, scope: Region) -> TextController:
        text = GrowingText(reader=self._reader, picture=partial(self._picture, scope))
        controller = TextController(text, self)
        controller.repaint.connect(partial(self._repaint, scope))
        controller.spoke.connect(self._speak)
        controller.chosen.connect(self._show_card)
        controller.told.connect(self._show_cursor)
        return controller

    def _focus(self, scope: Region) -> tuple[int, int] | None:
        """The pointer, in the picture's pixels; a region is read in reading order."""
        if self._chosen or self._pointer is None:
            return None
        x, y = self._pointer
        return (x - scope.x, y - scope.y) if holds(scope, self._pointer) else None

    def _follow_pointer(self, x: int, y: int) -> None:
        """Without a region the screen the pointer has come to is read too."""
        if self._chosen or self._card is not None:
            return
        index = under(self._windows, (x, y))
        if index is not None and self._windows[index].place.bounds != self._scope:
            self._turn_to(self._windows[index].place.bounds)

    def _on_stage(self, region: Region) -> bool:
        if self._chosen:
            return region == self._scope
        return any(window.place.bounds == region for window in self._windows)

    # What is shown

    @property
    def home(self) -> int:
        """The index of the window that shows most of the text."""
        assert self._scope is not None
        return most_covered(self._windows, self._scope)

    def _window(self) -> OverlayWindow:
        return self._windows[self.home]

    def _show_bar(self, shown: bool) -> None:
        """It is out of the way while words are selected, as it may lie on some of them."""
        if self._bar is not None and self._bar.isVisible() != shown:
            self._bar.setVisible(shown)

    def _place_bar(self) -> None:
        if self._bar is None or self._scope is None:
            return
        window = self._window()
        beside = QRect(*window.place.points(self._scope)) if self._chosen else None
        pointer = None
        if self._pointer is not None:
            x, y, _, _ = window.place.points(Region(*self._pointer, 1, 1))
            pointer = QPoint(x, y)
        self._bar.place(window.rect(), beside, pointer)

    def _reach(self) -> int:
        return round(REACH * self._window().place.scale)

    @Slot()
    def _show_cursor(self) -> None:
        """The pointer moved, or words appeared under it."""
        if self._scope is None or self._pointer is None or self._pressed:
            return
        controller, place = self._current()
        x, y = self._pointer
        shape = controller.hover(x - place.x, y - place.y, self._reach())
        show_cursor(self._windows, shape)

    def _repaint(self, scope: Region, regions: tuple[Region, ...]) -> None:
        if self._scope is not None and self._on_stage(scope):
            for window in self._windows:
                window.show_text(self._painters[scope], regions)

    @Slot(str)
    def _speak(self, text: str) -> None:
        if self._scope is None:
            return
        self._window().announce(text)
        if self._bar is not None and self.sender() is self._current()[0]:
            self._bar.describe(self._current()[0].whole_text)

    @Slot(object)
    def _show_card(self, mark: Mark) -> None:
        self._close_card()
        window, scope = self._window(), self._scope
        assert scope is not None
        card = MarkCard(theme=self._theme, mark=mark, parent=window)
        card.closed.connect(self._close_card)
        card.copied.connect(self._current()[0].tell_copied)
        card.opened.connect(self.followed)
        self._card = card
        place = mark.boxes[0].moved(scope.x, scope.y)
        card.appear(QRect(*window.place.points(place)), window.rect())

    @Slot()
    def _close_card(self) -> None:
        if self._card is not None:
            card, self._card = self._card, None
            card.hide()
            card.deleteLater()
            if self._scope is not None:
                self._window().setFocus(Qt.FocusReason.OtherFocusReason)


def _is_letter(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
    alone = held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return alone and event.text().isprintable() and bool(event.text().strip())
