"""What every kind of picture is drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont

from tests.support.corpus.fonts import font
from tests.support.corpus.sheet import Sheet, Span
from tests.support.corpus.themes import Theme


@dataclass(frozen=True, slots=True)
class Scene:
    """A sheet, and what to write on it how. `size` is the body text's height in logical pixels."""

    sheet: Sheet
    theme: Theme
    language: str
    size: int
    plain: bool
    random: Random
    text: list[str]

    def font(self, family: str, *, times: float = 1, bold: bool = False) -> QFont:
        """Never below 11 pixels."""
        return font(family, max(11, self.size * times), language=self.language, bold=bold)

    def say(
        self, x: float, baseline: float, text: str, using: QFont, colour: str | None = None
    ) -> float:
        """Writes one colour; where it ends."""
        return self.sheet.write(x, baseline, [Span(text, colour or self.theme.text)], using)

    def panel(self, area: QRectF, colour: str | None = None, *, radius: float = 0) -> None:
        """A surface with a border; what is behind shines through but on plain backgrounds."""
        fill = QColor(colour or self.theme.panel)
        fill.setAlpha(255 if self.plain else 110)
        self.sheet.box(area, fill=fill, border=self.theme.border, radius=radius)

    def scroll_bar(self, right: float, top: float, bottom: float) -> None:
        """A track and a thumb, 12 pixels wide."""
        self.panel(QRectF(right - 12, top, 12, bottom - top))
        length = max(24, (bottom - top) * 0.3)
        start = top + (bottom - top - length) * self.random.random()
        thumb = QRectF(right - 9, start, 6, length)
        self.sheet.box(thumb, fill=QColor(self.theme.dim), radius=3)

    def window_buttons(self, right: float, middle: float) -> None:
        """Minimise, maximise, close, as strokes."""
        colour = self.theme.dim
        close, whole, small = right - 20, right - 46, right - 72
        self.sheet.mark(QRectF(small - 8, middle - 8, close - small + 16, 16))
        self.sheet.stroke([(close - 5, middle - 5), (close + 5, middle + 5)], colour, 1.4)
        self.sheet.stroke([(close - 5, middle + 5), (close + 5, middle - 5)], colour, 1.4)
        self.sheet.box(QRectF(whole - 5, middle - 5, 10, 10), border=colour)
        self.sheet.stroke([(small - 5, middle + 4), (small + 5, middle + 4)], colour, 1.4)
