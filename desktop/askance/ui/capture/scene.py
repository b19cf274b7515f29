"""What one screen window shows over its frozen frame, and how it is painted. GUI thread.

A `Scene` is a value; `Stage` knows where its parts stand and which points of the window differ
between two scenes, so that a drag repaints slivers instead of a 4K screen. Everything is placed and
painted in physical pixels of the desktop: lines are sharp at any ratio, and the frame is copied,
never resampled.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QRegion

from askance.core.screen import PointerPicture, Region, WindowBox
from askance.ui.capture.magnifier import Magnifier
from askance.ui.capture.mapping import ScreenMap
from askance.ui.selection_look import (
    HANDLE,
    OUTLINE,
    paint_dim,
    paint_handles,
    paint_outline,
    rect_of,
)
from askance.ui.theme import Theme

if TYPE_CHECKING:
    from askance.ui.text_layer.painter import TextPainter

_BETWEEN = " · "
PILL = QColor(0x11, 0x11, 0x11, 0xCC)
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Scene:
    """`region`: the selection, in physical pixels of the desktop. `label`: its size, empty on the
    screens where it is not shown. `pointer`: the pixel to magnify. `hint`: what can be done now.
    `texts`: pictures on the desktop whose text can be selected. `window`: the one that a click
    would take. `drawn`: the mouse pointer that is to be in the picture.
    """

    region: Region | None = None
    label: str = ""
    pointer: tuple[int, int] | None = None
    hint: str = ""
    texts: tuple[TextPainter, ...] = ()
    window: WindowBox | None = None
    drawn: PointerPicture | None = None


class Stage:
    """Places and paints scenes on one screen."""

    def __init__(self, theme: Theme, place: ScreenMap, image: QImage) -> None:
        self._theme, self._map, self._image = theme, place, image
        self._bounds = rect_of(place.bounds)
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
            before = QRegion(rect_of(old.region)) if old.region else QRegion()
            after = QRegion(rect_of(new.region)) if new.region else QRegion()
            changed = before.xored(after) | self._frame(old.region) | self._frame(new.region)
        if (old.region, old.label) != (new.region, new.label):
            changed |= QRegion(self._label(old)) | QRegion(self._label(new))
        if old.window != new.window:
            changed |= self._outlined(old) | self._outlined(new)
        if old.drawn != new.drawn:
            changed |= QRegion(_drawn(old)) | QRegion(_drawn(new))
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
        if scene.drawn is not None:
            painter.drawImage(_drawn(scene).topLeft(), _image_of(scene.drawn))
        paint_dim(painter, self._bounds, self._clear(scene))
        for text in scene.texts:
            text.paint(painter, part, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if scene.region is not None:
            paint_outline(painter, self._within(scene.region, scale), self._theme, scale)
            if not scene.texts:
                paint_handles(painter, scene.region, self._theme, scale)
        if scene.window is not None:
            bounds = self._within(scene.window.bounds, 2 * scale)
            paint_outline(painter, bounds, self._theme, 2 * scale)
            if scene.window.title and not (place := self._title(scene.window)).isNull():
                self._paint_pill(painter, place, self._short(scene.window), 12)
        if scene.label:
            self._paint_pill(painter, self._label(scene), scene.label, 12)
        if scene.hint:
            self._paint_pill(painter, self._hint(scene), self._lines(scene.hint), 13)
        if scene.pointer is not None:
            self._magnifier.paint(painter, scene.pointer)

    def _clear(self, scene: Scene) -> Region | None:
        """What is not dimmed: the selection, the window offered, or what is being read here."""
        if scene.region is not None:
            return scene.region
        if scene.window is not None:
            return scene.window.bounds
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

    def _within(self, region: Region, scale: float) -> Region:
        """Where the line around a region is seen: a side at the screen's own end moves inwards."""
        line, screen = math.ceil(OUTLINE * scale), self._map.bounds
        left = region.x + line * (region.x == screen.x)
        top = region.y + line * (region.y == screen.y)
        right = region.right - line * (region.right == screen.right)
        bottom = region.bottom - line * (region.bottom == screen.bottom)
        return Region(left, top, max(1, right - left), max(1, bottom - top))

    def _frame(self, region: Region | None) -> QRegion:
        """The selection's outline and handles, as a band."""
        if region is None:
            return QRegion()
        reach, place = round(HANDLE * self._map.scale), rect_of(region)
        outer = place.adjusted(-reach, -reach, reach, reach)
        inner = place.adjusted(reach, reach, -reach, -reach)
        return QRegion(outer) - QRegion(inner) if inner.isValid() else QRegion(outer)

    def _label(self, scene: Scene) -> QRect:
        """Above the selection; where no room is above, inside its top, or beside a small one."""
        if scene.region is None or not scene.label:
            return QRect()
        scale, region = self._map.scale, scene.region
        pill = self._pill_size(scene.label, 12, 8, 2)
        gap = round(28 * scale)
        pill.moveTo(region.x, region.y - gap)
        if pill.top() < self._bounds.top():
            away = round(8 * scale)
            pill.moveTop(max(region.y, self._bounds.top()) + away)
            roomy = region.width > 2 * pill.width() and region.height > 2 * pill.height()
            pill.moveLeft(region.x + away if roomy else region.right + 2 * away)
            if pill.right() > self._bounds.right():
                pill.moveRight(region.x - 2 * away)
        farthest = self._bounds.right() + 1 - pill.width()
        pill.moveLeft(max(self._bounds.left(), min(pill.left(), farthest)))
        return pill

    def _hint(self, scene: Scene) -> QRect:
        if not scene.hint:
            return QRect()
        pill = self._pill_size(self._lines(scene.hint), 13, 14, 7)
        pill.moveCenter(self._bounds.center())
        pill.moveTop(self._bounds.top() + round(32 * self._map.scale))
        return pill

    def colour(self, pixel: tuple[int, int]) -> str:
        """A pixel's colour, like `#B42318`; empty beside this screen."""
        return self._magnifier.colour(pixel)

    def label_place(self, scene: Scene) -> QRect:
        """Where the size stands, in points of the window; null when it does not."""
        place = self._label(scene)
        if place.isNull():
            return place
        region = Region(place.x(), place.y(), place.width(), place.height())
        return QRect(*self._map.points(region))

    def _outlined(self, scene: Scene) -> QRegion:
        """All that looks different with a window outlined."""
        if scene.window is None:
            return QRegion()
        reach = round(2 * HANDLE * self._map.scale)
        whole = rect_of(scene.window.bounds).adjusted(-reach, -reach, reach, reach)
        return QRegion(whole) | QRegion(self._title(scene.window))

    def _title(self, window: WindowBox) -> QRect:
        """Inside the window's first corner, where that is on this screen."""
        seen = rect_of(window.bounds) & self._bounds
        if seen.isEmpty():
            return QRect()
        pill, away = self._pill_size(self._short(window), 12, 8, 2), round(8 * self._map.scale)
        pill.moveTo(seen.left() + away, seen.top() + away)
        return pill

    @staticmethod
    def _short(window: WindowBox) -> str:
        title = window.title
        return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"

    def _magnified(self, scene: Scene) -> QRect:
        return self._magnifier.place(scene.pointer) if scene.pointer is not None else QRect()

    def _pill_size(self, text: str, size: int, across: int, down: int) -> QRect:
        font, scale = self._theme.font(size), self._map.scale
        font.setPixelSize(round(font.pixelSize() * scale))
        metrics = QFontMetricsF(font)
        lines = text.split("\n")
        width = max(map(metrics.horizontalAdvance, lines)) + 2 * across * scale
        height = metrics.height() + (len(lines) - 1) * metrics.lineSpacing()
        return QRect(0, 0, round(width), round(height + 2 * down * scale))

    def _lines(self, hint: str) -> str:
        """The hint in as many lines as it needs here, broken between its parts."""
        lines: list[str] = []
        for part in hint.split(_BETWEEN):
            longer = f"{lines[-1]}{_BETWEEN}{part}" if lines else ""
            if lines and self._pill_size(longer, 13, 14, 7).width() <= self._bounds.width():
                lines[-1] = longer
            else:
                lines.append(part)
        return "\n".join(lines)

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


def _drawn(scene: Scene) -> QRect:
    return rect_of(scene.drawn.bounds) if scene.drawn is not None else QRect()


def _image_of(pointer: PointerPicture) -> QImage:
    """Without a copy: to be painted at once."""
    pixels = pointer.pixels
    return QImage(
        pixels.bgra,
        pixels.width,
        pixels.height,
        pixels.width * 4,
        QImage.Format.Format_ARGB32_Premultiplied,
    )


def _parts(region: QRegion) -> list[QRect]:
    # Iterable, though the stubs do not say so.
    return list(cast(Iterable[QRect], region))
