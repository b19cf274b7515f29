"""Which row of a code block a line begins on. Pure.

Not wrapped, each line is a row. Wrapped, a line has as many rows as its columns fill: right for
plain ASCII, reckoned for the rest until somebody who has laid it out tells the right number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from askance.ui.conversation.boxes.code_lines import CHUNK, Chunk, CodeLines

_NEARLY = 0.6  # so full a row of reckoned characters may turn out to be two


@dataclass(frozen=True, slots=True)
class Place:
    """A chunk of a line and the row it begins on."""

    line: int
    number: int
    chunk: Chunk
    row: int


class CodeRows:
    """The rows of lines that grow."""

    def __init__(self, lines: CodeLines) -> None:
        self._lines = lines
        self._per_row = 0
        self._counts: list[int] = []
        self._tops: list[int] = [0]
        self._exact: dict[tuple[int, int], int] = {}

    @property
    def wrapped(self) -> bool:
        return self._per_row > 0

    @property
    def total(self) -> int:
        """Rows of the whole block."""
        self._count()
        return self._tops[-1] if self.wrapped else len(self._lines)

    @property
    def chunk(self) -> int:
        """Characters a chunk: wrapped, whole rows."""
        return self._per_row * max(1, CHUNK // self._per_row) if self.wrapped else CHUNK

    def wrap(self, per_row: int) -> bool:
        """So many columns fit into a row, 0 not to wrap; whether that is new."""
        if per_row == self._per_row:
            return False
        self._per_row = per_row
        self.forget(0)
        return True

    def forget(self, first: int) -> None:
        """The lines from `first` on are other ones."""
        del self._counts[first:], self._tops[first + 1 :]
        if self._exact:
            self._exact = {key: kept for key, kept in self._exact.items() if key[0] < first}

    def line_at(self, row: int) -> int:
        """The line of a row."""
        self._count()
        line = bisect_right(self._tops, row) - 1 if self.wrapped else row
        return max(0, min(line, len(self._lines) - 1))

    def rows_of(self, line: int) -> range:
        """The rows of a line."""
        self._count()
        return (
            range(self._tops[line], self._tops[line + 1]) if self.wrapped else range(line, line + 1)
        )

    def places(self, line: int) -> Iterator[Place]:
        """The chunks of a line; not wrapped, all of them stand on one row."""
        row = self.rows_of(line).start
        for number, chunk in enumerate(self._lines.chunks(line, self.chunk)):
            yield Place(line, number, chunk, row)
            if self.wrapped:
                row += self.high(line, number, chunk)

    def only(self, line: int) -> Place | None:
        """The chunk of a line that is one and not wrapped, as most are."""
        if self._per_row or len(self._lines.lines[line]) > CHUNK:
            return None
        return Place(line, 0, self._lines.chunks(line)[0], line)

    def high(self, line: int, number: int, chunk: Chunk) -> int:
        """The rows of a chunk."""
        exact = self._exact.get((line, number)) if self.wrapped else 1
        return exact or max(1, ceil(chunk.columns / self._per_row))

    def settle(self, first: int, last: int, counted: Callable[[Place], int]) -> bool:
        """Makes the rows between `first` and `last` exact; `counted` says how many a chunk has.
        Whether the total changed.
        """
        if not self.wrapped:
            return False
        before = self.total
        begin = line = self.line_at(first)
        row = self._tops[line]
        while line < len(self._counts) and row <= last:
            if self._may_wrap(line):
                self._settle_line(line, range(first, last + 1), counted)
            row = self._tops[line] + self._counts[line]
            line += 1
            self._tops[line] = row
        self._sum(begin)
        return self._tops[-1] != before

    def _may_wrap(self, line: int) -> bool:
        near = self._lines.columns(line) > _NEARLY * self._per_row
        return near and not self._lines.known(line)

    def _settle_line(self, line: int, seen: range, counted: Callable[[Place], int]) -> None:
        for place in self.places(line):
            if place.row >= seen.stop:
                break
            high = self.high(line, place.number, place.chunk)
            if place.row + high > seen.start and (line, place.number) not in self._exact:
                self._exact[line, place.number] = max(1, counted(place))
        self._counts[line] = self._rows_in(line)

    def _count(self) -> None:
        """Counts the rows of the lines that came."""
        first = len(self._counts)
        if not self.wrapped or first == len(self._lines):
            return
        most = self.chunk
        for line in range(first, len(self._lines)):
            columns = self._lines.columns(line)
            if columns <= self._per_row:
                self._counts.append(1)
            elif len(self._lines.lines[line]) <= most:
                self._counts.append(ceil(columns / self._per_row))
            else:
                self._counts.append(self._rows_in(line))
        self._sum(first)

    def _rows_in(self, line: int) -> int:
        chunks = self._lines.chunks(line, self.chunk)
        return sum(self.high(line, number, chunk) for number, chunk in enumerate(chunks))

    def _sum(self, first: int) -> None:
        self._tops[first:] = accumulate(self._counts[first:], initial=self._tops[first])
