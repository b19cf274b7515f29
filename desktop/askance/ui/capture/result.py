"""What a capture ends in, as values. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from askance.core.screen import Frame, Region


class CaptureAction(Enum):
    """What the person wants with the region."""

    ASK = "ask"
    """Ask the question in a new conversation."""
    ADD = "add"
    """Ask it in the last conversation."""
    TAKE = "take"
    """Put the picture (and the question, if any) into the window's composer; nothing leaves yet."""


@dataclass(frozen=True, slots=True)
class CaptureResult:
    """The region in physical pixels of the desktop, and the frozen screens it is cut from.

    Frames are large (8 MB at 1080p, 33 MB at 4K): drop the result once the region is encoded.
    """

    frames: tuple[Frame, ...]
    region: Region
    question: str
    action: CaptureAction
