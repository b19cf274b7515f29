"""What one screen window shows over its frozen frame, and how it is painted. GUI thread.

A `Scene` is a value; `Stage` knows where its parts stand and which points of the window differ
between two scenes, so that a drag repaints slivers instead of a 4K screen. Everything is placed and
painted in physical pixels of the desktop: lines are sharp at any ratio, and the frame is copied,
never resampled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QRegion

from askance.core.screen import Region
from askance.ui.capture.magnifier import Magnifier
from askance.ui.capture.mapping import ScreenMap
from askance.ui.capture.selection import CORNERS, HANDLES
from askance.ui.theme import Theme

if TYPE_CHECKING:
    from askance.ui.text_layer.painter import TextPainter

DIM = QColor(0, 0, 0, 0x88)
PILL = QColor(0x11, 0x11, 0x11, 0xCC)
HANDLE = 9.0
"""A handle's diameter, in points."""
OUTLINE = 1.5
_CROWDED = 36
"""A side shorter than this many points has no room for a handle in its middle."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`region`: the selection, in physical pixels of the desktop. `label`: its size, empty on the
    screens where it is not shown. `pointer`: the pixel to magnify. `hint`: what can be done now.
    `texts`: pictures on the desktop whose text can be selected.
    """

    region: Region | None = None
    label: str = ""
    pointer: tuple[int, int] | None = None
    hint: str = ""
    texts: tuple[TextPainter, ...] = ()


class Stage:
    """Places and paints scenes on one screen."""

    def __init__(self, theme: Theme, place: ScreenMap, image: QImage) -> None:
        self._theme, self._map, self._image = theme, place, image
        self._bounds = _rect(place.bounds)
        self._magnifier = Magnifier(theme, place, image)

    def drop_frame(self) -> None:
        """Lets go of the pixels; nothing can be painted afterwards."""
        self._image = QImage()
        self._magnifier = Magnifier(self._theme, self._map, self._image)

    def difference(self, old: Scene, new: Scene) -> QRegion:
        """What has to be painted again, in points of the window."""
        changed = QRegion()
        if old.texts != new.texts:
            return self._in_points(QRegion(self._bounds))
        if old.region != new.region:
            before = QRegion(_rect(old.region)) if old.region else QRegion()
            after = QRegion(_rect(new.region)) if new.region else QRegion()
            changed = before.xored(after) | self._frame(old.region) | self._frame(new.region)
        if (old.region, old.label) != (new.region, new.label):
            changed |= QRegion(self._label(old)) | QRegion(self._label(new))
        if old.pointer != new.pointer:
            changed |= QRegion(self._magnified(old)) | QRegion(self._magnified(new))
        if old.hint != new.hint:
            changed |= QRegion(self._hint(old)) | QRegion(self._hint(new))
        return self._in_points(changed & self._bounds)

    def text_difference(self, text: TextPainter, regions: tuple[Region, ...]) -> QRegion:
        """What has to be painted again, in points, when a text looks different in `regions`."""
        changed = QRegion()
        for part in text.parts(regions, self._map.scale):
            changed += part
        return self._in_points(changed & self._bounds)

    def paint(self, painter: QPainter, points: QRect, scene: Scene) -> None:
        """Paints what lies in `points` of the window; the painter is clipped to what is needed."""
        scale, bounds = self._map.scale, self._map.bounds
        painter.scale(1 / scale, 1 / scale)
        painter.translate(-bounds.x, -bounds.y)
        part = self._in_pixels(points)
        self._paint_frame(painter, part)
        self._paint_dim(painter, self._clear(scene))
        for text in scene.texts:
            text.paint(painter, part, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if scene.region is not None:
            self._paint_outline(painter, scene.region)
            if not scene.texts:
                self._paint_handles(painter, scene.region)
        if scene.label:
            self._paint_pill(painter, self._label(scene), scene.label, 12)
        if scene.hint:
            self._paint_pill(painter, self._hint(scene), scene.hint, 13)
        if scene.pointer is not None:
            self._magnifier.paint(painter, scene.pointer)

    def _clear(self, scene: Scene) -> Region | None:
        """What is not dimmed: the selection, or what of this screen is being read."""
        if scene.region is not None:
            return scene.region
        here = self._map.bounds
        seen = (text.bounds.intersected(here) for text in scene.texts)
        return next((region for region in seen if not region.empty), None)

    def _paint_frame(self, painter: QPainter, part: QRect) -> None:
        part &= self._bounds
        source = part.translated(-self._bounds.topLeft())
        # Matters only for a frame captured at another scale than its screen's.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(part.topLeft(), self._image, source)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)

    def _paint_dim(self, painter: QPainter, region: Region | None) -> None:
        if region is None:
            painter.fillRect(self._bounds, DIM)
            return
        whole, clear = self._bounds, _rect(region) & self._bounds
        for left, top, right, bottom in (
            (whole.left(), whole.top(), whole.right() + 1, clear.top()),
            (whole.left(), clear.top(), clear.left(), clear.bottom() + 1),
            (clear.right() + 1, clear.top(), whole.right() + 1, clear.bottom() + 1),
            (whole.left(), clear.bottom() + 1, whole.right() + 1, whole.bottom() + 1),
        ):
            painter.fillRect(QRect(left, top, right - left, bottom - top), DIM)

    def _paint_outline(self, painter: QPainter, region: Region) -> None:
        scale, accent = self._map.scale, self._theme.colour("accent")
        line, half = OUTLINE * scale, OUTLINE * scale / 2
        painter.setPen(QPen(accent, line, j=Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Outside the region: not one pixel that is sent is covered.
        painter.drawRect(QRectF(_rect(region)).adjusted(-half, -half, half, half))

    def _paint_handles(self, painter: QPainter, region: Region) -> None:
        scale = self._map.scale
        painter.setPen(QPen(self._theme.colour("accent"), 2 * scale))
        painter.setBrush(QColor("white"))
        radius = (HANDLE - 2) / 2 * scale
        crowded = min(region.width, region.height) < _CROWDED * scale
        for grip in CORNERS if crowded else HANDLES:
            painter.drawEllipse(QPointF(*grip.centre(region)), radius, radius)

    def _paint_pill(self, painter: QPainter, place: QRect, text: str, size: int) -> None:
        scale = self._map.scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(PILL)
        painter.drawRoundedRect(place, 6 * scale, 6 * scale)
        font = self._theme.font(size)
        font.setPixelSize(round(font.pixelSize() * scale))
        painter.setFont(font)
        painter.setPen(QColor("white"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _frame(self, region: Region | None) -> QRegion:
        """The selection's outline and handles, as a band."""
        if region is None:
            return QRegion()
        reach, place = round(HANDLE * self._map.scale), _rect(region)
        outer = place.adjusted(-reach, -reach, reach, reach)
        inner = place.adjusted(reach, reach, -reach, -reach)
        return QRegion(outer) - QRegion(inner) if inner.isValid() else QRegion(outer)

    def _label(self, scene: Scene) -> QRect:
        """Above the selection; inside its top when there is no room above."""
        if scene.region is None or not scene.label:
            return QRect()
        scale, region = self._map.scale, scene.region
        pill = self._pill_size(scene.label, 12, 8, 2)
        gap = round(28 * scale)
        pill.moveTo(region.x, region.y - gap)
        if pill.top() < self._bounds.top():
            pill.moveTop(max(region.y, self._bounds.top()) + round(8 * scale))
            pill.moveLeft(region.x + round(8 * scale))
        farthest = self._bounds.right() + 1 - pill.width()
        pill.moveLeft(max(self._bounds.left(), min(pill.left(), farthest)))
        return pill

    def _hint(self, scene: Scene) -> QRect:
        if not scene.hint:
            return QRect()
        pill = self._pill_size(scene.hint, 13, 14, 7)
        pill.moveCenter(self._bounds.center())
        pill.moveTop(self._bounds.top() + round(32 * self._map.scale))
        return pill

    def _magnified(self, scene: Scene) -> QRect:
        return self._magnifier.place(scene.pointer) if scene.pointer is not None else QRect()

    def _pill_size(self, text: str, size: int, across: int, down: int) -> QRect:
        font, scale = self._theme.font(size), self._map.scale
        font.setPixelSize(round(font.pixelSize() * scale))
        metrics = QFontMetricsF(font)
        width = metrics.horizontalAdvance(text) + 2 * across * scale
        return QRect(0, 0, round(width), round(metrics.height() + 2 * down * scale))

    def _in_points(self, pixels: QRegion) -> QRegion:
        points = QRegion()
        for part in _parts(pixels):
            region = Region(part.x(), part.y(), part.width(), part.height())
            points |= QRect(*self._map.points(region))
        return points

    def _in_pixels(self, points: QRect) -> QRect:
        left, top = self._map.pixel(points.left(), points.top())
        right, bottom = self._map.pixel(points.right() + 1, points.bottom() + 1)
        return QRect(left, top, right - left + 1, bottom - top + 1)


def _parts(region: QRegion) -> list[QRect]:
    # Iterable, though the stubs do not say so.
    return list(cast(Iterable[QRect], region))


def _rect(region: Region) -> QRect:
    return QRect(region.x, region.y, region.width, region.height)
