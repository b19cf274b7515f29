"""For engines of the system, which read a picture in one call: their lines as a reading's events,
and the words of a line of which they tell only the box. Runs in the reading process.

The call cannot be stopped in its middle: a reading that is cancelled during it ends with the
process (see `link.Patience`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from askance.core.reading.order import reading_order
from askance.core.reading.values import (
    BoxesFound,
    CodesRead,
    Line,
    LineRead,
    Looking,
    Quad,
    ReadEvent,
    ReadRequest,
    Word,
)
from askance.core.screen import Region

if TYPE_CHECKING:
    from askance.reading.engine import Picture

Span = tuple[int, int]
"""From x to x, the end exclusive."""


def events(
    image: Picture, request: ReadRequest, recognise: Callable[[Picture], Sequence[Line]]
) -> Iterator[ReadEvent]:
    """What an engine's `read` yields. Blocks in `recognise` for as long as that takes."""
    if request.codes:
        from askance.reading.codes import read_codes

        yield CodesRead(read_codes(image))
    if not request.text:
        return
    yield Looking(0, 1)
    lines = _ordered(recognise(image), request.focus)
    yield Looking(1, 1)
    yield BoxesFound(0, tuple(line.box for line in lines))
    for index, line in enumerate(lines):
        yield LineRead(index, line)


def line_in(image: Picture, text: str, score: float, box: Region) -> Line:
    """A line of which only the box is known: its words stand between its widest gaps, or, where
    there are too few of them, where their number of characters puts them.
    """
    from askance.reading.hugging import own_runs
    from askance.reading.ink import ink_of

    pieces = text.split()
    box = box.within(Region(0, 0, image.shape[1], image.shape[0]))
    if not pieces:
        return Line("", 0.0, Quad.of(box))
    ink = ink_of(image, box, reach=0)
    runs = own_runs(ink, box)
    spans = _between_gaps(runs, len(pieces)) or _by_length(pieces, box)
    words = []
    for piece, (left, right) in zip(pieces, spans, strict=True):
        top, bottom = ink.rows(left, right) or (box.y, box.bottom)
        words.append(word_in(piece, score, Region.spanning(left, top, right, bottom)))
    return line_of(text, score, words)


def word_in(text: str, score: float, box: Region) -> Word:
    """A word whose characters are taken to be equally wide."""
    count = len(text)
    cuts = tuple(box.x + box.width * index // count for index in range(1, count))
    return Word(text, score, Quad.of(box), cuts)


def line_of(text: str, score: float, words: Sequence[Word]) -> Line:
    """A line around its words; there is at least one."""
    boxes = [word.box.bounds for word in words]
    hull = Region.spanning(
        min(box.x for box in boxes),
        min(box.y for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
    return Line(text, score, Quad.of(hull), tuple(words))


def _between_gaps(runs: Sequence[Span], count: int) -> list[Span]:
    """`count` spans of ink apart from each other by the widest gaps; none when there are fewer."""
    gaps = [(before[1], after[0]) for before, after in pairwise(runs)]
    if not runs or len(gaps) < count - 1:
        return []
    widest = sorted(sorted(gaps, key=lambda gap: gap[0] - gap[1])[: count - 1])
    starts = [runs[0][0], *(gap[1] for gap in widest)]
    ends = [*(gap[0] for gap in widest), runs[-1][1]]
    return list(zip(starts, ends, strict=True))


def _by_length(pieces: Sequence[str], box: Region) -> list[Span]:
    """Each word with the blank behind it takes its share; at least a pixel is the word's."""
    whole = sum(len(piece) + 1 for piece in pieces) - 1
    starts = [0, *accumulate(len(piece) + 1 for piece in pieces)]
    spans = []
    for piece, start in zip(pieces, starts, strict=False):
        left = box.x + box.width * start // whole
        spans.append((left, max(left + 1, box.x + box.width * (start + len(piece)) // whole)))
    return spans


def _ordered(lines: Sequence[Line], focus: tuple[int, int] | None) -> list[Line]:
    if focus is None:
        return [lines[index] for index in reading_order([line.box.bounds for line in lines])]
    from askance.reading.bands import nearness

    return sorted(lines, key=lambda line: nearness(line.box.bounds, focus))
