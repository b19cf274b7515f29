"""How long an answer takes, told by its events. Worker's loop."""

from __future__ import annotations

from collections.abc import Callable

from askance.core.chat import (
    ChatEvent,
    ReasoningDelta,
    RefusalDelta,
    RequestSent,
    TextDelta,
)
from askance.core.conversation import Timing

Steady = Callable[[], float]
"""Seconds of a clock that is never set."""


class Stopwatch:
    """Runs from the first request that was sent, also when another one had to follow it: that is
    how long the person waited. Reads the clock a few times a reply, not once a token.
    """

    def __init__(self, clock: Steady) -> None:
        self._clock = clock
        self._sent: float | None = None
        self._first: float | None = None
        self._thinking = False
        self._thought: float | None = None

    def hear(self, event: ChatEvent) -> None:
        """Takes an event as it comes."""
        match event:
            case RequestSent() if self._sent is None:
                self._sent = self._clock()
            case ReasoningDelta(text=text) if text and self._first is None:
                self._thinking = True
                self._first = self._elapsed()
            case TextDelta(text=text) | RefusalDelta(text=text) if text:
                self._spoke()

    def timing(self) -> Timing | None:
        """What it took up to now; None when nothing was sent."""
        if self._sent is None:
            return None
        return Timing(self._first, self._thought, self._elapsed())

    def _spoke(self) -> None:
        if self._first is None:
            self._first = self._elapsed()
        elif self._thinking and self._thought is None:
            self._thought = self._elapsed()

    def _elapsed(self) -> float | None:
        return None if self._sent is None else self._clock() - self._sent
