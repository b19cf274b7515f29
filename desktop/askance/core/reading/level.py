"""Whether two neighbouring strips of boxes are the same rows going on (a table, labels and their
fields), or columns that are read one after the other. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from askance.core.reading.boxes import Box, Boxes, middle, rows_of

_PROSE_ROWS = 3
_LEAST_HEIGHT = 120  # tenths of pixels: a pixel or two is no distance


def stand_level(left: Boxes, right: Boxes) -> bool:
    """Whether two neighbouring strips are parts of the same rows, not columns of their own."""
    ours, theirs = rows_of(left), rows_of(right)
    if _is_prose(left, ours) and _is_prose(right, theirs):
        return False
    return _level([row[-1] for row in ours], [row[0] for row in theirs]) or _level_cells(
        _cells(ours), _cells(theirs)
    )


def _level(ours: Boxes, theirs: Boxes) -> bool:
    """Nearly each of the fewer boxes has a partner beside it, and either most of the others have
    one too, or edges meet so well that it is no accident.
    """
    pairs = list(_partners(ours, theirs))
    fewer, more = sorted((len(ours), len(theirs)))
    if 10 * len(pairs) < 7 * fewer:
        return False
    # In a row nothing stands half beside something else.
    beside = max(len(pairs), sum(1 for _ in _beside(ours, theirs)))
    exact = 9 if 2 * len(pairs) < more else 8
    return 10 * sum(map(_meet, pairs)) >= exact * beside


def _beside(ours: Boxes, theirs: Boxes) -> Iterator[Box]:
    """Those of `ours` that share a part of their height with one of `theirs`."""
    place = 0
    for box in ours:
        inset = box.height // 6
        while place < len(theirs) and theirs[place].bottom <= box.top + inset:
            place += 1
        if place < len(theirs) and theirs[place].top < box.bottom - inset:
            yield box


def _partners(ours: Boxes, theirs: Boxes) -> Iterator[tuple[Box, Box]]:
    """Boxes that share most of their heights; both lists go from the top down."""
    place = 0
    for box in ours:
        while place < len(theirs) and theirs[place].bottom <= box.top:
            place += 1
        for other in theirs[place : place + 2]:
            if 10 * box.overlap(other) >= 6 * min(box.height, other.height):
                yield box, other
                place += 1
                break


def _meet(pair: tuple[Box, Box]) -> bool:
    """Letters reach up or down, hardly ever both: of two boxes on one line, edges meet, or else
    their middles do.
    """
    one, other = pair
    near = max(one.height, other.height, _LEAST_HEIGHT)
    top, bottom = one.top - other.top, one.bottom - other.bottom
    return 8 * min(abs(top), abs(bottom)) <= near or 5 * abs(top + bottom) <= near


def _is_prose(strip: Boxes, rows: list[Boxes]) -> bool:
    """Close lines that fill their column: running text, read to its end."""
    if len(rows) < _PROSE_ROWS or 4 * len(rows) < 3 * len(strip):
        return False
    height, width = middle(box.height for box in strip), middle(box.width for box in strip)
    full = max(box.right for box in strip) - min(box.left for box in strip)
    pitch = middle(below[0].top - above[0].top for above, below in pairwise(rows))
    return width >= 10 * height and 10 * width >= 6 * full and 10 * pitch <= 24 * height


def _cells(rows: list[Boxes]) -> Boxes:
    """Rows close to each other as one box: the lines of one cell, where some cells have several."""
    boxes = [row[0] for row in rows]
    gaps = [below.top - above.bottom for above, below in pairwise(boxes)]
    if not gaps or max(gaps) < 2 * max(min(gaps), 1):
        return boxes
    wide = (min(gaps) + max(gaps)) // 2
    cells = boxes[:1]
    for gap, box in zip(gaps, boxes[1:], strict=True):
        if gap < wide:
            cells[-1] = replace(cells[-1], bottom=box.bottom)
        else:
            cells.append(box)
    return cells


def _level_cells(ours: Boxes, theirs: Boxes) -> bool:
    pairs = list(_partners(ours, theirs))
    many = max(len(ours), len(theirs))
    if many < _PROSE_ROWS or 10 * len(pairs) < 8 * many:
        return False
    return 10 * sum(map(_meet, pairs)) >= 8 * len(pairs)
