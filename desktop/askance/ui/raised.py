"""The look of a card that floats over a picture: its shadow and its face. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from askance.ui.theme import Theme

SHADOW = 20
"""Points around the card that belong to its shadow."""
RADIUS = 12


def paint_raised(painter: QPainter, whole: QRect, theme: Theme) -> None:
    """Paints a card into `whole`, `SHADOW` points of which are its shadow on every side."""
    card = whole.adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 7))
    for spread in range(1, SHADOW - 2, 2):
        blurred = card.adjusted(-spread, -spread, spread, spread).translated(0, 3)
        painter.drawRoundedRect(blurred & whole, RADIUS + spread, RADIUS + spread)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.setBrush(theme.colour("raised"))
    painter.drawRoundedRect(card.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
