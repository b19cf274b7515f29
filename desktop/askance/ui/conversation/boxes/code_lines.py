"""The lines of a code block: where each begins and how wide it is, counted, not laid out. Pure.

Code comes piece by piece and is looked at one screenful at a time. So what comes is counted once,
a line's width in columns is reckoned from its characters, and a line of a whole minified program is
cut into chunks that are laid out one by one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from askance.ui.conversation.boxes.lines import utf16

TAB = 4
"""Columns from one tab stop to the next."""

CHUNK = 2000
"""Characters that are laid out in one go."""

# As wide as high in every fixed-width font: CJK, Hangul, full forms, pictographs.
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
    "\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)
# Belongs to the character before it and takes no room.
_JOINED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903"
    "\u093a-\u094f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u20d0-\u20f0\ufe00-\ufe0f"
    "\ufe20-\ufe2f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)
_KNOWN = re.compile("[ -~]*")
_MOST_JOINED = 64


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a line: where it begins in the line, in UTF-16 code units, and its columns."""

    start: int
    text: str
    columns: float


class CodeLines:
    """The lines of a text that grows; there is always one. `wide` is how many columns a character
    as wide as high takes.
    """

    def __init__(self, wide: float = 2.0) -> None:
        self._wide = wide
        self.text = ""
        self.lines: list[str] = []
        self.starts: list[int] = [0]
        """Where each line begins, in UTF-16 code units of the text."""
        self._columns: list[float] = []
        self._widest: list[float] = []
        self._chunks: dict[tuple[int, int], list[Chunk]] = {}
        self._at = 0
        self._open()

    def __len__(self) -> int:
        return len(self.lines)

    def write(self, text: str) -> int:
        """Takes another state of the text; the first line that differs from before."""
        if text.startswith(self.text):
            if len(text) == len(self.text):
                return len(self.lines)
            first, come = len(self.lines) - 1, text[len(self.text) :]
        else:
            same = _same(self.text, text)
            first, come = text.count("\n", 0, same), text[text.rfind("\n", 0, same) + 1 :]
            self._cut(first)
        self.text = text
        self._chunks = {key: kept for key, kept in self._chunks.items() if key[0] < first}
        head, *rest = come.split("\n")
        self._grow(head)
        for piece in rest:
            self.starts.append(self.starts[-1] + utf16(self.lines[-1]) + 1)
            self.lines.append(piece)
            self._at, columns = self._count(piece, 0)
            self._columns.append(columns)
            self._widest.append(max(self._widest[-1], columns))
        return first

    @property
    def length(self) -> int:
        """UTF-16 code units of the whole text."""
        return self.starts[-1] + utf16(self.lines[-1])

    @property
    def widest(self) -> float:
        """Columns of the widest line."""
        return self._widest[-1]

    def columns(self, line: int) -> float:
        """How wide a line is: right for plain ASCII in a fixed-width font, else reckoned."""
        return self._columns[line]

    def known(self, line: int) -> bool:
        """Whether the columns are sure to be right."""
        return _KNOWN.fullmatch(self.lines[line]) is not None

    def find(self, offset: int) -> tuple[int, int]:
        """The line of an offset into the text, and the offset in it."""
        line = max(0, bisect_right(self.starts, offset) - 1)
        return line, max(0, min(offset - self.starts[line], self.units_of(line)))

    def units_of(self, line: int) -> int:
        """A line's length in UTF-16 code units."""
        if line + 1 < len(self.starts):
            return self.starts[line + 1] - self.starts[line] - 1
        return utf16(self.lines[line])

    def chunks(self, line: int, most: int = CHUNK) -> list[Chunk]:
        """The parts of a line, of about `most` characters each; at least one."""
        text = self.lines[line]
        if len(text) <= most:
            return [Chunk(0, text, self._columns[line])]
        found = self._chunks.get((line, most))
        if found is None:
            found = self._chunks[(line, most)] = list(self._parts(text, most))
        return found

    def _parts(self, text: str, most: int) -> list[Chunk]:
        parts: list[Chunk] = []
        begin = start = 0
        while begin < len(text):
            end = _cut_at(text, begin + most)
            part = text[begin:end]
            parts.append(Chunk(start, part, self._count(part, 0)[1]))
            start += utf16(part)
            begin = end
        return parts

    def _cut(self, lines: int) -> None:
        """Opens a line behind the first `lines` ones, in place of those that stood there."""
        del self.lines[lines:], self.starts[lines + 1 :], self._columns[lines:]
        del self._widest[lines:]
        self._open()

    def _open(self) -> None:
        self._at = 0
        self.lines.append("")
        self._columns.append(0.0)
        self._widest.append(self._widest[-1] if self._widest else 0.0)

    def _grow(self, piece: str) -> None:
        self.lines[-1] += piece
        self._at, columns = self._count(piece, self._at)
        self._columns[-1] += columns
        self._widest[-1] = max(self._widest[-1], self._columns[-1])

    def _count(self, piece: str, at: int) -> tuple[int, float]:
        """Where a piece ends that begins `at` characters behind a line's start, for the tabs that
        follow, and its columns.
        """
        if "\t" in piece:
            before = at % TAB
            # To Python, a carriage return begins a line; here it is a character like others.
            piece = (" " * before + piece.replace("\r", " ")).expandtabs(TAB)[before:]
        at += len(piece)
        if piece.isascii():
            return at, len(piece)
        wide, joined = len(_WIDE.findall(piece)), len(_JOINED.findall(piece))
        return at, len(piece) - joined + wide * (self._wide - 1)


def _same(old: str, new: str) -> int:
    """How many characters are the same from the start."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _cut_at(text: str, place: int) -> int:
    """The first place from `place` on that parts no character from what is joined to it."""
    if text.isascii():
        return min(place, len(text))
    last = min(len(text), place + _MOST_JOINED)
    while place < last and (_JOINED.match(text[place]) or text[place - 1] == "\u200d"):
        place += 1
    return min(place, len(text))
