"""Places in the text of a conversation, and what is selected between two of them. Pure.

A place is a number of a message, of a body in it, of a leaf in that, and an offset into the leaf's
text in UTF-16 code units. Places are ordered as one reads. They say nothing about widgets: most of
what can be selected has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

END = 1 << 40
"""In the place of a number: behind all there is, also behind what is still to come."""


class Position(NamedTuple):
    """A place between two characters."""

    message: int
    body: int = 0
    leaf: int = 0
    offset: int = 0


def start_of(message: int) -> Position:
    """Before all text of a message."""
    return Position(message)


def end_of(message: int) -> Position:
    """Behind all text of a message."""
    return Position(message, END, END, END)


@dataclass(frozen=True, slots=True)
class Selection:
    """From where it began to where it was drawn; either may come first."""

    anchor: Position
    caret: Position

    @property
    def first(self) -> Position:
        """The upper end."""
        return min(self.anchor, self.caret)

    @property
    def last(self) -> Position:
        """The lower end."""
        return max(self.anchor, self.caret)

    @property
    def empty(self) -> bool:
        """Whether nothing is between the ends."""
        return self.anchor == self.caret

    def touches(self, message: int) -> bool:
        """Whether something of a message can be selected."""
        return not self.empty and self.first.message <= message <= self.last.message

    def holds(self, message: int, last: Position) -> bool:
        """Whether all of a message is selected whose text ends at `last`."""
        return not self.empty and self.first <= start_of(message) and self.last >= last

    def part(self, message: int, body: int, leaf: int, length: int) -> tuple[int, int] | None:
        """The selected part of a leaf whose text has `length` code units; None when nothing is. A
        leaf without text counts as selected when both ends lie outside of it.
        """
        here = (message, body, leaf)
        first, last = self.first, self.last
        if self.empty or here < first[:3] or here > last[:3]:
            return None
        start = min(first.offset, length) if here == first[:3] else 0
        end = min(last.offset, length) if here == last[:3] else length
        return (start, end) if start < end or (not length and first[:3] < here) else None


def without(selection: Selection, message: int) -> Selection | None:
    """The same after a message was taken away; None when it was part of it."""
    if selection.first.message <= message <= selection.last.message:
        return None

    def moved(place: Position) -> Position:
        return place._replace(message=place.message - (place.message > message))

    return Selection(moved(selection.anchor), moved(selection.caret))
