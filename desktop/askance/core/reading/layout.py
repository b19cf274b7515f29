"""Where text stands on a page, before a word of it is read: rows, and blocks of rows.

Boxes come in reading order. A row is what stands beside each other; a flow is what is read
downwards without a jump (one column of a page); a block is a part of a flow whose rows are evenly
spaced, or a table. All in the picture's pixels. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from askance.core.reading.boxes import middle
from askance.core.reading.columns import Columns, find_table
from askance.core.reading.order import reading_order
from askance.core.screen import Region

_LONG = 12  # times its height: a line of some words


@dataclass(frozen=True, slots=True)
class Cell:
    """A box of text: its index in the reading, and where it is."""

    index: int
    box: Region


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside each other, from the left; never none. `box` spans all of them."""

    cells: tuple[Cell, ...]
    box: Region

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Row:
        boxes = [cell.box for cell in cells]
        left, right = min(box.x for box in boxes), max(box.right for box in boxes)
        top, bottom = min(box.y for box in boxes), max(box.bottom for box in boxes)
        return cls(tuple(cells), Region.spanning(left, top, right, bottom))

    @property
    def height(self) -> int:
        """The usual height of its cells, in pixels."""
        return middle(cell.box.height for cell in self.cells)

    @property
    def middle(self) -> int:
        return self.box.y + self.box.height // 2


@dataclass(frozen=True, slots=True)
class Flow:
    """A column of the page: what it spans, and how far apart its rows' middles usually are."""

    box: Region
    pitch: int


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together. `columns` where they are a table's; a flow is told by identity."""

    rows: tuple[Row, ...]
    flow: Flow
    columns: Columns | None = None

    @property
    def box(self) -> Region:
        return _around(self.rows)


@dataclass(frozen=True, slots=True)
class Layout:
    """A page. `height` is that of its usual lines in pixels, weighed by how much of it there is;
    `told` says that there are long lines among them, whose letters surely reach up and down.
    """

    blocks: tuple[Block, ...]
    height: int
    told: bool

    @classmethod
    def of(cls, boxes: Sequence[Region], first: int = 0) -> Layout:
        """The layout of `boxes`, the first of which has the index `first`."""
        cells = [Cell(first + place, boxes[place]) for place in reading_order(boxes)]
        rows = list(_rows(cells))
        blocks = (block for flow in _flows(rows) for block in _blocks(flow))
        long = [box for box in boxes if box.width >= _LONG * box.height]
        return cls(tuple(blocks), _usual_height(long or boxes), bool(long))


def _usual_height(boxes: Sequence[Region]) -> int:
    if not boxes:
        return 1
    # Boxes hug their ink, and a line without a p or a g is lower: the higher ones tell.
    left = sum(box.width for box in boxes) * 7 // 10
    for box in sorted(boxes, key=lambda each: each.height):
        left -= box.width
        if left <= 0:
            break
    return max(1, box.height)


def _around(rows: Sequence[Row]) -> Region:
    left, right = min(row.box.x for row in rows), max(row.box.right for row in rows)
    return Region.spanning(left, rows[0].box.y, right, max(row.box.bottom for row in rows))


def _rows(cells: list[Cell]) -> Iterator[Row]:
    row: list[Cell] = []
    for cell in cells:
        if row and not _beside(row[-1].box, cell.box):
            yield Row.of(row)
            row = []
        row.append(cell)
    if row:
        yield Row.of(row)


def _beside(left: Region, right: Region) -> bool:
    shared = min(left.bottom, right.bottom) - max(left.y, right.y)
    lower = min(left.height, right.height)
    return 2 * shared >= lower and right.x >= left.right - min(lower, left.width // 2)


def _flows(rows: list[Row]) -> Iterator[list[Row]]:
    flow: list[Row] = []
    sides = 0, 0
    for row in rows:
        if flow and not _below(flow[-1], row, *sides):
            yield flow
            flow = []
        sides = (row.box.x, row.box.right) if not flow else _widened(sides, row.box)
        flow.append(row)
    if flow:
        yield flow


def _widened(sides: tuple[int, int], box: Region) -> tuple[int, int]:
    return min(sides[0], box.x), max(sides[1], box.right)


def _below(above: Row, row: Row, left: int, right: int) -> bool:
    """Whether the row goes on below the one above, in the column that spans `left` to `right`."""
    if row.box.y < above.box.y or row.box.bottom <= above.box.bottom:
        return False
    near = 4 * max(above.height, row.height)
    return row.box.x < right + near and left < row.box.right + near


def _blocks(rows: list[Row]) -> Iterator[Block]:
    flow = Flow(_around(rows), _pitch(rows))
    boxes = [[cell.box for cell in row.cells] for row in rows]
    plain: list[Row] = []
    place = 0
    while place < len(rows):
        looked = find_table(boxes, place)
        found = tuple(rows[place : place + looked.rows])
        place += looked.rows
        if looked.columns is None:
            plain.extend(found)
            continue
        yield from _plain(plain, flow)
        plain = []
        yield Block(found, flow, looked.columns)
    yield from _plain(plain, flow)


def _pitch(rows: list[Row]) -> int:
    if len(rows) < 2:
        return max(1, rows[0].height * 3 // 2)
    distances = sorted(below.middle - above.middle for above, below in pairwise(rows))
    return max(1, distances[len(distances) * 3 // 10])


def _plain(rows: list[Row], flow: Flow) -> Iterator[Block]:
    """Rows cut where they leave more room than usual."""
    if not rows:
        return
    distances = [below.middle - above.middle for above, below in pairwise(rows)]
    block = rows[:1]
    for place, row in enumerate(rows[1:]):
        near = distances[max(0, place - 3) : place + 4]
        usual = min(middle(near), 5 * max(row.height, rows[place].height) // 2)
        if 5 * distances[place] > 7 * usual + 10:
            yield Block(tuple(block), flow)
            block = []
        block.append(row)
    yield Block(tuple(block), flow)
