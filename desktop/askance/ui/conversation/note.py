"""The quiet line under an answer that is coming: where it stands, and what can be done when nothing
comes. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from askance.ui.theme import Theme
from askance.ui.widgets import Button, label, restyle


class NoteLine(QWidget):
    """Words, and beside them two buttons while the answer is stalled."""

    stop_pressed = Signal()
    again_pressed = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.words = label("", "note", wrap=True)
        # The composer's Stop is the one called “Stop”; two of a name would be ambiguous.
        self.stop = Button(theme, self.tr("Stop"), icon="stop", name=self.tr("Stop this answer"))
        self.again = Button(
            theme,
            self.tr("Ask again"),
            icon="retry",
            name=self.tr("Ask again instead of this answer"),
        )
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        for button in (self.stop, self.again):
            button.setProperty("small", "true")
            button.hide()
            row.addWidget(button)
        row.addStretch(0)
        self._rest = row.count() - 1
        self.stop.clicked.connect(self.stop_pressed)
        self.again.clicked.connect(self.again_pressed)
        self.hide()

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [self.stop, self.again]

    @property
    def text(self) -> str:
        """The words shown."""
        return self.words.text()

    @property
    def stalled(self) -> bool:
        """Whether it offers to stop and to ask again."""
        return not self.stop.isHidden()

    def say(self, text: str, *, stalled: bool) -> None:
        """Shows words; `stalled` offers to stop and to ask again."""
        self.words.setText(text)
        if self.stop.isHidden() is stalled:
            # Long words may wrap; these are short, and the buttons stand right behind them.
            self.words.setWordWrap(not stalled)
            self._row.setStretch(0, 0 if stalled else 1)
            self._row.setStretch(self._rest, 1 if stalled else 0)
            self.words.setProperty("role", "small" if stalled else "note")
            restyle(self.words)
        for button in (self.stop, self.again):
            button.setVisible(stalled)
