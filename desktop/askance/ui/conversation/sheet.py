"""The page under its scroll bar: which part of the column is on it, and where it is. GUI thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QScrollArea

from askance.ui.conversation.page import Page
from askance.ui.conversation.reach import Reach


class Sheet:
    """Places are the column's, in logical pixels."""

    def __init__(self, area: QScrollArea, page: Page) -> None:
        self._area, self._page = area, page
        self._reach = Reach()
        self.moving = False
        """Whether the bar is moved by the program."""

    @property
    def shift(self) -> int:
        """The place at which the page begins."""
        return self._reach.shift

    def top(self, value: int) -> int:
        """Where the sight begins when the bar says `value`."""
        return self._reach.top(value)

    def jumped(self, value: int) -> int:
        """The same after a leap."""
        return self._reach.jumped(value)

    def lay(self, total: int, top: int, *, follows: bool, leaps: bool) -> None:
        """Chooses the part of a column of the height `total` that is on the page, for a sight that
        begins at `top`.
        """
        reach = self._reach
        reach.total, reach.room = total, self._area.viewport().height()
        if not follows and not leaps:
            # What is in sight stays where it is on the page: nothing is painted anew.
            reach.shift = top - self._area.verticalScrollBar().value()
        if leaps or reach.strained(top):
            reach.rebase(top)

    def show(self, width: int, top: int) -> None:
        """Begins the sight at `top`."""
        with self.quiet():
            self._page.resize(width, self._reach.page)
            self._area.verticalScrollBar().setValue(self._reach.value(top))

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """While it lasts the bar is not moved by the person."""
        moving, self.moving = self.moving, True
        try:
            yield
        finally:
            self.moving = moving
