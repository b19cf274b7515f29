"""Which of the overlay's windows a pixel or a region of the desktop belongs to. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from askance.core.screen import Region
from askance.ui.capture.overlay import OverlayWindow


def under(windows: Sequence[OverlayWindow], pixel: tuple[int, int] | None) -> int | None:
    """The index of the window whose screen has the pixel."""
    for index, window in enumerate(windows):
        if pixel is not None and holds(window.place.bounds, pixel):
            return index
    return None


def most_covered(windows: Sequence[OverlayWindow], region: Region) -> int:
    """The index of the window that shows most of a region."""

    def covered(index: int) -> int:
        common = windows[index].place.bounds.intersected(region)
        return 0 if common.empty else common.width * common.height

    return max(range(len(windows)), key=covered)


def show_cursor(windows: Sequence[OverlayWindow], shape: Qt.CursorShape) -> None:
    """The same pointer on every screen."""
    for window in windows:
        if window.cursor().shape() != shape:
            window.setCursor(shape)


def holds(bounds: Region, pixel: tuple[int, int]) -> bool:
    """Whether a pixel lies in a region."""
    return bounds.x <= pixel[0] < bounds.right and bounds.y <= pixel[1] < bounds.bottom
