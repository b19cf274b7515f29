"""The conversation: questions at the right, answers as they stream. GUI thread.

Only messages in sight have a widget; of all others the height is known or reckoned, so that ten
thousand cost what ten do. This is the door: what is shown comes in through its methods, what the
person wants leaves as its signals. `Scroller` keeps the place, `Selecting` the selection and the
caret, `Finding` the search.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

from PySide6.QtCore import QRect, QTimer, Signal, Slot
from PySide6.QtGui import (
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from askance.core.chat import ChatEvent
from askance.core.conversation import Message, MessageStatus, Role
from askance.core.cost import Spent
from askance.core.typesetting import Typesetter
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.area import ConversationArea
from askance.ui.conversation.breathing import Breathing
from askance.ui.conversation.maker import MessageMaker
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.obstacle import Obstacle, no_obstacle
from askance.ui.conversation.pacing import rest_after
from askance.ui.conversation.pictures import PictureShelf
from askance.ui.conversation.question import QuestionView
from askance.ui.conversation.texts import source_of
from askance.ui.theme import Theme
from askance.ui.widgets import Button

_ABOUT = 60  # free room above and below a word that is brought into sight


class ConversationView(ConversationArea):
    """Shows messages and streams answers. All methods on the GUI thread.

    Signals about a message carry its id. Without a typesetter, code stays without colours and
    formulas stay source.
    """

    picture_needed = Signal(str)
    """The SHA-256 of a picture that is shown but not here yet; answer with `set_picture`."""
    picture_opened = Signal(str)
    origin_opened = Signal(object)
    """The `PictureOrigin` of a part that was asked about."""
    retry_requested = Signal(int)
    choice_retry_requested = Signal(int, int)
    """Who failed to give this choice of an answer is to be asked again."""
    continue_requested = Signal(int)
    """An answer is to go on where it ended."""
    continue_from_requested = Signal(int, int, str)
    """A choice of an answer is to go on from this text: its beginning, with another word."""
    again_requested = Signal(int)
    """An answer that is coming is to be stopped, and asked for again."""
    stop_requested = Signal(int)
    delete_requested = Signal(int)
    edit_requested = Signal(int)
    """A question is to be changed and asked again."""
    branch_requested = Signal(int)
    """The branch on which this message stands is to be shown."""
    choice_chosen = Signal(int, int)
    """The conversation goes on with this choice of an answer."""
    another_requested = Signal(int)
    """Another model is to answer too."""
    settings_requested = Signal()
    add_model_requested = Signal()

    def __init__(
        self, *, theme: Theme, typesetter: Typesetter | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme=theme, typesetter=typesetter, parent=parent)
        self._shelf = PictureShelf(offthread=self._offthread, parent=self)
        self._shelf.needed.connect(self.picture_needed)
        self._shelf.origin_opened.connect(self.origin_opened)
        self._maker = MessageMaker(
            theme=theme, shelf=self._shelf, offthread=self._offthread, page=self.widget
        )
        self.obstacle: Obstacle = no_obstacle
        self._stale: set[int] = set()
        self._spent: Mapping[int, Spent] = {}
        self._last: int | None = None
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._refresh)
        self._breathing = Breathing(self)
        self._pill = self._make_pill()
        self._sight.came.append(self._tell_view)
        self._scroller.settled.connect(self._settled)
        theme.changed.connect(self._restyle)

    def show_messages(self, messages: Sequence[Message]) -> None:
        """Replaces everything and goes to the end."""
        self._forget()
        self._roll.set(messages)
        self._tell_all()
        self._finding.restart()
        self._scroller.start()
        for number, message in enumerate(messages):
            if message.status is MessageStatus.STREAMING:
                self._sight.bring(number)

    def clear(self) -> None:
        """Shows nothing."""
        self.show_messages(())

    def add_message(self, message: Message) -> None:
        """Adds a message at the end. A question of one's own is always gone to."""
        self._roll.append(message)
        self._tell_all()
        self._roll.read_last(self._sight.width, self._scroller.measures)
        self._finding.changed(len(self._roll) - 1)
        if message.role is Role.USER:
            self._scroller.follow()
        else:
            self._scroller.settle()

    def replace_message(self, message: Message) -> None:
        """Another state of a message: its end, or that it goes on. What is already shown of it
        stays as it is.
        """
        number = self._roll.number(message.id)
        if number is None:
            return
        self._stale.discard(message.id)
        self._roll.replace(number, message)
        view = self._sight.view(number)
        if isinstance(view, AnswerView | QuestionView):
            view.set_message(message)
            self._changed(number, grew=True)
        self._finding.changed(number)

    def remove_message(self, message_id: int) -> None:
        """Takes a message away; nothing happens when it is not shown."""
        number = self._roll.number(message_id)
        if number is not None:
            self._stale.discard(message_id)
            self._selecting.removed(number)
            self._sight.drop(message_id)
            self._roll.remove(number)
            self._tell_all()
            self._finding.restart()
            self._scroller.settle()

    def apply(self, message_id: int, events: Sequence[ChatEvent]) -> None:
        """More of a streaming answer, one batch."""
        number = self._roll.number(message_id)
        view = self._sight.bring(number) if number is not None else None
        if isinstance(view, AnswerView):
            view.apply(events)
            self._stale.add(message_id)
            if not self._rest.isActive():
                self._refresh()

    def set_note(self, message_id: int, text: str, *, stalled: bool = False) -> None:
        """The quiet line under a streaming answer; empty hides it. `stalled` offers to stop and to
        ask again beside it.
        """
        number = self._roll.number(message_id)
        view = self._sight.by_id(message_id)
        if number is None or not isinstance(view, AnswerView):
            return
        if view.set_note(text, stalled=stalled):  # with every batch it is told again
            self._changed(number)

    def set_spent(self, answers: Mapping[int, Spent]) -> None:
        """What each answer took, by its id; those left out show what their server counted."""
        self._spent = dict(answers)
        self._tell_all()

    def set_picture(self, sha256: str, data: bytes) -> None:
        """The encoded bytes of an attachment that was asked for."""
        self._shelf.give(sha256, data)

    def picture(self, sha256: str) -> bytes | None:
        """The encoded bytes of an attachment shown, if they came."""
        return self._shelf.data(sha256)

    def message_view(self, message_id: int) -> MessageView | None:
        """The widget of a message; None while it is far out of sight."""
        return self._sight.by_id(message_id)

    def reveal_message(self, message_id: int) -> None:
        """Brings a message into sight: all of it, or else its beginning."""
        number = self._roll.number(message_id)
        if number is not None:
            self._scroller.go_to_message(number)

    def go_to_end(self) -> None:
        """Shows the end and follows it from now on."""
        self._scroller.follow()

    @Slot(int)
    def quote(self, message_id: int) -> None:
        """Asks for what is selected to be quoted, or else the message."""
        number = self._roll.number(message_id)
        if number is not None:
            view = self._sight.view(number)
            whole = view.source() if view is not None else source_of(self._roll[number])
            self.quote_requested.emit(self._selecting.text_in(number) or whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_pill()

    def _make(self, message: Message) -> MessageView:
        made = self._maker.make(message)
        made.link_activated.connect(self.open_link)
        made.delete_requested.connect(self.delete_requested)
        made.edit_requested.connect(self.edit_requested)
        made.quote_requested.connect(self.quote)
        made.branch_requested.connect(self.branch_requested)
        made.another_requested.connect(self.another_requested)
        made.resized.connect(self.message_resized)
        made.grew.connect(self._grown)
        if isinstance(made, AnswerView):
            self._tie_answer(made)
        else:
            made.picture_opened.connect(self.picture_opened)
        return made

    def _tie_answer(self, made: AnswerView) -> None:
        made.retry_requested.connect(self.retry_requested)
        made.choice_retry_requested.connect(self.choice_retry_requested)
        made.continue_requested.connect(self.continue_requested)
        made.continue_from.connect(self.continue_from_requested)
        made.chosen.connect(self._chosen)
        made.again_requested.connect(self.again_requested)
        made.stop_requested.connect(self.stop_requested)
        made.settings_requested.connect(self.settings_requested)
        made.add_model_requested.connect(self.add_model_requested)
        made.revealed.connect(self.reveal)
        made.obstacle = self.obstacle

    @Slot(int, int)
    def _chosen(self, message_id: int, index: int) -> None:
        number = self._roll.number(message_id)
        if number is not None:
            self._roll.replace(number, replace(self._roll[number], chosen=index))
            self._finding.changed(number)
        self.choice_chosen.emit(message_id, index)

    def _make_pill(self) -> Button:
        name = self.tr("New text, go to the end")
        pill = Button(self._theme, self.tr("↓ New text"), kind="pill", name=name)
        pill.setParent(self)
        pill.clicked.connect(self.go_to_end)
        pill.hide()
        return pill

    def _forget(self) -> None:
        self._stale.clear()
        self._spent = {}
        self._shelf.clear()
        self._dragging.stop()
        self._selecting.reset()
        self._sight.clear()

    def _tell_view(self, view: MessageView) -> None:
        """What a message doesn't know by itself, also when it has just come near the sight."""
        if isinstance(view, AnswerView):
            view.set_spent(self._spent.get(view.message.id))
            view.set_last(view.message.id == self._last)

    def _tell_all(self) -> None:
        self._last = self._roll[-1].id if len(self._roll) else None
        for view in self._sight.views:
            self._tell_view(view)

    @Slot()
    def _refresh(self) -> None:
        """Shows what came since the last time."""
        begun = time.thread_time()
        self._breathing.breathe()
        stale, self._stale = self._stale, set()
        for message_id in stale:
            number, view = self._roll.number(message_id), self._sight.by_id(message_id)
            if number is not None and isinstance(view, AnswerView):
                with ExitStack() as later:
                    for body in view.bodies():
                        later.enter_context(body.painted_later())
                    view.refresh()
                    self._changed(number, grew=True)
                self._finding.changed(number)
        if rest := rest_after((time.thread_time() - begun) * 1000):
            self._rest.start(rest)

    def _changed(self, number: int, *, grew: bool = False) -> None:
        """A message that has a widget may have another height."""
        self._measure(number)
        self._scroller.settle()
        if grew and not self._scroller.following and not self._scroller.at_end:
            self._pill.show()
            self._pill.raise_()

    def _measure(self, number: int) -> None:
        top, follows = self._scroller.top, self._scroller.following
        self._sight.touch(self._roll[number].id)
        self._selecting.follow(number)
        self._sight.measure(number, top, top + self._scroller.room, hurry=True, follows=follows)

    @Slot()
    def _settled(self) -> None:
        if self._scroller.at_end and not self._pill.isHidden():
            self._pill.hide()

    def _place_pill(self) -> None:
        size = self._pill.sizeHint()
        left = (self.viewport().width() - size.width()) // 2
        self._pill.setGeometry(
            left, self.height() - size.height() - 12, size.width(), size.height()
        )

    @Slot(int)
    def message_resized(self, message_id: int) -> None:
        """A message has another height: something in it was opened or closed."""
        number = self._roll.number(message_id)
        if number is not None:
            self._scroller.stay()
            self._sight.keep(message_id)
            self._selecting.show(number)
            self._changed(number)

    @Slot(int)
    def _grown(self, message_id: int) -> None:
        """A message has another height by itself: more of it was read, a formula came."""
        number = self._roll.number(message_id)
        if number is not None and self._sight.by_id(message_id) is not None:
            self._measure(number)
            self._scroller.adjust()

    @Slot(int, QWidget, QRect)
    def reveal(self, message_id: int, widget: QWidget, part: QRect) -> None:
        """Brings a part of a message, in the pixels of a widget in it, into sight."""
        number, view = self._roll.number(message_id), self._sight.by_id(message_id)
        if number is not None and view is not None:
            place = QRect(widget.mapTo(view, part.topLeft()), part.size())
            self._scroller.show(number, place, _ABOUT)

    @Slot()
    def _restyle(self) -> None:
        self._sight.restyle()
        self._scroller.restyle()
        self._place_pill()
        self._finding.place()
