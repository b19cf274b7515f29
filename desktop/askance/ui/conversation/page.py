"""What scrolls in the conversation: the column of messages and the ring around the focused one.

GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from askance.ui.conversation.column import Column
from askance.ui.conversation.message import MessageView
from askance.ui.theme import Theme


class Page(QWidget):
    """What scrolls: the column in its middle, and the ring around a message that has the focus."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.column = Column(self)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            # It paints every pixel: so Qt moves what is shown when it scrolls, and paints only the
            # rest. A style sheet takes this away from whatever it has polished.
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        return taken

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.colour("background"))
        self._paint_ring(painter)
        painter.end()

    def _paint_ring(self, painter: QPainter) -> None:
        focused = QApplication.focusWidget()
        if not isinstance(focused, MessageView) or focused.parentWidget() is not self.column:
            return
        ring = QRectF(focused.geometry().translated(self.column.pos())).adjusted(-3, -7, 3, 7)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.colour("accent")), 2))
        painter.drawRoundedRect(ring, 12, 12)
