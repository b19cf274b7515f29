"""Where no program may know the others' windows, or nobody taught us how."""

from __future__ import annotations

from askance.core.screen import WindowBox


class NoWindows:
    """`reason` is why, in words for the person."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def windows(self) -> tuple[WindowBox, ...]:
        """None at all."""
        return ()
