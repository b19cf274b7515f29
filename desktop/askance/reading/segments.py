"""From the detector's boxes to boxes of lines. Pure; pixels of the picture.

The detector looks at a picture strip by strip, and splits a line where a gap is wider than usual.
Here pieces of one line become one box, cells and columns stay apart, and what a strip's border cut
through is put together from both sides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from askance.core.reading.values import Quad
from askance.core.screen import Region

_JOINED_GAP = 0.8
"""Pieces closer than this many heights (of the detector's box, about 1.3 of the font's size) are
one line; a gap between columns is wider."""
_SAME_ROW = 0.55
UPENDED = 3
"""A box more than this many times as high as wide may hold text turned by 90 degrees."""
_TOUCHING = 2
_SLIVER = 0.2
"""A piece that touches a border and shares this much with a higher line is a slice of it."""
_NEAR_BORDER = 0.3
"""What is nearer to a border than this part of its height may be cut by it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A box with a line of text, or a piece of one."""

    quad: Quad
    upright: bool = True

    @property
    def box(self) -> Region:
        return self.quad.bounds

    @classmethod
    def of(cls, region: Region) -> Segment:
        return cls(Quad.of(region))


def segment_of(corners: Sequence[tuple[float, float]]) -> Segment:
    """What the detector found, clockwise from the top left. Its boxes lean a little even on upright
    text, the more the shorter they are: only what clearly leans is taken for slanted.
    """
    (ax, ay), (bx, by), _, (dx, dy) = corners
    along = math.hypot(bx - ax, by - ay)
    across = math.hypot(dx - ax, dy - ay)
    rise = abs(by - ay) if along >= across else abs(dx - ax)
    long, short = max(along, across), max(1.0, min(along, across))
    leans = rise > short * (0.35 if long >= 3 * short else 0.6)
    points = tuple((round(x), round(y)) for x, y in corners)
    quad = Quad((points[0], points[1], points[2], points[3]))
    return Segment(quad, upright=False) if leans else Segment.of(quad.bounds)


def join(segments: Iterable[Segment], gap: float = _JOINED_GAP) -> list[Segment]:
    """Puts pieces of one line together, also pieces found twice. Slanted ones stay as they are.

    `gap` is the widest between two pieces, in heights of the lower one.
    """
    joined: list[Segment] = []
    for segment in sorted(segments, key=lambda each: (each.box.x, each.box.y)):
        if segment.upright:
            joined.append(_grown(segment, joined, gap))
        elif not any(_mostly_inside(segment.box, other.box) for other in joined):
            joined.append(segment)
    return joined


def without(segments: Iterable[Segment], covers: Sequence[Region]) -> list[Segment]:
    """Those that are not mostly covered by one of `covers`."""
    return [
        segment
        for segment in segments
        if not any(_mostly_inside(segment.box, cover) for cover in covers)
    ]


class Gathering:
    """The lines of a picture, strip by strip in any order. What touches a border behind which
    nothing was looked at yet waits for the other side.
    """

    def __init__(self, height: int) -> None:
        self._height = height
        self._seen: list[tuple[int, int]] = []
        self._told: list[Segment] = []
        self._waiting: list[Segment] = []

    def add(self, top: int, bottom: int, found: Iterable[Segment]) -> list[Segment]:
        """Takes what was found between two rows (end exclusive); the lines that are whole now."""
        self._seen.append((top, bottom))
        known = [each.box for each in self._told]
        fresh = without(found, known)
        for cut in self._waiting:
            fresh = _put_together(cut, fresh)
        joined = self._without_slivers(join(fresh))
        self._waiting = [each for each in joined if self._is_cut(each.box)]
        whole = [each for each in joined if not self._is_cut(each.box)]
        self._told += whole
        return whole

    def rest(self) -> list[Segment]:
        """What still waits when nothing more comes."""
        rest, self._waiting = self._waiting, []
        return rest

    def _without_slivers(self, joined: Sequence[Segment]) -> list[Segment]:
        """Without the slices that a border cut off lines which are whole on its other side."""
        lines = [*self._told, *joined]
        return [
            each
            for each in joined
            if not self._touches_border(each.box)
            or not any(
                other.box.height > each.box.height and _inside(each.box, other.box) >= _SLIVER
                for other in lines
            )
        ]

    def _touches_border(self, box: Region) -> bool:
        return any(
            (top > 0 and abs(box.y - top) <= _TOUCHING)
            or (bottom < self._height and abs(box.bottom - bottom) <= _TOUCHING)
            for top, bottom in self._seen
        )

    def _is_cut(self, box: Region) -> bool:
        near = max(2.0, _NEAR_BORDER * box.height)
        return any(
            (top > 0 and abs(box.y - top) <= near and not self._is_seen(top - 1))
            or (
                bottom < self._height
                and abs(box.bottom - bottom) <= near
                and not self._is_seen(bottom)
            )
            for top, bottom in self._seen
        )

    def _is_seen(self, row: int) -> bool:
        return any(top <= row < bottom for top, bottom in self._seen)


def _grown(segment: Segment, joined: list[Segment], gap: float) -> Segment:
    """The segment with those that go with it, which are taken out of `joined`."""
    while (other := _partner(segment, joined, gap)) is not None:
        joined.remove(other)
        segment = Segment.of(_around(segment.box, other.box))
    return segment


def _put_together(cut: Segment, others: Sequence[Segment]) -> list[Segment]:
    """`others` with the piece that a border had cut off added to those that go on with it."""
    kept, box = [], cut.box
    for other in others:
        if cut.upright and other.upright and _goes_on(box, other.box):
            box = _around(box, other.box)
        else:
            kept.append(other)
    return [*kept, cut if box == cut.box else Segment.of(box)]


def _goes_on(a: Region, b: Region) -> bool:
    common = a.intersected(b)
    if common.empty or common.width < 0.5 * min(a.width, b.width):
        return False
    on_end = max(a.height, b.height) > UPENDED * max(a.width, b.width)
    return on_end or common.height >= 0.5 * min(a.height, b.height)


def _partner(segment: Segment, others: Sequence[Segment], gap: float) -> Segment | None:
    for other in others:
        if other.upright and _one_line(other.box, segment.box, gap):
            return other
    return None


def _one_line(a: Region, b: Region, widest: float) -> bool:
    low, high = sorted((a.height, b.height))
    common = min(a.bottom, b.bottom) - max(a.y, b.y)
    gap = max(a.x, b.x) - min(a.right, b.right)
    if gap < 0:
        return common >= _SAME_ROW * low and (high <= 1.7 * low or common >= 0.9 * low)
    lower = a if a.height == low else b
    alike = high <= 1.7 * low or (common >= 0.9 * low and lower.width <= high)
    return common >= _SAME_ROW * low and alike and gap <= widest * (low + high) / 2


def _around(a: Region, b: Region) -> Region:
    return Region.spanning(
        min(a.x, b.x), min(a.y, b.y), max(a.right, b.right), max(a.bottom, b.bottom)
    )


def _mostly_inside(box: Region, cover: Region) -> bool:
    return _inside(box, cover) >= 0.6


def _inside(box: Region, cover: Region) -> float:
    """The share of `box` that `cover` covers."""
    common = box.intersected(cover)
    if common.empty:
        return 0.0
    return common.width * common.height / (box.width * box.height)
