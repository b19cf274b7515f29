"""Which words of a reply were doubtful: tokens with log probabilities → words of the text.

A token is whatever its maker counts with: half a word, a blank and a word, a few bytes of an emoji,
a whole line. A person reads words. `Sureness` lays the tokens along the text as both arrive, and
tells for a part of the text which of its words came with less than a certain probability (that of a
word is the product over the tokens it is made of). `shown` finds those words again in what was made
of the source, where the marks of Markdown are gone. Pure; linear in what is given to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import exp

from askance.core.conversation import TokenLogprob

THRESHOLD = 0.8
"""A word less probable than this is doubtful."""

# Blanks, brackets, quotes and Markdown's marks part words …
_APART = (
    r"\s!-/:-@\[-`{-~\u00a1\u00a7\u00ab\u00b6\u00b7\u00bb\u00bf\u2000-\u200b\u200e-\u206f"
    r"\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
# … but these only at a word's ends: 14:02, SN-7B42, snake\_case, a/b, it’s.
_INSIDE = r"\\_'’.,:/@\-"
# Scripts without blanks: each character stands for itself.
_SINGLE = (
    r"\u2e80-\u2fdf\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_LETTERS = f"[^{_APART}{_SINGLE}]+"
_WORD = re.compile(f"[{_SINGLE}]|{_LETTERS}(?:[{_INSIDE}]+{_LETTERS})*")
_RUN = 4
"""Tokens that must follow one another in the text before a lost place counts as found again."""
_WINDOW = 400
"""Characters within which a lost place is looked for."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful word: `[start, end)` in characters of the text, and its probability."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class ShownDoubt:
    """The same word where it is shown: `[start, end)` in the text of this number. `source` is
    where it begins in the source that the text was made of.
    """

    number: int
    start: int
    end: int
    word: str
    probability: float
    source: int = 0


@dataclass(frozen=True, slots=True)
class PlacedToken:
    """A token and where it stands: `[start, end)` in characters of the text."""

    start: int
    end: int
    token: TokenLogprob


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    key: str


class Sureness:
    """Tokens laid along a text; both may arrive in pieces, either ahead of the other.

    Tokens that stand nowhere in the text (thoughts, a mark of the reply's end) and text without
    tokens are passed over.
    """

    def __init__(self) -> None:
        self._fresh: list[str] = []
        self._ahead = ""
        self._waiting: deque[TokenLogprob] = deque()
        self._half: TokenLogprob | None = None
        self._finished = False
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._logprobs: list[float] = []
        self._tokens: list[TokenLogprob] = []
        self.heard = 0
        """Tokens taken so far."""
        self.reach = 0
        """Characters of the text that are laid out for good."""

    def add_text(self, text: str) -> None:
        """More of the text."""
        self._fresh.append(text)
        if self._waiting:
            self._lay()

    def add_tokens(self, tokens: Iterable[TokenLogprob]) -> None:
        """More of the tokens."""
        for token in tokens:
            self.heard += 1
            whole = self._whole(token)
            if whole is not None:
                self._waiting.append(whole)
        self._lay()

    def finish(self) -> None:
        """Nothing more comes of either."""
        self._finished = True
        self._lay()

    def doubts(self, source: str, start: int = 0, threshold: float = THRESHOLD) -> list[Doubt]:
        """The doubtful words of a part of the text, `source`, that begins at `start`. Their places
        are counted from the part's own beginning.
        """
        found: list[Doubt] = []
        at = max(0, bisect_right(self._starts, start) - 1)
        for word in _words(source):
            while at < len(self._ends) and self._ends[at] <= start + word.start:
                at += 1
            last, total = at, 0.0
            while last < len(self._starts) and self._starts[last] < start + word.end:
                total += self._logprobs[last]
                last += 1
            if last > at and exp(total) < threshold:
                found.append(Doubt(word.start, word.end, exp(total)))
        return found

    def tokens(self, start: int, end: int) -> list[PlacedToken]:
        """The tokens that reach into `[start, end)` of the text and came with a probability. One
        that ends within a character stands joined with those that complete it.
        """
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        return [
            PlacedToken(*each)
            for each in zip(
                self._starts[first:last],
                self._ends[first:last],
                self._tokens[first:last],
                strict=True,
            )
        ]

    def _whole(self, token: TokenLogprob) -> TokenLogprob | None:
        """The token spelt by its bytes where the server gave them; None while it ends within a
        character.
        """
        if token.raw is None:
            self._half = None
            return token
        raw, logprob = token.raw, token.logprob
        if self._half is not None and self._half.raw is not None:
            raw = self._half.raw + raw
            logprob = _sum(self._half.logprob, logprob)
        self._half = None
        try:
            return replace(token, token=raw.decode(), logprob=logprob)
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                return token
        self._half = replace(token, raw=raw, logprob=logprob)
        return None

    def _lay(self) -> None:
        """Lays the waiting tokens along the text ahead as far as it goes."""
        text = "".join((self._ahead, *self._fresh))
        self._fresh.clear()
        at = 0
        while self._waiting:
            token, logprob = self._waiting[0].token, self._waiting[0].logprob
            if text.startswith(token, at):
                whole = self._waiting.popleft()
                if logprob is not None and token:
                    self._tokens.append(whole)
                    self._starts.append(self.reach + at)
                    self._ends.append(self.reach + at + len(token))
                    self._logprobs.append(logprob)
                at += len(token)
            elif not self._finished and token.startswith(text[at : at + len(token)]):
                break  # the rest of it is still to come
            elif (place := self._found_again(text, at)) is None:
                break
            else:
                at = place
        self._ahead = text[at:]
        self.reach += at

    def _found_again(self, text: str, at: int) -> int | None:
        """Where the next tokens stand, after one that is not where it should be; that one is
        dropped when they stand nowhere near. None while it cannot be told.
        """
        run = "".join(each.token for each in islice(self._waiting, _RUN))
        if not self._finished and (len(self._waiting) < _RUN or len(text) - at < len(run)):
            return None
        place = text.find(run, at, at + _WINDOW + len(run))
        if place < 0:
            self._waiting.popleft()
            return at
        return place


def doubts(
    text: str, logprobs: Sequence[TokenLogprob], threshold: float = THRESHOLD
) -> list[Doubt]:
    """The doubtful words of a whole text, in order."""
    if not logprobs:
        return []
    sureness = Sureness()
    sureness.add_text(text)
    sureness.add_tokens(logprobs)
    sureness.finish()
    return sureness.doubts(text, 0, threshold)


def shown(source: str, found: Sequence[Doubt], texts: Sequence[str]) -> Iterator[ShownDoubt]:
    """The doubtful words of `source` in the `texts` that were made of it, in the order of those.

    A word is the same when it is the same occurrence of it: the third `log` of the source is the
    third `log` of the texts. One that is shown nowhere is left out.
    """
    places = {doubt.start: doubt for doubt in found}
    keys = {_key(source[doubt.start : doubt.end]) for doubt in found}
    wanted: dict[tuple[str, int], Doubt] = {}
    seen: Counter[str] = Counter()
    for word in _words(source):
        if word.key in keys:
            if word.start in places:
                wanted[word.key, seen[word.key]] = places[word.start]
            seen[word.key] += 1
    seen.clear()
    for number, text in enumerate(texts):
        for word in _words(text):
            if word.key in keys:
                doubt = wanted.get((word.key, seen[word.key]))
                seen[word.key] += 1
                if doubt is not None:
                    written = text[word.start : word.end]
                    yield ShownDoubt(
                        number, word.start, word.end, written, doubt.probability, doubt.start
                    )


def _words(text: str) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        yield _Word(match.start(), match.end(), _key(match[0]))


def _key(word: str) -> str:
    # Markdown's backslashes are gone where the text is shown, but for those in code.
    return word.replace("\\", "")


def _sum(first: float | None, second: float | None) -> float | None:
    known = [each for each in (first, second) if each is not None]
    return sum(known) if known else None
