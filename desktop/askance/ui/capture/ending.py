"""How a capture ends, as values. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from askance.core.screen import PointerPicture, Region


class Outcome(Enum):
    """How it ended."""

    LEFT = auto()
    ASK = auto()
    ADD = auto()
    TAKE = auto()
    COPY = auto()
    SAVE = auto()
    PIN = auto()
    LATER = auto()
    """Freeze again after a while."""


@dataclass(frozen=True, slots=True)
class Ending:
    """`region` is None when the person left, else physical pixels of the desktop. `pointer`: the
    mouse pointer, where it is to be drawn into the picture. Of one that freezes again, `region` and
    `question` are for the next capture, and `seconds` the delay; None: as the last time.
    """

    outcome: Outcome
    region: Region | None = None
    question: str = ""
    pointer: PointerPicture | None = None
    seconds: int | None = None
