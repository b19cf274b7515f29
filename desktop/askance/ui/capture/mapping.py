"""The one place where Qt's points become pixels and back. Pure, any thread.

Qt keeps a screen's native origin and divides only its size by the device pixel ratio, so global
logical positions of several screens with different ratios overlap or leave gaps. Positions are
therefore always taken relative to a window that fills its screen: these are linear, and stay so
when a drag leaves the window for another screen. Where screens are placed by points instead
(`Extent.OUTPUT`), a pointer that left the window is over whichever screen has that point.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from askance.core.screen import Extent, Frame, Region, Screen

_ROUNDING = 1 / 64
"""Qt divided a whole pixel by the ratio: 1780 / 1.5 * 1.5 must not become 1779."""


@dataclass(frozen=True, slots=True)
class ScreenMap:
    """A screen-filling window against the frame shown in it.

    `bounds`: the frame in physical pixels of the desktop. `width`, `height`: the window in points.
    `scale`: pixels per point. `others`: the screens around it, each with how many points its window
    begins to the right of and below this one; none where positions are linear across screens.
    """

    bounds: Region
    width: int
    height: int
    scale: float
    others: tuple[tuple[int, int, ScreenMap], ...] = ()

    @classmethod
    def of(cls, screen: Screen, frame: Frame) -> ScreenMap:
        """The screen's own ratio, unless the frame plainly has another one.

        Sizes in points are rounded, so a frame may differ from points × ratio by a pixel or two and
        must then still be painted pixel for pixel. Where a capture comes at another scale than the
        screen's, it is stretched over the window.
        """
        bounds = frame.bounds
        rounded = abs(screen.width * screen.ratio - bounds.width) <= 2
        scale = screen.ratio if rounded else bounds.width / screen.width
        return cls(bounds, screen.width, screen.height, scale)

    def pixel(self, x: float, y: float) -> tuple[int, int]:
        """The physical pixel of the desktop under a position in the window, in points."""
        return (
            self.bounds.x + math.floor(x * self.scale + _ROUNDING),
            self.bounds.y + math.floor(y * self.scale + _ROUNDING),
        )

    def under(self, x: float, y: float) -> tuple[int, int]:
        """As `pixel`, for a position that may lie outside the window."""
        if not self.has(x, y):
            for right, below, other in self.others:
                if other.has(x - right, y - below):
                    return other.pixel(x - right, y - below)
        return self.pixel(x, y)

    def has(self, x: float, y: float) -> bool:
        """Whether the window has a position, in points."""
        return 0 <= x < self.width and 0 <= y < self.height

    def points(self, region: Region) -> tuple[int, int, int, int]:
        """(x, y, width, height) in points of the window of the smallest whole-point rectangle that
        covers a region of physical pixels.
        """
        left = math.floor((region.x - self.bounds.x) / self.scale + _ROUNDING)
        top = math.floor((region.y - self.bounds.y) / self.scale + _ROUNDING)
        right = math.ceil((region.right - self.bounds.x) / self.scale - _ROUNDING)
        bottom = math.ceil((region.bottom - self.bounds.y) / self.scale - _ROUNDING)
        return left, top, right - left, bottom - top


def maps_of(placed: Sequence[tuple[Screen, Frame]]) -> tuple[ScreenMap, ...]:
    """One for each screen of a capture; they know of each other where points place them."""
    alone = [ScreenMap.of(screen, frame) for screen, frame in placed]
    if not any(frame.extent is Extent.OUTPUT for _, frame in placed):
        return tuple(alone)
    screens = [screen for screen, _ in placed]
    return tuple(
        replace(
            place,
            others=tuple(
                (other.x - here.x, other.y - here.y, there)
                for other, there in zip(screens, alone, strict=True)
                if other is not here
            ),
        )
        for here, place in zip(screens, alone, strict=True)
    )
