"""A line's text in parts, each with what is known of it: its words, where they are, how sure.

Pure. Pixels of the picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from askance.core.reading.values import Line
from askance.core.screen import Region

_RUN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Part:
    """Characters without blanks; `spaced` says whether a blank is before them."""

    text: str
    score: float
    box: Region
    spaced: bool = False

    @property
    def cells(self) -> int:
        """How many columns it takes in a terminal."""
        return cells(self.text)


def cells(text: str) -> int:
    """How many columns a text takes in a terminal: East Asian characters take two."""
    return sum(2 if is_wide(character) else 1 for character in text)


def is_wide(character: str) -> bool:
    """Whether it takes two columns."""
    return unicodedata.east_asian_width(character) in "WF"


def parts_of(line: Line) -> list[Part]:
    """All characters of the line, blanks aside; every part is a word or stands between words."""
    parts: list[Part] = []
    end = 0
    for word in line.words:
        start = line.text.find(word.text, end)
        if start < 0:
            continue
        parts.extend(_between(line, end, start))
        spaced = start > 0 and line.text[start - 1].isspace()
        bits = word.text.split()
        parts.extend(
            Part(bit, word.score, word.box.bounds, spaced or bool(place))
            for place, bit in enumerate(bits)
        )
        end = start + len(word.text)
    parts.extend(_between(line, end, len(line.text)))
    return parts


def _between(line: Line, start: int, end: int) -> Iterator[Part]:
    """What no word stands for, placed as if all characters were as wide."""
    box, text = line.box.bounds, line.text
    total = max(1, cells(text))
    for match in _RUN.finditer(text, start, end):
        left = box.x + cells(text[: match.start()]) * box.width // total
        width = max(1, cells(match[0]) * box.width // total)
        spaced = match.start() > 0 and text[match.start() - 1].isspace()
        yield Part(match[0], line.score, Region(left, box.y, width, box.height), spaced)


def row_parts(lines: Sequence[Line]) -> list[Part]:
    """The parts of lines beside each other, as one line with blanks between them."""
    parts: list[Part] = []
    for line in lines:
        for place, part in enumerate(parts_of(line)):
            parts.append(part if place else replace(part, spaced=bool(parts)))
    return parts


def joined(parts: Sequence[Part]) -> str:
    """The text, with single blanks."""
    return "".join(f" {part.text}" if part.spaced else part.text for part in parts).lstrip()


def glue_of(before: Part, after: Part) -> str:
    """A blank, but for what was parted inside a word: Chinese, or behind a hyphen."""
    last, first = before.text[-1], after.text[0]
    if is_wide(last) or is_wide(first):
        return "" if is_wide(last) and is_wide(first) else " "
    hyphen = last in "-‐" and len(before.text) > 1 and before.text[-2].isalpha()
    return "" if hyphen and first.isalpha() else " "
