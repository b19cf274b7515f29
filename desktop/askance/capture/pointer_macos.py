"""The pointer's picture on macOS: NSCursor's currentSystemCursor, which is that of whatever program
is under it.

`CursorServer` are the few calls that are needed, so that the rest can be proved anywhere;
`pointer_macos_api` makes them. The window server speaks points; our frames keep a display's origin
in points and count its pixels, so the picture is drawn at the scale of the display that the pointer
is on. Called on the grabber's thread. Apple has announced that a later macOS will tell no pointer
this way: there it cannot be had.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from askance.capture.windows_macos import Display
from askance.core.screen import Pixels, PointerPicture, Region

_LONGEST = 1024


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pointer drawn at a scale: `width` and `height` in pixels, of four bytes each in BGRA
    order, colours multiplied by the opacity, rows packed, top first. `hot_x` and `hot_y`, from its
    top left corner, are points.
    """

    width: int
    height: int
    hot_x: float
    hot_y: float
    bgra: bytes


class CursorServer(Protocol):
    """What Core Graphics and AppKit tell about the pointer."""

    def place(self) -> tuple[float, float] | None:
        """CGEventGetLocation: in points from the top left of the main display."""

    def displays(self) -> tuple[Display, ...]:
        """The active ones."""

    def drawn(self, scale: float) -> Drawn | None:
        """The picture of currentSystemCursor at so many pixels a point; None when there is none."""


class MacPointer:
    """A `PointerWatch`."""

    def __init__(self, server: CursorServer) -> None:
        self._server = server

    def prepare(self) -> None:
        """Nothing to do."""

    def look(self) -> PointerPicture | None:
        """None when the pointer is on no display or has no picture."""
        place = self._server.place()
        if place is None:
            return None
        shown = next((each for each in self._server.displays() if _holds(each, *place)), None)
        drawn = self._server.drawn(shown.scale) if shown is not None else None
        if shown is None or drawn is None:
            return None
        if not (0 < drawn.width <= _LONGEST and 0 < drawn.height <= _LONGEST):
            return None
        left, top, _, _ = shown.place
        bounds = Region(
            round(left + (place[0] - left - drawn.hot_x) * shown.scale),
            round(top + (place[1] - top - drawn.hot_y) * shown.scale),
            drawn.width,
            drawn.height,
        )
        return PointerPicture(bounds, Pixels(drawn.width, drawn.height, drawn.bgra))

    def close(self) -> None:
        """Nothing is kept."""


def _holds(display: Display, x: float, y: float) -> bool:
    left, top, width, height = display.place
    return left <= x < left + width and top <= y < top + height
