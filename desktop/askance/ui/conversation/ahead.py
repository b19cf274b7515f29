"""What lies near the sight and is laid out before it is seen. Pure.

Who scrolls goes on the same way: a whole page that way is made ready, and little behind. Who has
leapt may leap again, so that less is made ready until there is time.
"""

from __future__ import annotations

from collections.abc import Callable

_FAR, _BEHIND, _LEAPT = 1.25, 0.25, 0.5
"""In heights of the sight. A page is scrolled at once, so a little more than one."""


def farthest(room: int) -> int:
    """How far at most from a sight of that height something is laid out."""
    return round(_FAR * room)


class Ahead:
    """The numbers of messages to be laid out, the nearest first."""

    def __init__(self) -> None:
        self._waiting: list[int] | None = None
        self._way: int | None = 0
        self._again = False

    @property
    def done(self) -> bool:
        """Whether everything near is laid out."""
        return self._waiting == []

    def go(self, way: int | None) -> None:
        """The person scrolls down (1) or up (-1), rests (0), or leapt (None)."""
        self._way = way
        self.forget()

    def margins(self, room: int) -> tuple[int, int]:
        """How far above and below a sight of that height something is to be laid out."""
        if self._way is None:
            return round(_LEAPT * room), round(_LEAPT * room)
        far, behind = farthest(room), round(_BEHIND * room)
        return behind if self._way > 0 else far, behind if self._way < 0 else far

    def forget(self) -> None:
        """The sight is another one."""
        self._waiting = None

    def find(self, first: int, last: int) -> None:
        """The messages from `first` to `last` are near; nothing happens while some still wait."""
        if self._waiting is None:
            near = range(first, last + 1)
            self._waiting = list(near if (self._way or 0) < 0 else reversed(near))

    def work(self, lay: Callable[[int], bool], enough: Callable[[], bool]) -> tuple[bool, bool]:
        """Calls `lay` for each, until it is `enough`. Whether one of them said that it has another
        height, and whether none is left.
        """
        waiting, changed = self._waiting or [], False
        while waiting and not enough():
            changed |= lay(waiting.pop())
        # A height that was corrected brings something else near the sight.
        self._again |= changed
        over = not waiting and not self._again
        self._waiting = waiting if waiting or over else None
        self._again = self._again and bool(waiting)
        return changed, over
