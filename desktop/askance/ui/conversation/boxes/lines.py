"""Text laid out in lines with `QTextLayout`: what running text, cells and code share. GUI thread.

A line's box is as high as its size asks for, and the letters stand in its middle: Qt's own line
height would put all spare room above them. The baseline lies on a whole pixel, so that text is as
sharp on the tenth line as on the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextLine, QTextOption

_LOOKED_AT = 1000
"""Characters among which a paragraph's direction is decided."""
_STRONG = {"L": False, "R": True, "AL": True}

# What Qt's text engine would take for a new paragraph, a frame or an object of its own; and halves
# of characters, which no text may hold. Each becomes one unit, so that positions stay.
LINE_END = "\u2028"
_STRUCTURE = {
    "\0": "\ufffd",
    "\r": " ",
    "\u2029": LINE_END,
    **dict.fromkeys("\ufdd0\ufdd1\ufffc", " "),
}
_STRUCTURAL = re.compile("[\0\r\u2029\ufdd0\ufdd1\ufffc\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that stays within one paragraph, of the same length; line breaks become separators."""
    text = text.replace("\n", LINE_END)
    return _STRUCTURAL.sub(lambda found: _STRUCTURE.get(found[0], "\ufffd"), text)


def utf16(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut16(text: str, start: int, end: int) -> str:
    """The part `[start, end)` in UTF-16 code units; half a character is left out."""
    if text.isascii():
        return text[start:end]
    part = text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end]
    return part.decode("utf-16-le", "ignore")


def direction_of(text: str) -> Qt.LayoutDirection | None:
    """The direction of the first character that has one; None where none has."""
    for letter in text[:_LOOKED_AT]:
        rtl = _STRONG.get(unicodedata.bidirectional(letter))
        if rtl is not None:
            return Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    return None


def is_bidirectional(text: str) -> bool:
    """Whether characters may stand in another order than they are read in."""
    return not text.isascii() and any(
        unicodedata.bidirectional(letter) in ("R", "AL", "AN", "RLE", "RLO", "RLI")
        for letter in text
    )


@lru_cache(maxsize=16)
def wrapping(
    direction: Qt.LayoutDirection = Qt.LayoutDirection.LayoutDirectionAuto,
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> QTextOption:
    """Lines that break between words, and inside one only where it is longer than a line. The same
    object for all: not to be changed.
    """
    option = QTextOption(alignment)
    option.setTextDirection(direction)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


@dataclass(frozen=True, slots=True)
class LineBox:
    """How high a line of plain text is: whole logical pixels above and below its baseline."""

    above: int
    below: int
    slack: float
    """How far letters of another script may reach out of it before the line grows."""

    @classmethod
    def of(cls, font: QFont, height: int) -> LineBox:
        """The box of text in `font` whose lines are `height` apart."""
        metrics = QFontMetricsF(font)
        above = round((height - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent())
        return cls(above, height - above, metrics.height() * 0.25)

    @property
    def height(self) -> int:
        return self.above + self.below

    def around(self, line: QTextLine) -> tuple[int, int]:
        """The pixels above and below the baseline that a laid out line takes."""
        return self.around_letters(line.ascent(), line.descent())

    def around_letters(self, ascent: float, descent: float) -> tuple[int, int]:
        """The same of a line whose letters take so much above and below."""
        above, below, slack = self.above, self.below, self.slack
        if ascent - slack > above:
            above = ceil(ascent - slack)
        if descent - slack > below:
            below = ceil(descent - slack)
        return above, below


def x_at(line: QTextLine, position: int, edge: QTextLine.Edge = QTextLine.Edge.Leading) -> float:
    """Where a caret at `position` stands in a line."""
    found: object = line.cursorToX(position, edge)  # a pair, whatever PySide's stub says
    return float(found[0]) if isinstance(found, tuple) else 0.0


def stretches(
    line: QTextLine, start: int, end: int, *, bidirectional: bool
) -> Iterator[tuple[float, float]]:
    """From where to where `[start, end)` of one line reaches; several parts where words of both
    directions meet.
    """
    if not bidirectional:
        left, right = sorted((x_at(line, start), x_at(line, end)))
        yield left, right
        return
    # A caret between two directions stands at one of two places; only the letters know theirs.
    parts: list[tuple[float, float]] = []
    for run in line.glyphRuns(start, end - start):
        letters = [place.x() for place in run.positions()]
        last = max(range(len(letters)), key=letters.__getitem__)
        advance = run.rawFont().advancesForGlyphIndexes([run.glyphIndexes()[last]])[0].x()
        parts.append((min(letters), letters[last] + advance))
    yield from _joined(sorted(parts))


def lines_of(layout: QTextLayout) -> Iterator[QTextLine]:
    """The lines from top to bottom."""
    return (layout.lineAt(number) for number in range(layout.lineCount()))


def lay_lines(layout: QTextLayout, width: float, box: LineBox) -> int:
    """Breaks all of a layout's text into lines; their height together in logical pixels."""
    top = 0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        above, below = box.around(line)
        line.setPosition(QPointF(0, top + above - line.ascent()))
        top += above + below
    layout.endLayout()
    return top


def _joined(parts: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Sorted parts, those that touch made one."""
    open_part: tuple[float, float] | None = None
    for left, right in parts:
        if open_part is None:
            open_part = left, right
        elif left <= open_part[1] + 0.5:
            open_part = open_part[0], max(open_part[1], right)
        else:
            yield open_part
            open_part = left, right
    if open_part is not None:
        yield open_part
