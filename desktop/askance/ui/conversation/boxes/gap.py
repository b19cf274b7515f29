"""A part of a paragraph that is not laid out: how high it will be, reckoned from its characters.

Pure. Places between two known ones lie evenly between them, so a height and the place at it lead to
each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from askance.ui.conversation.boxes.pieces import Piece


@dataclass(slots=True)
class Gap:
    """Reaches over `[places[0], places[-1])` of the layout; `lines` says how many lines lie before
    each of the places. Heights are logical pixels, those of places count from its own upper edge.
    """

    places: list[int]
    lines: list[float]
    line: int
    """The height of one."""
    top: int = 0

    @property
    def at(self) -> int:
        return self.places[0]

    @property
    def end(self) -> int:
        return self.places[-1]

    @property
    def seen(self) -> int:
        """Up to where the text had a say in it."""
        return self.end

    @property
    def height(self) -> int:
        return max(1, int(self.lines[-1] * self.line))

    def height_at(self, place: int) -> int:
        """Where a place's line begins."""
        last = max(0, self.height - self.line)
        return min(last, int(self._lines_before(place)) * self.line)

    def place_at(self, height: float) -> int:
        """The place at a height."""
        wanted = max(0.0, height) / self.line
        number = min(bisect_right(self.lines, wanted), len(self.lines) - 1)
        if number == 0:
            return self.at
        before, after = self.lines[number - 1], self.lines[number]
        part = (wanted - before) / (after - before) if after > before else 0.0
        begin, stop = self.places[number - 1], self.places[number]
        return min(stop, begin + int(part * (stop - begin)))

    def part(self, at: int, end: int) -> Gap:
        """What it is between two places; where it begins at the same one, it keeps its top."""
        first, last = bisect_right(self.places, at), bisect_left(self.places, end)
        begin = self._lines_before(at)
        lines = [0.0, *(each - begin for each in self.lines[first:last])]
        lines.append(max(lines[-1], self._lines_before(end) - begin))
        top = self.top if at == self.places[0] else 0
        return Gap([at, *self.places[first:last], end], lines, self.line, top)

    def longer(self, more: Gap) -> Gap:
        """It and what follows it."""
        lines = [self.lines[-1] + each for each in more.lines[1:]]
        return Gap(self.places + more.places[1:], self.lines + lines, self.line)

    def _lines_before(self, place: int) -> float:
        number = min(max(1, bisect_right(self.places, place)), len(self.places) - 1)
        begin, stop = self.places[number - 1], self.places[number]
        part = min(1.0, max(0.0, (place - begin) / (stop - begin))) if stop > begin else 0.0
        before = self.lines[number - 1]
        return before + part * (self.lines[number] - before)


def reckon(pieces: Iterable[Piece], *, characters: float, line: int) -> Gap:
    """What some pieces will be in lines of `line` pixels that take so many characters."""
    taken = list(pieces)
    counted = (
        max(each.breaks, each.room / characters + each.breaks / 2) if each.breaks else
        each.room / characters
        for each in taken
    )  # fmt: skip
    places = [each.at for each in taken]
    places.append(taken[-1].at + taken[-1].width)
    return Gap(places, list(accumulate(counted, initial=0.0)), line)
