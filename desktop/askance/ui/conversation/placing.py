"""Where the widgets of messages stand on the page. GUI thread.

To move a widget costs as much as to paint a line, and a leap would move all there are: so those far
from the sight stay where they were until they come near it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from askance.core.conversation import MessageStatus
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.rows import spare_for

ABOVE = 20
"""Logical pixels above the first message."""
_Place = tuple[int, int, int, int]


@dataclass(slots=True)
class Placing:
    """The page begins at `shift` of the column; messages are `width` wide and `left` from its edge.
    All in logical pixels.
    """

    roll: Roll
    left: int = 0
    shift: int = 0
    width: int = 1
    _placed: dict[int, _Place] = field(default_factory=dict)
    """Of each widget that is shown where it is: to ask Qt is dearer than to remember."""
    _astray: set[int] = field(default_factory=set)
    """Those that are not where they belong, which nobody sees."""

    def place(self, views: Mapping[int, MessageView], near: range, seen: range) -> None:
        """Puts widgets in their places, but for those of messages that aren't `near` by number and
        do not stand in what is `seen` of the page by what they were.
        """
        for message_id, view in views.items():
            before = self._placed.get(message_id)
            number = self.roll.number(message_id)
            if before is not None and number not in near and not _meets(before, seen):
                self._astray.add(message_id)
            elif number is not None:
                self._put(message_id, view, number)

    def bring_home(self, message_id: int, view: MessageView) -> None:
        """Puts a widget in its place if it is not there."""
        if message_id in self._astray and (number := self.roll.number(message_id)) is not None:
            self._put(message_id, view, number)

    def forget(self, message_id: int) -> None:
        """It has no widget any more."""
        self._placed.pop(message_id, None)
        self._astray.discard(message_id)

    def _put(self, message_id: int, view: MessageView, number: int) -> None:
        self._astray.discard(message_id)
        roll, stack = self.roll, self.roll.stack
        height = stack.height(number)
        begins = ABOVE + stack.bottom(number) - height - self.shift
        if roll[number].status is MessageStatus.STREAMING:
            height += spare_for(height)
        place, before = (self.left, begins, self.width, height), self._placed.get(message_id)
        if place == before:
            return
        view.setGeometry(*place)
        if before is None and view.isHidden():
            view.show()
        self._placed[message_id] = place


def _meets(place: _Place, seen: range) -> bool:
    """Whether something of a place is there."""
    return place[1] < seen.stop and place[1] + place[3] > seen.start
