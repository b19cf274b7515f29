"""Heights one under another, held against sums made the slow way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from askance.ui.conversation.stack import Stack

_SIZES = st.integers(0, 400)
_GAPS = st.integers(0, 40)


class _Plain:
    """The same by adding up."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int]] = []  # height, gap

    def tops(self) -> list[int]:
        tops, y = [], 0
        for number, (height, gap) in enumerate(self.rows):
            y += gap if number else 0
            tops.append(y)
            y += height
        return tops

    def total(self) -> int:
        return self.tops()[-1] + self.rows[-1][0] if self.rows else 0

    def at(self, y: int) -> int:
        if not self.rows:
            return -1
        inside = [n for n, top in enumerate(self.tops()) if top <= y < top + self.rows[n][0]]
        if inside:
            return inside[0]
        ends = [top + height for top, (height, _gap) in zip(self.tops(), self.rows, strict=True)]
        return max(0, sum(end <= y for end in ends) - 1)


class StackAgainstSums(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stack, self.plain = Stack(gap=7), _Plain()

    @rule(height=_SIZES, gap=_GAPS, where=st.floats(0, 1))
    def insert(self, height: int, gap: int, where: float) -> None:
        index = round(where * len(self.stack))
        self.stack.insert(index, height, gap)
        self.plain.rows.insert(index, (height, gap))

    @rule(height=_SIZES)
    def append(self, height: int) -> None:
        self.stack.append(height)
        self.plain.rows.append((height, 7))

    @rule(height=_SIZES, where=st.floats(0, 0.999))
    def change(self, height: int, where: float) -> None:
        if self.plain.rows:
            index = int(where * len(self.stack))
            gap = self.plain.rows[index][1]
            assert self.stack.set(index, height) == (height != self.plain.rows[index][0])
            self.plain.rows[index] = (height, gap)

    @rule(where=st.floats(0, 0.999), count=st.integers(1, 3))
    def remove(self, where: float, count: int) -> None:
        if self.plain.rows:
            index = int(where * len(self.stack))
            count = min(count, len(self.stack) - index)
            self.stack.remove(index, count)
            del self.plain.rows[index : index + count]

    @rule(heights=st.lists(_SIZES, max_size=6))
    def replace_all(self, heights: list[int]) -> None:
        self.stack.set_heights(heights, [3] * len(heights))
        self.plain.rows = [(height, 3) for height in heights]

    @rule(y=st.integers(-50, 3000))
    def look(self, y: int) -> None:
        assert self.stack.at(y) == self.plain.at(y)

    @rule(top=st.integers(-50, 3000), room=st.integers(1, 500))
    def within(self, top: int, room: int) -> None:
        found = self.stack.within(top, top + room)
        rows = zip(self.plain.tops(), self.plain.rows, strict=True)
        seen = [n for n, (y, (h, _)) in enumerate(rows) if h and y < top + room and y + h > top]
        assert [number for number in found if self.stack.height(number)] == seen

    @invariant()
    def same(self) -> None:
        assert len(self.stack) == len(self.plain.rows)
        assert self.stack.total == self.plain.total()

    @rule()
    def same_tops(self) -> None:
        tops = self.plain.tops()
        assert [self.stack.top(number) for number in range(len(self.stack))] == tops
        assert self.stack.top(len(self.stack)) == self.plain.total()


TestStackAgainstSums = StackAgainstSums.TestCase


@given(heights=st.lists(_SIZES, min_size=1, max_size=5000))
def test_every_top_is_found_again(heights: list[int]) -> None:
    stack = Stack(gap=5)
    stack.set_heights([height + 1 for height in heights])
    for number in (0, len(heights) // 2, len(heights) - 1):
        assert stack.at(stack.top(number)) == number
        assert stack.at(stack.bottom(number) - 1) == number


def test_a_gap_belongs_to_what_is_above() -> None:
    stack = Stack(gap=10)
    stack.set_heights([100, 50])
    assert (stack.top(1), stack.at(105), stack.at(110), stack.at(-3), stack.at(999)) == (
        110,
        0,
        1,
        0,
        1,
    )


def test_numbers_outside_raise() -> None:
    stack = Stack()
    assert (stack.at(0), stack.total, list(stack.within(0, 9))) == (-1, 0, [])
    stack.append(3)
    for call in (stack.height, stack.bottom, stack.gap, stack.remove, stack.top):
        with pytest.raises(IndexError):
            call(-1)
    with pytest.raises(IndexError):
        stack.bottom(1)
    with pytest.raises(ValueError, match="1 heights and 2 gaps"):
        stack.splice(0, 0, (1,), (1, 2))
