"""What a small Copy button does: copies, and says so for a moment. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from askance.ui.widgets import Button, announce

_SAID_MS = 1600


class Copying(QObject):
    """For `button`; `resized` is called when its words need another room."""

    def __init__(self, button: Button, *, resized: Callable[[], None]) -> None:
        super().__init__(button)
        self._button, self._resized = button, resized
        self._said = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._said.timeout.connect(self.offer)

    def copy(self, text: str, told: str) -> None:
        """Puts `text` on the clipboard; `told` is for who cannot see the button."""
        QGuiApplication.clipboard().setText(text)
        self._say(self.tr("Copied"))
        announce(self._button, told)
        self._said.start()

    @Slot()
    def offer(self) -> None:
        """It is ready to copy."""
        self._said.stop()
        self._say(self.tr("Copy"))

    def _say(self, words: str) -> None:
        if not self._button.text().endswith(words):
            self._button.setText(f"\N{EN SPACE}{words}")
            self._resized()
