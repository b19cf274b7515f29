"""Reading order and names of the widgets that came, for Tab and for screen readers. GUI thread.

To put a widget in its place among the others and to name it costs as much as to paint it, and for
a moment nobody notices: so a frame is painted first, and all that came are put in order at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from askance.ui.conversation.message import MessageView


class Ordering:
    """`first` is what Tab leaves for the first message."""

    def __init__(self, first: QWidget) -> None:
        self._first = first
        self._waiting = set[MessageView]()

    @property
    def waits(self) -> bool:
        """Whether some are not in order yet."""
        return bool(self._waiting)

    def add(self, view: MessageView) -> None:
        """It came, or shows another message."""
        self._waiting.add(view)

    def forget(self, view: MessageView) -> None:
        """It is shown no more."""
        self._waiting.discard(view)

    def put(self, views: Sequence[MessageView]) -> None:
        """Those that wait get their places among all there are, which are told in reading order."""
        waiting, self._waiting = self._waiting, set()
        after: MessageView | None = None
        for view in reversed(views):
            if view in waiting:
                if after is not None:
                    view.stackUnder(after)
                else:
                    view.raise_()  # it may have been another message's
            after = view
        last = self._first
        for view in views:
            stops = view.stops
            if view in waiting:
                view.introduce()
                for stop in (view, *stops):
                    QWidget.setTabOrder(last, stop)
                    last = stop
            else:
                last = stops[-1] if stops else view
