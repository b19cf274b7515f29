"""From the characters of a line to its words, with boxes that hug the ink. Pure but for the ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from askance.core.reading.values import Line, Quad, Word
from askance.core.screen import Region
from askance.reading.glyphs import Glyph, Measured, Run, measured
from askance.reading.ink import Ink
from askance.reading.shapes import mended
from askance.reading.spacing import Pitches, with_blanks


def compose(glyphs: Sequence[Glyph], ink: Ink, runs: Sequence[Run], pitches: Pitches) -> Line:
    """The line of these characters, of which there is at least one; `runs` are its columns with
    ink.
    """
    raw = measured(glyphs, runs, ink.rows)
    read = _read_runs(raw, runs)
    if len(read) < len(runs):
        runs, raw = read, measured(glyphs, read, ink.rows)
    pitch = pitches.of(raw)
    line = with_blanks(mended(raw, pitch), pitch)
    words = _words(line, ink, runs)
    return Line(
        " ".join(word.text for word in words),
        sum(each.score for each in glyphs) / len(glyphs),
        Quad.of(_around([word.box.bounds for word in words])),
        tuple(words),
    )


def _read_runs(line: Measured, runs: Sequence[Run]) -> Sequence[Run]:
    """Without what stands before the first and after the last character that was read: an icon."""
    first, last = line.glyphs[0].x, line.glyphs[-1].x
    near, apart = 0.8 * line.em, 0.3 * line.em
    start, end = 0, len(runs)
    while start + 1 < end and runs[start][1] < first - near:
        if not any(b[0] - a[1] > apart for a, b in _pairs(runs[start:end]) if b[1] < first + near):
            break
        start += 1
    while end - 1 > start and runs[end - 1][0] > last + near:
        end -= 1
    return runs[start:end]


def _pairs(runs: Sequence[Run]) -> list[tuple[Run, Run]]:
    return list(pairwise(runs))


def _words(line: Measured, ink: Ink, runs: Sequence[Run]) -> list[Word]:
    glyphs = line.glyphs
    starts = [0, *(at for at, each in enumerate(glyphs) if at and each.blank), len(glyphs)]
    edges = [_edge(ink, line, at) for at in range(1, len(glyphs))]
    words = []
    for start, end in pairwise(starts):
        left = edges[start - 1][1] if start else runs[0][0]
        right = edges[end - 1][0] if end < len(glyphs) else runs[-1][1]
        part = glyphs[start:end]
        top, bottom = ink.rows(left, right) or (ink.region.y, ink.region.bottom)
        words.append(
            Word(
                "".join(each.text for each in part),
                sum(each.score for each in part) / len(part),
                Quad.of(Region.spanning(left, top, max(right, left + 1), bottom)),
                tuple(round(sum(edges[at - 1]) / 2) for at in range(start + 1, end)),
            )
        )
    return words


def _edge(ink: Ink, line: Measured, at: int) -> Run:
    """Where the character before `at` ends and where `at` begins; where no gap parts them, between
    them in the column with the least ink.
    """
    gap = line.gaps[at - 1]
    if gap is not None:
        return gap
    before, after = line.glyphs[at - 1].x, line.glyphs[at].x
    third = (after - before) / 3
    columns = range(round(before + third), round(after - third) + 1)
    inside = [x for x in columns if ink.region.x <= x < ink.region.right]
    x = min(inside, key=ink.density) if inside else round((before + after) / 2)
    return x, x


def _around(boxes: Sequence[Region]) -> Region:
    return Region.spanning(
        min(box.x for box in boxes),
        min(box.y for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
