"""How a rectangle being selected looks, over the screen and over a picture alike. GUI thread.

Painted in the pixels of what is selected from; `scale` is how many of them a point of the screen
is. The outline lies outside: not one pixel that is taken is covered.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from askance.core.screen import Region
from askance.core.selection import CORNERS, HANDLES, Grip
from askance.ui.theme import Theme

DIM = QColor(0, 0, 0, 0x88)
"""Over what is not selected."""
_SOFT_DIM = QColor(0, 0, 0, 0x3C)
_FRAME = ((QColor("white"), 0.0, 4.0), (QColor(0x0E, 0x74, 0x90), 1.0, 3.0))
"""The lines of a frame, each from so many points outside to so many."""
HANDLE = 9.0
"""A handle's diameter, in points."""
OUTLINE = 1.5
_CROWDED = 36
"""A side shorter than this many points has no room for a handle in its middle."""

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Where an arrow key moves a selection or its right and bottom sides."""
FAR = 10
"""Pixels of a step with Ctrl; one without."""

_CURSORS = {
    Grip.INSIDE: Qt.CursorShape.SizeAllCursor,
    Grip.NORTH: Qt.CursorShape.SizeVerCursor,
    Grip.SOUTH: Qt.CursorShape.SizeVerCursor,
    Grip.WEST: Qt.CursorShape.SizeHorCursor,
    Grip.EAST: Qt.CursorShape.SizeHorCursor,
    Grip.NORTH_WEST: Qt.CursorShape.SizeFDiagCursor,
    Grip.SOUTH_EAST: Qt.CursorShape.SizeFDiagCursor,
    Grip.NORTH_EAST: Qt.CursorShape.SizeBDiagCursor,
    Grip.SOUTH_WEST: Qt.CursorShape.SizeBDiagCursor,
}


def cursor_for(grip: Grip | None) -> Qt.CursorShape:
    """Over what a press would take hold of; None: it would draw a new one."""
    return Qt.CursorShape.CrossCursor if grip is None else _CURSORS[grip]


def paint_dim(painter: QPainter, whole: QRect, clear: Region | None, colour: QColor = DIM) -> None:
    """Darkens `whole` but for what is `clear`."""
    if clear is None:
        painter.fillRect(whole, colour)
        return
    lit = rect_of(clear) & whole
    for left, top, right, bottom in (
        (whole.left(), whole.top(), whole.right() + 1, lit.top()),
        (whole.left(), lit.top(), lit.left(), lit.bottom() + 1),
        (lit.right() + 1, lit.top(), whole.right() + 1, lit.bottom() + 1),
        (whole.left(), lit.bottom() + 1, whole.right() + 1, whole.bottom() + 1),
    ):
        painter.fillRect(QRect(left, top, right - left, bottom - top), colour)


def paint_outline(painter: QPainter, region: Region, theme: Theme, scale: float) -> None:
    """A line around the region."""
    half = OUTLINE * scale / 2
    painter.setPen(QPen(theme.colour("accent"), OUTLINE * scale, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(rect_of(region)).adjusted(-half, -half, half, half))


def paint_pointed_out(painter: QPainter, whole: QRect, region: Region, scale: float) -> None:
    """A part that is shown, not selected: framed so that it is seen on a picture of any colour."""
    paint_dim(painter, whole, region, _SOFT_DIM)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, inner, outer in _FRAME:
        middle = (inner + outer) / 2 * scale
        painter.setPen(QPen(colour, (outer - inner) * scale, j=Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(QRectF(rect_of(region)).adjusted(-middle, -middle, middle, middle))


def paint_handles(painter: QPainter, region: Region, theme: Theme, scale: float) -> None:
    """A dot at each corner, and at each side's middle where there is room."""
    painter.setPen(QPen(theme.colour("accent"), 2 * scale))
    painter.setBrush(QColor("white"))
    radius = (HANDLE - 2) / 2 * scale
    crowded = min(region.width, region.height) < _CROWDED * scale
    for grip in CORNERS if crowded else HANDLES:
        painter.drawEllipse(QPointF(*grip.centre(region)), radius, radius)


def rect_of(region: Region) -> QRect:
    """The same rectangle in Qt's type."""
    return QRect(region.x, region.y, region.width, region.height)
