"""The small values that are kept as JSON in a column of their own, and back. Pure.

What a newer version added to one of them is left out when it is read, not an error.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields

from askance.core.conversation import PictureOrigin, ReplyRecord, Timing, TokenLogprob
from askance.core.errors import ErrorKind, Problem

_Value = Problem | ReplyRecord | Timing | PictureOrigin
_NAMES = {
    kind: frozenset(field.name for field in fields(kind))
    for kind in (Problem, ReplyRecord, Timing, PictureOrigin)
}


def json_of(value: _Value | None) -> str | None:
    """A value as it is stored."""
    return None if value is None else json.dumps(asdict(value))


def problem_of(text: str | None) -> Problem | None:
    """A stored problem."""
    if not text:
        return None
    values = _known(Problem, text)
    return Problem(**{**values, "kind": ErrorKind(values["kind"])})


def record_of(text: str | None) -> ReplyRecord | None:
    """A stored record of a reply."""
    return ReplyRecord(**_known(ReplyRecord, text)) if text else None


def timing_of(text: str | None) -> Timing | None:
    """A stored timing."""
    return Timing(**_known(Timing, text)) if text else None


def origin_of(text: str | None) -> PictureOrigin | None:
    """A stored place that a picture was cut from."""
    return PictureOrigin(**_known(PictureOrigin, text)) if text else None


def logprobs_json(tokens: Sequence[TokenLogprob]) -> str | None:
    """Tokens as they are stored: lists, because there are many."""
    if not tokens:
        return None
    return json.dumps(
        [
            [token.token, token.logprob, token.top, None if token.raw is None else token.raw.hex()]
            for token in tokens
        ],
        separators=(",", ":"),
    )


def logprobs_of(text: str | None) -> tuple[TokenLogprob, ...]:
    """Stored tokens."""
    if not text:
        return ()
    return tuple(
        TokenLogprob(
            token,
            logprob,
            tuple((word, weight) for word, weight in top),
            None if raw is None else bytes.fromhex(raw),
        )
        for token, logprob, top, raw in json.loads(text)
    )


def _known(kind: type[_Value], text: str) -> dict:  # type: ignore[type-arg]  # as it was written
    names = _NAMES[kind]
    return {name: value for name, value in json.loads(text).items() if name in names}
