"""A line taken apart into what can be selected of it. Pure, any thread.

A unit is a word; in scripts that do without blanks (Han, kana, Thai, Lao, Burmese, Khmer) it is one
character. A word in which both meet, such as a product's name inside a Chinese sentence, becomes
several units.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from unicodedata import category

from askance.core.reading.values import Line, Quad, Word
from askance.core.screen import Region

_WITHOUT_BLANKS = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x312F),
    (0x31A0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x20000, 0x323AF),
)
"""Code points (first, last); full-width forms and their punctuation among them."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`text[start:end]` of the line, between two x. Units of one `run` are one word together."""

    start: int
    end: int
    left: int
    right: int
    run: int


def units_of(line: Line) -> tuple[Unit, ...]:
    """The units of a line in the order of its text; none when it holds no text."""
    units: list[Unit] = []
    at = run = 0
    for word in line.words or _guessed(line):
        start = line.text.find(word.text, at)
        if start < 0 or not word.text:
            continue
        at = start + len(word.text)
        units.extend(_split(word, start, run))
        run = units[-1].run + 1
    return tuple(units)


def without_blanks(character: str) -> bool:
    """Whether a character belongs to a script that is written without blanks."""
    code = ord(character)
    return any(first <= code <= last for first, last in _WITHOUT_BLANKS)


def _split(word: Word, start: int, run: int) -> list[Unit]:
    box = word.box.bounds
    if not any(map(without_blanks, word.text)):
        return [Unit(start, start + len(word.text), box.x, box.right, run)]
    edges = _edges(word, box)
    units: list[Unit] = []
    at = 0
    for kind, characters in groupby(word.text, _kind):
        length = len(list(characters))
        step = 1 if kind else length
        units.extend(
            Unit(start + n, start + n + step, edges[n], edges[n + step], run)
            for n in range(at, at + length, step)
        )
        at, run = at + length, run + 1
    return units


def _kind(character: str) -> int:
    """0 for words with blanks, 1 for letters and 2 for punctuation of those without."""
    if not without_blanks(character):
        return 0
    return 1 if category(character)[0] in "LMN" else 2


def _edges(word: Word, box: Region) -> list[int]:
    """The x before, between and behind the characters."""
    count = len(word.text)
    if len(word.cuts) == count - 1:
        return [box.x, *word.cuts, box.right]
    # Characters of these scripts are about twice as wide as others.
    widths = [2 if without_blanks(character) else 1 for character in word.text]
    whole, edges = sum(widths), [0]
    for width in widths:
        edges.append(edges[-1] + width)
    return [box.x + box.width * edge // whole for edge in edges]


def _guessed(line: Line) -> tuple[Word, ...]:
    """Words of a reader that tells only lines: their widths by their number of characters."""
    box, count, at = line.box.bounds, len(line.text), 0
    words: list[Word] = []
    for text in line.text.split():
        at = line.text.index(text, at)
        left, right = (box.x + box.width * n // count for n in (at, at + len(text)))
        place = Region(left, box.y, max(1, right - left), box.height)
        words.append(Word(text, line.score, Quad.of(place)))
        at += len(text)
    return tuple(words)
