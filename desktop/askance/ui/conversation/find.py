"""What is looked for in a conversation, and where it stands. Pure.

Upper and lower case are one, any white space is one blank, and dress does not count: a word of
which one letter is bold is found. The marks before list items are not searched; nobody wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from askance.ui.conversation.flow import Leaf, TextLeaf
from askance.ui.conversation.leaf_text import prefix_of, text_of
from askance.ui.conversation.utf16 import length, narrow

_NO_LETTER = re.compile(r"[\W_]+")
_ADDRESSES = re.compile(r"\]\s?(\([^()]*\)|\[[^\]]*\])")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where it stands: `[start, end)` of a leaf's text, in UTF-16 code units."""

    body: int
    leaf: int
    start: int
    end: int


class Needle:
    """What is looked for. Empty: nothing is found."""

    def __init__(self, words: str) -> None:
        self.words = words
        folded = words.casefold()
        self._pattern = (
            re.compile(r"\s+".join(map(re.escape, _BLANKS.split(folded)))) if words else None
        )
        self._letters = _NO_LETTER.sub("", folded)
        self._signs = set() if self._letters else set(_BLANKS.sub("", folded))

    def __bool__(self) -> bool:
        return self._pattern is not None

    def may_stand_in(self, source: str) -> bool:
        """Whether Markdown that says so can hold it: costs a fraction of reading it, and never
        denies what is there.
        """
        folded = source.casefold()
        plain = unescape(folded) if "&" in folded else folded
        if not self._letters:
            return self._signs <= set(plain)
        if self._letters in _NO_LETTER.sub("", plain):
            return True
        # It may begin in a link and end behind it: without the address between them.
        bare = _ADDRESSES.sub("", plain) if "]" in plain else ""
        return bool(bare) and self._letters in _NO_LETTER.sub("", bare)

    def spots(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a text, in UTF-16 code units."""
        if self._pattern is None:
            return []
        folded = text.casefold()
        found = [match.span() for match in self._pattern.finditer(folded)]
        if not found or (len(folded) == len(text) and narrow(text)):
            return found
        places = list(_places(text))
        return [(places[start], _behind(places, end)) for start, end in found]

    def hits(self, bodies: Sequence[Sequence[Leaf]]) -> list[Hit]:
        """Where it stands in the bodies of a message."""
        return [
            Hit(number, leaf, start, end)
            for number, leaves in enumerate(bodies)
            for leaf, each in enumerate(leaves)
            for start, end in self._spots_in(each)
        ]

    def _spots_in(self, leaf: Leaf) -> list[tuple[int, int]]:
        text = text_of(leaf)
        ahead = prefix_of(leaf) if isinstance(leaf, TextLeaf) else ""
        if not ahead:
            return self.spots(text)
        by = length(ahead)
        return [(start + by, end + by) for start, end in self.spots(text[len(ahead) :])]


def _places(text: str) -> Iterator[int]:
    """For each character of the folded text the offset of the one it came from."""
    at = 0
    for char in text:
        for _ in char.casefold():
            yield at
        at += 1 + (char > "\uffff")
    yield at


def _behind(places: Sequence[int], end: int) -> int:
    """The offset behind the character that the folded text's character before `end` came from."""
    last = places[end - 1]
    while places[end] == last:
        end += 1
    return places[end]
