"""A rectangle being selected: a state machine over the physical pixels of the whole desktop, or
over those of one picture. Pure.

All screen windows share one `Selection`, so a drag may begin on one screen and end on another.
Positions are pixels; the edges of a region lie between pixels. The pointer can't be moved past the
last pixel of a screen that nothing goes on behind, so standing on it means the edge behind it:
otherwise the last column and row could never be chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from askance.core.screen import Region

SLOP = 4
"""Pixels the pointer must travel before a press becomes a new selection; less is a click."""


class Grip(Enum):
    """What a press takes hold of: the sides it moves, as (horizontal, vertical), each -1 for the
    left or top side, 1 for the right or bottom one, 0 for none. `INSIDE` moves the whole.
    """

    NORTH_WEST = (-1, -1)
    NORTH = (0, -1)
    NORTH_EAST = (1, -1)
    WEST = (-1, 0)
    INSIDE = (0, 0)
    EAST = (1, 0)
    SOUTH_WEST = (-1, 1)
    SOUTH = (0, 1)
    SOUTH_EAST = (1, 1)

    def centre(self, region: Region) -> tuple[float, float]:
        """Where the grip's handle is drawn on a region."""
        return (
            region.x + region.width * (self.value[0] + 1) / 2,
            region.y + region.height * (self.value[1] + 1) / 2,
        )


HANDLES = tuple(grip for grip in Grip if grip is not Grip.INSIDE)
CORNERS = tuple(grip for grip in HANDLES if all(grip.value))


@dataclass(frozen=True, slots=True)
class _Drag:
    """A press that lasts. `before` is the selection at the press; `grip` None draws a new one."""

    grip: Grip | None
    x: int
    y: int
    before: Region | None


class Selection:
    """At most one region inside `bounds`: the rectangle around all screens, or a picture. `screens`
    are where the pointer can be; else it can be everywhere in the bounds.
    """

    def __init__(self, bounds: Region, screens: tuple[Region, ...] = ()) -> None:
        self._bounds, self._screens = bounds, screens or (bounds,)
        self._region: Region | None = None
        self._drag: _Drag | None = None
        self._moved = False

    @property
    def region(self) -> Region | None:
        """What is selected; None when nothing is."""
        return self._region

    @property
    def pressed(self) -> bool:
        """Whether a press lasts."""
        return self._drag is not None

    @property
    def dragging(self) -> bool:
        """Whether a press lasts and the pointer has travelled."""
        return self._drag is not None and self._moved

    @property
    def shaping(self) -> bool:
        """Whether a drag draws or resizes the selection, so that single pixels matter."""
        return self.dragging and self._drag is not None and self._drag.grip is not Grip.INSIDE

    def grip_at(self, x: int, y: int, reach: int) -> Grip | None:
        """What a press at a pixel would take hold of. `reach` is how far from a side, in pixels,
        still counts as on it; inside a small selection less, so that it can still be moved.
        """
        region = self._region
        if region is None:
            return None
        across = _side(x, region.x, region.right, reach)
        down = _side(y, region.y, region.bottom, reach)
        return None if across is None or down is None else Grip((across, down))

    def press(self, x: int, y: int, reach: int) -> None:
        """Takes hold of a handle or the inside, or begins a new selection."""
        self._drag = _Drag(self.grip_at(x, y, reach), x, y, self._region)
        self._moved = False

    def drag(self, x: int, y: int, *, keep: bool = False) -> None:
        """The pointer moved while pressed; nothing when it is not. `keep`: what is drawn is square,
        what is resized keeps its shape.
        """
        drag = self._drag
        if drag is None:
            return
        if not self._moved:
            travelled = max(abs(x - drag.x), abs(y - drag.y))
            if travelled < (SLOP if drag.grip is None else 1):
                return
            self._moved = True
        if drag.grip is None or drag.before is None:
            drawn = self._drawn(drag, x, y)
            sides = (-1 if x < drag.x else 1, -1 if y < drag.y else 1)
            self._region = _shaped(drawn, sides, (1, 1), self._bounds) if keep else drawn
        elif drag.grip is Grip.INSIDE:
            self._region = drag.before.moved(x - drag.x, y - drag.y).within(self._bounds)
        else:
            pulled = self._resized(drag.grip, drag, drag.before, x, y)
            shape = (drag.before.width, drag.before.height)
            self._region = _shaped(pulled, drag.grip.value, shape, self._bounds) if keep else pulled

    def release(self) -> bool:
        """Ends the drag; whether it changed the selection (False: it was a click)."""
        changed, self._drag = self.dragging, None
        self._moved = False
        return changed

    def take(self, region: Region) -> bool:
        """Selects what of `region` lies inside; False (and nothing changes) when none of it is on a
        screen.
        """
        visible = region.intersected(self._bounds)
        if not self._seen(visible):
            return False
        self._region, self._drag = visible, None
        return True

    def clear(self) -> None:
        self._region, self._drag, self._moved = None, None, False

    def move(self, dx: int, dy: int) -> None:
        """Shifts the selection, at most to the edge, and never wholly into a gap."""
        if self._region is not None:
            self._keep(self._region.moved(dx, dy).within(self._bounds))

    def stretch(self, dx: int, dy: int) -> None:
        """Moves the right and bottom sides; at least one pixel stays."""
        if self._region is not None:
            region = self._region
            self._keep(
                Region(
                    region.x,
                    region.y,
                    max(1, min(region.width + dx, self._bounds.right - region.x)),
                    max(1, min(region.height + dy, self._bounds.bottom - region.y)),
                )
            )

    def _keep(self, region: Region) -> None:
        if self._seen(region):
            self._region = region

    def _seen(self, region: Region) -> bool:
        """Whether some of it is on a screen: between screens there is nothing to capture."""
        return any(not screen.intersected(region).empty for screen in self._screens)

    def _drawn(self, drag: _Drag, x: int, y: int) -> Region:
        spanned = Region.spanning(*self._corner(drag.x, drag.y), *self._corner(x, y))
        return _solid(spanned, self._bounds)

    def _corner(self, x: int, y: int) -> tuple[int, int]:
        """The edges before a pixel, or behind it where nothing goes on."""
        bounds = self._bounds
        across, down = self._end(x, y, horizontal=True), self._end(x, y, horizontal=False)
        return (
            max(bounds.x, x) if across is None else across,
            max(bounds.y, y) if down is None else down,
        )

    def _end(self, x: int, y: int, *, horizontal: bool) -> int | None:
        """The edge that the pointer stands at and cannot pass; None elsewhere."""
        bounds = self._bounds
        at = x if horizontal else y
        low, high = (bounds.x, bounds.right) if horizontal else (bounds.y, bounds.bottom)
        if at >= high - 1 or at <= low:
            return high if at >= high - 1 else low
        if self._on_screen(x, y):
            for step in (1, -1):
                beside = (x + step, y) if horizontal else (x, y + step)
                if not self._on_screen(*beside):
                    return at + 1 if step > 0 else at
        return None

    def _on_screen(self, x: int, y: int) -> bool:
        return any(screen.holds(x, y) for screen in self._screens)

    def _resized(self, grip: Grip, drag: _Drag, before: Region, x: int, y: int) -> Region:
        bounds, (across, down) = self._bounds, grip.value
        x_end, y_end = self._end(x, y, horizontal=True), self._end(x, y, horizontal=False)
        left, right = _pulled(
            across, (before.x, before.right), x - drag.x, x_end, (bounds.x, bounds.right)
        )
        top, bottom = _pulled(
            down, (before.y, before.bottom), y - drag.y, y_end, (bounds.y, bounds.bottom)
        )
        return _solid(Region.spanning(left, top, right, bottom), bounds)


def centred(whole: Region) -> Region:
    """The middle of a screen or picture, half as wide and high: where a selection made by keyboard
    begins.
    """
    width, height = max(1, whole.width // 2), max(1, whole.height // 2)
    return Region(
        whole.x + (whole.width - width) // 2,
        whole.y + (whole.height - height) // 2,
        width,
        height,
    )


def around(regions: tuple[Region, ...]) -> Region:
    """The smallest rectangle around all of them. Raises ValueError when there is none."""
    x, y = min(region.x for region in regions), min(region.y for region in regions)
    right = max(region.right for region in regions)
    bottom = max(region.bottom for region in regions)
    return Region(x, y, right - x, bottom - y)


def _shaped(
    region: Region, sides: tuple[int, int], shape: tuple[int, int], bounds: Region
) -> Region:
    """The region in a shape (width to height). `sides` are those that were pulled: the opposite
    ones stay, and a side that was not pulled follows the other direction, on its far end.
    """
    across, down = sides
    wide, high = shape
    left, top = across < 0, down < 0
    room_x = region.right - bounds.x if left else bounds.right - region.x
    room_y = region.bottom - bounds.y if top else bounds.bottom - region.y
    wanted = max(
        region.width / wide if across else 0.0,
        region.height / high if down else 0.0,
    )
    scale = min(wanted, room_x / wide, room_y / high)
    width, height = max(1, round(wide * scale)), max(1, round(high * scale))
    x = region.right - width if left else region.x
    y = region.bottom - height if top else region.y
    return Region(x, y, width, height).within(bounds)


def _side(at: int, low: int, high: int, reach: int) -> int | None:
    """-1 on the low side, 1 on the high one, 0 between, None outside."""
    inner = min(reach, (high - low) // 4)
    if low - reach <= at < low + inner:
        return -1
    if high - inner <= at < high + reach:
        return 1
    return 0 if low <= at < high else None


def _pulled(
    side: int, edges: tuple[int, int], by: int, end: int | None, limits: tuple[int, int]
) -> tuple[int, int]:
    """The two edges after one of them followed the pointer, which stands at an `end` or at none."""
    if side == 0:
        return edges
    low, high = limits
    start = edges[0] if side < 0 else edges[1]
    pulled = end if end is not None else max(low, min(start + by, high))
    return (pulled, edges[1]) if side < 0 else (edges[0], pulled)


def _solid(region: Region, bounds: Region) -> Region:
    """At least one pixel wide and high, still inside the bounds."""
    return Region(region.x, region.y, max(1, region.width), max(1, region.height)).within(bounds)
