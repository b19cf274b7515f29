"""A terminal's or an editor's text: a fenced block that goes on over gaps down its flow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from askance.core.reading.answers.due import DueRow
from askance.core.reading.answers.grid import Fence, Grid, blank_lines
from askance.core.reading.answers.parts import Part, joined
from askance.core.reading.answers.pitch import Pitch
from askance.core.reading.layout import Row
from askance.core.reading.values import Piece

_PROMPT = re.compile(r"(?:[$❯➜]|>>>|\S+@\S+[:~]\S*[$#%]) [A-Za-z./~_-].*|\S+@\S+:\S*[$#]")
_OPENS = re.compile(r"[%#>]|[{}\[\]()<>]+,?;?")
_ENDS = re.compile(r".*(?:[{;]|\),?|\],?|\},?|\\)")
_STAMP = re.compile(r"\W*\d+(?:[-:./T]\d+)+\W*")


def is_prompt(parts: Sequence[Part]) -> bool:
    """Whether the row is a command behind a shell's prompt."""
    return _PROMPT.fullmatch(joined(parts)) is not None


def looks_like_code(rows: Sequence[Sequence[Part]]) -> bool:
    """Whether short lines, whose letters tell nothing, begin or end as programs or logs do."""
    return (
        any(row and _OPENS.fullmatch(row[0].text) for row in rows)
        or all(row and _ENDS.fullmatch(row[-1].text) for row in rows)
        or (len(rows) > 1 and all(row and _STAMP.fullmatch(row[0].text) for row in rows))
    )


def are_numbered_lines(rows: Sequence[Sequence[Part]]) -> bool:
    """Whether rows begin with numbers that count on, and hold a program's marks."""
    numbers = [row[0].text for row in rows if row]
    counted = len(numbers) > 1 and all(map(str.isdecimal, numbers))
    marks = any(mark in part.text for row in rows for part in row[1:] for mark in '(){}=;:#"')
    return counted and marks and all(int(b) - int(a) == 1 for a, b in pairwise(numbers))


class CodeText:
    """Rows as lines on a grid. `whole_flow`: all of the flow is code as far as is known, so that
    its left edge is the first column, not the block's.
    """

    def __init__(self, due: DueRow, *, whole_flow: bool) -> None:
        self.flow = due.block.flow
        self._grid = Grid(self.flow.box.x if whole_flow else _left_edge(due))
        self._fence = Fence()
        self._above: Row | None = None

    @property
    def pitch(self) -> Pitch:
        return self._grid.pitch

    def learn(self, rows: Sequence[Sequence[Part]]) -> None:
        self._grid.learn(rows)

    def row(self, due: DueRow, parts: list[Part]) -> Iterator[Piece]:
        if self._above is None:
            yield self._fence.open()
        else:
            self._grid.learn([parts])
            for _ in range(blank_lines(self._above, due.row, self.flow)):
                yield from self._fence.line([])
        yield from self._fence.line(list(self._grid.pieces(parts)))
        self._above = due.row

    def close(self) -> Piece:
        return self._fence.close()


def _left_edge(due: DueRow) -> int:
    """How far to the left the block reaches, and those that go on right below it."""
    blocks = due.layout.blocks
    start = next(place for place, block in enumerate(blocks) if block is due.block)
    left = due.block.box.x
    for above, block in pairwise(blocks[start:]):
        distance = block.rows[0].middle - above.rows[-1].middle
        if block.flow is not due.block.flow or distance > 2 * block.flow.pitch:
            break
        left = min(left, block.box.x)
    return left
