"""A box looked at: settled, painted, walked through."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from askance.ui.conversation.boxes.box import Box, Shade
from askance.ui.conversation.boxes.lines import utf16

WIDTH = 400
TALL = 100_000


def settled(box: Box) -> int:
    """The height once all of it was in sight."""
    box.set_sight(0, TALL)
    return box.lay_out(WIDTH)


def ends_of(text: str) -> list[int]:
    """Every position between two characters that are not joined, in UTF-16 code units."""
    return [utf16(text[:end]) for end in range(len(text) + 1)]


def painted(box: Box, areas: Sequence[QRectF], shades: Sequence[Shade] = ()) -> QImage:
    """What a box paints into some areas, on white."""
    image = QImage(WIDTH, box.lay_out(WIDTH), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for area in areas:
        painter.save()
        painter.setClipRect(area)
        box.paint(painter, area, shades)
        painter.restore()
    painter.end()
    return image
