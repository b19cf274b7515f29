"""An answer that goes on where it ended, or from a place within it: one text and one count, made of
two replies. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from askance.core.conversation import Choice, Timing, TokenLogprob, Usage

LEAST_OVERLAP = 12
"""Fewer characters may come twice by chance."""

_LOOKED_AT = 8_000
"""Characters at the old text's end that may come again."""

_LEAST_LETTERS = 5
"""Different characters of an overlap: a rule of dashes or a row of noughts goes on legitimately."""


@dataclass(frozen=True, slots=True)
class _Start:
    """A place in the old text from which on the new one has said the same, so far."""

    at: int
    left: int


class Joint:
    """Where the new text meets the old one. Models often say the last words again; an exact
    repetition at the very beginning is left out, once.

    What might be one is held back until that is known. `trimmed` counts the characters left out.
    """

    def __init__(self, old: str) -> None:
        self._old = old[-_LOOKED_AT:]
        size = len(self._old)
        self._starts = [_Start(at, size - at) for at in range(size - LEAST_OVERLAP + 1)]
        self._held = ""
        self._overlap = 0
        self._open = bool(self._starts)
        self.trimmed = 0

    def feed(self, text: str) -> str:
        """Takes new text; what of it belongs to the answer for certain."""
        if not self._open:
            return text
        seen = len(self._held)
        self._held += text
        going_on = []
        for start in self._starts:
            compared = self._held[seen : start.left]
            if not self._old.startswith(compared, start.at + seen):
                continue
            if start.left <= len(self._held):
                self._overlap = max(self._overlap, start.left)
            else:
                going_on.append(start)
        self._starts = going_on
        return "" if going_on else self.end()

    def end(self) -> str:
        """The new text is over: what was held back of it."""
        self._open, self._starts = False, []
        repeated = self._held[: self._overlap]
        if len(set(repeated)) >= _LEAST_LETTERS:
            self.trimmed = len(repeated)
        held, self._held = self._held[self.trimmed :], ""
        return held


def longer(old: Choice, new: Choice, trimmed: int) -> Choice:
    """The old answer with the new part after it; `trimmed` characters of what the new tokens spell
    are not in its text. It ended as the new part did.
    """
    return replace(
        old,
        text=old.text + new.text,
        reasoning="\n\n".join(filter(None, (old.reasoning, new.reasoning))),
        refusal=old.refusal + new.refusal,
        finish_reason=new.finish_reason,
        finish_reason_raw=new.finish_reason_raw,
        logprobs=_tokens(old, new, trimmed),
    )


def added(first: Usage | None, second: Usage | None) -> Usage | None:
    """What both took together; what only one tells is that one's."""
    if first is None or second is None:
        return first or second
    return Usage(
        _sum(first.prompt_tokens, second.prompt_tokens),
        _sum(first.completion_tokens, second.completion_tokens),
        _sum(first.total_tokens, second.total_tokens),
    )


def both(first: Timing | None, second: Timing | None) -> Timing | None:
    """How long both took; when the first one began to speak. Unknown unless both are known: half of
    it would make the model look twice as quick.
    """
    if first is None or second is None:
        return None
    known = first.total is not None and second.total is not None
    total = (first.total or 0.0) + (second.total or 0.0) if known else None
    return Timing(first.first_token, first.thought, total)


def taken(choice: Choice, text: str) -> tuple[TokenLogprob, ...]:
    """The tokens of a text that is the beginning of a choice's text and then, it may be, one of the
    alternatives that the model weighed there. None when the choice has no tokens, or they do not
    spell its text.
    """
    tokens: list[TokenLogprob] = []
    left = text
    for token in choice.logprobs:
        if not left:
            break
        if token.token and left.startswith(token.token):
            tokens.append(token)
            left = left[len(token.token) :]
            continue
        other = next((weight for word, weight in token.top if word == left), None)
        return (*tokens, TokenLogprob(left, other, token.top))
    if left and tokens:
        tokens.append(TokenLogprob(left, None))
    return tuple(tokens)


def _sum(first: int | None, second: int | None) -> int | None:
    return (first or 0) + (second or 0) if (first, second) != (None, None) else None


def _tokens(old: Choice, new: Choice, trimmed: int) -> tuple[TokenLogprob, ...]:
    """Those of both. A part that came without counts as one token of unknown probability, so that
    they keep lying along the text.
    """
    if not old.logprobs and not new.logprobs:
        return ()
    return (*_covering(old.logprobs, old.text), *_covering(_after(new.logprobs, trimmed), new.text))


def _covering(tokens: Sequence[TokenLogprob], text: str) -> Sequence[TokenLogprob]:
    return tokens or ((TokenLogprob(text, None),) if text else ())


def _after(tokens: Sequence[TokenLogprob], trimmed: int) -> Sequence[TokenLogprob]:
    """The tokens behind so many characters; of one that lies across, what is left of it."""
    for number, token in enumerate(tokens):
        if trimmed < len(token.token):
            return (_behind(token, trimmed), *tokens[number + 1 :]) if trimmed else tokens[number:]
        trimmed -= len(token.token)
    return ()


def _behind(token: TokenLogprob, count: int) -> TokenLogprob:
    """A token without its first characters. What else was weighed there counts where it begins with
    them too.
    """
    cut = token.token[:count]
    top = tuple((word[count:], weight) for word, weight in token.top if word.startswith(cut))
    return replace(token, token=token.token[count:], top=top, raw=None)
