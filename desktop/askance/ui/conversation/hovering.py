"""The pointer over messages that pass under it. GUI thread.

A message shows what can be done with it when the pointer comes. While the person scrolls, one
after another passes under a pointer that rests, and none of them is meant: the one that is there
in the end is told then.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Slot
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from askance.ui.conversation.message import MessageView
from askance.ui.conversation.scroller import Scroller
from askance.ui.conversation.sight import Sight


class Hovering(QObject):
    """One for a view."""

    def __init__(self, *, scroller: Scroller, sight: Sight, parent: QObject) -> None:
        super().__init__(parent)
        self._scroller = scroller
        self._waiting: MessageView | None = None
        sight.came.append(self._came)
        scroller.calmed.connect(self._tell)

    def _came(self, view: MessageView) -> None:
        view.holds_enter, view.holds_leave = self._holds_enter, self._holds_leave

    def _holds_enter(self, view: MessageView) -> bool:
        if not self._scroller.calm:
            self._waiting = view
            return True
        return False

    def _holds_leave(self, view: MessageView) -> bool:
        if view is self._waiting:
            self._waiting = None
            return True
        return False

    @Slot()
    def _tell(self) -> None:
        view, self._waiting = self._waiting, None
        if view is not None and isValid(view) and view.isVisible():
            at = QPointF(QCursor.pos())
            inside = QPointF(view.mapFromGlobal(at))
            QApplication.sendEvent(view, QEnterEvent(inside, inside, at))
