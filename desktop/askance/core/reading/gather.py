"""A reading's events gathered into what was found. Pure."""

from __future__ import annotations

from askance.core.reading.order import reading_order
from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Quad,
    ReadEvent,
    Reading,
    ReadStarted,
)


class Gather:
    """Fed with the events of one reading as they come; says at any time what is known. `focused`:
    the boxes come by nearness to a point, so their own order says nothing.
    """

    def __init__(self, *, focused: bool = False) -> None:
        self._focused = focused
        self._size = 0, 0
        self._boxes: list[Quad] = []
        self._lines: dict[int, Line] = {}
        self._codes: tuple[Code, ...] = ()
        self._parts = 0

    def feed(self, event: ReadEvent) -> None:
        match event:
            case ReadStarted(width=width, height=height):
                self._size = width, height
            case BoxesFound(boxes=boxes):
                self._boxes.extend(boxes)
                self._parts += 1
            case LineRead(index=index, line=line):
                self._lines[index] = line
            case CodesRead(codes=codes):
                self._codes = codes

    def reading(self) -> Reading:
        """What was read up to now, in reading order; lines without text are left out."""
        boxes = [box.bounds for box in self._boxes]
        order = reading_order(boxes) if self._focused or self._parts > 1 else range(len(boxes))
        lines = (self._lines.get(index) for index in order)
        kept = tuple(line for line in lines if line is not None and line.text.strip())
        width, height = self._size
        return Reading(width, height, kept, self._codes)
