"""Tables: lines of the picture put into columns, and written as Markdown row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from askance.core.reading.answers.escape import Escaper
from askance.core.reading.answers.parts import Part, glue_of, parts_of
from askance.core.reading.columns import Cells, Columns, columns_of, logical_rows
from askance.core.reading.layout import Block, Row
from askance.core.reading.values import Line, Piece
from askance.core.screen import Region

CellParts = list[Part]
_WIDE = 11  # tenths of a line's height: a gap that is no blank


class RowsOfCells:
    """Gathers the lines of each of a table's rows, which may take several."""

    def __init__(self, rows: Sequence[Cells], columns: Columns) -> None:
        self._columns = columns
        self._ends = {group[-1] for group in logical_rows(rows)}
        self._place = 0
        self._cells = _empty(columns)

    def take(self, lines: Sequence[Line]) -> list[CellParts] | None:
        """Takes the next line of the picture; the row's cells when it was the row's last. A row
        without any text is passed over.
        """
        for cell, parts in zip(self._cells, cells_of(lines, self._columns), strict=True):
            cell.extend(_as_one(parts, after=cell))
        place, self._place = self._place, self._place + 1
        if place not in self._ends:
            return None
        cells, self._cells = self._cells, _empty(self._columns)
        return cells if any(cells) else None


def _empty(columns: Columns) -> list[CellParts]:
    return [[] for _ in range(len(columns))]


def _as_one(parts: CellParts, *, after: CellParts) -> CellParts:
    """The parts as they go on with what the cell holds already."""
    if not parts:
        return []
    spaced = bool(after) and glue_of(after[-1], parts[0]) == " "
    return [replace(parts[0], spaced=spaced), *parts[1:]]


def cells_of(lines: Sequence[Line], columns: Columns) -> list[CellParts]:
    """The words of lines beside each other, each in its column.

    A detector may take two cells for one line: a wide gap parts them, and where a word stands tells
    which one is its.
    """
    cells = _empty(columns)
    for line in lines:
        before: Part | None = None
        place = 0
        parts = parts_of(line)
        wide = max((part.box.height for part in parts), default=0) * 7 // 10
        for part in parts:
            if before is None or part.box.x - before.box.right > wide:
                place = columns.at(part.box.x, part.box.right)
            spaced = bool(cells[place]) and (part.spaced or before is None)
            cells[place].append(replace(part, spaced=spaced))
            before = part
    return cells


def word_runs(lines: Sequence[Line]) -> list[Region]:
    """The lines cut at wide gaps, as if each run of words had been a box."""
    runs: list[Region] = []
    for line in lines:
        parts = parts_of(line)
        height = max((part.box.height for part in parts), default=0)
        end: int | None = None
        for part in parts:
            box = part.box
            if end is None or 10 * (box.x - end) > _WIDE * height:
                runs.append(box)
            else:
                top, bottom = min(runs[-1].y, box.y), max(runs[-1].bottom, box.bottom)
                runs[-1] = Region.spanning(runs[-1].x, top, max(end, box.right), bottom)
            end = box.right
    return sorted(runs, key=lambda run: run.x)


def refined(rows: Sequence[Row], read: Sequence[Sequence[Line]]) -> Columns | None:
    """The columns of a table's rows as the words of the first ones, which were read, show them: the
    boxes may have hidden some. None if with these words it is no table.
    """
    others = [[cell.box for cell in row.cells] for row in rows[len(read) :]]
    runs = [found for lines in read if (found := word_runs(lines))]
    boxes = [[line.box.bounds for line in lines] for lines in read if lines]
    return columns_of([*runs, *others]) or columns_of([*boxes, *others])


class MarkdownTable:
    """A table as its rows come; the first one is its head."""

    def __init__(self, block: Block, rows: Sequence[Row], columns: Columns) -> None:
        self.block = block
        self._rows = RowsOfCells([[cell.box for cell in row.cells] for row in rows], columns)
        self._columns = columns
        self._head = True

    def take(self, lines: Sequence[Line]) -> Iterator[Piece]:
        """The row, once all its lines are there. No line end behind it."""
        cells = self._rows.take(lines)
        if cells is None:
            return
        if not self._head:
            yield Piece("\n")
        yield Piece("|")
        for cell in cells:
            yield Piece(" ")
            yield from Escaper(cell=True).pieces(cell, starts_line=False)
            yield Piece(" |" if cell else "|")
        if self._head:
            marks = (
                " ---: |" if number in self._columns.right_aligned else " --- |"
                for number in range(len(self._columns))
            )
            yield Piece("\n|" + "".join(marks))
        self._head = False


def are_labels(rows: Sequence[Sequence[Part]]) -> bool:
    """Whether the rows are rather labels with their fields than a table's: they begin so."""
    return all(any(part.text.endswith((":", "：")) for part in row[:4]) for row in rows)
