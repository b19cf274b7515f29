"""Where answers to the same question say different things, word by word.

Words, marks and characters of scripts without blanks are the units; blanks and line breaks are
none, so a paragraph that only wraps elsewhere is the same. What two texts have in common is their
longest common subsequence, found with one bit a unit (Hyyrö 2004, "Bit-parallel LCS-length
computation revisited") and walked back through states kept at every √n-th row: exact, no guess
about where paragraphs belong, some milliseconds for two long replies, little memory. Pure; some
hundred milliseconds for a megabyte, so not for a thread that paints.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isqrt

Range = tuple[int, int]
"""`[start, end)` in UTF-16 code units."""

MOST_UNITS = 30_000
"""Of more, lines are compared instead of words."""

# Blanks and marks part words; what is in none of these scripts and no mark is a letter.
_MARKS = (
    r"\s!-/:-@\[-`{-~\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u2000-\u200b\u200e-\u206f"
    r"\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_SINGLE = (
    r"\u2e80-\u2fdf\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_LETTERS = f"[^{_MARKS}{_SINGLE}]+"
# it’s, 3.14, 14:02 and snake_case are one word each.
_UNIT = re.compile(f"[{_SINGLE}]|{_LETTERS}(?:['’.,:_]{_LETTERS})*|\\S")
_LINE = re.compile(r"\S[^\n]*")
_STRAY = 2
"""So few common units between two larger differences are common by chance."""


@dataclass(frozen=True, slots=True)
class Against:
    """One text beside the first. `first` and `other` are what differs in each, in order; `share`
    is how much of both is the same, 0 to 1, counted in words; a `disagreement` is one place where
    they part and meet again.
    """

    first: tuple[Range, ...]
    other: tuple[Range, ...]
    share: float
    disagreements: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several texts. `ranges` has what differs for each text: for the first, what at least one
    other has not; for any other, what the first has not. `against` has each other text's own
    comparison with the first.
    """

    ranges: tuple[tuple[Range, ...], ...]
    against: tuple[Against, ...]

    @property
    def share(self) -> float:
        """How much is the same, 0 to 1: the mean over the others."""
        if not self.against:
            return 1.0
        return sum(each.share for each in self.against) / len(self.against)

    @property
    def disagreements(self) -> int:
        """Places where any of the others parts from the first."""
        return sum(each.disagreements for each in self.against)


@dataclass(frozen=True, slots=True)
class _Units:
    """A text cut up: where the units are, in characters, and a number for what each says."""

    starts: list[int]
    ends: list[int]
    keys: list[int]
    worded: list[bool]


def compare(texts: Sequence[str]) -> Comparison:
    """What differs between the first text and each of the others."""
    numbers: dict[str, int] = {}
    words = all(len(text) <= MOST_UNITS or _count(text) <= MOST_UNITS for text in texts)
    cut = [_units(text, numbers, _UNIT if words else _LINE) for text in texts]
    against = [
        _against(texts[0], cut[0], text, units)
        for text, units in zip(texts[1:], cut[1:], strict=True)
    ]
    first = merged(ranges for each in against for ranges in each.first)
    ranges = ((first, *(each.other for each in against))) if texts else ()
    return Comparison(ranges, tuple(against))


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges in any order, overlapping or not, as sorted ones that do not touch."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def by_leaf(
    ranges: Iterable[Range], lengths: Sequence[int], gap: int = 1
) -> tuple[tuple[Range, ...], ...]:
    """The ranges of a text that was joined of leaves with `gap` code units between them, given to
    the leaves: for each, in its own code units. `lengths` are in code units too.
    """
    starts: list[int] = []
    at = 0
    for length in lengths:
        starts.append(at)
        at += length + gap
    found: list[list[Range]] = [[] for _ in lengths]
    for start, end in ranges:
        leaf = max(0, bisect_left(starts, start + 1) - 1)
        while leaf < len(starts) and starts[leaf] < end:
            begin = max(start - starts[leaf], 0)
            stop = min(end - starts[leaf], lengths[leaf])
            if begin < stop:
                found[leaf].append((begin, stop))
            leaf += 1
    return tuple(map(tuple, found))


def _count(text: str) -> int:
    return sum(1 for _ in _UNIT.finditer(text))


def _units(text: str, numbers: dict[str, int], pattern: re.Pattern[str]) -> _Units:
    units = _Units([], [], [], [])
    plain = text.isascii()
    for match in pattern.finditer(text):
        said = match[0] if plain else unicodedata.normalize("NFC", match[0])
        units.starts.append(match.start())
        units.ends.append(match.end())
        units.keys.append(numbers.setdefault(said, len(numbers)))
        units.worded.append(any(map(str.isalnum, said)))
    return units


def _against(first: str, a: _Units, other: str, b: _Units) -> Against:
    pairs = _without_strays(_common(a.keys, b.keys), len(a.keys), len(b.keys))
    gaps = list(_gaps(pairs, len(a.keys), len(b.keys)))
    same = sum(a.worded[i] for i, _ in pairs)
    total = sum(a.worded) + sum(b.worded)
    if not total:
        same, total = len(pairs), len(a.keys) + len(b.keys)
    return Against(
        _ranges(first, a, ((start, end) for start, end, _, _ in gaps)),
        _ranges(other, b, ((start, end) for _, _, start, end in gaps)),
        2 * same / total if total else 1.0,
        len(gaps),
    )


def _gaps(
    pairs: Sequence[tuple[int, int]], size_a: int, size_b: int
) -> Iterator[tuple[int, int, int, int]]:
    """What lies between the pairs: `[start, end)` in the first and in the other, one not empty."""
    i = j = 0
    for next_i, next_j in (*pairs, (size_a, size_b)):
        if next_i > i or next_j > j:
            yield i, next_i, j, next_j
        i, j = next_i + 1, next_j + 1


def _without_strays(
    pairs: list[tuple[int, int]], size_a: int, size_b: int
) -> list[tuple[int, int]]:
    """Without what is common by chance: an “of” between two sentences that say different things."""
    kept: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    before = 0
    for pair in (*pairs, (size_a, size_b)):
        last = run[-1] if run else (kept[-1] if kept else (-1, -1))
        gap = max(pair[0] - last[0], pair[1] - last[1]) - 1
        if gap and run:
            stray = len(run) <= _STRAY and len(run) < min(before, gap)
            if not stray:
                kept += run
            before = before + gap if stray else gap
            run = []
        elif gap:
            before = gap
        run.append(pair)
    return kept + run[:-1]  # without the end itself


def _ranges(text: str, units: _Units, gaps: Iterable[tuple[int, int]]) -> tuple[Range, ...]:
    """From the first unit of a gap to its last, in code units."""
    wide = [] if text.isascii() else [i for i, char in enumerate(text) if char > "\uffff"]
    found: list[Range] = []
    for start, end in gaps:
        if start < end:
            first, last = units.starts[start], units.ends[end - 1]
            found.append((first + bisect_left(wide, first), last + bisect_left(wide, last)))
    return tuple(found)


def _common(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int]]:
    """The places of a longest common subsequence: pairs of indices, both ascending."""
    shorter = min(len(a), len(b))
    head = 0
    while head < shorter and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    middle = _subsequence(a[head : len(a) - tail], b[head : len(b) - tail])
    return [
        *((i, i) for i in range(head)),
        *((i + head, j + head) for i, j in middle),
        *((len(a) - tail + i, len(b) - tail + i) for i in range(tail)),
    ]


def _subsequence(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int]]:
    # Bit i of a row is 0 where a's first i + 1 units have one unit more in common with b's units
    # so far than its first i have. A row follows from the one before it in a few operations.
    whole = (1 << len(a)) - 1
    masks: dict[int, int] = {}
    wanted = set(b)
    for i, key in enumerate(a):
        if key in wanted:
            masks[key] = masks.get(key, 0) | 1 << i
    step = isqrt(len(b)) + 1
    kept = [row for j, row in enumerate(_rows(whole, b, masks, whole)) if j % step == 0]
    pairs: list[tuple[int, int]] = []
    i = len(a)
    for block in range(len(kept) - 1, -1, -1):
        begin = block * step
        # As bytes a bit is found at once; shifting a row for each would copy it.
        rows = [
            row.to_bytes(len(a) // 8 + 1, "little")
            for row in _rows(kept[block], b[begin : begin + step], masks, whole)
        ]
        j = len(rows) - 1
        while i and j:
            place, bit = (i - 1) >> 3, 1 << (i - 1 & 7)
            if rows[j][place] & bit:
                i -= 1
                continue
            j -= 1
            if rows[j][place] & bit:
                i -= 1
                pairs.append((i, begin + j))
    pairs.reverse()
    return pairs


def _rows(row: int, b: Sequence[int], masks: dict[int, int], whole: int) -> Iterator[int]:
    """The row given, and that after each unit of `b`."""
    yield row
    for key in b:
        if (mask := masks.get(key)) is not None:
            met = row & mask
            row = ((row + met) | (row - met)) & whole
        yield row
