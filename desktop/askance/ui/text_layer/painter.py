"""Paints the text of one picture over it: what is read stands out of a soft dim, what is selected
lies under a band, what leads elsewhere is underlined or outlined. GUI thread.

Only what meets the part to be painted is looked at, so a picture with thousands of words costs no
more than what changes on it.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from askance.core.reading.marks import Mark
from askance.core.screen import Region
from askance.ui.text_layer.controller import TextController

SOFT_DIM = QColor(0, 0, 0, 0x3C)
SELECTED = QColor(0x1A, 0xA6, 0xCC, 0x54)
"""Seen on white and on black alike: it lies on whatever picture there is, not on the theme."""
MARKED = QColor(0x12, 0x95, 0xB8)
POINTED = QColor(0x1A, 0xA6, 0xCC, 0x38)
LINE = 1.5
"""An underline's thickness, in points."""


class TextPainter:
    """`bounds`: where the picture lies in the coordinates it is painted in, pixel for pixel."""

    def __init__(self, *, controller: TextController, bounds: Region) -> None:
        self._controller, self.bounds = controller, bounds

    def paint(self, painter: QPainter, part: QRect, scale: float) -> None:
        """Paints what lies in `part`. `scale`: pixels of the picture for a point of the screen."""
        whole = QRect(self.bounds.x, self.bounds.y, self.bounds.width, self.bounds.height)
        part = part & whole
        if part.isEmpty():
            return
        painter.save()
        painter.setClipRect(whole, Qt.ClipOperation.IntersectClip)
        painter.translate(self.bounds.x, self.bounds.y)
        here = part.translated(-self.bounds.x, -self.bounds.y)
        self._paint_dim(painter, here)
        seen = Region(here.x(), here.y(), here.width(), here.height())
        self._paint_selection(painter, here, seen)
        self._paint_marks(painter, seen, scale)
        painter.restore()

    def parts(self, regions: tuple[Region, ...], scale: float) -> list[QRect]:
        """What has to be painted again when the text looks different in `regions`."""
        air = round(4 * scale) + 1
        x, y = self.bounds.x, self.bounds.y
        return [_rect(each.moved(x, y)).adjusted(-air, -air, air, air) for each in regions]

    def _paint_dim(self, painter: QPainter, part: QRect) -> None:
        painter.save()
        painter.setClipRegion(QRegion(part) - self._controller.lit, Qt.ClipOperation.IntersectClip)
        painter.fillRect(part, SOFT_DIM)
        painter.restore()

    def _paint_selection(self, painter: QPainter, part: QRect, seen: Region) -> None:
        selected = self._controller.selected
        behind = QRegion()
        for index in self._controller.layer.lines_in(seen) if selected else ():
            if index in selected:
                behind += _rect(selected[index])
        if behind.isEmpty():
            return
        # All at once: the bands of tightly set lines overlap.
        painter.save()
        painter.setClipRegion(behind & part, Qt.ClipOperation.IntersectClip)
        painter.fillRect(part, SELECTED)
        painter.restore()

    def _paint_marks(self, painter: QPainter, seen: Region, scale: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self._controller.layer.marks.meeting(seen):
            self._paint_mark(painter, mark, scale)

    def _paint_mark(self, painter: QPainter, mark: Mark, scale: float) -> None:
        pointed = mark is self._controller.pointed
        painter.setPen(QPen(MARKED, LINE * scale * (1.5 if pointed else 1)))
        for box in mark.boxes:
            place = QRectF(_rect(box))
            if mark.code:
                air = 3 * scale
                painter.setBrush(POINTED if pointed else Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(place.adjusted(-air, -air, air, air), air, air)
            else:
                y = place.bottom() + LINE * scale
                painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
                if pointed:
                    painter.fillRect(place, POINTED)


def _rect(region: Region) -> QRect:
    return QRect(region.x, region.y, region.width, region.height)
