"""The order in which a person reads boxes of text on a picture.

A page is cut along its gutters (empty strips from top to bottom) into columns, or, where something
spans them, into bands one below the other, and each part is cut again. What cannot be cut is read
row by row. A gutter separates columns only where both sides run on their own; where the rows of
both sides stand level (a table, labels with their fields, a terminal with gaps) they stay rows.

Pure, on any thread. All arithmetic is on integers, in tenths of pixels: the order does not depend
on where on the picture the boxes are. Cutting sorts at each level, and levels are few.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise

from askance.core.reading.boxes import Box, Boxes, middle, rows_of
from askance.core.reading.level import stand_level
from askance.core.screen import Region

_DEEPEST = 16
_FAR = 1 << 60
_SUPPORTED = 3  # boxes on both sides that make a gutter one worth ending a band for
_MOST_MISLED = 4
_TITLES = 2


Span = tuple[int, int]


def reading_order(boxes: Sequence[Region]) -> list[int]:
    """The indexes of `boxes` in the order a person reads them. Boxes may overlap a little."""
    found = sorted(Box.of(index, region) for index, region in enumerate(boxes))
    return [box.index for box in _ordered(found, _DEEPEST)]


def _ordered(boxes: Boxes, depth: int) -> Iterator[Box]:
    levels = _levels(boxes)
    if len(boxes) < 3 or not depth:
        yield from _by_rows(levels)
        return
    least = _least_gutter(boxes)
    bands = [levels] if _gaps(boxes, least) else list(_bands(levels, least))
    for band in bands:
        head, columns, foot = _cut(band, least)
        if columns:
            yield from _by_rows(head)
            for column in columns:
                yield from _ordered(column, depth - 1)
            yield from _by_rows(foot)
            continue
        parts = _parts(band)
        for part in parts:
            yield from _by_rows(part) if len(parts) == 1 else _ordered(_all(part), depth - 1)


def _by_rows(levels: list[Boxes]) -> Iterator[Box]:
    for row in rows_of(_all(levels)):
        yield from row


def _all(levels: list[Boxes]) -> Boxes:
    return sorted(box for level in levels for box in level)


def _least_gutter(boxes: Boxes) -> int:
    return max(1, middle(box.height for box in boxes) * 8 // 10)


def _levels(boxes: Boxes) -> list[Boxes]:
    """The boxes cut wherever an empty line runs from the left to the right.

    A fifth of each box's height is taken off at both ends: boxes of close lines overlap a little.
    """
    levels: list[Boxes] = []
    end = 0
    insets = ((box.top + box.height // 5, box.bottom - box.height // 5, box) for box in boxes)
    for top, bottom, box in sorted(insets):
        if not levels or top >= end:
            levels.append([])
            end = bottom
        levels[-1].append(box)
        end = max(end, bottom)
    return levels


def _parts(levels: list[Boxes]) -> list[list[Boxes]]:
    """The levels cut at gaps much larger than the usual one."""
    gaps = [
        min(box.top for box in below) - max(box.bottom for box in above)
        for above, below in pairwise(levels)
    ]
    parts = [levels[:1]]
    if gaps:
        wide = 2 * max(middle(gaps), 0) + middle(box.height for box in _all(levels))
        for gap, level in zip(gaps, levels[1:], strict=True):
            if gap > wide:
                parts.append([])
            parts[-1].append(level)
    return parts


def _gaps(boxes: Boxes, least: int) -> list[Span]:
    """The empty strips between boxes, from the left, at least so wide."""
    gaps: list[Span] = []
    end: int | None = None
    for left, right in sorted((box.left, box.right) for box in boxes):
        if end is not None and left - end >= least:
            gaps.append((end, left))
        end = right if end is None else max(end, right)
    return gaps


def _bands(levels: list[Boxes], least: int) -> Iterator[list[Boxes]]:
    """Neighbouring levels that share a gutter, as far down as it runs."""
    band: _Band | None = None
    for level in levels:
        if band is not None and not band.takes(level):
            band, before = band.without_beginning(level)
            yield before
        band = band or _Band(level, least)
    if band is not None:
        yield band.levels


class _Band:
    """Levels one below the other, and the strips (left, right) that are empty in all of them; the
    margins count, for the next level may have something there.
    """

    def __init__(self, level: Boxes, least: int) -> None:
        self.levels = [level]
        self._least = least
        self._strips = _empty(level)
        self._sides = _sides(level)

    def takes(self, level: Boxes) -> bool:
        """Adds the level if a gutter runs on through it, and none that mattered ends at it."""
        strips = _common(self._strips, _empty(level), self._least)
        near, far = _sides(level)
        sides = min(self._sides[0], near), max(self._sides[1], far)
        if not _gutters(strips, sides):
            return False
        for gutter in _gutters(self._strips, self._sides):
            if not _common([gutter], strips, self._least) and self._matters(gutter):
                return False
        self.levels.append(level)
        self._strips, self._sides = strips, sides
        return True

    def without_beginning(self, level: Boxes) -> tuple[_Band | None, list[Boxes]]:
        """A band of the last levels that takes this one, too, if there is one, and the levels
        before it: what began a short band may be a title, beside which a gutter seemed to begin.
        """
        short = 1 < len(self.levels) <= _MOST_MISLED
        if short and not any(map(self._matters, _gutters(self._strips, self._sides))):
            for start in range(1, len(self.levels)):
                band = _Band(self.levels[start], self._least)
                if all(map(band.takes, (*self.levels[start + 1 :], level))):
                    return band, self.levels[:start]
        return None, self.levels

    def _matters(self, gutter: Span) -> bool:
        boxes = _all(self.levels)
        left = sum(box.right <= gutter[0] for box in boxes)
        return min(left, len(boxes) - left) >= _SUPPORTED


def _empty(level: Boxes) -> list[Span]:
    left, right = min(box.left for box in level), max(box.right for box in level)
    return [(-_FAR, left), *_gaps(level, 1), (right, _FAR)]


def _sides(level: Boxes) -> Span:
    """A strip has boxes on both sides if it lies between these two."""
    return min(box.right for box in level), max(box.left for box in level)


def _gutters(strips: list[Span], sides: Span) -> list[Span]:
    return [(left, right) for left, right in strips if sides[0] <= left and right <= sides[1]]


def _common(ours: list[Span], theirs: list[Span], least: int) -> list[Span]:
    """Where both are empty, at least so wide; both are sorted."""
    common: list[Span] = []
    mine, other = 0, 0
    while mine < len(ours) and other < len(theirs):
        left, right = max(ours[mine][0], theirs[other][0]), min(ours[mine][1], theirs[other][1])
        if right - left >= least:
            common.append((left, right))
        if ours[mine][1] < theirs[other][1]:
            mine += 1
        else:
            other += 1
    return common


def _cut(levels: list[Boxes], least: int) -> tuple[list[Boxes], list[Boxes], list[Boxes]]:
    """Columns, and the bars (menus, status lines) above and below them; no columns if none."""
    start, end = 0, len(levels)
    gutters = _gaps(_all(levels), least)
    while start < end and _is_bar(levels[start], gutters):
        start += 1
    while end > start and _is_bar(levels[end - 1], gutters):
        end -= 1
    columns = _columns(levels[start:end], least)
    titled = _below_titles(levels, start, end, gutters)
    if len(columns) < 2 or (titled > start and len(_columns(levels[titled:end], least)) < 2):
        return [], [], []
    return levels[:start], columns, levels[end:]


def _columns(levels: list[Boxes], least: int) -> list[Boxes]:
    """The boxes between gutters, neighbours that are the same rows going on put together."""
    columns: list[Boxes] = []
    before: Boxes = []
    for strip in _strips(_all(levels), least):
        if columns and (
            _is_apart(before, strip)
            or stand_level(before, strip)
            or (columns[-1] is not before and stand_level(sorted(columns[-1]), strip))
        ):
            columns[-1] = sorted((*columns[-1], *strip))
        else:
            columns.append(strip)
        before = strip
    return columns


def _below_titles(levels: list[Boxes], start: int, end: int, gutters: list[Span]) -> int:
    """The first level with something in the first column. One or two above it may be a title in the
    middle that a gutter only happens to pass.
    """
    for at in range(start, min(start + _TITLES + 1, end)):
        if not gutters or any(box.right <= gutters[0][0] for box in levels[at]):
            return at
    return start


def _is_apart(one: Boxes, other: Boxes) -> bool:
    """Whether one of them is a lone box at the top, like a window's button: no column."""
    few, many = sorted((one, other), key=len)
    return len(few) == 1 < len(many) and few[0].top <= min(box.bottom for box in many)


def _strips(boxes: Boxes, least: int) -> list[Boxes]:
    """The boxes between neighbouring gutters."""
    starts = [right for _, right in _gaps(boxes, least)]
    strips: list[Boxes] = [[] for _ in range(len(starts) + 1)]
    for box in boxes:
        strips[bisect(starts, box.left)].append(box)
    return [strip for strip in strips if strip]


def _is_bar(level: Boxes, gutters: list[Span]) -> bool:
    """One row of more boxes than there are columns, whose gaps at the gutters are like its others:
    a menu that happens to have a gap where the columns below have their gutter.
    """
    row = sorted(level, key=lambda box: box.left)
    if len(row) < len(gutters) + 2 or len(rows_of(level)) > 1:
        return False
    gaps = [(one.right, other.left) for one, other in pairwise(row)]
    usual = middle(right - left for left, right in gaps)
    return all(
        right - left <= usual * 3 // 2
        for left, right in gaps
        if any(left <= gutter[0] and gutter[1] <= right for gutter in gutters)
    )
