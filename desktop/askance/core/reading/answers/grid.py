"""Rows as lines of characters that keep the layout: indentation and gaps as blanks, in a fence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import floor

from askance.core.reading.answers.parts import Part
from askance.core.reading.answers.pitch import Pitch, pitch_of
from askance.core.reading.layout import Flow, Row
from askance.core.reading.values import Piece

_MOST_BLANK_LINES = 3
_FAR = 4  # cells: from there on the grid is more exact than a distance
_WIDE_GAP = 2.5  # in characters, where they differ in width: a blank between words is one at most


class Grid:
    """Columns of characters from an origin (x in pixels) on. Learns their width as rows come."""

    def __init__(self, origin: int) -> None:
        self._origin = origin
        self.pitch = Pitch(1.0)
        self._fresh = True
        self._edges: dict[int, int] = {}

    def learn(self, rows: Sequence[Sequence[Part]]) -> None:
        """Measures the first rows, or measures better with a longer one."""
        found = pitch_of(rows)
        if found is None:
            return
        same = abs(found.width - self.pitch.width) <= 0.05 * self.pitch.width
        better = found.mono and (not self.pitch.mono or (same and found.reach > self.pitch.reach))
        if self._fresh or better:
            self.pitch, self._fresh = found, False

    def pieces(self, parts: Sequence[Part]) -> Iterator[Piece]:
        """The row's words, each with the blanks behind it, and its indentation before."""
        column = self._column(parts[0].box.x) if parts else 0
        if column:
            yield Piece(" " * column)
        for place, part in enumerate(parts):
            column += part.cells
            after = parts[place + 1] if place + 1 < len(parts) else None
            blanks = self._blanks(part, after, column) if after else 0
            column += blanks
            yield Piece(part.text + " " * blanks, part.score)

    def _column(self, left: int) -> int:
        column = self.pitch.column(left, self._origin)
        if self.pitch.mono:
            return column
        # What is aligned on the picture stays aligned, wherever a column's limit happens to be.
        near = min(self._edges, key=lambda x: abs(x - left), default=left)
        edge = near if 2 * abs(near - left) <= self.pitch.width else left
        return self._edges.setdefault(edge, column)

    def _blanks(self, part: Part, after: Part, column: int) -> int:
        gap = (after.box.x - part.box.right) / self.pitch.width
        least = int(after.spaced)
        on_grid = self._column(after.box.x) - column
        if not self.pitch.mono:
            return max(2, on_grid) if gap > _WIDE_GAP else least
        # Beside their ink, characters leave less than one cell empty between them.
        cells = floor(gap + 0.1)
        return max(least, on_grid if gap > _FAR and abs(on_grid - cells) < 3 else cells)


class Fence:
    """A code block that is written line by line. Its content may hold fences itself: a line that
    would end the block ends it indeed, and the next one has a longer fence.
    """

    def __init__(self, language: str = "") -> None:
        self._language = language
        self._ticks = 3

    def open(self) -> Piece:
        return Piece(f"{'`' * self._ticks}{self._language}\n")

    def line(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        """One line and its end."""
        text = "".join(piece.text for piece in pieces)
        if (run := re.fullmatch(r" {0,3}(`{3,})\s*", text)) and len(run[1]) >= self._ticks:
            yield self.close()
            self._ticks = len(run[1]) + 1
            yield Piece("\n\n")
            yield self.open()
        yield from pieces
        yield Piece("\n")

    def close(self) -> Piece:
        return Piece("`" * self._ticks)


class NoFence(Fence):
    """The lines alone: for a terminal."""

    def open(self) -> Piece:
        return Piece("")

    def line(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        yield from pieces
        yield Piece("\n")

    def close(self) -> Piece:
        return Piece("")


def blank_lines(above: Row, row: Row, flow: Flow) -> int:
    """How many empty lines stand between two rows of a flow."""
    distance = row.middle - above.middle
    return max(0, min(_MOST_BLANK_LINES, round(distance / flow.pitch) - 1))
