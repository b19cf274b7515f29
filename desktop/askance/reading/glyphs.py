"""The characters of a line as they were read, and where their ink is. Pure; in picture pixels."""

from __future__ import annotations

import statistics
import unicodedata
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


def _placed(glyphs: Sequence[Glyph], runs: Sequence[Run], em: float) -> list[Run | None]:
    """The gap that belongs between each pair: the cheapest way to match gaps and places in order,
    as in an edit distance. A place may have no gap (letters that touch), a gap no place (inside a
    character of several parts), the dearer the wider it is.
    """
    gaps = [(a[1], b[0]) for a, b in pairwise(runs)]
    places = len(glyphs) - 1
    costs = [number * _NO_GAP for number in range(places + 1)]
    matched: list[list[bool]] = []
    skipped: list[list[bool]] = []
    for gap in gaps:
        alone = _NO_PLACE + 2.5 * (gap[1] - gap[0]) / em
        row, match, skip = [costs[0] + alone], [False], [False]
        for at in range(1, places + 1):
            best, here, gapless = costs[at] + alone, False, False
            together = costs[at - 1] + _misfit(glyphs[at - 1], glyphs[at], gap, em)
            if together < best:
                best, here = together, True
            if row[at - 1] + _NO_GAP < best:
                best, here, gapless = row[at - 1] + _NO_GAP, False, True
            row.append(best)
            match.append(here)
            skip.append(gapless)
        costs = row
        matched.append(match)
        skipped.append(skip)
    return _traced(gaps, matched, skipped, places)


_NO_GAP, _NO_PLACE = 0.2, 0.12


def _misfit(before: Glyph, after: Glyph, gap: Run, em: float) -> float:
    """How badly a gap suits the place between two characters, whose x are right to about a fifth of
    an em.
    """
    middle = (gap[0] + gap[1]) / 2
    outside = max(0.0, before.x - middle, middle - after.x)
    if outside > 0.6 * em:
        return 100.0
    off = abs(middle - (before.x + after.x) / 2)
    suits = 0.15 if after.blank and gap[1] - gap[0] > 0.12 * em else 0.0
    return (1.5 * outside + 0.3 * off) / em - suits


def _traced(
    gaps: Sequence[Run],
    matched: Sequence[Sequence[bool]],
    skipped: Sequence[Sequence[bool]],
    places: int,
) -> list[Run | None]:
    found: list[Run | None] = [None] * places
    number, at = len(gaps), places
    while number and at:
        if matched[number - 1][at]:
            found[at - 1] = gaps[number - 1]
            number, at = number - 1, at - 1
        elif skipped[number - 1][at]:
            at -= 1
        else:
            number -= 1
    return found
