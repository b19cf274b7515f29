"""What changes on the frozen screens when the person goes to select text there, and comes back. GUI
thread.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from askance.ui.capture.cards import Cards
from askance.ui.capture.desk import Desk
from askance.ui.capture.text_side import TextSide


class Texting(QObject):
    """Between the text mode, the screens and the ask bar."""

    returned = Signal()
    """The selection is what matters again."""

    def __init__(self, text: TextSide, desk: Desk, cards: Cards, parent: QObject) -> None:
        super().__init__(parent)
        self._text, self._desk, self._cards = text, desk, cards
        text.left.connect(self._on_left)
        text.typed.connect(self._on_typed_on)
        text.changed.connect(self._on_changed)

    def enter(self, letters: str) -> None:
        """`letters`: those of the command, which may turn out to begin a question."""
        desk = self._desk
        desk.selection.release()
        self._cards.hide_bar()
        desk.windows[desk.home].setFocus(Qt.FocusReason.OtherFocusReason)
        region, screen = desk.selection.region, desk.whole_screen()
        self._text.enter(desk.windows, region, screen, desk.pointer, letters)

    @Slot()
    def _on_changed(self) -> None:
        if (text := self._text.mode) is not None:
            self._desk.move_home(text.home)
        self._desk.refresh()

    @Slot()
    def _on_left(self) -> None:
        desk = self._desk
        if not desk.shown:
            return
        desk.refresh()
        if desk.pointer is not None:
            desk.show_cursor(*desk.pointer)
        if desk.selection.region is not None:
            self.returned.emit()
        else:
            desk.windows[desk.home].setFocus(Qt.FocusReason.OtherFocusReason)
            desk.say(desk.hint())

    @Slot(str)
    def _on_typed_on(self, letters: str) -> None:
        """What seemed to be a command was the beginning of a question."""
        self._text.leave()
        self._cards.type_in(letters)
