"""Typing the selection's size. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from askance.core.selection import centred
from askance.core.sizes import resized
from askance.ui.capture import words
from askance.ui.capture.desk import Desk
from askance.ui.capture.screenfuls import most_covered
from askance.ui.capture.size_field import SizeField
from askance.ui.theme import Theme


class Sizing(QObject):
    """Puts a field where the size stands, and what is typed there into force."""

    settled = Signal()
    """The selection has the size."""
    touched = Signal()
    """Somebody types."""

    def __init__(self, theme: Theme, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._desk = theme, desk
        self._field: SizeField | None = None

    def ask(self) -> None:
        """Shows the field; without a selection one begins in the screen's middle."""
        desk = self._desk
        if desk.selection.region is None:
            desk.selection.take(centred(desk.whole_screen()))
            self.settled.emit()
        region = desk.selection.region
        assert region is not None
        self.end()
        window = desk.windows[most_covered(desk.windows, region)]
        self._field = field = SizeField(
            self._theme, window, words.size_of(region), window.label_place
        )
        field.entered.connect(self._apply)
        field.left.connect(self.leave)
        field.textEdited.connect(self.touched)
        field.cursorPositionChanged.connect(self.touched)
        field.selectionChanged.connect(self.touched)

    def end(self) -> None:
        """Takes the field away."""
        field, self._field = self._field, None
        if field is not None:
            field.close_quietly()

    @Slot()
    def leave(self) -> None:
        """As `end`; the keys go to the overlay again."""
        if self._field is not None:
            self.end()
            self._desk.windows[self._desk.home].setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _apply(self, text: str) -> None:
        region = self._desk.selection.region
        if region is None:
            return
        try:
            wanted = resized(region, text, self._desk.bounds())
        except ValueError:
            self._desk.tell(words.no_size())
            return
        self.leave()
        self._desk.selection.take(wanted)
        self.settled.emit()
