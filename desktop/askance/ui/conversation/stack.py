"""Where things that stand one under another begin and end: heights, gaps and their sums. Pure.

A conversation has tens of thousands of messages and a message thousands of leaves, of which a
screenful has been laid out; all others are a number here. The sums are kept from the top as far as
they were asked for and thrown away below a change, so a change costs what is asked below it, and
one near the end costs next to nothing. The height of it all is kept as a sum of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import add

_AHEAD, _FARTHER = 32, 4096
"""So many sums are made at once while a place is looked for: few near what changed, then more."""


class Stack:
    """Heights in pixels from top to bottom. Before each but the first there is free room, its gap.

    Numbers outside of the stack raise `IndexError`, as a list does; nothing counts from the end.
    """

    __slots__ = ("_ends", "_gap", "_gaps", "_heights", "_sum")

    def __init__(self, gap: int = 0) -> None:
        """`gap` is the room above whatever is put in without one of its own."""
        self._gap = gap
        self._heights: list[int] = []
        self._gaps: list[int] = []
        self._ends: list[int] = []  # of the first so many
        self._sum = 0  # of all heights and gaps, the first one's too

    def __len__(self) -> int:
        return len(self._heights)

    @property
    def total(self) -> int:
        """The height of it all."""
        return self._sum - self._gaps[0] if self._gaps else 0

    @property
    def heights(self) -> Sequence[int]:
        """All heights; not to be changed."""
        return self._heights

    def height(self, index: int) -> int:
        """The height of one."""
        return self._heights[_natural(index)]

    def gap(self, index: int) -> int:
        """The room above one, which the first makes no use of."""
        return self._gaps[_natural(index)]

    def top(self, index: int) -> int:
        """Where one begins; that of the number behind the last is the end of it all."""
        if _natural(index) == len(self._heights):
            return self.total
        return self.bottom(index) - self._heights[index]

    def bottom(self, index: int) -> int:
        """Where one ends."""
        if _natural(index) >= len(self._heights):
            raise IndexError(index)
        self._reach(index + 1)
        return self._ends[index]

    def at(self, y: int) -> int:
        """Which one is at `y`; a gap belongs to the one above it, and whatever is outside to the
        first or the last. -1 when there is none at all.
        """
        count, more = len(self._heights), _AHEAD
        while len(self._ends) < count and (not self._ends or self._ends[-1] <= y):
            self._reach(min(count, len(self._ends) + more))
            more = min(2 * more, _FARTHER)
        index = bisect_right(self._ends, y)
        if index == count:
            return count - 1
        return index if index == 0 or y >= self.top(index) else index - 1

    def within(self, top: int, bottom: int) -> range:
        """Those of which some part lies from `top` until before `bottom`."""
        if not self._heights or bottom <= top or bottom <= 0 or top >= self.total:
            return range(0)
        first = self.at(top)
        if self.bottom(first) <= top:
            first += 1
        return range(first, max(first, self.at(bottom - 1) + 1))

    def set_heights(self, heights: Iterable[int], gaps: Iterable[int] | None = None) -> None:
        """Puts these in the place of everything."""
        self.splice(0, len(self._heights), heights, gaps)

    def set(self, index: int, height: int, gap: int | None = None) -> bool:
        """Another height, or gap, for one. Returns whether that changed anything."""
        gap = self._gaps[_natural(index)] if gap is None else gap
        grown = height - self._heights[index] + gap - self._gaps[index]
        if height == self._heights[index] and gap == self._gaps[index]:
            return False
        self._heights[index], self._gaps[index] = height, gap
        self._sum += grown
        del self._ends[index:]
        return True

    def append(self, height: int, gap: int | None = None) -> None:
        """Puts one at the end."""
        self.insert(len(self._heights), height, gap)

    def insert(self, index: int, height: int, gap: int | None = None) -> None:
        """Puts one before number `index`."""
        self.splice(index, index, (height,), None if gap is None else (gap,))

    def remove(self, index: int, count: int = 1) -> None:
        """Takes `count` out, from number `index` on."""
        self.splice(index, index + count, ())

    def splice(
        self,
        start: int,
        stop: int,
        heights: Iterable[int],
        gaps: Iterable[int] | None = None,
    ) -> None:
        """Puts these in the place of those from `start` until before `stop`.

        Raises `ValueError` when there aren't as many gaps as heights.
        """
        fresh = list(heights)
        room = [self._gap] * len(fresh) if gaps is None else list(gaps)
        if len(room) != len(fresh):
            raise ValueError(f"{len(fresh)} heights and {len(room)} gaps")
        if not 0 <= start <= stop <= len(self._heights):
            raise IndexError((start, stop))
        self._sum += sum(fresh) + sum(room)
        self._sum -= sum(self._heights[start:stop]) + sum(self._gaps[start:stop])
        self._heights[start:stop] = fresh
        self._gaps[start:stop] = room
        # The first one has no gap: whatever comes to be first, or was it, is summed up anew.
        del self._ends[start:]

    def clear(self) -> None:
        """Takes everything out."""
        self.splice(0, len(self._heights), ())

    def _reach(self, count: int) -> None:
        """Sums up until `count` are."""
        start = len(self._ends)
        if start >= count:
            return
        base = self._ends[-1] if start else -self._gaps[0]
        rows = map(add, self._gaps[start:count], self._heights[start:count])
        sums = accumulate(rows, initial=base)
        next(sums)
        self._ends.extend(sums)


def _natural(index: int) -> int:
    if index < 0:
        raise IndexError(index)
    return index
