"""The words of a paragraph in pieces: what is laid out, and where it is in the text. GUI thread.

A formula that is set is one character in the layout and its whole source in the text; everything
else is as long here as there. A long run of words is cut, so that finding a place in it, or writing
on at its end, costs the same however long it has become.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from askance.core.markdown import Inline, Span
from askance.ui.conversation.boxes.estimate import units
from askance.ui.conversation.boxes.formula import Formula
from askance.ui.conversation.boxes.lines import LINE_END, clean, cut16, utf16

_LONGEST = 400
"""Characters of a piece."""
_FORMULA = 0.5
"""Characters' widths that a character of TeX takes once it is set."""
_FIRST, _NEXT, _LATE, _LATEST = 4000, 2000, 600, 1200
"""Characters of a paragraph's first section, of the others, and how much longer one may become
until a sentence ends, and until a word does.
"""
_SENTENCE, _WORD = re.compile("[.!?…][\"')\\]”’]*\\s+|[。！？\u2028]"), re.compile(r"\s+")
PLACEHOLDER = "x"
"""Stands for a formula: a letter, so that a line breaks beside it as beside a word."""


@dataclass(slots=True)
class Piece:
    """Some characters of a span; lengths and places in UTF-16 code units."""

    span: Span
    begin: int
    """Where it begins in the span, in characters."""
    start: int
    """Where it begins in the text."""
    length: int
    """Of the text."""
    at: int
    """Where it begins in the layout."""
    width: int
    """Of the layout."""
    shown: str
    breaks: int
    """Ends of lines in it."""
    room: float
    """How many characters' widths it takes, about."""
    formula: Formula | None = None


@dataclass(frozen=True, slots=True)
class Tail:
    """A part of the layout's text, and the pieces it lies in; `last` if its last line ends with it
    and does not go on behind it.
    """

    at: int
    text: str
    width: int
    pieces: list[Piece]
    last: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Where a section of a very long paragraph begins: a new line begins there whatever stands
    before it, so that it can be laid out without that.
    """

    piece: int
    """The number of the piece it begins in, or behind."""
    start: int
    """In the text."""
    at: int
    """In the layout."""


class Pieces:
    """Follows a paragraph that is written. `ask` gives the formula of a span, or None while it is
    shown as source; `words` is what a span is in the text.
    """

    def __init__(self, ask: Callable[[Span], Formula | None], words: Callable[[Span], str]) -> None:
        self._ask, self._words = ask, words
        self._inline: Inline = ()
        self._first: list[int] = []  # by span
        self._pieces: list[Piece] = []
        self._waiting: list[int] = []
        self._sections: list[Section] = []

    @property
    def length(self) -> int:
        """Of the text."""
        return self._pieces[-1].start + self._pieces[-1].length if self._pieces else 0

    @property
    def width(self) -> int:
        """Of the layout."""
        return self._pieces[-1].at + self._pieces[-1].width if self._pieces else 0

    def write(self, inline: Inline) -> int:
        """Takes other words; up to where the layout stays as it was."""
        if not self._inline:
            self._inline = inline
            for span in inline:
                self._first.append(len(self._pieces))
                self._add(span, 0)
            return 0
        same = _same(self._inline, inline)
        if same == len(self._inline) == len(inline):
            return self.width
        piece = self._first[same] if same < len(self._first) else len(self._pieces)
        begin, kept = 0, self._pieces[piece].at if piece < len(self._pieces) else self.width
        if same < len(self._inline) and same < len(inline):
            last = (self._first[same + 1] if same + 1 < len(self._first) else len(self._pieces)) - 1
            if last >= piece and _goes_on(self._inline[same], inline[same]):
                kept = self._pieces[last].at + self._pieces[last].width
                piece, begin = last, self._pieces[last].begin
        first = self._first[same] if begin else piece
        self._forget(piece, same)
        self._inline = inline
        for number in range(same, len(inline)):
            self._first.append(first if number == same else len(self._pieces))
            self._add(inline[number], begin if number == same else 0)
        return kept

    def ask_again(self, *, everything: bool = False) -> int:
        """Asks once more for the formulas that were not there, or for all; up to where the layout
        stays as it was.
        """
        asked = range(len(self._pieces)) if everything else self._waiting
        for number in asked:
            piece = self._pieces[number]
            if piece.span.math and self._ask(piece.span) is not piece.formula:
                return self._again(bisect_right(self._first, number) - 1)
        return self.width

    def tail(self, at: int, least: int) -> Tail:
        """The layout's text from `at` on: as many pieces as hold `least` units."""
        if not at and self.width <= least:
            text = "".join([piece.shown for piece in self._pieces])
            return Tail(0, text, self.width, self._pieces, True)
        first = max(0, bisect_right(self._pieces, at, key=_at) - 1)
        number = bisect_right(self._sections, at, key=_begin_at)
        stop = self._sections[number].at if number < len(self._sections) else self.width
        taken: list[Piece] = []
        texts: list[str] = []
        end = at
        for number in range(first, len(self._pieces)):
            piece = self._pieces[number]
            inside, upto = max(0, at - piece.at), min(piece.width, stop - piece.at)
            whole = not inside and upto == piece.width
            texts.append(piece.shown if whole else cut16(piece.shown, inside, upto))
            taken.append(piece)
            end = piece.at + upto
            if end - at >= least or end >= stop:
                break
        text = "".join(texts)
        last = end == self.width or (end == stop and not text.endswith(LINE_END))
        return Tail(at, text, end - at, taken, last)

    def behind(self, at: int) -> list[Piece]:
        """The pieces from a place of the layout on; the first one holds it."""
        return self._pieces[max(0, bisect_right(self._pieces, at, key=_at) - 1) :]

    def head(self) -> str:
        """The first characters."""
        return "".join(
            piece.shown for piece in self._pieces[:20] if not piece.formula and not piece.span.math
        )

    def to_layout(self, position: int) -> int:
        """The place in the layout of a position in the text; the nearer end of a formula."""
        if not self._pieces:
            return 0
        piece = self._pieces[max(0, bisect_right(self._pieces, position, key=_start) - 1)]
        inside = min(max(0, position - piece.start), piece.length)
        if piece.formula is not None:
            return piece.at + (1 if 2 * inside >= piece.length else 0)
        return piece.at + inside

    def to_text(self, at: int) -> int:
        """The position in the text of a place in the layout."""
        piece = self.piece_at(at)
        if piece is None:
            return 0
        inside = min(max(0, at - piece.at), piece.width)
        return piece.start + (piece.length if piece.formula and inside else inside)

    def piece_at(self, at: int) -> Piece | None:
        """What stands at a place of the layout."""
        if not self._pieces:
            return None
        return self._pieces[max(0, bisect_right(self._pieces, at, key=_at) - 1)]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """A part of the text, made longer so that it holds its formulas whole."""
        for piece in (self._holding(start), self._holding(end)):
            if piece is not None and piece.formula is not None:
                if piece.start < start < piece.start + piece.length:
                    start = piece.start
                if piece.start < end < piece.start + piece.length:
                    end = piece.start + piece.length
        return start, end

    def _holding(self, position: int) -> Piece | None:
        number = bisect_right(self._pieces, position, key=_start) - 1
        return self._pieces[number] if number >= 0 else None

    def section_before(self, place: int) -> int:
        """Where the last section begins that begins up to a place of the layout."""
        number = bisect_right(self._sections, place, key=_begin_at)
        return self._sections[number - 1].at if number else 0

    def _forget(self, piece: int, span: int) -> None:
        """The pieces and spans from these on are other ones."""
        del self._pieces[piece:], self._first[span:]
        while self._waiting and self._waiting[-1] >= piece:
            self._waiting.pop()
        while self._sections and self._sections[-1].piece >= piece:
            self._sections.pop()

    def _part(self, piece: Piece) -> None:
        """Begins another section inside of the last piece, where it is time."""
        last = self._sections[-1] if self._sections else None
        wanted = last.start + _NEXT if last is not None else _FIRST
        late = piece.start - wanted
        if late + piece.length < 0 or piece.span.math:
            return
        ends = _SENTENCE if late < _LATE else _WORD
        shown, number = piece.shown, len(self._pieces) - 1
        for found in ends.finditer(shown):
            inside = utf16(shown[: found.end()])
            if late + inside >= 0:
                self._sections.append(Section(number, piece.start + inside, piece.at + inside))
                return
        if late >= _LATEST:
            end = piece.start + piece.length, piece.at + piece.width
            self._sections.append(Section(number, *end))

    def _again(self, span: int) -> int:
        inline = self._inline
        piece = self._first[span]
        self._forget(piece, span)
        self._inline = inline[:span]
        return self.write(inline)

    def _add(self, span: Span, begin: int) -> None:
        if span.math:
            self._add_formula(span)
            return
        pieces, text = self._pieces, span.text
        last = pieces[-1] if pieces else None
        start, at = (last.start + last.length, last.at + last.width) if last is not None else (0, 0)
        for place in range(begin, len(text), _LONGEST):
            shown = text[place : place + _LONGEST]
            size, breaks = len(shown), 0
            room = float(size)
            if not (shown.isascii() and shown.isprintable()):
                shown = clean(shown)
                size, room, breaks = utf16(shown), units(shown), shown.count(LINE_END)
            pieces.append(Piece(span, place, start, size, at, size, shown, breaks, room))
            if start + size >= _FIRST:
                self._part(pieces[-1])
            start, at = start + size, at + size

    def _add_formula(self, span: Span) -> None:
        formula, words = self._ask(span), self._words(span)
        shown = PLACEHOLDER if formula is not None else clean(words)
        if formula is None or not formula.exact:
            self._waiting.append(len(self._pieces))
        length, width, room = utf16(words), utf16(shown), len(words) * _FORMULA
        self._pieces.append(
            Piece(span, 0, self.length, length, self.width, width, shown, 0, room, formula)
        )


def _begin_at(section: Section) -> int:
    return section.at


def _start(piece: Piece) -> int:
    return piece.start


def _at(piece: Piece) -> int:
    return piece.at


def _same(old: Inline, new: Inline) -> int:
    """How many spans are the same from the start."""
    most = min(len(old), len(new))
    # Nearly always all but the last one are, and comparing two tuples is quick.
    if most and old[: most - 1] == new[: most - 1]:
        return most if old[most - 1] == new[most - 1] else most - 1
    for number in range(most):
        if old[number] is not new[number] and old[number] != new[number]:
            return number
    return most


def _goes_on(old: Span, new: Span) -> bool:
    """Whether a span has only become longer."""
    return not new.math and new.text.startswith(old.text) and replace(old, text=new.text) == new
