"""*Copy as is*: the rows as they stand, in one block of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from askance.core.reading.answers.due import DueRow, RowsInOrder
from askance.core.reading.answers.grid import Fence, Grid, blank_lines
from askance.core.reading.answers.parts import Part, row_parts
from askance.core.reading.answers.writer import NO_TEXT
from askance.core.reading.layout import Flow, Row
from askance.core.reading.values import Piece, ReadEvent

_LINES_THAT_TELL = 2


class Verbatim:
    """Writes a fenced block that keeps the layout; see `Writer`. Columns of a page follow each
    other, as they are read. `fence`: another one, or what writes the lines alone.
    """

    def __init__(self, fence: Fence | None = None) -> None:
        self._rows = RowsInOrder()
        self._fence = fence or Fence()
        self._flow: Flow | None = None
        self._grid = Grid(0)
        self._above: Row | None = None
        self._held: list[tuple[DueRow, list[Part]]] = []
        self._written = False

    def feed(self, event: ReadEvent) -> Iterator[Piece]:
        for due in self._rows.feed(event):
            yield from self._take(due)

    def end(self) -> Iterator[Piece]:
        for due in self._rows.end():
            yield from self._take(due)
        yield from self._flush()
        yield self._fence.close() if self._written else Piece(NO_TEXT)

    def _take(self, due: DueRow) -> Iterator[Piece]:
        parts = row_parts(due.lines)
        if not parts:
            return
        if due.block.flow is not self._flow:
            yield from self._flush()
            if self._written:
                yield from self._fence.line([])
            self._flow, self._above = due.block.flow, None
            self._grid = Grid(self._flow.box.x)
        self._held.append((due, parts))
        if self._above or len(self._held) >= _LINES_THAT_TELL:
            yield from self._flush()

    def _flush(self) -> Iterator[Piece]:
        """Writes what is held, now that the characters' width is known as well as may be."""
        held, self._held = self._held, []
        self._grid.learn([parts for _, parts in held])
        for due, parts in held:
            yield from self._row(due, parts)

    def _row(self, due: DueRow, parts: list[Part]) -> Iterator[Piece]:
        if not self._written:
            self._written = True
            yield self._fence.open()
        if self._above is not None:
            for _ in range(blank_lines(self._above, due.row, due.block.flow)):
                yield from self._fence.line([])
        yield from self._fence.line(list(self._grid.pieces(parts)))
        self._above = due.row
