"""What else a model weighed at a token of its reply, and the text that goes on from there. Pure.

Servers spell tokens as strings and some as bytes too, since a token may be a piece of a character;
the tokens of a reply may also spell more than its text (thoughts, a mark of the end). Where that
leaves no whole text to go on from, there is none, and None says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp

from askance.core.conversation import TokenLogprob
from askance.core.doubt import Sureness, doubts

_BYTES = "bytes:"
"""How OpenAI spells a token that is a piece of a character: bytes:\\xe2\\x80."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A token that was possible, with its probability (None: not told). `written` is the one that
    stands in the reply.
    """

    token: str
    probability: float | None
    written: bool = False


@dataclass(frozen=True, slots=True)
class DoubtSummary:
    """How sure a reply is: the mean over its words' probabilities, and the least sure word."""

    mean: float
    least: float
    word: str


def weighed(token: TokenLogprob) -> tuple[Weighed, ...]:
    """The token and its alternatives, the likeliest first, each once."""
    written = Weighed(token.token, _probability(token.logprob), written=True)
    others = {
        text: Weighed(text, _probability(logprob))
        for text, logprob in token.top
        if text != token.token
    }
    return tuple(sorted((written, *others.values()), key=_order))


def spells(alternative: str) -> bool:
    """Whether an alternative is whole characters, so that a text can end in it."""
    return bool(alternative) and "\ufffd" not in alternative and not alternative.startswith(_BYTES)


def text_with(
    text: str, tokens: Sequence[TokenLogprob], index: int, alternative: str
) -> str | None:
    """`text` up to the token at `index`, and the alternative in its place: what the model is to go
    on from. None when it cannot be told where the token stands, or that is within a character.
    """
    if not (0 <= index < len(tokens) and spells(alternative)):
        return None
    start = _start(text, tokens, index)
    return None if start is None else text[:start] + alternative


def summary(tokens: Sequence[TokenLogprob], text: str | None = None) -> DoubtSummary | None:
    """How sure the reply of these tokens is, None without any. With its `text` only what is in it
    counts. Linear, but some milliseconds for each 10,000 tokens.
    """
    if text is None:
        text = "".join(each.token for _, each in _wholes(tokens))
    found = doubts(text, tokens, threshold=2.0)
    if not found:
        return None
    least = min(found, key=lambda each: each.probability)
    return DoubtSummary(
        sum(each.probability for each in found) / len(found),
        least.probability,
        text[least.start : least.end],
    )


def _start(text: str, tokens: Sequence[TokenLogprob], index: int) -> int | None:
    """Where the token stands in the text, laid along it as its doubts are."""
    wholes = dict(_wholes(tokens))
    if index not in wholes:
        return None
    sureness = Sureness()
    sureness.add_text(text)
    sureness.add_tokens(wholes.values())
    sureness.finish()
    placed = sureness.tokens(0, len(text))
    return next((each.start for each in placed if each.token is wholes[index]), None)


def _wholes(tokens: Sequence[TokenLogprob]) -> Iterator[tuple[int, TokenLogprob]]:
    """Tokens of whole characters by the number of the first token they are made of: each a value of
    its own, so that two that say the same are told apart, and each with a probability, since only
    those are placed.
    """
    raw, first = b"", 0
    for number, token in enumerate(tokens):
        if token.raw is None:
            raw = b""
            yield number, replace(token, logprob=0.0)
            continue
        first = first if raw else number
        raw += token.raw
        try:
            spelt = raw.decode()
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data":
                continue
            spelt = token.token
        raw = b""
        yield first, replace(token, token=spelt, raw=None, logprob=0.0)


def _probability(logprob: float | None) -> float | None:
    return None if logprob is None else min(1.0, exp(logprob))


def _order(each: Weighed) -> tuple[float, bool]:
    return (1.0 if each.probability is None else -each.probability, not each.written)
