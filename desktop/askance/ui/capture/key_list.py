"""The card that lists every key of the overlay. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from askance.ui.raised import SHADOW, paint_raised
from askance.ui.theme import Theme


class KeyList(QWidget):
    """In the middle of its window, in two columns. A click closes it."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(QCoreApplication.translate("Capture", "Keys"))
        self.setAccessibleDescription("; ".join(f"{key}: {does}" for key, does in rows))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        grid = QGridLayout(self)
        grid.setContentsMargins(SHADOW + 24, SHADOW + 20, SHADOW + 24, SHADOW + 20)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        half = (len(rows) + 1) // 2
        for number, (key, does) in enumerate(rows):
            row, column = number % half, 3 * (number // half)
            grid.addWidget(self._label(key, "text", bold=True), row, column)
            grid.addWidget(self._label(does, "soft"), row, column + 1)
        grid.setColumnMinimumWidth(2, 16)
        letters = QCoreApplication.translate(
            "Capture", "Once something is selected, letters begin a question: hold Ctrl with them."
        )
        grid.addWidget(self._label(letters, "faint"), half + 1, 0, 1, 5)
        grid.setRowMinimumHeight(half, 2)
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

    def _label(self, text: str, role: str, *, bold: bool = False) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        weight = "font-weight: 600;" if bold else ""
        label.setStyleSheet(f"font-size: {self._theme.pixels(13)}px; {weight}")
        label.setFont(self._theme.font(13, bold=bold))
        return label
