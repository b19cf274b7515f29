"""Which parts of a picture are looked at, and in which order. Pure; pixels of the picture.

A detector's memory and time grow with what it is shown at once, and nobody can stop it meanwhile:
the picture is cut into strips as wide as the picture, so that lines stay whole, and strips too
large to be looked at in one step into tiles. Neighbours overlap by more than a usual line is high.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from askance.core.screen import Region

STEP = 240_000
"""How many pixels, after scaling, are looked at in one step: about 80 ms on two cores."""
OVERLAP = 56
"""Pixels after scaling."""
_LEAST_ROWS, _MOST_ROWS = 224, 512
_WIDEST = 2048
SMALL = 700_000
"""Pictures up to this many pixels are looked at enlarged: thin marks are found more surely."""
LARGE = 3_000_000
"""Pictures from this many pixels on are first looked at at half their size."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a picture is looked at: strips in order, and `scale` by which they are enlarged."""

    strips: tuple[Region, ...]
    scale: float


def plan(width: int, height: int, focus: tuple[int, int] | None) -> Plan:
    """The strips, nearest to the focus first, or from the top without one."""
    pixels = width * height
    scale = 1.5 if pixels <= SMALL else 0.5 if pixels >= LARGE else 1.0
    across = min(math.ceil(width * scale), _WIDEST)
    rows = min(max(STEP // across, _LEAST_ROWS), _MOST_ROWS)
    strips = [
        Region(0, top, width, bottom - top)
        for top, bottom in _ranges(height, round(rows / scale), math.ceil(OVERLAP / scale))
    ]
    if focus is not None:
        strips.sort(key=lambda strip: _away(strip.y, strip.bottom, focus[1]))
    return Plan(tuple(strips), scale)


def tiles(strip: Region, scale: float) -> list[Region]:
    """The parts of a strip that are looked at in one step each, from left to right."""
    most = STEP / scale**2 / strip.height
    columns = max(round(most), round(160 / scale))
    if strip.width <= columns * 1.15:
        return [strip]
    overlap = math.ceil(2 * OVERLAP / scale)
    return [
        Region(left, strip.y, right - left, strip.height)
        for left, right in _ranges(strip.width, columns, overlap)
    ]


def parts(width: int, height: int, most: int, overlap: int) -> list[Region]:
    """About square parts of a picture, of at most `most` pixels if the overlap allows it."""
    side = max(math.isqrt(most), 2 * overlap)
    return [
        Region(left, top, right - left, bottom - top)
        for top, bottom in _ranges(height, side, overlap)
        for left, right in _ranges(width, side, overlap)
    ]


def nearness(box: Region, focus: tuple[int, int]) -> float:
    """How far a box is from a point; 0 inside."""
    return math.hypot(_away(box.x, box.right, focus[0]), _away(box.y, box.bottom, focus[1]))


def _ranges(whole: int, most: int, overlap: int) -> list[tuple[int, int]]:
    """Even ranges (end exclusive) of at most `most`, each overlapping the next."""
    if whole <= most:
        return [(0, whole)]
    count = math.ceil((whole - overlap) / max(1, most - overlap))
    step = (whole - overlap) / count
    return [
        (round(number * step), min(whole, round((number + 1) * step) + overlap))
        for number in range(count)
    ]


def _away(start: int, end: int, at: int) -> int:
    return max(start - at, at - end + 1, 0)
