"""Log probabilities off the wire, in the chat shape and in the older parallel lists. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping

from askance.chat.loose import mapping, number, sequence, string, whole_characters
from askance.core.conversation import TokenLogprob

_MINUS_INFINITY = -9999.0
"""What servers send for minus infinity, which JSON cannot say."""


def tokens_of(value: object) -> tuple[TokenLogprob, ...]:
    """The tokens in a choice's `logprobs`; empty when it holds none."""
    shape = mapping(value)
    if "tokens" in shape:
        return _from_lists(shape)
    entries = sequence(value) or sequence(shape.get("content"))
    return tuple(_from_entry(mapping(entry)) for entry in entries if isinstance(entry, dict))


def _from_entry(entry: Mapping[str, object]) -> TokenLogprob:
    raw = _bytes(entry.get("bytes"))
    return TokenLogprob(
        _token(entry, raw),
        _logprob(entry.get("logprob")),
        _alternatives(entry.get("top_logprobs")),
        raw,
    )


def _from_lists(shape: Mapping[str, object]) -> tuple[TokenLogprob, ...]:
    logprobs = sequence(shape.get("token_logprobs"))
    tops = sequence(shape.get("top_logprobs"))
    return tuple(
        TokenLogprob(
            whole_characters(string(token)),
            _logprob(logprobs[place]) if place < len(logprobs) else None,
            _alternatives(tops[place]) if place < len(tops) else (),
        )
        for place, token in enumerate(sequence(shape["tokens"]))
    )


def _alternatives(value: object) -> tuple[tuple[str, float | None], ...]:
    if isinstance(value, dict):
        return tuple((whole_characters(str(key)), _logprob(item)) for key, item in value.items())
    entries = [mapping(entry) for entry in sequence(value) if isinstance(entry, dict)]
    return tuple(
        (_token(entry, _bytes(entry.get("bytes"))), _logprob(entry.get("logprob")))
        for entry in entries
    )


def _token(entry: Mapping[str, object], raw: bytes | None) -> str:
    token = entry.get("token")
    if isinstance(token, str):
        return whole_characters(token)
    return raw.decode("utf-8", "replace") if raw else ""


def _bytes(value: object) -> bytes | None:
    if not isinstance(value, list):
        return None
    numbers = [item for item in value if isinstance(item, int) and 0 <= item <= 255]
    return bytes(numbers) if len(numbers) == len(value) else None


def _logprob(value: object) -> float | None:
    found = number(value)
    if found is None or math.isnan(found) or found == math.inf:
        return None
    return _MINUS_INFINITY if found == -math.inf else found
