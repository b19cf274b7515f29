"""Rounded panels: what is behind code and behind a question. GUI thread.

Qt draws a rounded rectangle of a page's size point by point, which takes as long as ten lines of
text. So the four corners are drawn once, as a picture, and the rest is rectangles; where a logical
pixel is no whole number of the screen's, it is drawn as Qt does it.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

_COLOURS = 16


def paint_panel(
    painter: QPainter, place: QRect, radius: int, ground: QColor, line: QColor | None = None
) -> None:
    """Fills a rounded rectangle, with an edge one wide in `line` inside of it; logical pixels."""
    ratio = painter.device().devicePixelRatioF()
    side = radius + 1
    if ratio != int(ratio) or place.width() < 2 * side or place.height() < 2 * side:
        _draw(painter, place, radius, ground, line)
        return
    edge = line if line is not None else ground
    corners = _corners(radius, ground.rgba(), edge.rgba(), int(ratio))
    left, top = place.left(), place.top()
    right, bottom = place.right() + 1 - side, place.bottom() + 1 - side
    painter.drawPixmap(left, top, corners[0])
    painter.drawPixmap(right, top, corners[1])
    painter.drawPixmap(left, bottom, corners[2])
    painter.drawPixmap(right, bottom, corners[3])
    wide, high = place.width() - 2 * side, place.height() - 2 * side
    painter.fillRect(left, top + side, place.width(), high, ground)
    painter.fillRect(left + side, top, wide, side, ground)
    painter.fillRect(left + side, bottom, wide, side, ground)
    if line is not None:
        painter.fillRect(left + side, top, wide, 1, line)
        painter.fillRect(left + side, place.bottom(), wide, 1, line)
        painter.fillRect(left, top + side, 1, high, line)
        painter.fillRect(place.right(), top + side, 1, high, line)


@lru_cache(maxsize=_COLOURS)
def _corners(radius: int, ground: int, line: int, ratio: int) -> tuple[QPixmap, ...]:
    """Those of a panel that is nothing but its corners, in reading order."""
    side = 2 * (radius + 1)
    made = QPixmap(side * ratio, side * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    edge = QColor.fromRgba(line) if line != ground else None
    with QPainter(made) as painter:
        _draw(painter, QRect(0, 0, side, side), radius, QColor.fromRgba(ground), edge)
    half = (radius + 1) * ratio
    return tuple(made.copy(x, y, half, half) for y in (0, half) for x in (0, half))


def _draw(
    painter: QPainter, place: QRect, radius: int, ground: QColor, line: QColor | None
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(place), radius, radius)
    else:
        painter.setPen(line)
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.restore()
