"""Which of several ways to do a thing serves this machine, and why the others do not.

Pure but for what the candidates themselves look up. The walk is short and in a fixed order, so that
the status page can tell the same story every time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.platforms.machine import PlatformInfo

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

NONE = "none"
"""The explicit choice that switches a capability off."""


class Unavailable(Exception):  # noqa: N818 - a state of the machine, not a fault
    """A candidate that suits this machine does not work on it; `reason` is one or two sentences
    for the person: what is wrong, and the next step.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unavailable(reason: str) -> Callable[[], NoReturn]:
    """A `load` for a way that this version does not have: it says so."""

    def load() -> NoReturn:
        raise Unavailable(reason)

    return load


def _nothing_missing() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T_co]):
    """One way to do a thing.

    `suits` answers at once, from the description alone. `missing` says in sentences what would
    have to be installed or switched on, or None. `load` imports the module, makes the object, and
    raises `Unavailable` when it does not work after all.
    """

    name: str
    suits: Callable[[PlatformInfo], bool]
    load: Callable[[], T_co]
    missing: Callable[[], str | None] = _nothing_missing


@dataclass(frozen=True, slots=True)
class Choice(Generic[T_co]):
    """`chosen` is always there: a null object when nothing serves. `name` is the candidate's, or
    `none`. `reasons` are sentences about those that were passed over on the way.
    """

    chosen: T_co
    name: str
    reasons: tuple[str, ...] = ()

    @property
    def available(self) -> bool:
        """Whether `chosen` is a real one."""
        return self.name != NONE


def choose(
    candidates: Sequence[Candidate[T]],
    info: PlatformInfo,
    *,
    null: Callable[[tuple[str, ...]], T],
    kind: ErrorKind,
    explicit: str = "",
) -> Choice[T]:
    """The first candidate that suits, misses nothing and loads; `null(reasons)` when none does.

    `explicit` is a candidate's name given by a flag, the environment or the settings, in any case.
    It is taken even where it would not suit, since the person may know better, and nothing else is
    tried: raises `AskanceError` of `kind` when it is unknown or does not work. `none` chooses null.
    """
    wanted = explicit.strip().lower()
    if wanted == NONE:
        reasons: tuple[str, ...] = ("It is switched off in the settings or the environment.",)
        return Choice(null(reasons), NONE, reasons)
    if wanted:
        return _insist(candidates, wanted, kind)
    return _walk(candidates, info, null)


def _walk(
    candidates: Sequence[Candidate[T]],
    info: PlatformInfo,
    null: Callable[[tuple[str, ...]], T],
) -> Choice[T]:
    reasons: tuple[str, ...] = ()
    for candidate in candidates:
        if not candidate.suits(info):
            continue
        try:
            return Choice(_load(candidate), candidate.name, reasons)
        except Unavailable as refusal:
            reasons = (*reasons, refusal.reason)
    reasons = reasons or (_nothing_suits(info),)
    return Choice(null(reasons), NONE, reasons)


def _insist(candidates: Sequence[Candidate[T]], wanted: str, kind: ErrorKind) -> Choice[T]:
    candidate = next((item for item in candidates if item.name == wanted), None)
    names = ", ".join([*(item.name for item in candidates), NONE])
    if candidate is None:
        raise AskanceError(
            Problem(
                kind,
                f"There is no choice called “{wanted}”",
                f"It was asked for by name. The choices are: {names}.",
                "Correct the name, or take it out and Askance picks by itself.",
            )
        )
    try:
        return Choice(_load(candidate), candidate.name)
    except Unavailable as refusal:
        raise AskanceError(
            Problem(
                kind,
                f"“{wanted}” does not work here",
                f"It was asked for by name. {refusal.reason}",
                "Take the name out of the settings or the environment and Askance picks by itself.",
            )
        ) from refusal


def _load(candidate: Candidate[T]) -> T:
    missing = candidate.missing()
    if missing is not None:
        raise Unavailable(missing)
    return candidate.load()


def _nothing_suits(info: PlatformInfo) -> str:
    if not info.display:
        return "There is no screen: start Askance from a graphical session."
    return f"Askance knows no way to do this on this system ({info.system}, {info.session})."
