"""The characters of a line as they were read, and where their ink is. Pure; in picture pixels."""

from __future__ import annotations

import statistics
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from askance.core.screen import Region

Run = tuple[int, int]
"""Columns, end exclusive: with ink where it is a run, without where it is a gap."""

Rows = Callable[[int, int], Run | None]
"""The first row with ink between two columns and one past the last; None without ink."""

_HIGH = frozenset("bdfhkltABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()[]{}/|\\\"'`!?$€&@%#^*")
_DEEP = frozenset("gjpqy()[]{}/|\\@$,;Q")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character that was read: how sure (0 to 1), and about where its middle is (x).

    `blank` says whether a blank is before it; None where the recogniser could not see.
    """

    text: str
    score: float
    x: float
    blank: bool | None = False


@dataclass(frozen=True, slots=True)
class Measured:
    """The characters, the gap in the ink between each and the next (None where they touch), the box
    of each one's ink (None where it does not stand free), and about the size of the font.
    """

    glyphs: tuple[Glyph, ...]
    gaps: tuple[Run | None, ...]
    boxes: tuple[Region | None, ...]
    em: float

    def middle(self, at: int) -> float:
        box = self.boxes[at]
        return box.x + box.width / 2 if box else self.glyphs[at].x

    def step(self, at: int) -> float:
        """From the middle of the character before to that of this one."""
        return self.middle(at) - self.middle(at - 1)


def measured(
    glyphs: Sequence[Glyph],
    runs: Sequence[Run],
    rows: Rows,
) -> Measured:
    """`runs` are the columns with ink, `rows` tells the rows of the ink between two columns."""
    em = _em(glyphs, runs, rows)
    gaps = _placed(glyphs, runs, em)
    edges: list[Run | None] = [(runs[0][0], runs[0][0]), *gaps, (runs[-1][1], runs[-1][1])]
    boxes = [_boxed(before, after, rows) for before, after in pairwise(edges)]
    line = Measured(tuple(glyphs), tuple(gaps), tuple(boxes), em)
    return Measured(line.glyphs, line.gaps, line.boxes, _square(line) or em)


def _boxed(before: Run | None, after: Run | None, rows: Rows) -> Region | None:
    """The box of the ink between two gaps, if both are there."""
    if before is None or after is None:
        return None
    found = rows(before[1], after[0])
    return Region.spanning(before[1], found[0], after[0], found[1]) if found else None


def is_wide(character: str) -> bool:
    """Whether it fills a square, as Chinese, Japanese and full-width signs do."""
    return unicodedata.east_asian_width(character[0]) in ("W", "F")


def is_sign(character: str) -> bool:
    """Whether it is punctuation or a symbol."""
    return unicodedata.category(character[0])[0] in "PS"


def is_ideograph(character: str) -> bool:
    """Whether it fills a square with more than a sign."""
    return is_wide(character) and not is_sign(character)


def _em(
    glyphs: Sequence[Glyph],
    runs: Sequence[Run],
    rows: Rows,
) -> float:
    """About the font's size, from how high the ink is and how high such characters are."""
    text = {glyph.text for glyph in glyphs}
    found = [each for run in runs if (each := rows(*run))]
    top = _quantile([each[0] for each in found], 0.1)
    bottom = _quantile([each[1] for each in found], 0.9)
    high, deep = not text.isdisjoint(_HIGH), not text.isdisjoint(_DEEP)
    part = 0.54 + (0.19 if high else 0) + (0.2 if deep else 0)
    if any(map(is_ideograph, text)):
        part = 0.92
    return max(6.0, (bottom - top) / part)


def _quantile(values: Sequence[int], part: float) -> int:
    return sorted(values)[round(part * (len(values) - 1))]


def _square(line: Measured) -> float | None:
    """The size of the font, from neighbouring ideographs: their middles are one square apart."""
    steps = [
        line.step(at)
        for at in range(1, len(line.glyphs))
        if is_ideograph(line.glyphs[at - 1].text)
        and is_ideograph(line.glyphs[at].text)
        and line.boxes[at - 1]
        and line.boxes[at]
    ]
    likely = [step for step in steps if 0.5 * line.em < step < 1.25 * line.em]
    return statistics.median_low(likely) if likely else None


_NO_GAP, _NO_PLACE = 0.2, 0.12
"""What it costs, in em, that a place has no gap, and that a gap has no place."""
_FAR = 0.6
"""A gap further away than this, in em, is not that of a place."""


def _placed(glyphs: Sequence[Glyph], runs: Sequence[Run], em: float) -> list[Run | None]:
    """The gap that belongs between each pair: the cheapest way to match gaps and places in order,
    as in an edit distance. A place may have no gap (letters that touch), a gap no place (inside a
    character of several parts), the dearer the wider it is.

    Only places near a gap are looked at: those before them are settled, those after them wait.
    """
    gaps = [(a[1], b[0]) for a, b in pairwise(runs)]
    rows: list[_Row] = [_Row(0, [0.0], [""])]
    for gap in gaps:
        rows.append(_next_row(rows[-1], glyphs, gap, em))
    found: list[Run | None] = [None] * max(0, len(glyphs) - 1)
    number, at = len(gaps), len(glyphs) - 1
    while number and at > 0:
        how = rows[number].how(at)
        if how == "match":
            found[at - 1] = gaps[number - 1]
        number -= how != "skip"
        at -= how != "alone"
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    """After a gap: for the places from `first` on, what it costs at least that all up to there are
    settled, and how that came about: this gap matched with the place, it stands `alone`, or the
    place is a `skip`.
    """

    first: int
    costs: list[float]
    ways: list[str]

    def cost(self, at: int) -> float:
        """Also of later places, which have no gap yet."""
        inside = min(max(at - self.first, 0), len(self.costs) - 1)
        return self.costs[inside] + _NO_GAP * max(0, at - self.first - inside)

    def how(self, at: int) -> str:
        """Also of places that were not looked at."""
        if at < self.first:
            return "alone"
        return self.ways[at - self.first] if at - self.first < len(self.ways) else "skip"


def _next_row(row: _Row, glyphs: Sequence[Glyph], gap: Run, em: float) -> _Row:
    near = _FAR * em
    first = bisect_left(glyphs, gap[0] - near, key=lambda glyph: glyph.x) - 1
    last = bisect_right(glyphs, gap[1] + near, key=lambda glyph: glyph.x)
    first = min(max(first, row.first), len(glyphs) - 1)
    alone = _NO_PLACE + 2.5 * (gap[1] - gap[0]) / em
    costs, ways = [row.cost(first) + alone], ["alone"]
    for at in range(first + 1, min(last, len(glyphs) - 1) + 1):
        choices = (
            (row.cost(at) + alone, "alone"),
            (row.cost(at - 1) + _misfit(glyphs[at - 1], glyphs[at], gap, em), "match"),
            (costs[-1] + _NO_GAP, "skip"),
        )
        cost, way = min(choices)
        costs.append(cost)
        ways.append(way)
    return _Row(first, costs, ways)


def _misfit(before: Glyph, after: Glyph, gap: Run, em: float) -> float:
    """How badly a gap suits the place between two characters, whose x are right to about a fifth of
    an em.
    """
    middle = (gap[0] + gap[1]) / 2
    outside = max(0.0, before.x - middle, middle - after.x)
    if outside > _FAR * em:
        return 100.0
    off = abs(middle - (before.x + after.x) / 2)
    suits = 0.15 if after.blank and gap[1] - gap[0] > 0.12 * em else 0.0
    return (1.5 * outside + 0.3 * off) / em - suits
