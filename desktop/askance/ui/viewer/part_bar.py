"""The card beside a part of a picture that is being selected: its size, and what can be done with
it. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from askance.core.screen import Region
from askance.ui.raised import SHADOW, paint_raised
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconButton, label

GAP = 12
TOP = 24


class PartBar(QWidget):
    """`SHADOW` points on every side are not the card."""

    asked = Signal()
    left = Signal()
    """The person is done with selecting."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._words = label()
        self.ask_button = Button(theme, self.tr("Ask about this part"), kind="primary")
        self.close_button = IconButton(theme, "close", self.tr("Leave selecting"))
        self.ask_button.clicked.connect(self.asked)
        self.close_button.clicked.connect(self.left)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(SHADOW + 16, SHADOW + 6, SHADOW + 6, SHADOW + 6)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addSpacing(8)
        row.addWidget(self.ask_button)
        row.addWidget(self.close_button)
        self.setAccessibleName(self.tr("Part of the picture"))
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def show_part(self, region: Region | None) -> None:
        """The part's size in the picture's pixels; without a part, how to get one."""
        if region is None:
            self._words.setText(self.tr("Drag over a part of the picture"))
        else:
            self._words.setText(f"{region.width} × {region.height}")
        self.ask_button.setVisible(region is not None)

    def place(self, room: QRect, beside: QRect | None) -> None:
        """Under what is `beside`, over it, or inside its foot, wherever there is room; at the top
        of `room` without one. In points of the parent.
        """
        self.ensurePolished()
        self._row.activate()
        size = self.sizeHint() - QSize(2 * SHADOW, 2 * SHADOW)
        card = QRect(QPoint(), size)
        if beside is None:
            card.moveTopLeft(QPoint(room.center().x() - size.width() // 2, room.top() + TOP))
        else:
            card.moveTopLeft(QPoint(beside.left(), beside.bottom() + 1 + GAP))
            if card.bottom() + GAP > room.bottom():
                card.moveBottom(beside.top() - 1 - GAP)
            if card.top() < room.top() + GAP:
                card.moveBottom(min(beside.bottom(), room.bottom()) - GAP)
        farthest = max(room.left(), room.right() + 1 - GAP - card.width())
        card.moveLeft(max(room.left(), min(max(card.left(), room.left() + GAP), farthest)))
        self.setGeometry(card.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        button = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(button, QPushButton | QToolButton) and button.hasFocus():
            button.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_raised(painter, self.rect(), self._theme)
        painter.end()
