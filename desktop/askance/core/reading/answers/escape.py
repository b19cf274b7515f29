r"""Text that was read, as Markdown that shows exactly that text.

Written for this program's own parser (CommonMark with tables, strikethrough and TeX, without HTML),
and no more is escaped than could be taken for a mark. Brackets are a trap: `\[` and `\(` begin
formulas, so of a link's brackets only the closing one is escaped. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from askance.core.reading.answers.parts import Part
from askance.core.reading.values import Piece

_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{2,32});")
_AUTOLINK = re.compile(r"<[^\s<>]*[:@][^\s<>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKS = re.compile(
    r"(?P<hashes>#{1,6})(?=\s|$)|(?P<bullet>[-+*])(?=\s|$)|(?P<number>\d{1,9})[.)](?=\s|$)"
    r"|(?P<quote>>)|(?P<rule>[-=_:|])(?=[-=_:|\s]*$)|(?P<tilde>~)(?=~~)"
)
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class Escaper:
    """Escapes the parts of one paragraph, heading or cell, in order."""

    def __init__(self, *, cell: bool = False, heading: bool = False) -> None:
        self._cell = cell
        self._heading = heading
        self._dollar = False

    def pieces(self, parts: Sequence[Part], *, starts_line: bool) -> Iterator[Piece]:
        """The parts escaped, each with the blank behind it. `starts_line` when the first begins a
        line of the Markdown source, where a mark would make a block. The parts end where the line
        does, or may.
        """
        if not parts:
            return
        after = [*(part.spaced for part in parts[1:]), False]
        texts = self._escaped(parts, starts_line=starts_line)
        for part, text, spaced in zip(parts, texts, after, strict=True):
            shown = text
            if self._cell and _BREAK.search(part.text):
                # A cell obeys a line break's HTML, but not in code.
                shown = code_span(part.text).replace("|", "\\|")
            yield Piece(f"{shown} " if spaced else shown, part.score)

    def _escaped(self, parts: Sequence[Part], *, starts_line: bool) -> list[str]:
        text = "".join(f" {part.text}" if part.spaced else part.text for part in parts)
        lead = len(text) - len(text.lstrip())
        marked = {lead + at for at in _line_start(text[lead:])} if starts_line else set()
        if self._heading:
            marked.update(range(len(text.rstrip("#")), len(text)))
        escaped: list[str] = []
        place = 0
        for part in parts:
            place += part.spaced
            end = place + len(part.text)
            escaped.append("".join(self._character(text, at, marked) for at in range(place, end)))
            place = end
        return escaped

    def _character(self, text: str, at: int, marked: set[int]) -> str:
        character = text[at]
        if character not in _PUNCTUATION:
            return character
        return f"\\{character}" if at in marked or self._means(text, at) else character

    def _means(self, text: str, at: int) -> bool:
        """Whether the parser could take the character for more than itself."""
        character, after = text[at], text[at + 1 : at + 2]
        match character:
            case "`":
                return True
            case "\\":
                return not after or after in _PUNCTUATION
            case "*" | "_" | "~":
                return _may_open(character, text[at - 1 : at], after)
            case "]":
                return after in ("(", ":")
            case "&":
                return _ENTITY.match(text, at) is not None
            case "<":
                return _AUTOLINK.match(text, at) is not None
            case "|":
                return self._cell
            case "$":
                # One alone is money; a second one could end a formula.
                self._dollar, seen = True, self._dollar
                return seen
        return False


def _may_open(mark: str, before: str, after: str) -> bool:
    """Whether emphasis or a strike could begin here; without a beginning there is no end."""
    if mark == "~":
        return "~" in (before, after)
    inside = mark == "_" and before.isalnum() and after.isalnum()
    return not after.isspace() and not inside


def _line_start(text: str) -> set[int]:
    """Where in a line a mark stands that would make it a heading, a list's item …"""
    match = _MARKS.match(text)
    if match is None:
        return set()
    return {match.end("number") if match["number"] else 0}


def code_span(text: str) -> str:
    """Text in a code span, whatever backticks it holds; line breaks and tabs become blanks."""
    text = " ".join(text.split("\n")).replace("\t", " ") or " "
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    padded = (
        text.startswith("`") or text.endswith("`") or (text.strip() and text[0] == text[-1] == " ")
    )
    return f"{fence} {text} {fence}" if padded else f"{fence}{text}{fence}"
