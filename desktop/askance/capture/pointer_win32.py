"""The pointer's picture on Windows: GetCursorInfo says where, DrawIconEx what it looks like.

`CursorCalls` are the few calls that are needed, so that the rest can be proved anywhere;
`pointer_win32_api` makes them. Windows keeps no picture with opacity of every pointer, but draws
each over anything: drawn over black and over white, the two tell how much shines through. Called on
the grabber's thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from askance.core.screen import Pixels, PointerPicture, Region

BLACK, WHITE = 0, 255
_LONGEST = 1024
"""Windows makes pointers as large as 256 pixels."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The pointer that is shown now, and the physical pixel that it points at."""

    handle: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of its picture in pixels, and which of them points."""

    width: int
    height: int
    hot_x: int
    hot_y: int


class CursorCalls(Protocol):
    """Calls of user32.dll and gdi32.dll about the pointer."""

    def shown(self) -> Cursor | None:
        """GetCursorInfo; None when the pointer is hidden, or of another desktop."""

    def shape(self, handle: int) -> Shape | None:
        """GetIconInfo and GetObject; None when the pointer is gone."""

    def drawn(self, handle: int, shape: Shape, ground: int) -> bytes | None:
        """DrawIconEx over a ground whose bytes are all `ground`: four bytes a pixel in BGRA order,
        rows packed, top first. None when it cannot be drawn.
        """


class Win32Pointer:
    """A `PointerWatch`."""

    def __init__(self, calls: CursorCalls) -> None:
        self._calls = calls

    def prepare(self) -> None:
        """Nothing to do."""

    def look(self) -> PointerPicture | None:
        """None when the pointer is hidden or cannot be drawn."""
        cursor = self._calls.shown()
        shape = self._calls.shape(cursor.handle) if cursor is not None else None
        if cursor is None or shape is None:
            return None
        if not (0 < shape.width <= _LONGEST and 0 < shape.height <= _LONGEST):
            return None
        dark = self._calls.drawn(cursor.handle, shape, BLACK)
        light = self._calls.drawn(cursor.handle, shape, WHITE)
        if dark is None or light is None:
            return None
        bounds = Region(cursor.x - shape.hot_x, cursor.y - shape.hot_y, shape.width, shape.height)
        return PointerPicture(bounds, Pixels(shape.width, shape.height, _between(dark, light)))

    def close(self) -> None:
        """Nothing is kept."""


def _between(dark: bytes, light: bytes) -> bytes:
    """What was drawn, with its opacity. A pixel that inverts what it is over, as a text cursor's
    do, is light over black and dark over white: no opacity says that, so it becomes black.
    """
    pixels = bytearray(map(min, dark, light))
    greens = zip(dark[1::4], light[1::4], strict=True)
    pixels[3::4] = bytes(255 - max(0, over_white - over_black) for over_black, over_white in greens)
    return bytes(pixels)
