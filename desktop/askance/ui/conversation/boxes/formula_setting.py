"""A formula's outlines as a picture. Runs on a worker thread, never on the GUI thread: about a
millisecond, after the typesetter's many.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from askance.core.typesetting import INK, SET_AT, Outlines, Typesetter

MARGIN = 1.0
"""Pixels around a picture, for the soft edges of its outlines."""
_MOST_PIXELS = 4_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """A formula as a picture with `MARGIN` around it, in logical pixels. `plain` if all of it is in
    the one colour.
    """

    image: QImage
    width: float
    ascent: float
    descent: float
    plain: bool


def set_formula(
    typesetter: Typesetter, source: str, *, size: float, colour: str, display: bool, ratio: float
) -> Setting | None:
    """The formula in letters of `size` logical pixels, in a `#rrggbb` colour, for a device pixel
    ratio. None where the source can't be set.
    """
    outlines = typesetter.outlines(source, display=display)
    if outlines is None:
        return None
    scale = size / SET_AT
    image = _drawn(outlines, scale, colour, ratio)
    if image is None:
        return None
    return Setting(
        image,
        outlines.width * scale,
        outlines.ascent * scale,
        outlines.descent * scale,
        outlines.plain,
    )


def _drawn(outlines: Outlines, scale: float, colour: str, ratio: float) -> QImage | None:
    wide = outlines.width * scale + 2 * MARGIN
    high = (outlines.ascent + outlines.descent) * scale + 2 * MARGIN
    width, height = ceil(wide * ratio), ceil(high * ratio)
    if width * height > _MOST_PIXELS:
        return None
    # Accents come out black whatever the colour is.
    svg = outlines.svg.replace(INK, colour).replace('"black"', f'"{colour}"')
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    if not renderer.isValid():
        return None
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        inner = QRectF(MARGIN, MARGIN, wide - 2 * MARGIN, high - 2 * MARGIN)
        renderer.render(painter, inner)
    image.setDevicePixelRatio(ratio)
    return image
