"""A sheet that is written on word by word, so that the ink of each word is known.

Furniture and words are noted first and drawn by `finish`, when the size is known. Coordinates are
logical pixels. A word is drawn by itself, at the same place on the picture and on the empty canvas
its ink is measured on; kerning across a blank is all that is lost.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from askance.core.screen import Pixels, Region
from tests.support.corpus.values import InkedWord

_QUARTER = 64
_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one colour."""

    text: str
    colour: str


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    font: QFont
    baseline: float
    pieces: tuple[tuple[float, Span], ...]

    def draw(self, painter: QPainter) -> None:
        painter.setFont(self.font)
        for x, span in self.pieces:
            painter.setPen(QColor(span.colour))
            painter.drawText(QPointF(x, self.baseline), span.text)


class Sheet:
    """Furniture first, words over it."""

    def __init__(self, *, scale: int) -> None:
        self._scale = scale
        self._furniture: list[Callable[[QPainter], None]] = []
        self._words: list[_Word] = []
        self._lines: list[str] = []
        self._marks: list[QRectF] = []

    def write(self, x: float, baseline: float, spans: Sequence[Span], font: QFont) -> float:
        """One line, or one part of a line that stands by itself. Returns where it ends."""
        text = "".join(span.text for span in spans)
        metrics = QFontMetricsF(font)
        for found in re.finditer(r"\S+", text):
            pieces = _pieces(spans, found.start(), found.end())
            placed = tuple((x + metrics.horizontalAdvance(text[:at]), span) for at, span in pieces)
            self._words.append(_Word(found[0], font, baseline, placed))
        if text.strip():
            self._lines.append(text.strip())
        return x + metrics.horizontalAdvance(text)

    def box(
        self,
        area: QRectF,
        *,
        fill: QColor | None = None,
        border: str | None = None,
        radius: float = 0,
    ) -> None:
        """A filled or bordered rectangle; the border is one logical pixel, inside the area."""

        def paint(painter: QPainter) -> None:
            painter.setPen(QPen(QColor(border), 1) if border else Qt.PenStyle.NoPen)
            painter.setBrush(fill or Qt.BrushStyle.NoBrush)
            inner = area.adjusted(0.5, 0.5, -0.5, -0.5) if border else area
            painter.drawRoundedRect(inner, radius, radius)

        self._furniture.append(paint)

    def stroke(self, points: Sequence[tuple[float, float]], colour: str, width: float = 1) -> None:
        """A run of straight lines."""

        def paint(painter: QPainter) -> None:
            painter.setPen(QPen(QColor(colour), width))
            painter.drawPolyline([QPointF(x, y) for x, y in points])

        self._furniture.append(paint)

    def mark(self, area: QRectF) -> None:
        """What is drawn here looks like characters."""
        self._marks.append(area)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self._lines)

    @property
    def marks(self) -> tuple[Region, ...]:
        """Where marks stand, in the picture's pixels."""
        scale = self._scale
        scaled = (QRectF(area.topLeft() * scale, area.size() * scale) for area in self._marks)
        whole = [area.toAlignedRect() for area in scaled]
        return tuple(Region(area.x(), area.y(), area.width(), area.height()) for area in whole)

    def finish(
        self, width: int, height: int, backdrop: Callable[[int, int], QImage]
    ) -> tuple[Pixels, tuple[InkedWord, ...]]:
        """The picture (`backdrop` is asked for one of its physical size), and its words."""
        image = backdrop(width * self._scale, height * self._scale)
        image.setDevicePixelRatio(self._scale)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for paint in self._furniture:
            paint(painter)
        for word in self._words:
            word.draw(painter)
        painter.end()
        pixels = Pixels(image.width(), image.height(), bytes(image.constBits()))
        whole = Region(0, 0, image.width(), image.height())
        inked = tuple(InkedWord(word.text, self._ink(word)) for word in self._words)
        for each in inked:
            assert each.box.intersected(whole) == each.box, f"{each} is cut off"
        return pixels, inked

    def _ink(self, word: _Word) -> Region:
        metrics = QFontMetricsF(word.font)
        start = word.pieces[0][0]
        left = math.floor(start) - _MARGIN
        top = math.floor(word.baseline - metrics.ascent()) - _MARGIN
        width = math.ceil(metrics.horizontalAdvance(word.text)) + 3 * _MARGIN
        height = math.ceil(metrics.height()) + 3 * _MARGIN
        scale = self._scale
        size = width * scale, height * scale
        canvas = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        canvas.fill(Qt.GlobalColor.transparent)
        canvas.setDevicePixelRatio(scale)
        painter = QPainter(canvas)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-left, -top)
        word.draw(painter)
        painter.end()
        alpha = np.frombuffer(canvas.constBits(), np.uint8).reshape(size[1], size[0], 4)[:, :, 3]
        covered = alpha >= _QUARTER
        rows, columns = np.flatnonzero(covered.any(1)), np.flatnonzero(covered.any(0))
        assert rows.size, f"{word.text!r} leaves no ink"
        x, y = left * scale, top * scale
        return Region.spanning(
            x + int(columns[0]), y + int(rows[0]), x + int(columns[-1]) + 1, y + int(rows[-1]) + 1
        )


def _pieces(spans: Sequence[Span], start: int, end: int) -> list[tuple[int, Span]]:
    """The parts of the spans from `start` to `end`, each with where it begins in the line."""
    found, at = [], 0
    for span in spans:
        first, last = max(start, at), min(end, at + len(span.text))
        if first < last:
            found.append((first, Span(span.text[first - at : last - at], span.colour)))
        at += len(span.text)
    return found
