"""What scrolls in the conversation: the messages' ground and the ring around the focused one.

GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from askance.ui.conversation.message import MessageView
from askance.ui.theme import Theme

_RING = (-3, -7, 3, 7)
_RADIUS, _LINE = 12, 2


class Page(QWidget):
    """The messages are its children. `first` is what Tab leaves for the first of them."""

    def __init__(self, theme: Theme, first: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._ringed = QRectF()
        self.first = first
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            # It paints every pixel: so Qt moves what is shown when it scrolls, and paints only the
            # rest. A style sheet takes this away from whatever it has polished.
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        return taken

    def follow_focus(self) -> None:
        """The ring is painted where it is now: another widget has the focus, or it is larger."""
        ring = self._ring()
        if ring != self._ringed:
            for each in (ring, self._ringed):
                self.update(_line_of(each))
            self._ringed = ring

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self._theme.colour("background"))
            # Painted may be a part alone, when the message has grown or shrunk.
            self.follow_focus()
            if not self._ringed.isNull():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(self._theme.colour("accent")), _LINE))
                painter.drawRoundedRect(self._ringed, _RADIUS, _RADIUS)

    def _ring(self) -> QRectF:
        focused = QApplication.focusWidget()
        if not isinstance(focused, MessageView) or focused.parentWidget() is not self:
            return QRectF()
        return QRectF(focused.geometry()).adjusted(*_RING)


def _line_of(ring: QRectF) -> QRegion:
    """Where a ring is painted; what it surrounds is not."""
    if ring.isNull():
        return QRegion()
    around, within = ring.toAlignedRect(), ring.toAlignedRect()
    around.adjust(-_LINE, -_LINE, _LINE, _LINE)
    within.adjust(_RADIUS, _RADIUS, -_RADIUS, -_RADIUS)
    return QRegion(around).subtracted(QRegion(within))
