"""What hangs beside an item: a bullet, a number, a task's box. GUI thread.

Bullets and boxes are drawn, not written: few fonts have them all, and none has them in one weight.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from askance.ui.conversation.boxes.dress import Dress
from askance.ui.conversation.boxes.lines import utf16
from askance.ui.theme import Theme

_GAP = 0.5
"""Ems between a marker and the words."""
_RTL, _LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
_UNTICKED, _TICKED = "☐", "☑"


class Marker:
    """A marker that ends `_GAP` left of the words, or begins as far right of them."""

    def __init__(self, text: str, dress: Dress, theme: Theme) -> None:
        self.text, self._dress, self._theme = text, dress, theme
        self.length = utf16(text)
        self._drawn = _DRAWN.get(text)
        self._metrics = dress.metrics
        self.width = (
            dress.pixels * (0.86 if text in (_UNTICKED, _TICKED) else 0.42)
            if self._drawn
            else self._metrics.horizontalAdvance(text)
        )

    def left(self, words: float, *, mirrored: bool) -> float:
        """Where it begins, if the words begin at `words` (end there, if mirrored)."""
        gap = self._dress.pixels * _GAP
        return words + gap if mirrored else words - gap - self.width

    def x_at(self, position: int) -> float:
        """Where a caret stands, from the marker's left end."""
        if self._drawn:
            return self.width if position else 0.0
        return self._metrics.horizontalAdvance(self.text[:position])

    def paint(self, painter: QPainter, at: QPointF, *, mirrored: bool) -> None:
        """Draws it; its baseline begins at `at`. The point of a number stands on the other side of
        it, if `mirrored`. The painter is not left as it was found.
        """
        if self._drawn is None:
            painter.setPen(self._dress.colour)
            painter.setFont(self._dress.font)
            painter.setLayoutDirection(_RTL if mirrored else _LTR)
            painter.drawText(at, self.text)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(at.x(), at.y(), self.width, 0)
            self._drawn(painter, place, self._dress, self._theme)


def _bullet(painter: QPainter, place: QRectF, dress: Dress, _theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(dress.colour)
    radius = dress.pixels * 0.17
    painter.drawEllipse(_middle(place, dress), radius, radius)


def _ring(painter: QPainter, place: QRectF, dress: Dress, _theme: Theme) -> None:
    painter.setPen(QPen(dress.colour, max(1.0, dress.pixels * 0.08)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = dress.pixels * 0.15
    painter.drawEllipse(_middle(place, dress), radius, radius)


def _square(painter: QPainter, place: QRectF, dress: Dress, _theme: Theme) -> None:
    side = round(dress.pixels * 0.3)
    middle = _middle(place, dress)
    corner = QPointF(round(middle.x() - side / 2), round(middle.y() - side / 2))
    painter.fillRect(QRectF(corner.x(), corner.y(), side, side), dress.colour)


def _unticked(painter: QPainter, place: QRectF, dress: Dress, theme: Theme) -> None:
    painter.setPen(QPen(theme.colour("faint"), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = _box(place, dress).adjusted(0.6, 0.6, -0.6, -0.6)
    painter.drawRoundedRect(box, 3, 3)


def _ticked(painter: QPainter, place: QRectF, dress: Dress, theme: Theme) -> None:
    box = _box(place, dress)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    painter.drawRoundedRect(box, 3, 3)
    tick = QPainterPath(QPointF(box.left() + box.width() * 0.24, box.top() + box.height() * 0.53))
    tick.lineTo(box.left() + box.width() * 0.43, box.top() + box.height() * 0.72)
    tick.lineTo(box.left() + box.width() * 0.77, box.top() + box.height() * 0.3)
    pen = QPen(theme.colour("on_accent"), max(1.5, box.width() * 0.13))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(tick)


def _middle(place: QRectF, dress: Dress) -> QPointF:
    """The middle of the small letters."""
    return QPointF(place.center().x(), place.top() - dress.x_height * 0.58)


def _box(place: QRectF, dress: Dress) -> QRectF:
    """A square around the middle of the capitals, on whole pixels."""
    side = ceil(place.width())
    top = round(place.top() - dress.cap_height / 2 - side / 2)
    return QRectF(round(place.right()) - side, top, side, side)


_DRAWN: dict[str, Callable[[QPainter, QRectF, Dress, Theme], None]] = {
    "•": _bullet,
    "◦": _ring,
    "▪": _square,
    _UNTICKED: _unticked,
    _TICKED: _ticked,
}
