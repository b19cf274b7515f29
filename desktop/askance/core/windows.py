"""Walking through the windows on the screens, by pointer and by keys. Pure."""

from __future__ import annotations

from dataclasses import replace

from askance.core.screen import Region, WindowBox


class WindowWalk:
    """The windows front to back, of which at most one is outlined. `bounds` is what they can be
    seen in: nothing beyond it is offered.
    """

    def __init__(self, bounds: Region, windows: tuple[WindowBox, ...] = ()) -> None:
        seen = (replace(w, bounds=w.bounds.intersected(bounds)) for w in windows)
        self._windows = tuple(window for window in seen if not window.bounds.empty)
        self._current: int | None = None

    @property
    def windows(self) -> tuple[WindowBox, ...]:
        return self._windows

    @property
    def current(self) -> WindowBox | None:
        """The outlined one."""
        return None if self._current is None else self._windows[self._current]

    def point(self, x: int, y: int) -> None:
        """Outlines the frontmost window that has the pixel, or none."""
        self._current = next(
            (index for index, each in enumerate(self._windows) if each.bounds.holds(x, y)), None
        )

    def step(self, by: int) -> None:
        """Outlines the next window further back (1) or further to the front (-1), round and round;
        from none, the frontmost or the last.
        """
        if not self._windows:
            return
        start = (-1 if by > 0 else 0) if self._current is None else self._current
        self._current = (start + by) % len(self._windows)

    def leave(self) -> None:
        """Outlines none."""
        self._current = None
