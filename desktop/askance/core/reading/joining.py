"""Pieces of text put together again by where they stand on the picture. Pure, any thread."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from askance.core.screen import Region


def joined(pieces: Sequence[tuple[Region, str]]) -> str:
    """Pieces in reading order as one text: cells of a row joined by a tab or a blank, rows by a
    line break, two where an empty line or a column's end stands between them.
    """
    boxes = [box for box, _ in pieces]
    pitches = sorted(b.y - a.y for a, b in pairwise(boxes) if not beside(a, b) and b.y > a.y)
    pitch = pitches[len(pitches) // 2] if pitches else 0
    text: list[str] = []
    before: Region | None = None
    for box, words in pieces:
        if before is not None:
            text.append(_joint(before, box, pitch))
        before = box
        text.append(words)
    return "".join(text)


def beside(one: Region, other: Region) -> bool:
    """Whether two lines stand in one row."""
    shared = min(one.bottom, other.bottom) - max(one.y, other.y)
    return 2 * shared > min(one.height, other.height)


def _joint(before: Region, after: Region, pitch: int) -> str:
    height = max(before.height, after.height)
    if beside(before, after):
        return "\t" if after.x - before.right > 1.5 * height else " "
    if after.y < before.y - height:
        return "\n\n"
    apart = after.y - before.bottom > 0.8 * height and after.y - before.y > 1.6 * pitch
    return "\n\n" if apart else "\n"
