"""How long something may take before a frame is painted without the rest of it. GUI thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """In milliseconds: until then another widget is begun, and, if that too may be left unfinished,
    another part of one.
    """

    widget: float
    part: float | None = None


def within(limit_ms: float) -> Callable[[], bool]:
    """Says whether the thread has worked so long since now: its processor time, for on a machine
    that does other things too the clock says nothing about what is left to do.
    """
    until = time.thread_time() + limit_ms / 1000

    def enough() -> bool:
        return time.thread_time() >= until

    return enough


def never() -> bool:
    """Nothing is ever enough: there is time for all."""
    return False
