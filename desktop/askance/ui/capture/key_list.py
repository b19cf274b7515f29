"""The card that lists every key of the overlay. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from askance.ui.raised import SHADOW, paint_raised
from askance.ui.theme import Theme


class KeyList(QWidget):
    """In the middle of its window, in two columns, or in one where two are too wide. A click closes
    it.
    """

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(QCoreApplication.translate("Capture", "Keys"))
        self.setAccessibleDescription("; ".join(f"{key}: {does}" for key, does in rows))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(SHADOW + 24, SHADOW + 20, SHADOW + 24, SHADOW + 20)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self._pairs = [
            (self._label(key, "text", bold=True), self._label(does, "soft")) for key, does in rows
        ]
        letters = QCoreApplication.translate(
            "Capture", "Once something is selected, letters begin a question: hold Ctrl with them."
        )
        self._letters = self._label(letters, "faint")
        self._letters.setWordWrap(True)
        self._lay_out(2)
        if self.sizeHint().width() - 2 * SHADOW > parent.width():
            self._lay_out(1)
        self.adjustSize()
        self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)
        self.show()
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_raised(painter, self.rect(), self._theme)
        painter.end()

    def _lay_out(self, columns: int) -> None:
        """A key and what it does, downwards; the sentence below all of them."""
        down = -(-len(self._pairs) // columns)
        for number, (key, does) in enumerate(self._pairs):
            row, column = number % down, 3 * (number // down)
            self._grid.addWidget(key, row, column)
            self._grid.addWidget(does, row, column + 1)
        self._grid.setColumnMinimumWidth(2, 16 if columns > 1 else 0)
        self._grid.setRowMinimumHeight(down, 2)
        self._grid.addWidget(self._letters, down + 1, 0, 1, 3 * columns - 1)

    def _label(self, text: str, role: str, *, bold: bool = False) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        weight = "font-weight: 600;" if bold else ""
        label.setStyleSheet(f"font-size: {self._theme.pixels(13)}px; {weight}")
        label.setFont(self._theme.font(13, bold=bold))
        return label
