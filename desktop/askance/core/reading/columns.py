"""Tables: columns that the cells of several rows stand in. Geometry alone, in pixels. Pure.

A detector may take neighbouring cells for one. So the rows with the most cells say where columns
are, and a box that reaches over several of them is let be: its words will tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from askance.core.reading.boxes import middle
from askance.core.screen import Region

_LEAST_CELLS = 4
_MOST_SINGLE = 2  # rows of one box in a row, inside a table
_MOST_ROWS = 400  # looked at together
Cells = Sequence[Region]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns' left and right edges, from the left; `right_aligned` are their numbers."""

    spans: tuple[Span, ...]
    right_aligned: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.spans)

    def at(self, left: int, right: int) -> int:
        """The column that something between two x stands in: the one it shares most with, or the
        nearest.
        """
        shares = [min(right, end) - max(left, start) for start, end in self.spans]
        return shares.index(max(shares))


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found at the rows looked at: a table of so many rows, or so many that are none."""

    rows: int
    columns: Columns | None = None


def find_table(rows: Sequence[Cells], start: int) -> Looked:
    """Whether a table begins with the row at `start` (cells from the left each)."""
    run = _run(rows, start)
    if len(run) < 2 or len(run[1]) < 2:
        return Looked(1)
    kept = run
    for _ in range(3):
        good = _good_rows(kept, _spans(kept))
        if good == len(kept):
            break
        kept = kept[:good]
    kept = _without_tail(kept)
    columns = columns_of(kept)
    # A long run that is no table would be looked at again from each of its rows.
    return Looked(len(kept), columns) if columns else Looked(max(1, len(run) // 8))


def columns_of(rows: Sequence[Cells]) -> Columns | None:
    """The columns of these rows; None if they are not aligned as a table's are, or the first has
    nothing to do with the others.
    """
    if sum(len(row) > 1 for row in rows) < 2:
        return None
    spans = _spans(rows)
    placed, level = _placed(rows, spans)
    shared = sum(len(cells) > 1 for cells in placed)
    cells = sum(len(placed[number]) for number in level)
    if len(level) < 2 or cells < _LEAST_CELLS or 3 * len(level) < 2 * shared:
        return None
    if not _stands_in(rows[0], spans, level):
        return None
    height = middle(cell.height for row in rows for cell in row)
    right = (number for number, cells in enumerate(placed) if _leans_right(cells, height))
    return Columns(tuple(spans), frozenset(right))


def _placed(rows: Sequence[Cells], spans: Sequence[Span]) -> tuple[list[list[Region]], set[int]]:
    """The cells of each column, without those that reach over several, and which columns are
    aligned.
    """
    placed: list[list[Region]] = [[] for _ in spans]
    for row in rows:
        for cell in row:
            met = _met(cell, spans)
            if len(met) == 1:
                placed[met[0]].append(cell)
    height = middle(cell.height for row in rows for cell in row)
    shared = (number for number, cells in enumerate(placed) if len(cells) > 1)
    return placed, {number for number in shared if _aligned(placed[number], height)}


def _stands_in(row: Cells, spans: Sequence[Span], level: set[int]) -> bool:
    """Whether the row has to do with at least two of the aligned columns."""
    return len({number for cell in row for number in _met(cell, spans)} & level) > 1


def _met(cell: Region, spans: Sequence[Span]) -> list[int]:
    return [number for number, span in enumerate(spans) if _meets(cell, span)]


def _run(rows: Sequence[Cells], start: int) -> list[Cells]:
    """Rows close below each other, not many of one box after each other."""
    run: list[Cells] = []
    single = 0
    for row in rows[start : start + _MOST_ROWS]:
        single = single + 1 if len(row) == 1 else 0
        if single > (_MOST_SINGLE if run else 0) or (run and not _follows(run[-1], row)):
            break
        run.append(row)
    return run


def _follows(above: Cells, row: Cells) -> bool:
    heights = [middle(cell.height for cell in cells) for cells in (above, row)]
    gap = min(cell.y for cell in row) - max(cell.bottom for cell in above)
    return gap <= 4 * max(heights) and max(heights) <= 2 * min(heights)


def _meets(cell: Region, span: Span) -> bool:
    return cell.x < span[1] and cell.right > span[0]


def _spans(rows: Sequence[Cells]) -> list[Span]:
    """The columns as the fullest rows show them, made as wide as the others' cells."""
    spans: list[Span] = []
    for row in sorted(rows, key=len, reverse=True):
        for cell in row:
            met = [span for span in spans if _meets(cell, span)]
            if len(met) > 1 or (met and len(row) == 1):
                continue
            span = (cell.x, cell.right)
            if met:
                spans.remove(met[0])
                span = min(met[0][0], cell.x), max(met[0][1], cell.right)
            spans.append(span)
    return sorted(spans)


def _good_rows(rows: list[Cells], spans: list[Span]) -> int:
    """How many rows stand in the columns before one does not: with two cells in one column, or
    more of its cells over several columns than in one.
    """
    for place, row in enumerate(rows):
        met = [[span for span in spans if _meets(cell, span)] for cell in row]
        alone = [each[0] for each in met if len(each) == 1]
        if len(set(alone)) < len(alone) or (len(row) > 1 and 2 * len(alone) < len(row)):
            return place
    return len(rows)


def _without_tail(rows: list[Cells]) -> list[Cells]:
    """The rows up to the last that is a table's for sure, or goes on with a cell above it."""
    end = len(rows)
    while end:
        spans = _spans(rows[:end])
        if len(rows[end - 1]) == 1:
            kept = _belongs(rows[:end])
        else:
            kept = _stands_in(rows[end - 1], spans, _placed(rows[:end], spans)[1])
        if kept:
            break
        end -= 1
    return rows[:end]


def _belongs(rows: list[Cells]) -> bool:
    """Whether the last row, of one box, is a lone cell (a sum) or goes on with the one above."""
    if len(rows) < 3:
        return False
    (cell,) = rows[-1]
    spans = _spans(rows[:-1])
    met = _met(cell, spans)
    if len(met) != 1:
        return False
    gaps = [_gap(above, below) for above, below in pairwise(rows)]
    usual = middle(gaps[:-1])
    others = [each for row in rows[:-1] for each in row if _met(each, spans) == met]
    edges = any(abs(each.x - cell.x) < 4 or abs(each.right - cell.right) < 4 for each in others)
    hangs = 10 * gaps[-1] < min(7 * usual, 8 * cell.height)
    lone = met[0] > 0 and 2 * gaps[-1] <= 3 * usual
    return edges and (hangs or lone)


def _gap(above: Cells, below: Cells) -> int:
    return min(cell.y for cell in below) - max(cell.bottom for cell in above)


def _spreads(cells: Cells) -> tuple[int, int, int]:
    """How far most cells' left edges, right edges and middles lie apart."""
    edges = (
        [cell.x for cell in cells],
        [cell.right for cell in cells],
        [(cell.x + cell.right) // 2 for cell in cells],
    )
    left, right, centre = (_off(each) for each in edges)
    return left, right, centre


def _off(edges: list[int]) -> int:
    usual = middle(edges)
    offs = sorted(abs(edge - usual) for edge in edges)
    return offs[(len(offs) - 1) * 7 // 10]


def _aligned(cells: Cells, height: int) -> bool:
    return min(_spreads(cells)) <= max(3, height // 3)


def _leans_right(cells: Cells, height: int) -> bool:
    if len(cells) < 2:
        return False
    left, right, _ = _spreads(cells)
    return right <= max(3, height // 3) < left


def logical_rows(rows: Sequence[Cells]) -> Iterator[range]:
    """The rows of a table, where a row may take several lines: which of `rows` make each of them.

    A line goes on with the row above when it has fewer cells and stands much closer to it than
    rows do, or when both stand beside each other.
    """
    most = max(map(len, rows))
    gaps = [_gap(above, below) for above, below in pairwise(rows)]
    full = [gap for gap, row in zip(gaps, rows[1:], strict=True) if 2 * len(row) > most]
    usual = middle(full) if full else 0
    start = 0
    for place, gap in enumerate(gaps, 1):
        height = middle(cell.height for cell in rows[place])
        hangs = len(rows[place]) < most and 10 * gap < 7 * usual and 10 * gap <= 8 * height
        if not hangs and 10 * gap > -3 * height:
            yield range(start, place)
            start = place
    yield range(start, len(rows))
