"""The windows on macOS: CGWindowListCopyWindowInfo gives those on the screen front to back.

`WindowServer` are the two calls that are needed, so that the rest can be proved anywhere;
`windows_macos_api` makes them. The window server speaks points; our frames keep a display's origin
in points and count its pixels, so each window is brought into the pixels of the display that shows
most of it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol

from askance.core.screen import Region, WindowBox


@dataclass(frozen=True, slots=True)
class ListedWindow:
    """An entry of the list. `place` is x, y, width, height in points; `layer` 0 is where ordinary
    windows are, the menu bar, the Dock and what floats above everything have others.
    """

    title: str
    owner: str
    process: int
    layer: int
    alpha: float
    place: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Display:
    """Points, and how many pixels one is."""

    place: tuple[float, float, float, float]
    scale: float


class WindowServer(Protocol):
    """What Core Graphics tells."""

    def windows(self) -> tuple[ListedWindow, ...]:
        """Those of kCGWindowListOptionOnScreenOnly without desktop elements, front to back."""

    def displays(self) -> tuple[Display, ...]:
        """The active ones."""


class MacWindows:
    """A `WindowLister`. Windows of the process `own` are left out (the default: this one)."""

    reason = ""

    def __init__(self, server: WindowServer, *, own: int | None = None) -> None:
        self._server, self._own = server, os.getpid() if own is None else own

    def windows(self) -> tuple[WindowBox, ...]:
        """Front to back."""
        displays = self._server.displays()
        boxes = (
            _box(window, displays)
            for window in self._server.windows()
            if window.layer == 0 and window.alpha > 0 and window.process != self._own
        )
        return tuple(box for box in boxes if box is not None)


def _box(window: ListedWindow, displays: tuple[Display, ...]) -> WindowBox | None:
    shown = max(displays, key=lambda each: _common(each.place, window.place), default=None)
    if shown is None or not _common(shown.place, window.place):
        return None
    (left, top, wide, high), scale = shown.place, shown.scale
    x, y, width, height = window.place
    bounds = Region(
        round(left + (x - left) * scale),
        round(top + (y - top) * scale),
        round(width * scale),
        round(height * scale),
    )
    screen = Region(round(left), round(top), round(wide * scale), round(high * scale))
    # Only the part on that display: beyond it another scale holds.
    return WindowBox(window.title or window.owner, bounds.intersected(screen))


def _common(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(0.0, across) * max(0.0, down)
