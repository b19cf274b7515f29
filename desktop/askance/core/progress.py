"""How far a question is: sending, waiting, waiting to try again, writing, or silent for too long.

Pure: whoever owns it hands in the time (seconds of any steady clock) with every event and with
every look, and asks `next_change` when to look again. Nothing runs while nothing is under way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from askance.core.chat import (
    AskedApart,
    ChatEvent,
    LogprobsDelta,
    ParameterDropped,
    PicturesReduced,
    ReasoningDelta,
    RefusalDelta,
    RequestSent,
    RetryScheduled,
    TextDelta,
    Uploaded,
)
from askance.core.errors import Problem

STALLED_S = 10.0
"""Seconds without a sign after which the silence is told, and something can be done about it."""

_WORDS = TextDelta | ReasoningDelta | RefusalDelta | LogprobsDelta
Said = ParameterDropped | AskedApart | PicturesReduced
"""What the client did by itself, to be said in passing."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A large body is on its way, in bytes."""

    sent: int
    total: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """All is sent and no word has come, for so many whole seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Retrying:
    """It is asked again in so many seconds, rounded up, because of `problem`."""

    problem: Problem
    seconds: int


@dataclass(frozen=True, slots=True)
class Stalled:
    """Nothing has moved for so many whole seconds; `sending`: not even the question."""

    seconds: int
    sending: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """Words are coming."""


Stage = Sending | Waiting | Retrying | Stalled | Writing


class Progress:
    """Follows one question from the moment `now` it was asked. `patient`: silence is never told,
    for what answers on this computer takes the time it takes.
    """

    def __init__(self, now: float, *, patient: bool = False) -> None:
        self.patient = patient
        self._asked_at = self._sign_at = now
        self._uploaded: Uploaded | None = None
        self._retry: tuple[float, Problem] | None = None
        self._written = False
        self._said: Said | None = None

    @property
    def said(self) -> Said | None:
        """The latest thing to be said in passing, until it no longer matters."""
        return self._said

    def hear(self, event: ChatEvent, now: float) -> None:
        """Takes one event, of any kind, into account."""
        self._settle(now)
        self._sign_at = now
        match event:
            case RetryScheduled(delay_s=delay, problem=problem):
                self._retry, self._uploaded = (now + delay, problem), None
            case RequestSent():
                self._asked_at, self._retry, self._uploaded = now, None, None
            case Uploaded(sent=sent, total=total):
                self._asked_at = now
                self._uploaded = event if sent < total else None
            case ParameterDropped() | AskedApart() | PicturesReduced():
                self._said = event
            case _ if isinstance(event, _WORDS):
                self._written, self._retry, self._uploaded = True, None, None
                if not isinstance(self._said, AskedApart):
                    self._said = None
            case _:
                self._uploaded = None  # the server answers: it has heard enough

    def stage(self, now: float) -> Stage:
        """Where it stands."""
        self._settle(now)
        if self._retry is not None:
            at, problem = self._retry
            return Retrying(problem, math.ceil(at - now))
        silent = now - self._sign_at
        if silent >= STALLED_S and not self.patient:
            return Stalled(int(silent), self._uploaded is not None)
        if self._uploaded is not None:
            return Sending(self._uploaded.sent, self._uploaded.total)
        return Writing() if self._written else Waiting(int(now - self._asked_at))

    def next_change(self, now: float) -> float | None:
        """In how many seconds `stage` gives something else although nothing is heard; None: never
        by itself.
        """
        stage = self.stage(now)
        if isinstance(stage, Retrying):
            assert self._retry is not None
            return self._retry[0] - now - (stage.seconds - 1)
        silent = now - self._sign_at
        if isinstance(stage, Stalled):
            return stage.seconds + 1 - silent
        until = [] if self.patient else [STALLED_S - silent]
        if isinstance(stage, Waiting):
            until.append(stage.seconds + 1 - (now - self._asked_at))
        return min(until, default=None)

    def _settle(self, now: float) -> None:
        """A delay that is over: it is asked again, and waited for from then on."""
        if self._retry is not None and now >= self._retry[0]:
            self._asked_at = self._sign_at = self._retry[0]
            self._retry = None
