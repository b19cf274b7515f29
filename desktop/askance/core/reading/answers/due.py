"""Lines as they are read, handed on row by row in reading order, whatever order they come in."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from askance.core.reading.layout import Block, Layout, Row
from askance.core.reading.values import BoxesFound, Line, LineRead, Looking, Quad, ReadEvent
from askance.core.screen import Region

_EMPTY = Line("", 0.0, Quad.of(Region(0, 0, 0, 0)))


@dataclass(frozen=True, slots=True)
class DueRow:
    """A row that is read: its lines, from the left, without the empty ones; possibly none.
    `last` says that its block ends with it.
    """

    layout: Layout
    block: Block
    row: Row
    lines: tuple[Line, ...]
    last: bool


class RowsInOrder:
    """Fed with a reading's events. The layout is made when the first line is read and all boxes
    are known; boxes that are found later stand behind everything else.
    """

    def __init__(self) -> None:
        self._boxes: list[Region] = []
        self._lines: dict[int, Line] = {}
        self._looked = True
        self._planned = 0
        self._plan: deque[tuple[Layout, Block, Row, bool]] = deque()

    def feed(self, event: ReadEvent) -> Iterator[DueRow]:
        match event:
            case Looking(done=done, total=total):
                self._looked = done >= total
            case BoxesFound(boxes=boxes):
                self._boxes.extend(box.bounds for box in boxes)
            case LineRead(index=index, line=line):
                self._lines[index] = line
                if self._looked:
                    if not self._planned:
                        self._lay_out()
                    yield from self._due()

    def end(self) -> Iterator[DueRow]:
        """What is left; boxes that were never read count as empty."""
        for index in range(len(self._boxes)):
            self._lines.setdefault(index, _EMPTY)
        yield from self._due()
        self._lay_out()
        yield from self._due()

    def _lay_out(self) -> None:
        layout = Layout.of(self._boxes[self._planned :], self._planned)
        self._planned = len(self._boxes)
        for block in layout.blocks:
            self._plan.extend((layout, block, row, row is block.rows[-1]) for row in block.rows)

    def _due(self) -> Iterator[DueRow]:
        while self._plan:
            layout, block, row, last = self._plan[0]
            lines = [self._lines.get(cell.index) for cell in row.cells]
            if None in lines:
                return
            self._plan.popleft()
            kept = tuple(line for line in lines if line is not None and line.text.strip())
            yield DueRow(layout, block, row, kept, last)
