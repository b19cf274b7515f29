"""What is known of a table's rows before they are laid out: widths, heights, places in the text.

GUI thread, for it measures characters; but a row costs what its characters cost to add up. So a
table grows row by row at the price of the rows that come, and one of a thousand rows is there at
once. Row 0 is the head.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import ceil, inf

from PySide6.QtCore import QRectF

from askance.core.markdown import Inline, Table
from askance.ui.conversation.boxes.cell_dress import CellDress
from askance.ui.conversation.boxes.cells import FREE
from askance.ui.conversation.boxes.lines import utf16
from askance.ui.conversation.leaf_text import words_of

RIGHT = 18
"""Free room at the right of each cell, in logical pixels."""
UPRIGHT = 5
"""Free room above and below each cell's words."""

_STEP = 8  # columns are whole steps wide: one that grows letter by letter seldom moves the others
_SPARE = 1.0
_LOOSE = 0.92  # how full the lines of words that wrap become
_Row = tuple[Inline, ...]


class TableRows:
    """The rows of a table that grows. Formulas in it are `typeset`, or stay source."""

    def __init__(self, dress: CellDress, *, typeset: bool) -> None:
        self._dress, self._typeset = dress, typeset
        self.table = Table((), (), ())
        self.widths: list[int] = []
        """Of the columns, their free room included."""
        self.lefts = [0]
        """Where each column begins, and where the last one ends."""
        self.heights: list[int] = []
        self.tops = [0]
        """Where each row begins, and where the last one ends."""
        self.exact = set[int]()
        """The rows whose height was laid out, not reckoned, and is final for these widths."""
        self._natural: list[list[float]] = []
        self._sure: list[list[float]] = []
        self._widest: list[list[float]] = []
        self._measured: list[float] = []
        self._broken: dict[int, int] = {}
        self._starts = [0]

    def __len__(self) -> int:
        return len(self._natural)

    def row(self, number: int) -> _Row:
        """The cells of a row."""
        return self.table.rows[number - 1] if number else self.table.header

    def write(self, table: Table) -> int:
        """Takes another state of the table; the first row that differs from before."""
        old, kept = self.table, 0
        if self._natural and (old.header, old.alignments) == (table.header, table.alignments):
            kept = 1 + _same(old.rows, table.rows)
        self.table = table
        for rows in (self._natural, self._sure, self._widest, self.heights):
            del rows[kept:]
        del self.tops[kept + 1 :], self._starts[kept + 1 :]
        self._broken = {row: lines for row, lines in self._broken.items() if row < kept}
        self.exact.difference_update([row for row in self.exact if row >= kept])
        if not kept:
            self._measured = [0.0] * len(table.header)
        for number in range(kept, len(table.rows) + 1):
            self._append(number)
        return kept

    def lay_out(self, room: int, narrowest: int) -> None:
        """Divides the room, and reckons the heights of rows that have none."""
        natural = [
            ceil(max(each) / _STEP) * _STEP
            for each in zip(self._widest[-1], self._measured, strict=True)
        ]
        widths = column_widths(natural, room, narrowest)
        if widths != self.widths:
            self.widths, self.lefts = widths, [0, *accumulate(widths)]
            self.heights = []
            self.exact.clear()
        first = len(self.heights)
        if first < len(self):
            self._reckon(first)
            self.sum_up(first)

    def sum_up(self, first: int) -> None:
        """Places the rows from `first` on by their heights."""
        self.tops[first:] = accumulate(self.heights[first:], initial=self.tops[first])

    def height_of(self, words: int) -> int:
        """A row's height with words of some height in it."""
        return words + 2 * UPRIGHT + 1

    def fits(self, row: int, column: int) -> bool:
        """Whether a cell's words are sure to stand on one line."""
        return self._sure[row][column] <= self.widths[column] - RIGHT

    def widen(self, column: int, natural: float) -> bool:
        """A cell turned out so wide; whether its column is narrower."""
        wide = natural + _SPARE
        if wide <= max(self._measured[column], self._widest[-1][column]):
            return False
        self._measured[column] = wide
        return True

    def natural(self, row: int, column: int) -> float:
        """How wide a cell wants to be, without its free room."""
        return self._natural[row][column]

    def reckoned(self, row: int, column: int) -> QRectF:
        """About where a cell's words are, relative to its corner."""
        inner = self.widths[column] - RIGHT
        wide = min(float(inner), self._natural[row][column])
        free = FREE.get(self.table.alignments[column], 0.0)
        return QRectF((inner - wide) * free, 0, wide, self.heights[row] - self.height_of(0))

    def row_at(self, y: float) -> int:
        """The nearest row."""
        return max(0, min(bisect_right(self.tops, y) - 1, len(self.heights) - 1))

    def column_at(self, x: float) -> int:
        """The nearest column."""
        return max(0, min(bisect_right(self.lefts, x) - 1, len(self.widths) - 1))

    def start_of(self, row: int, column: int = 0) -> int:
        """Where a cell begins in the text."""
        while len(self._starts) <= row:
            self._count_one()
        return self._starts[row] + sum(map(_units, self.row(row)[:column]))

    def end_of(self, row: int) -> int:
        """Behind the last character of a row."""
        return self.start_of(row) + sum(map(_units, self.row(row))) - 1

    def find(self, position: int) -> tuple[int, int, int]:
        """The row and the column of a position in the text, and the offset in the cell."""
        while self._starts[-1] <= position and len(self._starts) < len(self):
            self._count_one()
        row = min(bisect_right(self._starts, position) - 1, len(self) - 1)
        rest = max(0, position - self._starts[row])
        cells = self.row(row)
        for column, cell in enumerate(cells):
            length = _units(cell) - 1
            if rest <= length or column + 1 == len(cells):
                return row, column, min(rest, length)
            rest -= length + 1
        return row, 0, 0

    def _count_one(self) -> None:
        row = len(self._starts) - 1
        self._starts.append(self._starts[-1] + (sum(map(_units, self.row(row))) or 1))

    def _append(self, number: int) -> None:
        natural: list[float] = []
        measure, lines = self._dress.widths, 1
        for inline in self.row(number):
            widths = measure(inline, head=not number, typeset=self._typeset)
            natural.append(max(widths) + _SPARE)
            lines = max(lines, len(widths))
        self._natural.append(natural)
        if lines > 1:
            self._broken[number] = lines
            self._sure.append([inf] * len(natural))
        else:
            self._sure.append(list(map(_sure, self.row(number), natural)))
        self._widest.append(list(map(max, natural, self._widest[-1])) if number else natural)

    def _reckon(self, first: int) -> None:
        line, widest = self._dress.line.height, self._widest[-1]
        inner = [width - RIGHT for width in self.widths]
        tight = [(n, room) for n, room in enumerate(inner) if widest[n] > room]
        for number in range(first, len(self)):
            natural, lines = self._natural[number], self._broken.get(number, 1)
            for column, room in tight:
                if natural[column] > room:
                    lines = max(lines, ceil(natural[column] / (room * _LOOSE)))
            self.heights.append(self.height_of(lines * line))


def column_widths(natural: Sequence[int], room: int, narrowest: int) -> list[int]:
    """Widths in logical pixels, free room included: natural ones while they fit into `room`; then
    the widest share what the others leave, none becoming narrower than `narrowest`.
    """
    padded = [each + RIGHT for each in natural]
    widths = [min(each, narrowest + RIGHT) for each in padded]
    if sum(padded) <= room:
        return padded
    spare = room - sum(widths)
    growing = sorted(range(len(padded)), key=lambda column: padded[column])
    for done, column in enumerate(growing):
        more = min(padded[column] - widths[column], max(0, spare) // (len(growing) - done))
        widths[column] += more
        spare -= more
    return widths


def _sure(inline: Inline, natural: float) -> float:
    """In what room a cell that is reckoned so wide is sure to stand on one line: what formulas take
    is not known before they are set, and what signs of other fonts take not for certain.
    """
    if any(span.math for span in inline):
        return inf
    return natural if all(span.text.isascii() for span in inline) else natural + 2 * _STEP


def _units(inline: Inline) -> int:
    """A cell's length in the text, with what parts it from the next."""
    return utf16(words_of(inline)) + 1


def _same(old: tuple[_Row, ...], new: tuple[_Row, ...]) -> int:
    """How many rows are the same from the top. While a table grows that is all but the last, and
    tuples of the same things are compared at once.
    """
    count = min(len(old), len(new))
    for kept in (count, count - 1):
        if kept >= 0 and old[:kept] == new[:kept]:
            return kept
    return next(row for row in range(count) if old[row] != new[row])
