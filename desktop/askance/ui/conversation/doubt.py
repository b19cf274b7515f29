"""Doubtful words where they are shown: marks, their dots, and what they say. GUI thread.

A mark lies over a laid out text and is painted by hand: no document is changed for it, nothing is
laid out again, and it looks the same in running text, in code and in the cells of a table. The
dots grow with the doubt; they are a shape, so that nobody needs to see their colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextLine

from askance.core.doubt import THRESHOLD, Doubt, shown
from askance.core.markdown import Inline, Span
from askance.ui.conversation.flow import CodeLeaf, Leaf, Style, TextLeaf
from askance.ui.conversation.leaf_text import prefix_of
from askance.ui.conversation.leaf_text import words_of as leaf_words
from askance.ui.theme import Theme

HEAD = -1
"""The row of a table's header."""

_FINEST, _COARSEST = 1.8, 3.0  # logical pixels: a dot's width
_EVERY = 3.6  # from dot to dot
_BELOW = 2.5  # from the baseline to the dots' middle


@dataclass(frozen=True, slots=True)
class Mark:
    """A doubtful word: where it begins and how long it is, in UTF-16 code units. `source` is where
    it begins in the Markdown source, in characters.
    """

    start: int
    length: int
    word: str
    probability: float
    source: int = 0


Spot = tuple[int, ...]
"""Where a mark is in its leaf: () in running text, (line,) in code, (row, column) in a table."""

Marks = dict[Spot, list[Mark]]
"""The marks of one leaf."""


def words_of(mark: Mark) -> str:
    """What a mark says on hover and to a screen reader."""
    percent = round(100 * mark.probability)
    return QCoreApplication.translate("Doubt", "{percent} % sure").format(percent=percent)


def counted(count: int) -> str:
    """How many words are doubtful."""
    if count == 1:
        return QCoreApplication.translate("Doubt", "1 doubtful word")
    return QCoreApplication.translate("Doubt", "{count} doubtful words").format(count=count)


def marks_in(
    source: str, doubts: Sequence[Doubt], leaves: Sequence[Leaf], begins: int = 0
) -> dict[int, Marks]:
    """The marks of a block made of `source`, by the number of the leaf; all in reading order.
    `begins` is where that source begins in the whole one.
    """
    pieces = [
        (number, spot, start, text)
        for number, leaf in enumerate(leaves)
        for spot, start, text in _pieces(leaf)
    ]
    found: dict[int, Marks] = {}
    for each in shown(source, doubts, [text for *_, text in pieces]):
        number, spot, start, text = pieces[each.number]
        if spot is not None:
            start += _utf16(text[: each.start])
            at = begins + each.source
            mark = Mark(start, _utf16(each.word), each.word, each.probability, at)
            found.setdefault(number, {}).setdefault(spot, []).append(mark)
    return found


class Part(Protocol):
    """A part of a marked word, within one line."""

    @property
    def rect(self) -> QRectF:
        """Its rectangle in logical pixels."""

    @property
    def baseline(self) -> float:
        """Where the letters stand, in the same coordinates."""


def paint(
    painter: QPainter, layout: QTextLayout, corner: QPointF, marks: Iterable[Mark], theme: Theme
) -> None:
    """Dots under the marked words of a layout whose upper left corner is at `corner`."""
    for mark in marks:
        parts = (
            _Part(box.translated(corner), corner.y() + line.y() + line.ascent())
            for line, box in _boxes(layout, mark)
        )
        paint_dots(painter, parts, mark, theme)


def paint_dots(painter: QPainter, parts: Iterable[Part], mark: Mark, theme: Theme) -> None:
    """Dots under the parts of one marked word: what every box paints its doubts with."""
    below = theme.doubt_below or THRESHOLD
    doubt = min(1.0, max(0.0, 1 - mark.probability / below))
    radius = (_FINEST + (_COARSEST - _FINEST) * doubt) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("warn"))
    for part in parts:
        height = part.baseline + _BELOW
        dots = max(1, int(part.rect.width() / _EVERY))
        left = part.rect.center().x() - (dots - 1) * _EVERY / 2
        for number in range(dots):
            painter.drawEllipse(QPointF(left + number * _EVERY, height), radius, radius)
    painter.restore()


def mark_at(layout: QTextLayout, point: QPointF, marks: Iterable[Mark]) -> Mark | None:
    """The mark under a point relative to the layout's corner."""
    for mark in marks:
        if any(box.contains(point) for _, box in _boxes(layout, mark)):
            return mark
    return None


def box_of(layout: QTextLayout, mark: Mark) -> QRectF:
    """Where a marked word stands (its first line), relative to the layout's corner."""
    return next((box for _, box in _boxes(layout, mark)), QRectF())


def _pieces(leaf: Leaf) -> Iterator[tuple[Spot | None, int, str]]:
    """The texts of a leaf in the order of the source: the spot (None for what is not shown there),
    where the text begins at that spot in UTF-16 code units, and the text.
    """
    if isinstance(leaf, TextLeaf):
        marker = prefix_of(leaf)
        yield (), 0, marker
        yield from _spans((), _utf16(marker), leaf.inline, display=leaf.style is Style.MATH)
    elif isinstance(leaf, CodeLeaf):
        yield None, 0, leaf.code.language
        for number, line in enumerate(leaf.code.text.split("\n")):
            yield (number,), 0, line
    else:
        for row, cells in enumerate((leaf.table.header, *leaf.table.rows), HEAD):
            for column, inline in enumerate(cells):
                yield from _spans((row, column), 0, inline)


def _spans(
    spot: Spot, start: int, inline: Inline, *, display: bool = False
) -> Iterator[tuple[Spot | None, int, str]]:
    """As `text_of` counts: a formula stands between dollars, which are not in its span's text."""
    for number, span in enumerate(inline):
        length = _utf16(span.text)
        around = 4 if display else _utf16(leaf_words((span,))) - length
        yield spot, start + around // 2, span.text
        start += length + around
        if span.link and _ends_link(span, inline[number + 1 :]):
            yield None, 0, span.link


def _ends_link(span: Span, behind: Inline) -> bool:
    """Whether the address stands in the source behind these words, not as these words."""
    goes_on = bool(behind) and behind[0].link == span.link
    return not goes_on and span.text not in (span.link, span.link.removeprefix("mailto:"))


@dataclass(frozen=True, slots=True)
class _Part:
    rect: QRectF
    baseline: float


def _boxes(layout: QTextLayout, mark: Mark) -> Iterator[tuple[QTextLine, QRectF]]:
    """The parts of a word, one a line, in the layout's coordinates."""
    at, end = mark.start, mark.start + mark.length
    while at < end:
        line = layout.lineForTextPosition(at)
        if not line.isValid():
            return
        stop = min(end, line.textStart() + line.textLength())
        ends = sorted((_x(line, at), _x(line, stop)))
        yield line, QRectF(ends[0], line.y(), ends[1] - ends[0], line.height())
        if stop <= at:
            return
        at = stop


def _x(line: QTextLine, position: int) -> float:
    found: object = line.cursorToX(position)  # a pair, whatever PySide's stub says
    return float(found[0]) if isinstance(found, tuple) else 0.0


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
