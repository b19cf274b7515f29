"""How far into a running text later text can no longer reach back.

At a blank behind which no emphasis, bracket, code or formula is open, the runs before it are final.
The engine itself says what is open: what a mark means is decided in one place only. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askance.core.markdown.autolinks import with_mail_links
from askance.core.markdown.blocks import Inline
from askance.core.markdown.engine import References, engine
from askance.core.markdown.runs import spans_of
from askance.core.markdown.tex import LONGEST_INLINE, closing

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_ATTEMPTS = 4
_BRACKETS = re.compile(r"[\[\]]")


@dataclass(frozen=True, slots=True)
class Settled:
    """The first `length` characters of a text, and the runs they are for good."""

    length: int
    inline: Inline


def settled(content: str, least: int, most: int, references: References) -> Settled | None:
    """The longest prefix found that is final, between `least` and `most` characters long. It ends
    in one blank between two words, or at the end of a line.
    """
    limit = most
    for attempt in range(_ATTEMPTS):
        length = _boundary(content, least, limit)
        if length is None:
            return None
        inline = _final(content, length, references)
        if inline is not None:
            return Settled(length, inline)
        limit = min(length - 1, most * (_ATTEMPTS - 1 - attempt) // _ATTEMPTS)
    return None


def _boundary(content: str, least: int, limit: int) -> int | None:
    """The last boundary of words up to `limit`."""
    limit = min(limit, len(content) - 1)
    while limit >= max(least, 2):
        at = max(content.rfind(" ", 0, limit), content.rfind("\n", 0, limit))
        if at < max(least - 1, 1):
            return None
        before, after = content[at - 1], content[at + 1]
        # A backslash at a line's end is a break only if another line follows.
        decided = before != "\\" if content[at] == "\n" else not before.isspace()
        if decided and not after.isspace():
            return at + 1
        limit = at
    return None


def _final(content: str, length: int, references: References) -> Inline | None:
    from markdown_it.rules_inline import StateInline

    made = engine()
    state = StateInline(content[:length], made, {"references": references}, [])
    made.inline.tokenize(state)
    for rule in made.inline.ruler2.getRules(""):
        rule(state)
    if _has_open_emphasis(state) or _has_open_text(state.tokens, content, length):
        return None
    return spans_of(with_mail_links(state.tokens))


def _has_open_emphasis(state: StateInline) -> bool:
    at = 0
    while at < len(state.delimiters):
        delimiter = state.delimiters[at]
        if delimiter.end >= 0:
            at = delimiter.end
        elif delimiter.open:
            return True
        at += 1
    return False


def _has_open_text(tokens: list[Token], content: str, length: int) -> bool:
    """Whether a bracket, code or a formula may begin in what is plain text so far."""
    depth = 0
    dollar = False
    for token in tokens:
        text = token.content
        if (
            token.type == "text_special"
            and text in "(["
            and _may_reach(content, token.markup, length)
        ):
            return True
        if token.type != "text":
            continue
        if "`" in text or "](" in text:
            return True
        dollar = dollar or "$" in text
        for bracket in _BRACKETS.findall(text):
            depth = max(0, depth + (1 if bracket == "[" else -1))
    return depth > 0 or (dollar and _has_open_dollar(content, length))


def _may_reach(content: str, opener: str, length: int) -> bool:
    """Whether a formula that began with the last `opener` could end behind `length`."""
    return length - content.rfind(opener, 0, length) <= LONGEST_INLINE + 2


def _has_open_dollar(content: str, length: int) -> bool:
    """Whether the last dollar is not decided yet: only the next one decides."""
    if not _may_reach(content, "$", length):
        return False
    last = content.rfind("$", 0, length)
    following = content.find("$", last + 1)
    if content[max(0, last - 1)] == "$" or not length <= following < len(content) - 1:
        return True
    return following == last + 1 or closing(content, last + 1, "$", len(content)) >= 0
