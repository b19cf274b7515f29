"""What every painted leaf of a reply can do. GUI thread.

A box is no widget: a page of a hundred paragraphs is a hundred widgets' worth of events, polishing
and layout, and of all of them one screenful is ever seen. The canvas that owns the boxes makes one
when its leaf comes near the sight and drops it when it is far away, so a box holds nothing that its
leaf does not say.

All measures are logical pixels in the box's own coordinates, the upper left corner being (0, 0).
All positions are offsets into `text`, in UTF-16 code units, as Qt counts them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from askance.ui.conversation.doubt import Mark, Marks
from askance.ui.conversation.flow import Leaf


class Tint(Enum):
    """Why a part of the text is shaded."""

    SELECTED = "selected"
    HIT = "hit"
    """Found by the search bar."""
    CURRENT_HIT = "current hit"
    ADDED = "added"
    """Words that the answer beside it has not."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A shaded part of a box's text, `[start, end)`."""

    start: int
    end: int
    tint: Tint = Tint.SELECTED


class Box(ABC):
    """One leaf, laid out for a width and painted."""

    @property
    @abstractmethod
    def text(self) -> str:
        """What the caret walks through; `leaf_text.text_of(leaf)` is the same, without a box."""

    @abstractmethod
    def write(self, leaf: Leaf, *, complete: bool) -> None:
        """Shows another state of the leaf, of the same kind as the first one. What is the same from
        the start is not laid out again: a leaf that grows costs what has come. `complete` says
        that it is final.
        """

    @abstractmethod
    def lay_out(self, width: int) -> int:
        """The height at `width`; costs only what changed."""

    @abstractmethod
    def paint(self, painter: QPainter, dirty: QRectF, shades: Sequence[Shade]) -> None:
        """Draws what lies in `dirty`. The painter's origin is the box's corner; the painter is left
        as it was found.
        """

    @abstractmethod
    def position_at(self, point: QPointF) -> int:
        """The position nearest to a point, which may lie outside."""

    @abstractmethod
    def caret(self, position: int) -> QRectF:
        """Where a caret at `position` stands: a line's height, some pixels wide."""

    @abstractmethod
    def rects(self, start: int, end: int) -> list[QRectF]:
        """The parts of `[start, end)`, one a line."""

    @abstractmethod
    def copied(self, start: int, end: int) -> str:
        """`[start, end)` as plain text for the clipboard; a formula as its source, table cells
        between tabs.
        """

    @abstractmethod
    def restyle(self) -> None:
        """Takes the theme's colours and sizes anew; `lay_out` follows."""

    @property
    @abstractmethod
    def end(self) -> QPointF:
        """Right of the last character, at the middle of its line: where the writing mark stands."""

    def link_at(self, _point: QPointF) -> str:
        """The address under a point, or empty."""
        return ""

    @property
    def marks(self) -> list[Mark]:
        """The doubtful words in reading order; their `start` counts in `text`."""
        return []

    def set_marks(self, marks: Marks) -> None:  # noqa: B027 -- some boxes have no words
        """The doubtful words by their spots (see `doubt.Spot`)."""

    def mark_at(self, _point: QPointF) -> Mark | None:
        """The doubtful word under a point."""
        return None

    @property
    def overflow(self) -> int:
        """How many pixels the content is wider than the box: what can be scrolled sideways."""
        return 0

    def scroll_sideways(self, _by: int) -> bool:
        """Moves the content; whether anything moved."""
        return False

    def reveal(self, _start: int, _end: int) -> bool:
        """Scrolls sideways until `[start, end)` is seen; whether anything moved."""
        return False

    def set_sight(self, _top: int, _bottom: int) -> bool:
        """What lies between these pixels will be seen: its height, so far reckoned where laying it
        out costs too much, becomes exact. Whether anything moved by it; `lay_out` with the same
        width then says the height, at once.
        """
        return False

    @property
    def written_from(self) -> int:
        """From where on something looks different since the last `write` and the `lay_out` behind
        it.
        """
        return 0

    @property
    def moved_from(self) -> int:
        """From where on something moved when `set_sight` last said so."""
        return 0

    def grab(self, _point: QPointF) -> bool:
        """A press at a point; whether it took hold of the bar that scrolls sideways."""
        return False

    def drag(self, _point: QPointF) -> bool:
        """The pointer that took the bar moved; whether the content did."""
        return False
