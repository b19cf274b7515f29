"""Pictures of text written as text: each character is a cell of 8 × 16 pixels, and each run of
words without two blanks in a row is a box, as a detector would find them. Boxes hug their ink, as
a reader's do: how high a word is depends on its letters.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from askance.core.reading.answers.writer import Writer
from askance.core.reading.values import BoxesFound, Line, LineRead, Piece, Quad, ReadEvent, Word
from askance.core.screen import Region

CELL_WIDTH = 8
CELL_HEIGHT = 16
_NARROW = frozenset("iljtfrI.,:;'|!()[] ")
_BROAD = frozenset("mwMWABCDGHNOQRUVX@%")


def layout(
    drawing: str,
    *,
    gap: int = 2,
    sans: bool = False,
    score: float = 0.99,
    at: tuple[int, int] = (0, 0),
) -> list[Line]:
    """The drawing's lines from the top down, left to right; `gap` blanks part two boxes. With
    `sans` letters differ in width, though each box still begins at its cell.
    """
    run = re.compile(rf"\S+(?: {{1,{gap - 1}}}\S+)*") if gap > 1 else re.compile(r"\S+")
    rows = textwrap.dedent(drawing).strip("\n").split("\n")
    return [
        line_at(
            match[0],
            at[0] + match.start() * CELL_WIDTH,
            at[1] + row * CELL_HEIGHT,
            sans=sans,
            score=score,
        )
        for row, text in enumerate(rows)
        for match in run.finditer(text)
    ]


def line_at(
    text: str, x: int, y: int, *, size: int = 12, sans: bool = False, score: float = 0.99
) -> Line:
    """One line in a cell whose top left is x, y, in letters of `size` pixels."""
    words = []
    for match in re.finditer(r"\S+", text):
        left = x + _width(text[: match.start()], size, sans=sans)
        box = Region(left, y, _width(match[0], size, sans=sans), 4 * size // 3)
        words.append(Word(match[0], score, Quad.of(_inked(match[0], box, size))))
    inks = [word.box.bounds for word in words]
    top, bottom = min(ink.y for ink in inks), max(ink.bottom for ink in inks)
    whole = Region.spanning(inks[0].x, top, inks[-1].right, bottom)
    return Line(text, score, Quad.of(whole), tuple(words))


def _width(text: str, size: int, *, sans: bool) -> int:
    cell = size * CELL_WIDTH / 12
    wide: list[float] = [2 if ord(each) > 0x2E7F else 1 for each in text]
    if sans:
        wide = [0.55 if each in _NARROW else 1.5 if each in _BROAD else 1 for each in text]
    return round(sum(wide) * cell)


def _inked(text: str, box: Region, size: int) -> Region:
    """From the letters' top to their foot; a pixel is left free on both sides of a word."""
    low = set("acemnorsuvwxz.,-_=~")
    top = box.y + (size // 3 if set(text) <= low else size // 8)
    foot = box.y + size + (size // 4 if set(text) & set("gjpqy()[]{}|,;$@Q") else 0)
    left = box.x + (box.width > 4)
    return Region.spanning(left, top, max(left + 1, box.right - (box.width > 4)), foot)


def events(lines: Iterable[Line]) -> list[ReadEvent]:
    """A reading of these lines, in this order."""
    found = list(lines)
    return [
        BoxesFound(0, tuple(line.box for line in found)),
        *(LineRead(index, line) for index, line in enumerate(found)),
    ]


def written(writer: Writer, said: Iterable[ReadEvent]) -> str:
    """What the writer makes of these events."""
    return "".join(piece.text for piece in pieces(writer, said))


def pieces(writer: Writer, said: Iterable[ReadEvent]) -> list[Piece]:
    """What the writer makes of these events, piece by piece."""
    return [piece for event in said for piece in writer.feed(event)] + list(writer.end())
