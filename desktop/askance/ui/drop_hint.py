"""What is shown over the window while something is dragged over it. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from askance.ui.theme import Theme


class DropHint(QWidget):
    """Veils its parent and says where the drop goes. Lets every mouse and drag event through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Shows itself over the whole parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._theme.colour("background")
        veil.setAlphaF(0.88)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(self._theme.colour("accent"), 2, Qt.PenStyle.DashLine))
        inside = self._theme.colour("accent_soft")
        inside.setAlphaF(0.7)
        painter.setBrush(inside)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
        painter.setPen(self._theme.colour("text"))
        painter.setFont(self._theme.font(16, bold=True))
        words = self.tr("Drop to add to your question")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
