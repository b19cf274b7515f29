"""What whoever knows the pointer's picture owes its callers: proved on Windows' with played calls,
and on X11's with a real server (tests/integration/test_x11_windows.py).
"""

import ctypes
from dataclasses import dataclass, field

import pytest

from askance.capture.around import choose_pointer
from askance.capture.pointer_win32 import Cursor, CursorCalls, Shape, Win32Pointer
from askance.capture.pointer_win32_api import Bitmap, BitmapInfoHeader, CursorInfo, IconInfo
from askance.core.screen import Frame, Pixels, PointerPicture, Region, with_pointer
from askance.platforms.machine import PlatformInfo, System

ARROW = Shape(width=3, height=2, hot_x=1, hot_y=0)
CLEAR, SOLID, GLASS = (0, 0, 0, 0), (20, 40, 220, 255), (200, 100, 0, 128)
INVERTS = None
"""What a text cursor does to the pixel below it."""
Drawn = tuple[int, int, int, int] | None


@dataclass
class PlayedCursor:
    """A pointer of six pixels, each BGRA as a painter mixes it (not multiplied), at 100, 50."""

    pixels: tuple[Drawn, ...] = (CLEAR, SOLID, GLASS, SOLID, INVERTS, CLEAR)
    at: Cursor | None = field(default_factory=lambda: Cursor(7, 100, 50))
    size: Shape | None = ARROW
    draws: bool = True

    def shown(self) -> Cursor | None:
        return self.at

    def shape(self, handle: int) -> Shape | None:
        assert handle == 7
        return self.size

    def drawn(self, handle: int, shape: Shape, ground: int) -> bytes | None:
        assert (handle, shape) == (7, self.size)
        return self.over(bytes([ground] * 4)) if self.draws else None

    def over(self, ground: bytes) -> bytes:
        """As Windows draws it over a plain colour."""
        return b"".join(_over(pixel, ground) for pixel in self.pixels)


def _over(pixel: Drawn, ground: bytes) -> bytes:
    if pixel is INVERTS:
        return bytes(255 - each for each in ground)
    opacity = pixel[3]
    mixed = (
        (above * opacity + below * (255 - opacity) + 127) // 255
        for above, below in zip((*pixel[:3], 255), ground, strict=True)
    )
    return bytes(mixed)


def seen(calls: CursorCalls) -> PointerPicture | None:
    watch = Win32Pointer(calls)
    watch.prepare()
    try:
        return watch.look()
    finally:
        watch.close()


def test_it_stands_with_its_hot_spot_where_it_points() -> None:
    picture = seen(PlayedCursor())
    assert picture is not None
    assert picture.bounds == Region(99, 50, 3, 2)
    assert (picture.pixels.width, picture.pixels.height) == (3, 2)


@pytest.mark.parametrize("ground", [(0, 0, 0), (255, 255, 255), (30, 160, 90)])
def test_over_any_picture_it_looks_as_the_system_draws_it(ground: tuple[int, int, int]) -> None:
    played = PlayedCursor(pixels=(CLEAR, SOLID, GLASS, SOLID, GLASS, CLEAR))
    picture = seen(played)
    assert picture is not None
    plain = Frame(Region(99, 50, 3, 2), Pixels(3, 2, bytes((*ground, 255)) * 6))
    (drawn,) = with_pointer((plain,), picture)
    wanted = played.over(bytes((*ground, 255)))
    off = [abs(a - b) for a, b in zip(bytes(drawn.pixels.bgra), wanted, strict=True)]
    assert max(off) <= 1
    assert off[:8] == [0] * 8, "what is clear or solid is exact"


def test_what_would_invert_the_screen_is_black() -> None:
    picture = seen(PlayedCursor())
    assert picture is not None
    pixels = bytes(picture.pixels.bgra)
    assert pixels[16:20] == bytes((0, 0, 0, 255))
    assert pixels[:4] == bytes(4)


@pytest.mark.parametrize(
    "calls",
    [
        PlayedCursor(at=None),
        PlayedCursor(size=None),
        PlayedCursor(size=Shape(0, 0, 0, 0), pixels=()),
        PlayedCursor(size=Shape(4000, 1, 0, 0)),
        PlayedCursor(draws=False),
    ],
    ids=["hidden", "gone", "empty", "absurd", "not drawn"],
)
def test_none_where_there_is_nothing_to_see(calls: CursorCalls) -> None:
    assert seen(calls) is None


def test_windows_has_one_where_its_libraries_are() -> None:
    there = hasattr(ctypes, "WinDLL")
    assert (choose_pointer(PlatformInfo(System.WINDOWS)) is not None) == there


def test_macos_has_none() -> None:
    assert choose_pointer(PlatformInfo(System.MACOS)) is None


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the sizes of 64-bit Windows")
def test_the_structures_have_the_sizes_that_windows_checks() -> None:
    sizes = [ctypes.sizeof(each) for each in (CursorInfo, IconInfo, Bitmap, BitmapInfoHeader)]
    assert sizes == [24, 32, 32, 40]
