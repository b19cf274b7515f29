"""Which widgets of messages are given up: those far from the sight, those too many. GUI thread."""

from __future__ import annotations

from askance.ui.conversation.roll import Roll
from askance.ui.conversation.sight import Sight

_MOST = 32
"""Widgets kept while the person scrolls; of these, those that may go are the farthest ones."""
_STOCK = 24
"""What is not dropped shows the messages that come into sight next, without being made anew."""
_CROWD = 64
"""So many are never kept: then some go at once."""
_FAR, _FAR_IN_A_CROWD = 1.5, 1.0
"""In heights of the sight: what is farther away than this is given up."""
_AT_ONCE, _AT_ONCE_IN_A_CROWD = 2, 4


class Dropping:
    """A sight is told as the place where it begins and its height; both in logical pixels."""

    def __init__(self, *, sight: Sight, roll: Roll) -> None:
        self._sight, self._roll = sight, roll

    def far(self, top: int, room: int) -> bool:
        """Drops some that are far away, but for those that a leap will use again. Whether there
        were any.
        """
        return self._drop(top, room, round(_FAR * room), _AT_ONCE, stock=_STOCK)

    def crowd(self, top: int, room: int) -> bool:
        """Drops some of those that are too many. Whether there were any."""
        many = self._sight.count > _MOST
        return many and self._drop(top, room, round(_FAR_IN_A_CROWD * room), _AT_ONCE_IN_A_CROWD)

    def throng(self, top: int, room: int) -> None:
        """The same where it can't wait until there is time."""
        if (over := self._sight.count - _CROWD) > 0:
            self._drop(top, room, round(_FAR_IN_A_CROWD * room), _AT_ONCE_IN_A_CROWD + over // 4)

    def _drop(self, top: int, room: int, away: int, most: int, *, stock: int = 0) -> bool:
        """Drops at most so many that lie wholly farther away, the farthest first; of those that can
        be used again none while there are no more than `stock`.
        """
        middle, dropped = self._sight.at(top + room // 2), 0
        for number in sorted(self._sight.numbers(), key=lambda number: -abs(number - middle)):
            begins = self._sight.top(number)
            ends = begins + self._roll.stack.height(number)
            if dropped >= most or (begins < top + room + away and ends > top - away):
                break
            needed = self._sight.count <= stock and self._sight.reusable(number)
            if not needed and not self._sight.stays(number):
                self._sight.drop(self._roll[number].id)
                dropped += 1
        return dropped > 0
