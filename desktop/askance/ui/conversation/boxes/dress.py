"""How running text is dressed: fonts, formats and line boxes by style, in the theme's sizes.

Made once for a theme's state and shared: a paragraph that is plain needs no format at all, and one
with a code span needs the one that all code spans have. GUI thread.
"""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter

from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat, QTextFormat

from askance.core.markdown import Span
from askance.ui.colours import Colours
from askance.ui.conversation.boxes.estimate import mean_advance
from askance.ui.conversation.boxes.lines import LineBox
from askance.ui.conversation.flow import Style
from askance.ui.theme import BODY_PIXELS, Theme

LINE_HEIGHT = 1.5
HEADING_LINE_HEIGHT = 1.25
HEADING_PIXELS = {
    Style.HEADING_1: 20.0,
    Style.HEADING_2: 17.5,
    Style.HEADING_3: 15.5,
    Style.HEADING_4: BODY_PIXELS,
    Style.HEADING_5: BODY_PIXELS,
    Style.HEADING_6: BODY_PIXELS,
}
_X = 0.48
"""The small letters' height in the formulas' font, in ems."""
_LOOKS = attrgetter("bold", "italic", "strike", "code", "math", "link", "footnote")


class Dress:
    """The looks of one kind of paragraph."""

    def __init__(self, theme: Theme, style: Style, role: str, size: float) -> None:
        heading = HEADING_PIXELS.get(style, 0.0) * size / BODY_PIXELS
        self.font: QFont = theme.font(heading or size, bold=bool(heading))
        self.em = theme.pixels(size)
        self.pixels = self.font.pixelSize()
        high = heading * HEADING_LINE_HEIGHT if heading else size * LINE_HEIGHT
        self.line = LineBox.of(self.font, theme.pixels(high))
        self.metrics = metrics = QFontMetricsF(self.font)
        self.ascent, self.descent = metrics.ascent(), metrics.descent()
        self.character = mean_advance(self.font)
        """What one takes of a line on average."""
        self.cap_height, self.x_height = metrics.capHeight(), metrics.xHeight()
        self.formula_pixels = self.pixels * min(
            1.25, max(1.0, metrics.xHeight() / self.pixels / _X)
        )
        """As large as makes a formula's small letters those of the words around it."""
        self.colour: QColor = theme.colour(role)
        self.chip: QColor = theme.colour("hover")
        """The ground of a code span."""
        self._accent = theme.colour("accent")
        self._mono = theme.font(mono=True).families()
        self._formats: dict[tuple[bool, ...], QTextCharFormat] = {}

    def format(self, span: Span) -> QTextCharFormat | None:
        """The format of a span's words; None where they are plain."""
        looks = _LOOKS(span)
        if not any(looks):
            return None
        key = tuple(map(bool, looks))
        made = self._formats.get(key)
        if made is None:
            made = self._formats[key] = self._format(span)
        return made

    def _format(self, span: Span) -> QTextCharFormat:
        made = QTextCharFormat()
        if span.bold:
            made.setFontWeight(700 if self.font.weight() >= QFont.Weight.DemiBold else 600)
        if span.italic:
            made.setFontItalic(True)
        if span.strike:
            made.setFontStrikeOut(True)
        if span.code or span.math:
            made.setFontFamilies(self._mono)
            made.setFontFixedPitch(True)
            made.setProperty(QTextFormat.Property.FontPixelSize, round(self.pixels * 0.92))
        if span.link or span.footnote:
            made.setForeground(self._accent)
        if span.footnote:
            made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        elif span.link:
            made.setFontUnderline(True)
        return made


def dress(theme: Theme, style: Style, role: str = "text", size: float = BODY_PIXELS) -> Dress:
    """The dress in the theme's present colours and sizes."""
    return _wardrobe(theme).dress(style, role, size)


class _Wardrobe:
    """The dresses of a theme, while its colours and sizes stay."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._state: tuple[Colours, int] | None = None
        self._made: dict[tuple[Style, str, float], Dress] = {}

    def dress(self, style: Style, role: str, size: float) -> Dress:
        colours, percent = self._theme.colours, self._theme.text_percent
        if self._state is None or self._state[0] is not colours or self._state[1] != percent:
            self._state = colours, percent
            self._made.clear()
        made = self._made.get((style, role, size))
        if made is None:
            made = self._made[style, role, size] = Dress(self._theme, style, role, size)
        return made


@lru_cache(maxsize=8)
def _wardrobe(theme: Theme) -> _Wardrobe:
    return _Wardrobe(theme)
