"""What the person changes in the conversation that is shown: which choice of an answer goes on with
it, which message is to go. GUI thread.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from askance.services.history import HistoryService
from askance.ui.bridge import Bridge
from askance.ui.shown_messages import ShownMessages
from askance.ui.under_way import AllUnderWay, still_coming


class Amending(QObject):
    """Changes what is kept, and `page` with it."""

    amended = Signal()
    """The page shows other messages, or another choice."""
    deleted = Signal()
    """The history holds a message less."""
    branch_lost = Signal(int)
    """In the conversation of this id another branch may be the shown one now."""
    problem = Signal(object)

    def __init__(
        self,
        *,
        bridge: Bridge,
        history: HistoryService,
        page: ShownMessages,
        under_way: AllUnderWay,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._history = bridge, history
        self._page, self._under_way = page, under_way

    @Slot(int, int)
    def choose(self, message_id: int, index: int) -> None:
        """Which choice of an answer is shown, and goes on with the conversation. Kept at once, also
        while more is coming: whoever looks at something else meanwhile finds it so.
        """
        answer, coming = self._page.get(message_id), self._under_way.bringing(message_id)
        if coming is not None:
            coming.pick(index)
        if answer is not None and answer.chosen != index:
            self._page.note(replace(answer, chosen=index))
            self._bridge.run(self._history.choose(message_id, index), failed=self.problem.emit)
            self.amended.emit()

    @Slot(int)
    def delete(self, message_id: int) -> None:
        """Deletes a message, unless it is still coming; then that is said."""
        if self._under_way.bringing(message_id) is not None:
            self.problem.emit(still_coming())
            return
        message = self._page.get(message_id)

        def done(_: object) -> None:
            if message is not None and message.siblings:
                # Others stood in its place: one of their branches may be the shown one now.
                self.branch_lost.emit(message.conversation_id)
            else:
                self._page.remove(message_id)
            self.amended.emit()
            self.deleted.emit()

        self._bridge.run(self._history.delete_message(message_id), done, self.problem.emit)
