"""What the window system tells an open overlay without anybody's doing: where the pointer rests,
and whether the keys come here. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from askance.ui.capture import words
from askance.ui.capture.desk import Desk

TRIES = 5
"""So often an overlay asks for the keyboard again; a program that insists may have it."""


class Presence(QObject):
    """Listens to the windows of a desk."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tries = 0
        for window in desk.windows:
            window.found.connect(self._on_found)
            window.refused.connect(self._on_refused)
            window.deactivated.connect(self._on_deactivated)

    @Slot(int, int)
    def _on_found(self, x: int, y: int) -> None:
        self._desk.find_pointer(x, y)

    @Slot(bool)
    def _on_refused(self, refused: bool) -> None:
        """Only a press of the person's own closes another program's menu: they must know."""
        desk = self._desk
        desk.refused = refused
        if desk.shown:
            desk.refresh()
            chosen = None if refused else desk.selection.region
            desk.say(desk.hint() if chosen is None else words.spoken(chosen))

    @Slot()
    def _on_deactivated(self) -> None:
        # Queued: another of our windows may be about to get what this one lost.
        QTimer.singleShot(0, self, self._ask_again)

    @Slot()
    def _ask_again(self) -> None:
        """Without the keyboard no Escape would leave what covers everything."""
        desk = self._desk
        ours = QApplication.activePopupWidget() or QApplication.activeWindow() in desk.windows
        if desk.shown and not ours and self._tries < TRIES:
            self._tries += 1
            desk.windows[desk.home].come_to_front()
