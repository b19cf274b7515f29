"""The leaves of one body one under another: their heights, and boxes for those near the sight.

No widget: the canvas paints it. A leaf far away is a number in a `Stack`, reckoned; one near the
sight has a box, which is laid out and whose height is then right. What is laid out never moves what
stands above it. GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect

from askance.ui.conversation.body import Change
from askance.ui.conversation.boxes.box import Box
from askance.ui.conversation.boxes.estimate import estimate, measures_of
from askance.ui.conversation.boxes.factory import BoxMaker, same_kind
from askance.ui.conversation.doubt import Marks
from askance.ui.conversation.flow import CodeLeaf, Leaf, TextLeaf, room_between
from askance.ui.conversation.stack import Stack

BAR = 3
"""A quote's bar is so many logical pixels wide."""

_FAR = 2
"""Heights of the sight beyond which a box is dropped."""


class Pile:
    """`changed` is called with the number of a leaf that changed its height or its look by itself,
    `moved` with a height from which on everything has moved by being laid out.
    """

    def __init__(
        self,
        maker: BoxMaker,
        *,
        changed: Callable[[int], None],
        moved: Callable[[int], None],
    ) -> None:
        self._maker, self._changed, self._moved = maker, changed, moved
        self._measures = measures_of(maker.theme, maker.size)
        self.leaves: list[Leaf] = []
        self.boxes: dict[int, Box] = {}
        self._stack = Stack()
        self._laid: set[int] = set()
        self._complete = 0
        self._marks: dict[int, Marks] = {}
        self._width = 0
        self._sight = (0, 0)
        self.growing = False
        """Whether more comes: then the last box is kept wherever it is."""

    @property
    def width(self) -> int:
        """Logical pixels."""
        return self._width

    @property
    def height(self) -> int:
        """Of all leaves, in logical pixels."""
        return self._stack.total

    @property
    def complete(self) -> int:
        """How many leaves from the first on are final."""
        return self._complete

    @property
    def sight(self) -> tuple[int, int]:
        """What was last said to be in sight."""
        return self._sight

    def left(self, number: int) -> int:
        """Where a leaf's box begins."""
        return round(self.leaves[number].place.indent * self._measures.em)

    def bars(self, number: int) -> list[int]:
        """Where the bars of the quotes around a leaf begin."""
        place, em = self.leaves[number].place, self._measures.em
        left = [round(bar * em) for bar in place.bars]
        return left + [self._width - round(bar * em) - BAR for bar in place.right_bars]

    def top(self, number: int) -> int:
        """Where a leaf begins; that of the number behind the last is the end of all."""
        return self._stack.top(number) if number < len(self.leaves) else self._stack.total

    def rect(self, number: int) -> QRect:
        """The place of a leaf's box."""
        left = self.left(number)
        return QRect(left, self._stack.top(number), self._room(number), self._stack.height(number))

    def at(self, y: float) -> int:
        """The leaf at a height, the nearest where there is none; -1 when there is no leaf."""
        return self._stack.at(round(y))

    def within(self, top: int, bottom: int) -> range:
        """The leaves of which something lies in `[top, bottom)`."""
        return self._stack.within(top, bottom)

    def set_width(self, width: int) -> None:
        """Another width: all heights are reckoned anew, and those in sight are right again after
        `set_sight`.
        """
        if width == self._width:
            return
        self._width = width
        self._reckon()

    def restyle(self) -> None:
        """Other colours and sizes: the boxes are made anew when they are needed."""
        self._measures = measures_of(self._maker.theme, self._maker.size)
        self.boxes.clear()
        self._reckon()

    def clear(self) -> object:
        """No leaves: they are another message's. What there was, for who has time to let it go."""
        gone = self.leaves, self.boxes
        self.leaves, self.boxes = [], {}
        self._laid.clear()
        self._stack.clear()
        self._marks, self._complete, self._sight, self.growing = {}, 0, (0, 0), False
        return gone

    def splice(self, change: Change, marks: dict[int, Marks]) -> int:
        """Takes a change in; returns from where on the pile is to be painted again."""
        self._marks = marks
        first, fresh = change.first, change.fresh
        old, dirty = self.leaves[first:], self._dirty_from(first, fresh)
        self.leaves[first:] = fresh
        self._settle(change, old)
        for number in [each for each in self._laid if each >= first]:
            self._laid.discard(number)
        self._stack.splice(
            first,
            len(self._stack),
            self._heights(first, self.boxes),
            self._gaps(first, len(self.leaves)),
        )
        for number in sorted(each for each in self.boxes if each >= first):
            box = self.lay(number)
            if number == first:
                dirty = max(dirty, self.top(first) + box.written_from)
        for number in change.marked:
            self._mark(number)
            dirty = min(dirty, self.top(number))
        return dirty

    def laid(self, number: int) -> Box | None:
        """A leaf's box, if it has one that is laid out for the present width."""
        return self.boxes.get(number) if number in self._laid else None

    def lay(self, number: int) -> Box:
        """A leaf's box, laid out."""
        box = self.boxes.get(number)
        if box is None:
            box = self.boxes[number] = self._make(number)
        if number not in self._laid and self._width:
            self._laid.add(number)
            self._stack.set(number, box.lay_out(self._room(number)))
            self._see(number, box)
        return box

    def lay_again(self, number: int) -> bool:
        """Lays out a box that changed by itself; whether its height changed."""
        before = self._stack.height(number)
        self._laid.discard(number)
        self.lay(number)
        return self._stack.height(number) != before

    def set_sight(self, top: int, bottom: int, enough: Callable[[], bool] | None = None) -> int:
        """Lays out what is inside, until it is `enough`, and drops boxes far away. Nothing above
        `top` is changed. Up to where all is laid out.
        """
        self._sight = (top, bottom)
        reach = self._fill(enough)
        far = _FAR * max(1, bottom - top)
        near = range(0)
        if self.leaves:
            near = self._stack.within(top - far, bottom + far)
        last = len(self.leaves) - 1 if self.growing else -1
        for number in [each for each in self.boxes if each not in near and each != last]:
            del self.boxes[number]
            self._laid.discard(number)
        return reach

    def corner(self, number: int) -> QPointF:
        """A box's upper left corner."""
        return QPointF(self.left(number), self._stack.top(number))

    def boxed(self) -> Iterator[tuple[int, Box]]:
        """The boxes there are, from top to bottom."""
        for number in sorted(self.boxes):
            yield number, self.boxes[number]

    def _fill(self, enough: Callable[[], bool] | None) -> int:
        top, bottom = self._sight
        if not self.leaves or bottom <= top or not self._width or top >= self._stack.total:
            return bottom  # below all there is: what is looked at was not read yet
        number = max(0, self._stack.at(top))
        moved: int | None = None
        while number < len(self.leaves) and self._stack.top(number) < bottom:
            before, known = self._stack.height(number), number in self._laid
            box = self.lay(number)
            here = 0 if not known and self._stack.height(number) != before else None
            if known and self._see(number, box):
                here = box.moved_from
            if moved is None and here is not None:
                moved = self._stack.top(number) + here
            number += 1
            if not known and enough is not None and number < len(self.leaves) and enough():
                bottom = min(bottom, self._stack.top(number))
        if moved is not None:
            self._moved(moved)
        return bottom

    def _see(self, number: int, box: Box) -> bool:
        """Makes exact what of a box is in sight; whether anything moved."""
        begins = self._stack.top(number)
        top, bottom = self._sight[0] - begins, self._sight[1] - begins
        if bottom <= 0 or top >= self._stack.height(number) or not box.set_sight(top, bottom):
            return False
        self._stack.set(number, box.lay_out(self._room(number)))
        return True

    def _settle(self, change: Change, old: Sequence[Leaf]) -> None:
        """Boxes from the first change on: go on with what their leaf is now, or go."""
        first, count = change.first, len(self.leaves)
        for number in [each for each in self.boxes if each >= first]:
            was = old[number - first]
            if number < count and same_kind(was, self.leaves[number]):
                box = self.boxes[number]
                box.write(self.leaves[number], complete=number < change.complete)
                box.set_marks({})
            else:
                del self.boxes[number]
        for number in range(min(self._complete, first), min(change.complete, first)):
            if number in self.boxes and isinstance(self.leaves[number], CodeLeaf):
                self.boxes[number].write(self.leaves[number], complete=True)
        self._complete = change.complete

    def _dirty_from(self, first: int, fresh: Sequence[Leaf]) -> int:
        """Where the first visible difference is: at the last line of a box that only grows."""
        if first >= len(self.leaves):
            return self.top(len(self.leaves))
        box = self.laid(first)
        if box is not None and fresh and _grows(self.leaves[first], fresh[0]):
            return int(self.top(first) + box.end.y() - 1.5 * self._measures.line)
        return self.top(first)

    def _make(self, number: int) -> Box:
        leaf = self.leaves[number]
        box = self._maker.make(
            leaf, complete=number < self._complete, changed=lambda: self._changed(number)
        )
        if number in self._marks:
            box.set_marks(self._marks[number])
        return box

    def _mark(self, number: int) -> None:
        box = self.boxes.get(number)
        if box is not None:
            box.set_marks(self._marks.get(number, {}))

    def _reckon(self) -> None:
        self._laid.clear()
        self._stack.splice(0, len(self._stack), self._heights(0), self._gaps(0, len(self.leaves)))

    def _room(self, number: int) -> int:
        right = self.leaves[number].place.right
        return max(1, self._width - self.left(number) - round(right * self._measures.em))

    def _heights(self, first: int, known: Container[int] = ()) -> list[int]:
        """The reckoned heights; nothing for those known, which are about to be laid out."""
        width, measures = max(1, self._width), self._measures
        return [
            0 if number in known else estimate(leaf, width, measures)
            for number, leaf in enumerate(self.leaves[first:], first)
        ]

    def _gaps(self, first: int, end: int) -> list[int]:
        leaves = self.leaves
        return [
            room_between(leaves[number - 1] if number else None, leaves[number])
            for number in range(first, end)
        ]


def _grows(old: Leaf, new: Leaf) -> bool:
    """Whether the new leaf is the old one with more characters at its end."""
    if isinstance(old, CodeLeaf) and isinstance(new, CodeLeaf):
        return old.code.language == new.code.language and new.code.text.startswith(old.code.text)
    if not isinstance(old, TextLeaf) or not isinstance(new, TextLeaf) or not old.inline:
        return False
    last = len(old.inline) - 1
    if old.style is not new.style or len(new.inline) <= last or old.inline[last].math:
        return False
    mine, theirs = old.inline[last], new.inline[last]
    same = new.inline[:last] == old.inline[:last]
    return same and replace(theirs, text=mine.text) == mine and theirs.text.startswith(mine.text)
