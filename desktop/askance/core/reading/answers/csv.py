"""*Table to CSV*: the picture's table in one block of CSV (RFC 4180, but for plain line ends).

Its rows are written as they are read when the boxes alone show its columns. Where whole rows were
taken for lines, only the gaps between their words show them, and all lines must be read before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from askance.core.reading.answers.due import DueRow, RowsInOrder
from askance.core.reading.answers.grid import Fence
from askance.core.reading.answers.parts import joined
from askance.core.reading.answers.table import CellParts, RowsOfCells, refined, word_runs
from askance.core.reading.answers.writer import NO_TEXT
from askance.core.reading.columns import Columns, columns_of, find_table
from askance.core.reading.layout import Block, Layout, Row
from askance.core.reading.values import Line, Piece, ReadEvent
from askance.core.screen import Region

NO_TABLE = "No table could be made out on this picture."
_BARS = frozenset("|│┃║")
_RULE = re.compile(r"[-+=|─│┃━┼├┤┬┴┌┐└┘═║╬]{3,}|[|│┃║]")
_LINES_THAT_TELL = 2
_MOST_BETWEEN = 2  # rows that span columns, between a table's rows


@dataclass(frozen=True, slots=True)
class _Table:
    rows: Sequence[Row]
    columns: Columns


class Csv:
    """Writes the largest table; see `Writer`."""

    def __init__(self) -> None:
        self._rows = RowsInOrder()
        self._layout: Layout | None = None
        self._table: _Table | None = None
        self._its: frozenset[int] = frozenset()
        self._cells: RowsOfCells | None = None
        self._held: list[tuple[Line, ...]] = []
        self._all: list[DueRow] = []
        self._fence = Fence("csv")
        self._written = False

    def feed(self, event: ReadEvent) -> Iterator[Piece]:
        for due in self._rows.feed(event):
            yield from self._take(due)

    def end(self) -> Iterator[Piece]:
        for due in self._rows.end():
            yield from self._take(due)
        if not self._written:
            yield from self._by_words()
        if self._written:
            yield self._fence.close()
        else:
            yield Piece(NO_TABLE if any(due.lines for due in self._all) else NO_TEXT)

    def _take(self, due: DueRow) -> Iterator[Piece]:
        self._all.append(due)
        if self._layout is None:
            self._layout = due.layout
            self._table = _largest(due.layout)
            self._its = frozenset(map(id, self._table.rows)) if self._table else frozenset()
        if self._table is None or id(due.row) not in self._its:
            return
        self._held.append(_without_rules(due.lines))
        if self._cells is None:
            if len(self._held) < _LINES_THAT_TELL:
                return
            columns = refined(self._table.rows, self._held) or self._table.columns
            boxes = [[cell.box for cell in row.cells] for row in self._table.rows]
            self._cells = RowsOfCells(boxes, columns)
        held, self._held = self._held, []
        for lines in held:
            yield from self._row(self._cells.take(lines))

    def _by_words(self) -> Iterator[Piece]:
        """Looks for a table in the gaps between words, now that all are known."""
        rows = [
            (lines, word_runs(lines)) for due in self._all if (lines := _without_rules(due.lines))
        ]
        boxes = [runs for _, runs in rows]
        best, columns, place = range(0), None, 0
        while place < len(rows):
            looked = find_table(boxes, place)
            if looked.columns is not None and looked.rows > len(best):
                best, columns = range(place, place + looked.rows), looked.columns
            place += looked.rows
        if columns is not None:
            cells = RowsOfCells([boxes[number] for number in best], columns)
            for number in best:
                yield from self._row(cells.take(rows[number][0]))

    def _row(self, cells: list[CellParts] | None) -> Iterator[Piece]:
        if cells is None:
            return
        if not self._written:
            self._written = True
            yield self._fence.open()
        yield from self._fence.line(list(_written(cells)))


def _written(cells: list[CellParts]) -> Iterator[Piece]:
    for place, cell in enumerate(cells):
        text = joined(cell)
        quoted = any(mark in text for mark in ',"') or "```" in text
        yield Piece("," * bool(place) + '"' * quoted)
        for number, part in enumerate(cell):
            spaced = number + 1 < len(cell) and cell[number + 1].spaced
            yield Piece(part.text.replace('"', '""') + " " * spaced, part.score)
        if quoted:
            yield Piece('"')


def _without_rules(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without the bars between cells; none if they are but a rule between rows."""
    if all(_RULE.fullmatch(word) for line in lines for word in line.text.split()):
        return ()
    return tuple(kept for line in lines if (kept := _without_bars(line)).text)


def _without_bars(line: Line) -> Line:
    words = tuple(word for word in line.words if word.text not in _BARS)
    if len(words) == len(line.words):
        return line
    return replace(line, text=" ".join(word.text for word in words), words=words)


def _largest(layout: Layout) -> _Table | None:
    """The table with the most cells, with what goes on above and below it; None when the boxes do
    not show most of it.
    """
    blocks = layout.blocks
    sizes = [sum(len(row.cells) for row in block.rows) if block.columns else 0 for block in blocks]
    if not any(sizes):
        return None
    start = end = sizes.index(max(sizes))
    start -= sum(1 for _ in _joining(blocks, start, -1))
    end += sum(1 for _ in _joining(blocks, end, 1))
    rows = [row for block in blocks[start : end + 1] for row in block.rows]
    split = [[cell.box for cell in row.cells] for row in rows if len(row.cells) > 1]
    flow = [row for block in blocks if block.flow is blocks[start].flow for row in block.rows]
    left, right = min(row.box.x for row in rows), max(row.box.right for row in rows)
    wide = [row for row in flow if 10 * _shared(row.box, left, right) >= 7 * (right - left)]
    boxes = [[cell.box for cell in row.cells] for row in rows]
    columns = columns_of(boxes) or blocks[sizes.index(max(sizes))].columns
    return _Table(rows, columns) if columns and 2 * len(split) >= len(wide) else None


def _shared(box: Region, left: int, right: int) -> int:
    return min(box.right, right) - max(box.x, left)


def _joining(blocks: Sequence[Block], place: int, step: int) -> Iterator[Block]:
    """The blocks beside the one at `place` that belong to its table."""
    columns = blocks[place].columns
    pending: list[Block] = []
    place += step
    while columns and 0 <= place < len(blocks) and blocks[place].flow is blocks[place - step].flow:
        block = blocks[place]
        pending.append(block)
        if block.columns and abs(len(block.columns) - len(columns)) <= 1:
            yield from pending
            pending = []
        elif block.columns or sum(len(each.rows) for each in pending) > _MOST_BETWEEN:
            return
        place += step
