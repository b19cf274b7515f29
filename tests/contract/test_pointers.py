"""What whoever knows the pointer's picture owes its callers: proved on Windows' and macOS's with
played calls, and on X11's with a real server (tests/integration/test_x11_windows.py).
"""

import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from askance.capture.around import choose_pointer
from askance.capture.pointer_macos import Drawn, MacPointer
from askance.capture.pointer_macos_api import Pair, Rect
from askance.capture.pointer_win32 import Cursor, Shape, Win32Pointer
from askance.capture.pointer_win32_api import Bitmap, BitmapInfoHeader, CursorInfo, IconInfo
from askance.capture.windows_macos import Display
from askance.core.ports import PointerWatch
from askance.core.screen import Frame, Pixels, PointerPicture, Region, with_pointer
from askance.platforms.machine import PlatformInfo, Session, System

ARROW = Shape(width=3, height=2, hot_x=1, hot_y=0)
CLEAR, SOLID, GLASS = (0, 0, 0, 0), (20, 40, 220, 255), (200, 100, 0, 128)
INVERTS = None
"""What a text cursor does to the pixel below it."""
Colour = tuple[int, int, int, int] | None


@dataclass
class PlayedCursor:
    """A pointer of six pixels, each BGRA as a painter mixes it (not multiplied), at 100, 50."""

    pixels: tuple[Colour, ...] = (CLEAR, SOLID, GLASS, SOLID, INVERTS, CLEAR)
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


def _over(pixel: Colour, ground: bytes) -> bytes:
    if pixel is INVERTS:
        return bytes(255 - each for each in ground)
    opacity = pixel[3]
    mixed = (
        (above * opacity + below * (255 - opacity) + 127) // 255
        for above, below in zip((*pixel[:3], 255), ground, strict=True)
    )
    return bytes(mixed)


@dataclass
class PlayedServer:
    """The same pointer as macOS hands it out: multiplied by its opacity, at a display's scale."""

    pixels: tuple[Colour, ...] = (CLEAR, SOLID, GLASS, SOLID, GLASS, CLEAR)
    at: tuple[float, float] | None = (100.0, 50.0)
    screens: tuple[Display, ...] = (Display((0, 0, 800, 600), 1.0),)
    size: tuple[int, int] | None = (3, 2)
    hot: tuple[float, float] = (1.0, 0.0)

    def place(self) -> tuple[float, float] | None:
        return self.at

    def displays(self) -> tuple[Display, ...]:
        return self.screens

    def drawn(self, scale: float) -> Drawn | None:
        if self.size is None:
            return None
        width, height = (round(side * scale) for side in self.size)
        pixels = b"".join(_multiplied(pixel) for pixel in self.pixels)
        return Drawn(width, height, *self.hot, pixels * round(scale * scale))


def _multiplied(pixel: Colour) -> bytes:
    assert pixel is not None
    return bytes((*((each * pixel[3] + 127) // 255 for each in pixel[:3]), pixel[3]))


def seen(watch: PointerWatch) -> PointerPicture | None:
    watch.prepare()
    try:
        return watch.look()
    finally:
        watch.close()


def win32(**changed: object) -> PointerWatch:
    return Win32Pointer(PlayedCursor(**changed))  # type: ignore[arg-type]


def macos(**changed: object) -> PointerWatch:
    return MacPointer(PlayedServer(**changed))  # type: ignore[arg-type]


WATCHES = pytest.mark.parametrize("make", [win32, macos])
GLASSY = (CLEAR, SOLID, GLASS, SOLID, GLASS, CLEAR)


@WATCHES
def test_it_stands_with_its_hot_spot_where_it_points(make: Callable[..., PointerWatch]) -> None:
    picture = seen(make())
    assert picture is not None
    assert picture.bounds == Region(99, 50, 3, 2)
    assert (picture.pixels.width, picture.pixels.height) == (3, 2)
    assert len(picture.pixels.bgra) == 3 * 2 * 4


@WATCHES
@pytest.mark.parametrize("ground", [(0, 0, 0), (255, 255, 255), (30, 160, 90)])
def test_over_any_picture_it_looks_as_the_system_draws_it(
    make: Callable[..., PointerWatch], ground: tuple[int, int, int]
) -> None:
    picture = seen(make(pixels=GLASSY))
    assert picture is not None
    plain = Frame(Region(99, 50, 3, 2), Pixels(3, 2, bytes((*ground, 255)) * 6))
    (drawn,) = with_pointer((plain,), picture)
    wanted = PlayedCursor(pixels=GLASSY).over(bytes((*ground, 255)))
    off = [abs(a - b) for a, b in zip(bytes(drawn.pixels.bgra), wanted, strict=True)]
    assert max(off) <= 1
    assert off[:8] == [0] * 8, "what is clear or solid is exact"


def test_what_would_invert_the_screen_is_black() -> None:
    picture = seen(win32())
    assert picture is not None
    pixels = bytes(picture.pixels.bgra)
    assert pixels[16:20] == bytes((0, 0, 0, 255))
    assert pixels[:4] == bytes(4)


LEFT, RETINA = Display((-800, 0, 800, 600), 1.0), Display((0, -200, 1440, 900), 2.0)


@pytest.mark.parametrize(
    ("at", "bounds"),
    [
        ((-1.0, 10.0), Region(-2, 10, 3, 2)),
        ((0.0, -200.0), Region(-2, -200, 6, 4)),
        ((10.5, 20.0), Region(19, 240, 6, 4)),
    ],
    ids=["on the plain display", "in the corner of the fine one", "between its points"],
)
def test_on_macos_it_has_the_scale_of_the_display_that_it_is_on(
    at: tuple[float, float], bounds: Region
) -> None:
    picture = seen(macos(at=at, screens=(LEFT, RETINA)))
    assert picture is not None
    assert picture.bounds == bounds
    assert len(picture.pixels.bgra) == bounds.width * bounds.height * 4


@pytest.mark.parametrize(
    "watch",
    [
        win32(at=None),
        win32(size=None),
        win32(size=Shape(0, 0, 0, 0), pixels=()),
        win32(size=Shape(4000, 1, 0, 0)),
        win32(draws=False),
        macos(at=None),
        macos(at=(900.0, 10.0)),
        macos(size=None),
        macos(size=(0, 0)),
        macos(size=(4000, 1)),
    ],
    ids=[
        *("hidden", "gone", "empty", "absurd", "not drawn"),
        *("nowhere", "on no display", "untold", "empty on macOS", "absurd on macOS"),
    ],
)
def test_none_where_there_is_nothing_to_see(watch: PointerWatch) -> None:
    assert seen(watch) is None


def test_windows_has_one_where_its_libraries_are() -> None:
    there = hasattr(ctypes, "WinDLL")
    assert (choose_pointer(PlatformInfo(System.WINDOWS)) is not None) == there


def test_macos_has_one_where_its_frameworks_are() -> None:
    there = sys.platform == "darwin"
    assert (choose_pointer(PlatformInfo(System.MACOS)) is not None) == there


def test_wayland_has_none() -> None:
    assert choose_pointer(PlatformInfo(System.LINUX, Session.WAYLAND)) is None


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the sizes of 64-bit Windows")
def test_the_structures_have_the_sizes_that_windows_checks() -> None:
    sizes = [ctypes.sizeof(each) for each in (CursorInfo, IconInfo, Bitmap, BitmapInfoHeader)]
    assert sizes == [24, 32, 32, 40]


def test_the_structures_have_the_sizes_of_64_bit_macos() -> None:
    assert (ctypes.sizeof(Pair), ctypes.sizeof(Rect)) == (16, 32)
