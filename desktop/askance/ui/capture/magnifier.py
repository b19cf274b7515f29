"""The magnifier beside the pointer: pixels, their grid, the position and the colour. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from askance.ui.capture.mapping import ScreenMap
from askance.ui.theme import Theme

COLUMNS, ROWS = 13, 9
CELL = 12
"""A magnified pixel's side, in points."""
CAPTION = 28
RADIUS = 12
AWAY = 24
SHADOW = 10


class Magnifier:
    """Places and paints itself in physical pixels of the desktop, beside a pointer's pixel."""

    def __init__(self, theme: Theme, place: ScreenMap, image: QImage) -> None:
        self._theme, self._map, self._image = theme, place, image
        self._cell = max(2, round(CELL * place.scale))

    def place(self, pointer: tuple[int, int]) -> QRect:
        """All it covers, with its shadow: right of and below the pointer or where there is room."""
        shadow = self._points(SHADOW)
        return self._card(pointer).adjusted(-shadow, -shadow, shadow, shadow)

    def paint(self, painter: QPainter, pointer: tuple[int, int]) -> None:
        card = self._card(pointer)
        lens = QRect(card.topLeft(), card.size())
        lens.setHeight(ROWS * self._cell)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(card), self._points(RADIUS), self._points(RADIUS))
        self._paint_shadow(painter, card)
        painter.save()
        painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
        painter.fillRect(card, self._theme.colour("raised"))
        self._paint_pixels(painter, lens, pointer)
        self._paint_grid(painter, lens)
        self._paint_caption(painter, card, lens, pointer)
        painter.restore()
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)

    def colour(self, pointer: tuple[int, int]) -> str:
        """The pixel's, like `#B42318`; empty beside the screen."""
        bounds = self._map.bounds
        x, y = pointer[0] - bounds.x, pointer[1] - bounds.y
        inside = self._image.rect().contains(x, y)
        return self._image.pixelColor(x, y).name().upper() if inside else ""

    def _card(self, pointer: tuple[int, int]) -> QRect:
        bounds, away = self._map.bounds, self._points(AWAY)
        card = QRect(0, 0, COLUMNS * self._cell, ROWS * self._cell + self._points(CAPTION))
        card.moveTo(pointer[0] + away, pointer[1] + away)
        shadow = self._points(SHADOW)
        if card.right() + shadow >= bounds.right:
            card.moveRight(pointer[0] - away)
        if card.bottom() + shadow >= bounds.bottom:
            card.moveBottom(pointer[1] - away)
        return card

    def _paint_shadow(self, painter: QPainter, card: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 14))
        for spread in range(2, SHADOW, 2):
            reach, radius = self._points(spread), self._points(RADIUS + spread)
            painter.drawRoundedRect(card.adjusted(-reach, -reach, reach, reach), radius, radius)

    def _paint_pixels(self, painter: QPainter, lens: QRect, pointer: tuple[int, int]) -> None:
        """Enlarged without smoothing; black where the screen ends."""
        bounds = self._map.bounds
        at = QPoint(pointer[0] - bounds.x, pointer[1] - bounds.y)
        wanted = QRect(at.x() - COLUMNS // 2, at.y() - ROWS // 2, COLUMNS, ROWS)
        there = wanted & self._image.rect()
        painter.fillRect(lens, QColor("black"))
        offset = (there.topLeft() - wanted.topLeft()) * self._cell
        target = QRect(lens.topLeft() + offset, there.size() * self._cell)
        painter.drawImage(target, self._image, there)

    def _paint_grid(self, painter: QPainter, lens: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(QColor(128, 128, 128, 56), 1))
        for column in range(1, COLUMNS):
            x = lens.left() + column * self._cell
            painter.drawLine(x, lens.top(), x, lens.bottom())
        for row in range(1, ROWS):
            y = lens.top() + row * self._cell
            painter.drawLine(lens.left(), y, lens.right(), y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(
            lens.left() + COLUMNS // 2 * self._cell,
            lens.top() + ROWS // 2 * self._cell,
            self._cell + 1,
            self._cell + 1,
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("white"), 3 * self._map.scale))
        painter.drawRect(middle)
        painter.setPen(QPen(self._theme.colour("accent"), 1.5 * self._map.scale))
        painter.drawRect(middle)

    def _paint_caption(
        self, painter: QPainter, card: QRect, lens: QRect, pointer: tuple[int, int]
    ) -> None:
        colour = self.colour(pointer)
        font = self._theme.font(11, mono=True)
        # Fixed: the lens does not grow with the person's text size, its caption must fit.
        font.setPixelSize(round(11 * self._map.scale))
        painter.setFont(font)
        row = QRect(lens.left(), lens.bottom() + 1, card.width(), card.bottom() - lens.bottom())
        row.adjust(self._points(9), 0, -self._points(9), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._theme.colour("text"))
        painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, f"{pointer[0]}, {pointer[1]}")
        painter.setPen(self._theme.colour("soft"))
        painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, colour)

    def _points(self, points: float) -> int:
        return round(points * self._map.scale)
