"""Boxes of text as whole numbers, and the rows they stand in. Pure, on any thread."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from askance.core.screen import Region


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A box in tenths of pixels, with its place in what was given. Sorts from the top down."""

    top: int
    left: int
    bottom: int
    right: int
    index: int

    @classmethod
    def of(cls, index: int, region: Region) -> Box:
        top, left = region.y * 10, region.x * 10
        return cls(top, left, region.bottom * 10, region.right * 10, index)

    @property
    def height(self) -> int:
        return max(1, self.bottom - self.top)

    @property
    def width(self) -> int:
        return max(1, self.right - self.left)

    def overlap(self, other: Box) -> int:
        """How much of their heights both share; negative is the distance between them."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)


Boxes = list[Box]


def middle(values: Iterable[int]) -> int:
    """The median (the lower one of two). Raises IndexError when there are no values."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2]


def rows_of(boxes: Sequence[Box]) -> list[Boxes]:
    """Boxes that stand beside each other, as rows from the top down, each from left to right.

    Boxes belong to one row when they share half of the lower one's height and do not stand one
    above the other.
    """
    rows: list[_Row] = []
    for box in sorted(boxes, key=lambda each: (each.top + each.bottom, each.left, each)):
        for row in reversed(rows[-3:]):
            if row.takes(box):
                break
        else:
            rows.append(_Row(box))
    return [row.boxes for row in rows]


class _Row:
    def __init__(self, box: Box) -> None:
        self.boxes = [box]
        self._core = box

    def takes(self, box: Box) -> bool:
        """Adds the box if it stands in this row."""
        core = self._core
        if 2 * core.overlap(box) < min(core.height, box.height):
            return False
        place = bisect(self.boxes, box.left, key=lambda each: each.left)
        for other in self.boxes[max(0, place - 1) : place + 1]:
            shared = min(other.right, box.right) - max(other.left, box.left)
            if 2 * shared > min(other.width, box.width):
                return False
        self.boxes.insert(place, box)
        if box.height > core.height and 2 * core.height > box.height:
            self._core = box
        return True
