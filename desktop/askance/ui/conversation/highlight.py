"""Which words of a program have which role, and the colours of the roles.

`runs` is pure and slow (some 5 ms for 100 lines): call it away from the GUI thread, when a code
block is complete. It lets go of the interpreter again and again: left alone, a thread that reckons
keeps it for 5 ms at each turn, and a window that is being painted asks for it many times a frame.
The language is the one the reply names; none is ever guessed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from askance.ui.colours import Colours

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Run = tuple[int, int, str]
"""Start and length in UTF-16 code units within a line, and a role of `colours_of`."""

LONGEST = 200_000
"""Characters of code that are coloured at most."""

_REMEMBERED = 20_000  # characters; a block that was scrolled away and back need not be read again
_TOKENS_A_TURN = 30
_PAUSE = 0.0002  # seconds: long enough to be a real pause

_ROLES = {
    "Comment": "comment",
    "Keyword": "keyword",
    "Operator.Word": "keyword",
    "Name.Tag": "keyword",
    "Name.Decorator": "number",
    "Name.Function": "name",
    "Name.Class": "name",
    "Name.Attribute": "name",
    "Literal.String": "string",
    "Literal.String.Doc": "comment",
    "Literal.Number": "number",
    "Name.Builtin": "name",
    "Generic.Deleted": "deleted",
    "Generic.Inserted": "inserted",
    "Generic.Heading": "keyword",
    "Generic.Subheading": "keyword",
}
_MORE_LIGHT = {"name": "#6b3fa0", "number": "#8a3b12", "inserted": "#1a6b34"}
_MORE_DARK = {"name": "#c9b1f2", "number": "#f2a97e", "inserted": "#83d19a"}


def colours_of(colours: Colours) -> dict[str, str]:
    """A colour for each role, as `#rrggbb`; each has a contrast of 4.5 on `colours.code`."""
    return {
        "keyword": colours.accent,
        "string": colours.warn,
        "comment": colours.soft,
        "deleted": colours.danger,
        **(_MORE_DARK if colours.dark else _MORE_LIGHT),
    }


def runs(language: str, code: str) -> list[list[Run]]:
    """For each line its coloured runs; empty when the language is unknown or the code too long.
    Not to be changed: the same lists are given again.
    """
    if len(code) > LONGEST:
        return []
    return _remembered(language, code) if len(code) <= _REMEMBERED else _runs(language, code)


@lru_cache(maxsize=64)
def _remembered(language: str, code: str) -> list[list[Run]]:
    return _runs(language, code)


def _runs(language: str, code: str) -> list[list[Run]]:
    lexer = _lexer(language)
    if lexer is None:
        return []
    lines: list[list[Run]] = [[]]
    column = 0
    for role, piece in _pieces(lexer, code):
        for number, part in enumerate(piece.split("\n")):
            if number:
                lines.append([])
                column = 0
            length = len(part.encode("utf-16-le")) // 2
            if role and length:
                lines[-1].append((column, length, role))
            column += length
    return lines


def _pieces(lexer: Lexer, code: str) -> Iterator[tuple[str, str]]:
    for number, (token, text) in enumerate(lexer.get_tokens(code)):
        if number % _TOKENS_A_TURN == 0:
            time.sleep(_PAUSE)
        yield _role(token), text


@lru_cache(maxsize=256)
def _role(token: object) -> str:
    path = str(token).split(".")[1:]
    for length in range(len(path), 0, -1):
        role = _ROLES.get(".".join(path[:length]))
        if role:
            return role
    return ""


def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language.lower(), stripnl=False)
    except ClassNotFound:
        return None
