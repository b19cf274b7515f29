"""From the detector's loose box to boxes that hug the ink of a line, or of the cells of a row.

Runs in the reading process.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from askance.core.screen import Region
from askance.reading.ink import Ink, ink_of, rows_with_ink

Run = tuple[int, int]

_LOOSE = 1.3
"""A detector's box is about this many times as high as the font's size."""
_APART = 1.6
"""A gap wider than this many font sizes is one between columns."""


def hug(picture: NDArray[np.uint8], box: Region) -> list[Region]:
    """The boxes of the ink in a detector's box, and of small marks just beside it, cut apart at
    wide gaps. None where there is no ink.
    """
    ink = ink_of(picture, box, reach=round(0.3 * box.height))
    around = ink_of(picture, box, reach=round(1.6 * box.height))
    runs = _with_marks(own_runs(ink, box), around, box.height)
    hugging = []
    for group in _grouped(runs, _APART * box.height / _LOOSE):
        left, right = group[0][0], group[-1][1]
        rows = ink.rows(left, right) or around.rows(left, right)
        if rows is not None:
            hugging.append(Region.spanning(left, rows[0], right, rows[1]))
    return hugging


def rows_of(picture: NDArray[np.uint8], box: Region) -> list[Region]:
    """A tall box cut into its rows, if there are several: the detector takes numbers that stand one
    below the other for one vertical line.
    """
    if box.height < 1.2 * box.width or box.height < 20:
        return [box]
    rows = rows_with_ink(picture, box, max(8, round(0.7 * box.width)))
    if len(rows) < 2:
        return [box]
    usual = float(np.median([end - start for start, end in rows]))
    gaps = [after[0] - before[1] for before, after in pairwise(rows)]
    if min(gaps) < 0.35 * usual:
        return [box]
    middles = [(a[1] + b[0]) // 2 for a, b in pairwise(rows)]
    edges = [box.y, *middles, box.bottom]
    return [Region.spanning(box.x, top, box.right, bottom) for top, bottom in pairwise(edges)]


def _with_marks(runs: list[Run], around: Ink, height: int) -> list[Run]:
    """The runs of a line with those beside it that were cut off or are small marks at a small
    distance: a bullet, a full stop, a dash, a bracket.
    """
    if not runs:
        return []
    before = [run for run in around.runs() if run[1] <= runs[0][0]]
    after = [run for run in around.runs() if run[0] >= runs[-1][1]]
    while before and _belongs(around, before[-1], runs[0][0], height):
        runs = [before.pop(), *runs]
    while after and _belongs(around, after[0], runs[-1][1], height):
        runs = [*runs, after.pop(0)]
    return runs


def own_runs(ink: Ink, box: Region) -> list[Run]:
    """The runs of ink that reach into the box."""
    return [run for run in ink.runs() if run[0] < box.right and run[1] > box.x]


def _belongs(ink: Ink, run: Run, edge: int, height: int) -> bool:
    """Whether a run beside the line, whose nearest ink is at `edge`, is part of it."""
    rows = ink.rows(*run)
    if rows is None or run[0] <= ink.region.x or run[1] >= ink.region.right:
        return False
    gap = max(run[0] - edge, edge - run[1])
    tall, wide = rows[1] - rows[0], run[1] - run[0]
    if gap <= 0.12 * height:
        return wide <= 1.2 * height and tall <= height
    low = tall <= 0.4 * height and wide <= 0.7 * height
    thin = tall <= 0.8 * height and wide <= 0.25 * height
    return gap <= 0.75 * height and (low or thin)


def _grouped(runs: Sequence[Run], apart: float) -> list[list[Run]]:
    groups: list[list[Run]] = []
    for run in runs:
        if groups and run[0] - groups[-1][-1][1] <= apart:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups
