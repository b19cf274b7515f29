"""A drawn picture and what is written on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from askance.core.screen import Pixels, Region


@dataclass(frozen=True, slots=True)
class InkedWord:
    """A run without blanks, and the box of its ink in the picture's pixels: where a glyph covers at
    least a quarter of a pixel. Right and bottom are one past the last.
    """

    text: str
    box: Region


@dataclass(frozen=True, slots=True)
class Sample:
    """`lines` and `words` are in reading order. `size_px` is the body text's height in logical
    pixels (headings are larger, hints smaller), `scale` the device pixel ratio it is drawn at.
    `marks` are where drawn marks that look like characters stand: a window's buttons, a cursor, an
    arrow, a tick, a list's disc. They may be read or not.
    """

    name: str
    kind: str
    language: str
    dark: bool
    size_px: int
    scale: int
    background: str
    pixels: Pixels
    lines: tuple[str, ...] = field(repr=False)
    words: tuple[InkedWord, ...] = field(repr=False)
    marks: tuple[Region, ...] = field(repr=False)

    def line_boxes(self) -> list[Region]:
        """For each line the box around its words."""
        words = iter(self.words)
        boxes = []
        for line in self.lines:
            mine = [next(words).box for _ in line.split()]
            left, top = min(box.x for box in mine), min(box.y for box in mine)
            right, bottom = max(box.right for box in mine), max(box.bottom for box in mine)
            boxes.append(Region.spanning(left, top, right, bottom))
        return boxes

    @property
    def theme(self) -> str:
        return "dark" if self.dark else "light"

    def bgr(self) -> NDArray[np.uint8]:
        """Height × width × 3, as the engines take it."""
        flat = np.frombuffer(self.pixels.bgra, np.uint8)
        shaped = flat.reshape(self.pixels.height, self.pixels.width, 4)
        return np.ascontiguousarray(shaped[:, :, :3])

    def image(self) -> QImage:
        """A copy that one may draw on."""
        size = self.pixels.width, self.pixels.height
        return QImage(bytes(self.pixels.bgra), *size, QImage.Format.Format_RGB32).copy()

    def png(self) -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        assert self.image().save(buffer, "PNG")  # type: ignore[call-overload]  # takes bytes alone
        return bytes(buffer.data().data())
