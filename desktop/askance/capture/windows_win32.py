"""The windows on Windows: EnumWindows gives them front to back.

`WindowCalls` are the few calls that are needed, so that the rest can be proved anywhere;
`windows_win32_api` makes them. Bounds are those of DWMWA_EXTENDED_FRAME_BOUNDS: what is seen of a
window, without the invisible border that Windows lets one resize it by and without its shadow. They
are physical pixels because Qt makes the process aware of each monitor's scale.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Protocol

from askance.core.screen import Region, WindowBox

_TOOL, _NO_ACTIVATE, _APP = 0x80, 0x08000000, 0x40000
"""WS_EX_TOOLWINDOW, WS_EX_NOACTIVATE, WS_EX_APPWINDOW of winuser.h."""
_BEHIND_EVERYTHING = ("Progman", "WorkerW")
"""The classes of the windows that carry the desktop's picture and icons."""

Edges = tuple[int, int, int, int]


class WindowCalls(Protocol):
    """Calls of user32.dll and dwmapi.dll about a window, given by its handle."""

    def handles(self) -> Iterable[int]:
        """EnumWindows: top-level windows, front to back."""

    def visible(self, handle: int) -> bool:
        """IsWindowVisible."""

    def minimised(self, handle: int) -> bool:
        """IsIconic."""

    def cloaked(self, handle: int) -> bool:
        """DWMWA_CLOAKED: on another virtual desktop, or a store app that sleeps."""

    def process(self, handle: int) -> int:
        """GetWindowThreadProcessId."""

    def style(self, handle: int) -> int:
        """GetWindowLongPtrW with GWL_EXSTYLE."""

    def class_name(self, handle: int) -> str:
        """GetClassNameW."""

    def title(self, handle: int) -> str:
        """GetWindowTextW."""

    def frame(self, handle: int) -> Edges | None:
        """DWMWA_EXTENDED_FRAME_BOUNDS, else GetWindowRect, as left, top, right, bottom in physical
        pixels; None when the window is gone.
        """

    def desktop(self) -> Edges:
        """SM_XVIRTUALSCREEN and its kin: all monitors, as left, top, right, bottom."""


class Win32Windows:
    """A `WindowLister`. Windows of the process `own` are left out (the default: this one)."""

    reason = ""

    def __init__(self, calls: WindowCalls, *, own: int | None = None) -> None:
        self._calls, self._own = calls, os.getpid() if own is None else own

    def windows(self) -> tuple[WindowBox, ...]:
        """Front to back."""
        desktop = _region(self._calls.desktop())
        boxes = (self._box(handle, desktop) for handle in self._calls.handles())
        return tuple(box for box in boxes if box is not None)

    def _box(self, handle: int, desktop: Region) -> WindowBox | None:
        if not self._offered(handle):
            return None
        frame = self._calls.frame(handle)
        if frame is None:
            return None
        seen = _region(frame).intersected(desktop)
        return None if seen.empty else WindowBox(self._calls.title(handle), seen)

    def _offered(self, handle: int) -> bool:
        calls = self._calls
        if not calls.visible(handle) or calls.minimised(handle) or calls.cloaked(handle):
            return False
        if calls.process(handle) == self._own:
            return False
        style = calls.style(handle)
        helper = style & (_TOOL | _NO_ACTIVATE) and not style & _APP and not calls.title(handle)
        return not helper and calls.class_name(handle) not in _BEHIND_EVERYTHING


def _region(edges: Edges) -> Region:
    left, top, right, bottom = edges
    return Region(left, top, right - left, bottom - top)
