"""How far into a running text later text can no longer reach back.

At a blank behind which no emphasis, bracket, code or formula is open, the runs before it are final.
Where something has been open for long, they are final as long as nothing closes it. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askance.core.markdown.autolinks import with_mail_links
from askance.core.markdown.blocks import Inline
from askance.core.markdown.engine import References, read
from askance.core.markdown.links import brackets_of
from askance.core.markdown.openers import Openers, open_in
from askance.core.markdown.runs import spans_of
from askance.core.markdown.tex import LONGEST_INLINE, closing

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

_ATTEMPTS = 4
# What has just been opened is most likely closed soon; a text is cut behind it only if it is not.
_LONG_OPEN = 1200
# So long a text is not read several times for a place at which less is open.
_VERY_LONG_OPEN = 6000
# Chinese and Japanese put no blanks between words; no address goes on behind these.
_WIDE_ENDS = "\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a\u300d\uff09"
_NOTHING = Openers()


@dataclass(frozen=True, slots=True)
class Settled:
    """The first `length` characters of a text, and the runs they are for good, unless later text
    closes one of the `openers`.
    """

    length: int
    inline: Inline
    openers: Openers


def settled(
    content: str, least: int, most: int, references: References, before: Openers = _NOTHING
) -> Settled | None:
    """The longest prefix found that is final, between `least` and `most` characters long. It ends
    in one blank between two words, behind wide punctuation, or at the end of a line. `before` is
    what was open already.
    """
    limit, best = most, None
    for attempt in range(_ATTEMPTS):
        length = _boundary(content, least, limit)
        if length is None:
            break
        state = read(content[:length], references)
        openers, left = _open_in(state, content), brackets_of(state)
        limit = min(length - 1, most * (_ATTEMPTS - 1 - attempt) // _ATTEMPTS)
        if left.unfinished or (left.expected and content[length] in ")\"'("):
            continue
        if best is None or openers.kinds < best[0].kinds:
            best = openers, state
        if not openers or length > _VERY_LONG_OPEN:
            break
    if best is None or (best[0] and not before and most <= _LONG_OPEN):
        return None
    openers, state = best
    inline = spans_of(with_mail_links(state.tokens))
    return Settled(len(state.src), inline, before.then(openers, state) if before else openers)


def _boundary(content: str, least: int, limit: int) -> int | None:
    """The last boundary of words up to `limit`."""
    limit = min(limit, len(content) - 1)
    while limit >= max(least, 2):
        at = _last(" \n", content, limit)
        if at < max(least - 1, 1):
            return _wide_boundary(content, least, at, limit)
        before, after = content[at - 1], content[at + 1]
        # A backslash at a line's end is a break only if another line follows.
        decided = before != "\\" if content[at] == "\n" else not before.isspace()
        if decided and not after.isspace():
            return at + 1
        limit = at
    return None


def _wide_boundary(content: str, least: int, blank: int, limit: int) -> int | None:
    """The last boundary of sentences that have no blanks between them, behind the last `blank`."""
    at = _last(_WIDE_ENDS, content, limit)
    after = content[at + 1]
    if at < least or after.isascii() or not after.isalpha():
        return None
    begun = max(content.rfind("<", 0, at), content.rfind("[^", 0, at))
    return at + 1 if begun <= blank else None


def _last(characters: str, content: str, limit: int) -> int:
    return max(content.rfind(each, 0, limit) for each in characters)


def _open_in(state: StateInline, content: str) -> Openers:
    """What is open behind the part of `content` that was read, and not decided by the rest."""
    openers = open_in(state)
    if "$" in openers.formulas and not _has_open_dollar(content, len(state.src)):
        return replace(openers, formulas=openers.formulas - {"$"})
    return openers


def _has_open_dollar(content: str, length: int) -> bool:
    """Whether the last dollar is not decided yet: only the next one decides."""
    last = content.rfind("$", 0, length)
    if last < 0 or length - last > LONGEST_INLINE + 2:
        return last < 0
    following = content.find("$", last + 1)
    if content[max(0, last - 1)] == "$" or not length <= following < len(content) - 1:
        return True
    return following == last + 1 or closing(content, last + 1, "$", len(content)) >= 0
