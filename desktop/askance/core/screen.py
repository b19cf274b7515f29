"""Screens, frozen frames and regions, in physical pixels of the whole desktop unless a name says
logical. Pure arithmetic: every conversion between Qt's logical points and pixels is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from math import ceil


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in physical pixels; `width` and `height` are at least 1 when not `empty`."""

    x: int
    y: int
    width: int
    height: int

    @property
    def empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    @property
    def right(self) -> int:
        """One past the last column."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """One past the last row."""
        return self.y + self.height

    def holds(self, x: int, y: int) -> bool:
        """Whether a pixel lies in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def intersected(self, other: Region) -> Region:
        """What both cover; empty when they do not meet."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Region(x, y, min(self.right, other.right) - x, min(self.bottom, other.bottom) - y)

    def moved(self, dx: int, dy: int) -> Region:
        return Region(self.x + dx, self.y + dy, self.width, self.height)

    def within(self, bounds: Region) -> Region:
        """Shifted, and only if it must be cut, to lie inside `bounds`."""
        width, height = min(self.width, bounds.width), min(self.height, bounds.height)
        x = max(bounds.x, min(self.x, bounds.right - width))
        y = max(bounds.y, min(self.y, bounds.bottom - height))
        return Region(x, y, width, height)

    @classmethod
    def spanning(cls, ax: int, ay: int, bx: int, by: int) -> Region:
        """The rectangle between two corners, each given as a pixel edge."""
        return cls(min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by))

    @classmethod
    def parse(cls, text: str) -> Region:
        """`X,Y,W,H` as the command line takes it. Raises ValueError when it is not that."""
        x, y, width, height = (int(piece) for piece in text.split(","))
        region = cls(x, y, width, height)
        if region.empty:
            raise ValueError("a region needs a width and a height")
        return region


@dataclass(frozen=True, slots=True)
class Pixels:
    """Raw pixels, 4 bytes each in BGRA order (the 4th byte is ignored), rows packed, top first."""

    width: int
    height: int
    bgra: bytes | bytearray | memoryview = field(repr=False)

    def cropped(self, region: Region) -> Pixels:
        """The part inside `region` (relative to these pixels). Raises ValueError when outside."""
        if region.empty or region != region.intersected(Region(0, 0, self.width, self.height)):
            raise ValueError(f"{region} is not inside {self.width} × {self.height}")
        source = memoryview(self.bgra)
        stride, start, length = self.width * 4, region.x * 4, region.width * 4
        rows = (source[row * stride + start :][:length] for row in range(region.y, region.bottom))
        return Pixels(region.width, region.height, b"".join(rows))


class Extent(Enum):
    """What a frame shows."""

    SCREEN = "screen"
    DESKTOP = "desktop"
    """All screens in one picture at one scale, as Wayland's desktops hand it out; `spread` cuts it
    along the screens.
    """
    OUTPUT = "output"
    """One screen's own pixels, taken by its name, as some of Wayland's desktops hand them out;
    `tiled` says where it stands.
    """
    PICKED = "picked"
    """What the person chose in the desktop's own screenshot dialog: nothing is left to choose."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One screen, frozen: where it stands on the desktop (physical pixels) and its pixels."""

    bounds: Region
    pixels: Pixels
    name: str = ""
    extent: Extent = Extent.SCREEN

    @classmethod
    def whole(cls, pixels: Pixels, extent: Extent, name: str = "") -> Frame:
        """A picture that stands nowhere in particular."""
        return cls(Region(0, 0, pixels.width, pixels.height), pixels, name, extent)


@dataclass(frozen=True, slots=True)
class Shade:
    """How the screens are darkened while they are frozen: by black of an `opacity` from 0 to 1,
    everywhere but on what is `clear`, in physical pixels of the desktop.
    """

    opacity: float
    clear: Region | None = None

    def over(self, whole: Region) -> tuple[Region, ...]:
        """The parts of `whole` that are darkened; they do not overlap."""
        lit = whole.intersected(self.clear) if self.clear is not None else None
        if lit is None or lit.empty:
            return (whole,)
        sides = (
            Region.spanning(whole.x, whole.y, whole.right, lit.y),
            Region.spanning(whole.x, lit.y, lit.x, lit.bottom),
            Region.spanning(lit.right, lit.y, whole.right, lit.bottom),
            Region.spanning(whole.x, lit.bottom, whole.right, whole.bottom),
        )
        return tuple(side for side in sides if not side.empty)


@dataclass(frozen=True, slots=True)
class WindowBox:
    """A window of another program: what it is called and the part of the desktop it fills, without
    its shadow, whether or not something stands before it.
    """

    title: str
    bounds: Region


@dataclass(frozen=True, slots=True)
class PointerPicture:
    """The mouse pointer as it was drawn: where, and its pixels, whose 4th byte is the opacity that
    the other three are multiplied by already.
    """

    bounds: Region
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen as the window system tells it. `x`, `y` are the native origin (Qt keeps it when it
    scales), `width`, `height` logical points, `ratio` the device pixel ratio.
    """

    name: str
    x: int
    y: int
    width: int
    height: int
    ratio: float

    @property
    def bounds(self) -> Region:
        """Where the screen is in physical pixels."""
        return Region(
            self.x, self.y, round(self.width * self.ratio), round(self.height * self.ratio)
        )


def match_frames(screens: tuple[Screen, ...], frames: tuple[Frame, ...]) -> dict[int, Frame]:
    """Which frame belongs to which screen: index of the screen → frame, by the largest overlap.

    A screen that no frame covers is missing from the answer.
    """
    matched: dict[int, Frame] = {}
    for index, screen in enumerate(screens):
        best = max(frames, key=lambda frame: _overlap(screen.bounds, frame.bounds), default=None)
        if best is not None and _overlap(screen.bounds, best.bounds) > 0:
            matched[index] = best
    return matched


def placed(screens: tuple[Screen, ...], frames: tuple[Frame, ...]) -> dict[int, Frame]:
    """Which frame stands on which screen, whatever the grabber gave: index of the screen → frame.
    Raises ValueError when a picture has not the shape of what it should show.
    """
    whole = next((frame for frame in frames if frame.extent is Extent.DESKTOP), None)
    if whole is not None:
        return spread(screens, whole.pixels) if screens else {}
    if any(frame.extent is Extent.OUTPUT for frame in frames):
        return tiled(screens, frames)
    return match_frames(screens, frames)


def spread(screens: tuple[Screen, ...], desktop: Pixels) -> dict[int, Frame]:
    """One picture of all screens, cut along them: index of the screen → frame.

    The picture covers the smallest rectangle around all screens' logical geometry, at a scale of
    its own: usually the highest ratio, so a screen of a lower one comes enlarged. The frames stand
    where they are in the picture. Raises ValueError when the picture has not the desktop's shape.
    """
    left, top = min(s.x for s in screens), min(s.y for s in screens)
    width = max(s.x + s.width for s in screens) - left
    height = max(s.y + s.height for s in screens) - top
    scale = desktop.width / width
    if abs(desktop.height - height * scale) > _ROUNDED + scale:
        raise ValueError(f"{desktop.width} × {desktop.height} is no picture of this desktop")
    whole = Region(0, 0, desktop.width, desktop.height)
    frames: dict[int, Frame] = {}
    for index, screen in enumerate(screens):
        ax, ay = round((screen.x - left) * scale), round((screen.y - top) * scale)
        bx = round((screen.x - left + screen.width) * scale)
        by = round((screen.y - top + screen.height) * scale)
        part = Region.spanning(ax, ay, bx, by).intersected(whole)
        if not part.empty:
            pixels = desktop if part == whole else desktop.cropped(part)
            frames[index] = Frame(part, pixels, screen.name)
    return frames


def tiled(screens: tuple[Screen, ...], outputs: tuple[Frame, ...]) -> dict[int, Frame]:
    """Each screen's own pixels, none over another's: index of the screen → frame, by the name.

    Where screens are placed by logical points, a point has more pixels on one than on another. So
    each stretch of the desktop, across and down, becomes as long as the finest screen in it needs:
    what is side by side in points stays so in pixels. A screen without a frame is missing from the
    answer. Raises ValueError when a frame has not its screen's shape.
    """
    named = {frame.name: frame for frame in outputs}
    there = {i: named[screen.name] for i, screen in enumerate(screens) if screen.name in named}
    for index, frame in there.items():
        _check_shape(screens[index], frame.pixels)
    across = _stretched(
        [(screens[i].x, screens[i].width, f.pixels.width) for i, f in there.items()]
    )
    down = _stretched(
        [(screens[i].y, screens[i].height, f.pixels.height) for i, f in there.items()]
    )
    return {
        index: replace(
            frame,
            bounds=frame.bounds.moved(across[screens[index].x], down[screens[index].y]),
        )
        for index, frame in there.items()
    }


def _check_shape(screen: Screen, pixels: Pixels) -> None:
    scale = pixels.width / screen.width
    if abs(pixels.height - screen.height * scale) > _ROUNDED + scale:
        raise ValueError(f"{pixels.width} × {pixels.height} is no picture of {screen.name}")


def _stretched(spans: Sequence[tuple[int, int, int]]) -> dict[int, int]:
    """Where each edge in points lies in pixels, the first one at 0. `spans`: where a screen begins,
    its points and its pixels.
    """
    edges = sorted({edge for begin, points, _ in spans for edge in (begin, begin + points)})
    at, length = dict.fromkeys(edges[:1], 0), Fraction(0)
    for low, high in pairwise(edges):
        within = (Fraction(px, pt) for begin, pt, px in spans if begin <= low < begin + pt)
        length += (high - low) * max(within, default=Fraction(1))
        at[high] = ceil(length)
    return at


_ROUNDED = 2
"""Pixels that compositors round a desktop of fractional scales by."""


def cut(frames: tuple[Frame, ...], region: Region) -> Pixels:
    """The pixels of `region` from the frames; it may cross screens, gaps stay black.

    Raises ValueError when no frame meets the region.
    """
    parts = [(frame, frame.bounds.intersected(region)) for frame in frames]
    parts = [(frame, part) for frame, part in parts if not part.empty]
    if not parts:
        raise ValueError("the region is on no screen")
    first, part = parts[0]
    if part == region:
        return first.pixels.cropped(region.moved(-first.bounds.x, -first.bounds.y))
    canvas = bytearray(region.width * region.height * 4)
    for frame, part in parts:
        _paste(
            canvas, region, part, frame.pixels.cropped(part.moved(-frame.bounds.x, -frame.bounds.y))
        )
    return Pixels(region.width, region.height, canvas)


def with_pointer(frames: tuple[Frame, ...], pointer: PointerPicture) -> tuple[Frame, ...]:
    """The frames with the pointer drawn in; those it does not touch are the same ones."""
    return tuple(_pointed(frame, pointer) for frame in frames)


def _pointed(frame: Frame, pointer: PointerPicture) -> Frame:
    common = frame.bounds.intersected(pointer.bounds)
    if common.empty:
        return frame
    below = bytearray(frame.pixels.bgra)
    above = memoryview(pointer.pixels.bgra)
    for y in range(common.y, common.bottom):
        source = ((y - pointer.bounds.y) * pointer.pixels.width + common.x - pointer.bounds.x) * 4
        target = ((y - frame.bounds.y) * frame.pixels.width + common.x - frame.bounds.x) * 4
        for at in range(0, common.width * 4, 4):
            through = 255 - above[source + at + 3]
            for channel in range(at, at + 3):
                shining = (below[target + channel] * through + 127) // 255
                below[target + channel] = min(255, above[source + channel] + shining)
    pixels = Pixels(frame.pixels.width, frame.pixels.height, below)
    return replace(frame, pixels=pixels)


def _overlap(a: Region, b: Region) -> int:
    common = a.intersected(b)
    return 0 if common.empty else common.width * common.height


def _paste(canvas: bytearray, region: Region, part: Region, pixels: Pixels) -> None:
    source, length = memoryview(pixels.bgra), part.width * 4
    for row in range(part.height):
        start = ((part.y - region.y + row) * region.width + part.x - region.x) * 4
        canvas[start : start + length] = source[row * length : (row + 1) * length]
