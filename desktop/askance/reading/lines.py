"""Reads one line: from its box on the picture to words with exact boxes.

Runs in the reading process. The crop handed to the recogniser holds the line's ink with some air
around it and nothing else; a long line is cut into chunks where the gap is widest, because time and
memory grow faster than the width.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from askance.core.reading.values import Line, Quad
from askance.core.screen import Region
from askance.reading.composing import compose
from askance.reading.glyphs import Glyph, Run
from askance.reading.hugging import own_runs
from askance.reading.ink import Ink, ink_of
from askance.reading.segments import UPENDED, Segment
from askance.reading.slanted import Straightened
from askance.reading.spacing import Pitches

Picture = NDArray[np.uint8]

_AIR = 0.3
"""Around the ink, of its height: measured to be read best."""
_LONGEST = 14
"""A chunk is at most this many times as wide as high."""
_LEAST_SURE, _SHORT, _LEAST_SURE_SHORT = 0.6, 2, 0.75
"""What is read with less is no text but an icon or a texture, which mostly look like one character
or two."""


class Recogniser(Protocol):
    """Reads a picture of one line."""

    def recognise(self, crop: Picture) -> list[Glyph]:
        """The characters on a picture of one line; x in its pixels."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Columns that are read at once. `sharp` tells whether no character is cut at its end."""

    start: int
    end: int
    sharp: bool = True


class LineReader:
    """Reads lines off one picture."""

    def __init__(self, recogniser: Recogniser, picture: Picture) -> None:
        self._recogniser, self._picture = recogniser, picture
        self._pitches = Pitches()

    def read(self, segment: Segment) -> Generator[None, None, Line]:
        """Yields between two chunks; the line, with empty text when there is none."""
        box = segment.box
        if not segment.upright:
            return (yield from self._read_turned(segment))
        line = yield from self._read_upright(self._picture, box)
        if box.height > UPENDED * box.width and box.width >= 10:
            yield
            turned = yield from self._read_turned(segment)
            line = max(line, turned, key=lambda each: (each.score > 0.8, len(each.text)))
        return line

    def _read_turned(self, segment: Segment) -> Generator[None, None, Line]:
        straight = Straightened.of(self._picture, segment.quad)
        height, width = straight.crop.shape[:2]
        line = yield from self._read_upright(straight.crop, Region(0, 0, width, height))
        return straight.back(line) if line.text else replace(line, box=segment.quad)

    def _read_upright(self, picture: Picture, box: Region) -> Generator[None, None, Line]:
        ink = _ink(picture, box)
        runs = own_runs(ink, box)
        empty = Line("", 0.0, Quad.of(box))
        if not runs:
            return empty
        top, bottom, air = _rows(ink, runs, box)
        glyphs: list[Glyph] = []
        for number, chunk in enumerate(chunks(runs, _LONGEST * (bottom - top) - 2 * air)):
            if number:
                yield
            area = Region.spanning(chunk.start - air, top, chunk.end + air, bottom)
            _append(glyphs, self._glyphs(ink, area, chunk), chunk)
        if not _is_sure(glyphs):
            return empty
        return compose(glyphs, ink, runs, self._pitches)

    def _glyphs(self, ink: Ink, area: Region, chunk: Chunk) -> list[Glyph]:
        past = 0 if chunk.sharp else area.right - chunk.end
        crop = ink.crop(area, chunk.start, chunk.end + past)
        read = self._recogniser.recognise(crop)
        placed = [replace(glyph, x=glyph.x + area.x) for glyph in read]
        return [glyph for glyph in placed if chunk.sharp or glyph.x < chunk.end]


def chunks(runs: Sequence[Run], longest: int) -> list[Chunk]:
    """Ranges of columns at most `longest` wide, cut at the widest gap in the last half of each; or
    anywhere where there is none.
    """
    cut: list[Chunk] = []
    start, end = runs[0][0], runs[-1][1]
    while end - start > longest:
        gaps = [
            (after[0] - before[1], before[1], after[0])
            for before, after in pairwise(runs)
            if start + longest // 2 < before[1] <= start + longest
        ]
        _, stop, again = max(gaps, default=(0, start + longest, start + longest))
        cut.append(Chunk(start, stop, sharp=bool(gaps)))
        start = again
    return [*cut, Chunk(start, end)]


def _append(glyphs: list[Glyph], read: Sequence[Glyph], chunk: Chunk) -> None:
    """Adds a chunk's characters. Whether a blank is before the first, the recogniser could not see;
    and where a character was cut it may have been read on both sides.
    """
    for number, glyph in enumerate(read):
        if number or not glyphs:
            glyphs.append(glyph)
        elif not (glyph.text == glyphs[-1].text and glyph.x - glyphs[-1].x < 4):
            glyphs.append(replace(glyph, blank=None))


def _is_sure(glyphs: Sequence[Glyph]) -> bool:
    least = _LEAST_SURE_SHORT if len(glyphs) <= _SHORT else _LEAST_SURE
    return bool(glyphs) and sum(glyph.score for glyph in glyphs) >= least * len(glyphs)


def _ink(picture: Picture, box: Region) -> Ink:
    grown = max(2, round(0.15 * box.height))
    loose = Region.spanning(box.x, box.y - grown, box.right, box.bottom + grown)
    return ink_of(picture, loose, reach=round(0.4 * box.height))


def _rows(ink: Ink, runs: Sequence[Run], box: Region) -> tuple[int, int, int]:
    """From which row to which is read, and the air around; a line of dashes is not blown up."""
    top, bottom = ink.rows(runs[0][0], runs[-1][1]) or (box.y, box.bottom)
    middle = (top + bottom) / 2
    if bottom - top < 0.5 * box.height:
        middle = box.y + box.height / 2
    tall = max(bottom - top, round(0.5 * box.height))
    air = max(2, round(_AIR * tall))
    return round(middle - tall / 2) - air, round(middle + tall / 2) + air, air
