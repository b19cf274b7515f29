"""What the frames of a capture are for, and where they stand. GUI thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from askance.core.errors import AskanceError, Problem
from askance.core.screen import Frame, Region, Screen, Shade, placed
from askance.core.selection import around
from askance.ui.capture.refusals import last_not_there, not_there, screens_changed
from askance.ui.selection_look import DIM

_log = logging.getLogger(__name__)

NOWHERE = Screen("", 0, 0, 1, 1, 1.0)
"""For what was chosen in the desktop's own dialog, which does not tell where it was."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`region` or `screen` select ahead; `at_once` shows nothing; `again`: the region is that of
    the capture before.
    """

    region: Region | None = None
    screen: int | None = None
    question: str = ""
    at_once: bool = False
    again: bool = False

    @property
    def chosen(self) -> bool:
        """Whether it selects ahead."""
        return self.region is not None or self.screen is not None

    @property
    def gone(self) -> Problem:
        """What it selects is not there."""
        return last_not_there() if self.again else not_there()

    def shade(self, screens: tuple[Screen, ...]) -> Shade | None:
        """How the screens are to be darkened at once: as the overlay will; None when it shows
        nothing.
        """
        if self.at_once:
            return None
        clear = self.region
        if self.screen is not None and self.screen < len(screens):
            clear = screens[self.screen].bounds
        return Shade(DIM.alphaF(), clear)

    def on(self, matched: dict[int, Frame]) -> Region | None:
        """What it selects of the frames (by their screens' index), in their pixels; None for
        nothing.
        """
        if self.screen is not None:
            frame = matched.get(self.screen)
            return frame.bounds if frame is not None else None
        if self.region is None or not matched:
            return None
        bounds = tuple(frame.bounds for frame in matched.values())
        seen = any(not each.intersected(self.region).empty for each in bounds)
        return self.region.intersected(around(bounds)) if seen else None


def on_screens(screens: tuple[Screen, ...], frames: tuple[Frame, ...]) -> dict[int, Frame]:
    """As `placed`. Raises `AskanceError` (capture)."""
    try:
        return placed(screens, frames)
    except ValueError as error:
        _log.info("The capture fits no screen: %s", error)
        raise AskanceError(screens_changed()) from error
