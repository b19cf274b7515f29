"""How the scroll bar's numbers stand for places in a column that may be higher than a widget.

Pure. The page is a widget, and Qt lets none grow beyond 16,777,215 pixels. It also paints nothing
anew only while what is on the page stays where it is on the page. So the page is a window on the
column: `shift` is the place in the column at which the page begins. A correction above the sight
moves the shift and nothing else; far from the column's ends that goes unnoticed, and near them the
page is laid down anew (`rebase`).
"""

from __future__ import annotations

from dataclasses import dataclass

LIMIT = 16_000_000
"""The highest page, in logical pixels."""


@dataclass(slots=True)
class Reach:
    """All in logical pixels: `total` is the column's height, `room` that of the sight."""

    total: int = 0
    room: int = 0
    shift: int = 0

    @property
    def page(self) -> int:
        """The height of the page."""
        return max(self.room, min(LIMIT, self.total - self.shift))

    @property
    def last(self) -> int:
        """The lowest place that the sight can begin at."""
        return max(0, self.total - self.room)

    @property
    def last_value(self) -> int:
        """The scroll bar's maximum."""
        return self.page - self.room

    def within(self, top: int) -> int:
        """The place nearest to `top` that the sight can begin at."""
        return max(0, min(top, self.last))

    def top(self, value: int) -> int:
        """Where the sight begins in the column when the bar says `value`."""
        return value + self.shift

    def jumped(self, value: int) -> int:
        """The same after a leap: the bar's ends are the column's."""
        return round(self.last * value / self.last_value) if self.last_value else 0

    def value(self, top: int) -> int:
        """What the bar has to say for the sight to begin at `top`."""
        return top - self.shift

    def rebase(self, top: int) -> bool:
        """Lays the page down so that its ends are the column's. Whether that moved anything."""
        before = self.shift
        self.shift = 0
        if self.total > LIMIT:
            self.shift = top - round(top * (LIMIT - self.room) / max(1, self.last))
        return self.shift != before

    def strained(self, top: int) -> bool:
        """Whether an end of the page is near that is not the same way off in the column."""
        value, near = self.value(top), 2 * self.room
        above = value < near and value != top
        below = self.last_value - value < near and self.last_value - value != self.last - top
        return above or below
