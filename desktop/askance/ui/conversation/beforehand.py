"""What is done for a conversation before it is seen, when there is nothing else to do: what lies
near the sight is laid out, and of messages nobody looked at it is reckoned how high they are.

GUI thread; a few milliseconds at a time. Places are the column's, in logical pixels.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer

from askance.ui.conversation.ahead import Ahead
from askance.ui.conversation.boxes.estimate import Measures
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.sight import Sight
from askance.ui.conversation.standing import Standing

_TURN_MS = 4


class Beforehand:
    """`put` is called where heights have changed and the sight is to be put in its place anew."""

    def __init__(
        self, *, standing: Standing, sight: Sight, roll: Roll, put: Callable[[], None]
    ) -> None:
        self._standing, self._sight, self._roll, self._put = standing, sight, roll, put
        self._ahead = Ahead()
        self._clock = QElapsedTimer()

    def go(self, way: int | None) -> None:
        """The person scrolls down (1) or up (-1), rests (0), or leapt (None)."""
        self._ahead.go(way)

    def forget(self) -> None:
        """The sight is another one."""
        self._ahead.forget()

    def lay_out(self, shift: int) -> bool:
        """Lays out some of what is near the sight, on a page that begins at `shift`. Whether there
        was anything.
        """
        self._clock.start()
        standing, (above, below) = self._standing, self._ahead.margins(self._standing.room)
        first = max(0, self._sight.at(standing.top - above))
        self._ahead.find(first, self._sight.at(standing.top + standing.room + below))
        if self._ahead.done:
            return False
        standing.hold()
        changed, over = self._ahead.work(self._lay_near, self._long)
        if changed:
            self._put()
        else:
            self._sight.place(shift, standing.top, standing.room)
        if over:
            standing.laid = (-above, standing.room + below)
        return True

    def read(self, measures: Measures) -> bool:
        """Looks at some texts that nobody looked at. Whether there were any."""
        self._clock.start()
        above = max(0, self._sight.at(self._standing.top))
        some, changed = self._roll.read_back(above, self._sight.width, measures, self._long)
        if changed:
            self._standing.hold()
            self._put()
        return some

    def _lay_near(self, number: int) -> bool:
        if number >= len(self._roll):
            return False
        room, top = self._standing.room, self._standing.wanted()
        above, below = self._ahead.margins(room)
        return self._sight.measure(number, top - above, top + room + below, hurry=True)

    def _long(self) -> bool:
        return self._clock.elapsed() >= _TURN_MS
