"""The words of a picture as something to select from. Pixels of the picture, origin top left.

Lines are kept under the index their reading gave them, so that places in the text stay what they
are while more of it arrives; their order is worked out when it is next needed. What can be selected
is a unit: a word, or a single character in scripts that do without blanks.

Changed and read on one thread (the window's); no Qt. Adding a line costs what the line is long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from askance.core.reading.joining import beside, joined
from askance.core.reading.links import find_links, link_target
from askance.core.reading.marks import Mark, Marks
from askance.core.reading.order import reading_order
from askance.core.reading.strips import away, strips
from askance.core.reading.units import Unit, units_of
from askance.core.reading.values import Code, Line, Quad
from askance.core.screen import Region


@dataclass(frozen=True, slots=True)
class Place:
    """Between two units: before unit `slot` of a line, or behind its last one. `line` is the index
    the reading gave it.
    """

    line: int
    slot: int


@dataclass(frozen=True, slots=True)
class Span:
    """From one place to another, in reading order; empty where both are the same."""

    start: Place
    end: Place

    @property
    def empty(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class _Row:
    """`band` is the line with a little air, as high for every word in it; `whole` what is painted
    behind all of it.
    """

    line: Line
    bounds: Region
    units: tuple[Unit, ...]
    band: Region
    whole: Region

    @classmethod
    def of(cls, line: Line, units: tuple[Unit, ...]) -> _Row:
        box = line.box.bounds
        air = max(1, round(box.height * 0.14))
        band = Region(box.x - air, box.y - air, box.width + 2 * air, box.height + 2 * air)
        left, right = units[0].left, units[-1].right
        whole = Region(left, band.y, right - left, band.height)
        return cls(line, box, units, band, whole)

    def behind(self, first: int, last: int) -> Region:
        """What is painted behind some of its units."""
        left, right = self.units[first].left, self.units[last - 1].right
        return Region(left, self.band.y, right - left, self.band.height)


class TextLayer:
    """Grows while a reading runs."""

    def __init__(self) -> None:
        self._boxes: dict[int, Region] = {}
        self._rows: dict[int, _Row] = {}
        self._done: set[int] = set()
        self._strips: dict[int, list[int]] = defaultdict(list)
        self.marks = Marks()
        self._sorted: list[int] = []
        self._order: list[int] = []
        self._rank: dict[int, int] = {}
        self._unsorted = self._stale = False

    # What a reading brings

    def found(self, first: int, boxes: Sequence[Quad]) -> None:
        """Where text stands; `first` is the index of the first box."""
        self._boxes.update((first + n, box.bounds) for n, box in enumerate(boxes))
        self._unsorted = self._stale = True

    def read(self, index: int, line: Line) -> tuple[Region, ...]:
        """What a box holds; returns what of the picture looks different now."""
        self._done.add(index)
        units = units_of(line)
        if not units:
            return ()
        row = _Row.of(line, units)
        self._unsorted = self._unsorted or index not in self._boxes
        self._boxes.setdefault(index, row.bounds)
        self._rows[index] = row
        self._stale = True
        for strip in strips(row.bounds):
            self._strips[strip].append(index)
        marks = tuple(
            Mark(found.target, found.text, tuple(box.bounds for box in found.boxes))
            for found in find_links(line)
        )
        return (row.band, *self.marks.add(marks))

    def coded(self, codes: Iterable[Code]) -> tuple[Region, ...]:
        """The codes on the picture; returns what looks different now."""
        return self.marks.add(
            Mark(link_target(code.text) or "", code.text, (code.box.bounds,), code.format)
            for code in codes
            if code.text
        )

    # What is there

    @property
    def total(self) -> int:
        """How many lines are known to stand somewhere, read or not."""
        return max(len(self._boxes), len(self._done))

    @property
    def done(self) -> int:
        """How many of them are read, those without text among them."""
        return len(self._done)

    @property
    def lines(self) -> int:
        """How many lines with text are read."""
        return len(self._rows)

    @property
    def empty(self) -> bool:
        """Whether there is neither text nor a code so far."""
        return not self._rows and not self.marks

    def lines_in(self, part: Region) -> set[int]:
        """The lines that may meet a part of the picture."""
        return {n for strip in strips(part) for n in self._strips.get(strip, ())}

    # Finding places

    def unit_at(self, x: int, y: int, reach: int = 0) -> Span | None:
        """The unit at a pixel, or at most `reach` pixels away from it."""
        best: tuple[int, Span] | None = None
        for index in self.lines_in(Region(x - reach, y - reach, 1, 2 * reach + 1)):
            row = self._rows[index]
            if away(row.bounds, x, y) > reach:
                continue
            for slot, unit in enumerate(row.units):
                box = Region(unit.left, row.bounds.y, unit.right - unit.left, row.bounds.height)
                far = away(box, x, y)
                if far <= reach and (best is None or far < best[0]):
                    best = (far, Span(Place(index, slot), Place(index, slot + 1)))
        return best[1] if best is not None else None

    def nearest(self, x: int, y: int) -> Span | None:
        """The unit in the column of a pixel on the line nearest to it; between units the empty span
        there. None while there is no text.
        """
        if not self._rows:
            return None
        index = min(self._rows, key=lambda each: _effort(self._rows[each].bounds, x, y))
        slot = 0
        for slot, unit in enumerate(self._rows[index].units):
            if x < unit.left:
                return Span(Place(index, slot), Place(index, slot))
            if x < unit.right:
                return Span(Place(index, slot), Place(index, slot + 1))
        return Span(Place(index, slot + 1), Place(index, slot + 1))

    def between(self, one: Span, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(
            min(one.start, other.start, key=self._key), max(one.end, other.end, key=self._key)
        )

    def word(self, span: Span) -> Span:
        """The whole word around a span's start: a run of one script, where there are no blanks."""
        row = self._rows[span.start.line]
        at = min(span.start.slot, len(row.units) - 1)
        alike = row.units[at].run
        first = last = at
        while first > 0 and row.units[first - 1].run == alike:
            first -= 1
        while last + 1 < len(row.units) and row.units[last + 1].run == alike:
            last += 1
        return Span(Place(span.start.line, first), Place(span.start.line, last + 1))

    def line(self, span: Span) -> Span:
        """The whole line around a span's start."""
        index = span.start.line
        return Span(Place(index, 0), Place(index, len(self._rows[index].units)))

    def all(self) -> Span | None:
        """Everything; None while there is nothing."""
        order = self._ordered()
        if not order:
            return None
        return Span(self.line(self._at(order[0])).start, self.line(self._at(order[-1])).end)

    def first(self) -> Span | None:
        """The first unit in reading order."""
        order = self._ordered()
        return self._unit(order[0], 0) if order else None

    def last(self) -> Span | None:
        """The last unit in reading order."""
        order = self._ordered()
        return self._unit(order[-1], -1) if order else None

    def step(self, span: Span, by: int) -> Span:
        """The unit after (`by` 1) or before (-1) a span; the last one there is, at an end."""
        order = self._ordered()
        place = span.end if by > 0 else span.start
        row, rank = self._rows[place.line], self._rank[place.line]
        slot = place.slot if by > 0 else place.slot - 1
        if 0 <= slot < len(row.units):
            return self._unit(place.line, slot)
        if not 0 <= rank + by < len(order):
            return self._unit(place.line, -1 if by > 0 else 0)
        return self._unit(order[rank + by], 0 if by > 0 else -1)

    def step_row(self, span: Span, by: int) -> Span:
        """The unit below (`by` 1) or above (-1): on the next row in reading order, where it is
        nearest to the column of the span.
        """
        order, here = self._ordered(), self._rows[span.start.line]
        rank = self._rank[span.start.line] + by
        while 0 <= rank < len(order) and beside(here.bounds, self._rows[order[rank]].bounds):
            rank += by
        if not 0 <= rank < len(order):
            return span
        row = [order[rank]]
        while 0 <= (rank := rank + by) < len(order) and beside(
            self._rows[row[0]].bounds, self._rows[order[rank]].bounds
        ):
            row.append(order[rank])
        slot = min(span.start.slot, len(here.units) - 1)
        middle = (here.units[slot].left + here.units[slot].right) // 2
        _, index, slot = min(
            (max(unit.left - middle, middle - unit.right, 0), index, slot)
            for index in row
            for slot, unit in enumerate(self._rows[index].units)
        )
        return self._unit(index, slot)

    def edge(self, span: Span, by: int) -> Span:
        """The first (`by` -1) or last (1) unit of a span's line."""
        return self._unit(span.start.line, 0 if by < 0 else -1)

    def mark_of(self, span: Span) -> Mark | None:
        """The address that a span's first unit belongs to."""
        row = self._rows[span.start.line]
        unit = row.units[min(span.start.slot, len(row.units) - 1)]
        y = row.bounds.y + row.bounds.height // 2
        return self.marks.at((unit.left + unit.right) // 2, y)

    # What a span holds

    def text_of(self, span: Span) -> str:
        """Its text, with the gaps and line breaks that the picture has."""
        pieces: list[tuple[Region, str]] = []
        for index, first, last in self._parts(span):
            row = self._rows[index]
            if first < last:
                text = row.line.text[row.units[first].start : row.units[last - 1].end]
                pieces.append((row.bounds, text))
        return joined(pieces)

    def highlights(self, span: Span) -> dict[int, Region]:
        """What to paint behind it, a region a line."""
        regions: dict[int, Region] = {}
        for index, first, last in self._parts(span):
            row = self._rows[index]
            if last - first == len(row.units):
                regions[index] = row.whole
            elif first < last:
                regions[index] = row.behind(first, last)
        return regions

    def _parts(self, span: Span) -> Iterator[tuple[int, int, int]]:
        """(line, first slot, slot behind the last one) of every line a span touches."""
        order = self._ordered()
        ranks = self._rank[span.start.line], self._rank[span.end.line]
        for rank in range(ranks[0], ranks[1] + 1):
            index = order[rank]
            first = span.start.slot if rank == ranks[0] else 0
            last = span.end.slot if rank == ranks[1] else len(self._rows[index].units)
            yield index, first, last

    def _at(self, index: int) -> Span:
        return Span(Place(index, 0), Place(index, 0))

    def _unit(self, index: int, slot: int) -> Span:
        if slot < 0:
            slot += len(self._rows[index].units)
        return Span(Place(index, slot), Place(index, slot + 1))

    def _key(self, place: Place) -> tuple[int, int]:
        self._ordered()
        return self._rank[place.line], place.slot

    def _ordered(self) -> list[int]:
        """The indexes of the lines with text in reading order. Sorting is the dear part and is done
        for boxes, which come many at once.
        """
        if self._stale:
            if self._unsorted:
                indexes = [*self._boxes]
                order = reading_order([*self._boxes.values()])
                self._sorted = [indexes[n] for n in order]
            self._order = [index for index in self._sorted if index in self._rows]
            self._rank = {index: rank for rank, index in enumerate(self._order)}
            self._unsorted = self._stale = False
        return self._order


def _effort(region: Region, x: int, y: int) -> int:
    """How far, where leaving a line upwards or downwards counts more than sideways."""
    across = max(region.x - x, x - region.right + 1, 0)
    down = max(region.y - y, y - region.bottom + 1, 0)
    return across + down + 3 * min(down, region.height)
