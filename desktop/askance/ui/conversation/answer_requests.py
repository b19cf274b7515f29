"""What can be asked of an answer (again, another, to go on, to stop), told to who owns it. GUI
thread.

An answer asks nobody itself: its buttons and its menu end in signals that carry its id. Apart from
`AnswerView`, which shows an answer, so that all it may ask for is found in one place; its base, for
whoever listens connects to the widget.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from askance.core.choices import may_answer_again
from askance.core.conversation import Choice, MessageStatus
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.choices import Choices
from askance.ui.conversation.ending import Ending, can_go_on, ending_of
from askance.ui.conversation.foot import Foot
from askance.ui.conversation.message import MessageView


class AnswerRequests(MessageView):
    """The requests of an answer that shows `choices`, which whoever derives from it makes."""

    retry_requested = Signal(int)
    choice_retry_requested = Signal(int, int)
    """Who failed to give the choice of this index is to be asked again."""
    continue_requested = Signal(int)
    """The answer is to go on where it ended."""
    again_requested = Signal(int)
    """The answer that is coming is to be stopped, and asked for again."""
    stop_requested = Signal(int)
    settings_requested = Signal()
    add_model_requested = Signal()
    chosen = Signal(int, int)
    """The choice of this index is to go on with the conversation."""
    continue_from = Signal(int, int, str)
    """The choice of this index is to go on from this text, in the place of what it says."""
    revealed = Signal(int, QWidget, QRect)
    """A part of the answer, in the pixels of a widget inside, is to be brought into sight."""

    choices: Choices

    @property
    def streaming(self) -> bool:
        """Whether more is coming."""
        return self._message.status is MessageStatus.STREAMING

    def offer_requests(self, menu: QMenu) -> None:
        """Adds what can be asked of the answer now."""
        if not self.streaming:
            menu.addAction(self.tr("Ask again"), self._retry)
            menu.addAction(
                self.tr("Ask another model…"),
                lambda: self.another_requested.emit(self._message.id),
            )
        if can_go_on(self._message):
            menu.addAction(self.tr("Continue"), self._go_on)
        if not self.streaming:
            self.offer_delete(menu)

    @property
    def _shown_choice(self) -> Choice | None:
        index = self.choices.chosen
        return next((each for each in self._message.choices if each.index == index), None)

    @property
    def _ending(self) -> Ending | None:
        """How it ended, where that is to be said."""
        return ending_of(self._message, self._shown_choice)

    @property
    def _ending_title(self) -> str:
        ending = self._ending
        return ending.title if ending is not None else ""

    def _take_requests(self, foot: Foot) -> None:
        """Passes on what is pressed under the words."""
        number = self._message.id
        foot.retry_pressed.connect(self._retry_shown)
        foot.continue_pressed.connect(self._go_on)
        foot.stop_pressed.connect(lambda: self.stop_requested.emit(number))
        foot.again_pressed.connect(lambda: self.again_requested.emit(number))
        foot.settings_pressed.connect(self.settings_requested)
        foot.add_model_pressed.connect(self.add_model_requested)
        foot.branch_asked.connect(self.branch_requested)

    @Slot()
    def _tell_size(self) -> None:
        self.resized.emit(self._message.id)

    def _reveal(self, widget: QWidget, part: QRect) -> None:
        self.revealed.emit(self._message.id, widget, part)

    def _continue_from(self, canvas: BlocksCanvas, text: str) -> None:
        self.continue_from.emit(self._message.id, self.choices.index_of(canvas), text)

    def _retry_shown(self) -> None:
        """What is pressed under a choice that failed beside others asks for that one alone."""
        chosen = self._shown_choice
        if chosen is not None and may_answer_again(self._message, chosen):
            self.choice_retry_requested.emit(self._message.id, chosen.index)
        else:
            self._retry()

    def _retry(self) -> None:
        self.retry_requested.emit(self._message.id)

    def _go_on(self) -> None:
        self.continue_requested.emit(self._message.id)
