"""How high a leaf will be, reckoned without laying anything out. Pure but for the measures.

Right to a line or two for running text, and that is enough: what comes near the sight is laid out
and corrected while nobody sees it. A leaf costs about a microsecond, so a reply of thousands of
leaves is reckoned anew at each width.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtGui import QFont, QFontMetricsF

from askance.core.markdown import Table, rough_text
from askance.ui.conversation.flow import CodeLeaf, Leaf, Style, TableLeaf, TextLeaf
from askance.ui.theme import BODY_PIXELS, Theme

_SAMPLE = "The quick brown fox jumps over the lazy dog, and then it rests for a while."
_LOOSE = 1.04
"""Lines break between words: so much longer text becomes by what stays free at their ends."""
_LINE = 1.5
_HEADINGS = {
    Style.HEADING_1: 20.0,
    Style.HEADING_2: 17.5,
    Style.HEADING_3: 15.5,
    Style.HEADING_4: BODY_PIXELS,
    Style.HEADING_5: BODY_PIXELS,
    Style.HEADING_6: BODY_PIXELS,
}
_HEADING_LINE = 1.25
_CODE_PIXELS = 13.0
_CODE_AROUND = 28 + 1 + 6 + 10 + 1
_CELL_AROUND, _CELL_SIDE = 13, 18
_LEAST_COLUMN = 40
_MANY = 64
"""Of more line breaks it is reckoned how many lines are full, not counted."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What the theme's text takes, in logical pixels: an em, a character's mean width, a line."""

    em: int
    character: float
    line: int
    code_line: int


def measures_of(theme: Theme, size: float = BODY_PIXELS) -> Measures:
    """The measures of text of a size in logical pixels before the person's own enlargement."""
    return _measured(theme, theme.text_percent, size)


def mean_advance(font: QFont) -> float:
    """What a character takes of a line on average, in logical pixels."""
    return QFontMetricsF(font).horizontalAdvance(_SAMPLE) / len(_SAMPLE) * _LOOSE


@lru_cache(maxsize=16)
def _measured(theme: Theme, _percent: int, size: float) -> Measures:
    return Measures(
        theme.pixels(size),
        mean_advance(theme.font(size)),
        theme.pixels(size * _LINE),
        theme.pixels(_CODE_PIXELS * _LINE),
    )


def units(text: str) -> int:
    """How many characters' widths a text takes: one for most, two for those as wide as high."""
    if text.isascii():
        return len(text)
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) // 2


def lines_of(text: str, characters: float) -> int:
    """The lines a text takes where `characters` fit into one."""
    breaks = text.count("\n")
    if not breaks:
        return max(1, ceil(units(text) / characters))
    if breaks > _MANY:
        return breaks + 1 + int(max(0.0, units(text) / characters - (breaks + 1) / 2))
    return sum(max(1, ceil(units(line) / characters)) for line in text.split("\n"))


def estimate(leaf: Leaf, width: int, measures: Measures) -> int:
    """The height of a leaf in a column `width` logical pixels wide, its indentation counted."""
    room = max(1.0, width - (leaf.place.indent + leaf.place.right) * measures.em)
    match leaf:
        case TextLeaf():
            return _text(leaf, room, measures)
        case CodeLeaf(code=code):
            return _CODE_AROUND + (code.text.count("\n") + 1) * measures.code_line
        case TableLeaf(table=table):
            return _table(table, room, measures)


def _text(leaf: TextLeaf, room: float, measures: Measures) -> int:
    if leaf.style is Style.RULE:
        return 4
    if leaf.style is Style.MATH:
        return (sum(span.text.count("\\\\") for span in leaf.inline) + 2) * measures.line
    size = _HEADINGS.get(leaf.style)
    if size is None:
        return lines_of(rough_text(leaf.inline), room / measures.character) * measures.line
    larger = size / BODY_PIXELS
    lines = lines_of(rough_text(leaf.inline), room / (measures.character * larger))
    return lines * round(measures.em * larger * _HEADING_LINE)


def _table(table: Table, room: float, measures: Measures) -> int:
    columns = max(1, len(table.header))
    width = max(_LEAST_COLUMN, room / columns - _CELL_SIDE) / measures.character
    high = 0
    for row in (table.header, *table.rows):
        high += max((lines_of(rough_text(cell), width) for cell in row), default=1) * measures.line
    return high + (1 + len(table.rows)) * _CELL_AROUND
