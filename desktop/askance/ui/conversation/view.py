"""The conversation: questions at the right, answers as they stream. GUI thread.

A message is one widget, made from the message and the theme alone, in one column laid out by hand:
while a reply streams only its open block is laid out again, and whatever the person looks at stays
where it is. The view follows the end only while the person is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QElapsedTimer, QEvent, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QWidget

from askance.core.chat import ChatEvent
from askance.core.conversation import Message, Role
from askance.core.cost import Spent
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.links import LinkPrompt
from askance.ui.conversation.message import BLEED, MessageView, QuestionView
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.page import Page
from askance.ui.conversation.pictures import PictureShelf
from askance.ui.frame import COLUMN_WIDTH
from askance.ui.theme import Theme

_BETWEEN = 18
_ABOVE, _BELOW, _BESIDE = 20, 20, 24
_NEAR_THE_END = 24
_ABOUT = 60  # free room above and below a word that is brought into sight
_HEAVY_MS = 12
"""A refresh that took longer is given three times as long a rest, so that the window stays alive
even with a paragraph of a hundred thousand words."""


class ConversationView(QScrollArea):
    """Shows messages and streams answers. All methods on the GUI thread."""

    picture_needed = Signal(str)
    """The SHA-256 of a picture that is shown but not here yet; answer with `set_picture`."""
    picture_opened = Signal(str)
    retry_requested = Signal(int)
    continue_requested = Signal(int)
    """An answer is to go on where it ended."""
    again_requested = Signal(int)
    """An answer that is coming is to be stopped, and asked for again."""
    stop_requested = Signal(int)
    delete_requested = Signal(int)
    settings_requested = Signal()
    add_model_requested = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offthread = Offthread(self)
        self._shelf = PictureShelf(offthread=self._offthread, parent=self)
        self._shelf.needed.connect(self.picture_needed)
        self._messages: dict[int, MessageView] = {}
        self._following, self._moving = True, False
        self._stale: set[AnswerView] = set()
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._refresh)
        self._page = Page(theme)
        self._column = self._page.column
        self.setWidget(self._page)
        self._pill = self._make_pill()
        self._dress()
        theme.changed.connect(self._restyle)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def show_messages(self, messages: Sequence[Message]) -> None:
        """Replaces everything and goes to the end."""
        self.clear()
        for message in messages:
            self._append(message)
        self._following = True
        self._settle()

    def clear(self) -> None:
        """Shows nothing."""
        self._stale.clear()
        self._shelf.clear()
        self._messages.clear()
        for widget in self._column.items:
            self._column.remove(widget)
        self._following = True
        self._settle()

    def add_message(self, message: Message) -> None:
        """Adds a message at the end. A question of one's own is always gone to."""
        self._following = self._following or message.role is Role.USER
        self._append(message)
        self._settle()

    def replace_message(self, message: Message) -> None:
        """Another state of a message: its end, or that it goes on. What is already shown of it
        stays as it is.
        """
        view = self._messages.get(message.id)
        if isinstance(view, AnswerView):
            self._stale.discard(view)
            view.set_message(message)
            self._column.touch(view)
            self._settle(grew=True)

    def remove_message(self, message_id: int) -> None:
        """Takes a message away; nothing happens when it is not shown."""
        view = self._messages.pop(message_id, None)
        if view is not None:
            if isinstance(view, AnswerView):
                self._stale.discard(view)
            self._column.remove(view)
            self._settle()

    def apply(self, message_id: int, events: Sequence[ChatEvent]) -> None:
        """More of a streaming answer, one batch."""
        view = self._messages.get(message_id)
        if isinstance(view, AnswerView):
            view.apply(events)
            self._stale.add(view)
            if not self._rest.isActive():
                self._refresh()

    def set_note(self, message_id: int, text: str, *, stalled: bool = False) -> None:
        """The quiet line under a streaming answer; empty hides it. `stalled` offers to stop and to
        ask again beside it.
        """
        view = self._messages.get(message_id)
        if isinstance(view, AnswerView):
            view.set_note(text, stalled=stalled)
            self._column.touch(view)
            self._settle()

    def set_spent(self, answers: Mapping[int, Spent]) -> None:
        """What each answer took, by its id; those left out show what their server counted."""
        for message_id, view in self._messages.items():
            if isinstance(view, AnswerView):
                view.set_spent(answers.get(message_id))

    def set_picture(self, sha256: str, data: bytes) -> None:
        """The encoded bytes of an attachment that was asked for."""
        self._shelf.give(sha256, data)

    def picture(self, sha256: str) -> bytes | None:
        """The encoded bytes of an attachment shown, if they came."""
        return self._shelf.data(sha256)

    def message_view(self, message_id: int) -> MessageView | None:
        """The widget of a message."""
        return self._messages.get(message_id)

    def go_to_end(self) -> None:
        """Shows the end and follows it from now on."""
        self._following = True
        self._settle()

    def open_link(self, address: str) -> None:
        """Shows where a link leads and offers to open it."""
        LinkPrompt(theme=self._theme, address=address, parent=self.window()).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_pill()
        if event.size().width() != event.oldSize().width():
            self._keeping_place(self._settle)
        else:
            self._settle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            self.go_to_end()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        self.setAccessibleName(self.tr("Conversation"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)

    def _make_pill(self) -> QPushButton:
        pill = QPushButton(self.tr("↓ New text"), self)
        pill.setProperty("kind", "pill")
        pill.setAccessibleName(self.tr("New text, go to the end"))
        pill.setAutoDefault(False)
        pill.clicked.connect(self.go_to_end)
        pill.hide()
        return pill

    def _append(self, message: Message) -> None:
        view: MessageView
        if message.role is Role.ASSISTANT:
            answer = AnswerView(theme=self._theme, message=message, offthread=self._offthread)
            answer.retry_requested.connect(self.retry_requested)
            answer.continue_requested.connect(self.continue_requested)
            answer.again_requested.connect(self.again_requested)
            answer.stop_requested.connect(self.stop_requested)
            answer.settings_requested.connect(self.settings_requested)
            answer.add_model_requested.connect(self.add_model_requested)
            answer.revealed.connect(self._reveal)
            view = answer
        else:
            question = QuestionView(theme=self._theme, message=message, shelf=self._shelf)
            question.picture_opened.connect(self.picture_opened)
            view = question
        view.link_activated.connect(self.open_link)
        view.delete_requested.connect(self.delete_requested)
        view.resized.connect(self._message_resized)
        self._messages[message.id] = view
        self._column.add(view, _BETWEEN)
        self._chain(view)

    def _chain(self, view: MessageView) -> None:
        """Puts a new message behind the others in the order of Tab."""
        others = [each for each in self._messages.values() if each is not view]
        last: QWidget = others[-1].stops[-1] if others else self
        for stop in (view, *view.stops, self._pill):
            QWidget.setTabOrder(last, stop)
            last = stop

    @Slot()
    def _refresh(self) -> None:
        """Shows what came since the last time."""
        clock = QElapsedTimer()
        clock.start()
        stale, self._stale = self._stale, set()
        for view in stale:
            view.refresh()
            self._column.touch(view)
        self._settle(grew=bool(stale))
        cost = clock.elapsed()
        if cost > _HEAVY_MS:
            self._rest.start(3 * cost)

    def _settle(self, *, grew: bool = False) -> None:
        """Lays out what changed, and follows the end or stays."""
        room = self.viewport().width()
        width = max(1, min(COLUMN_WIDTH, room - 2 * _BESIDE))
        height = self._column.height_for(width + 2 * BLEED)
        # The middle of the window, scroll bar or not, so that it stands over the composer.
        left = min((self.width() - width) // 2, room - width - _BESIDE)
        self._moving = True
        self._column.setGeometry(left - BLEED, _ABOVE, width + 2 * BLEED, height)
        self._page.resize(room, height + _ABOVE + _BELOW)
        bar = self.verticalScrollBar()
        if self._following and bar.value() != bar.maximum():
            if self.isVisible():
                # What waits to be painted is painted first: Qt moves a picture only where nothing
                # in it is stale, and moving is far cheaper than painting the whole page.
                QApplication.sendPostedEvents(self.window(), QEvent.Type.UpdateRequest.value)
            bar.setValue(bar.maximum())
        self._moving = False
        below = bar.value() < bar.maximum() - _NEAR_THE_END
        if grew and below and not self._following:
            self._pill.show()
            self._pill.raise_()
        elif not below:
            self._pill.hide()

    def _keeping_place(self, change: object) -> None:
        """Lays everything out anew with the message at the top of the window staying there."""
        assert callable(change)
        bar = self.verticalScrollBar()
        top = bar.value() - _ABOVE
        anchor = next((w for w in self._column.items if w.geometry().bottom() > top), None)
        into = (top - anchor.y()) / max(1, anchor.height()) if anchor else 0.0
        change()
        if anchor is not None and not self._following:
            self._moving = True
            bar.setValue(round(anchor.y() + into * anchor.height()) + _ABOVE)
            self._moving = False

    def _place_pill(self) -> None:
        size = self._pill.sizeHint()
        left = (self.viewport().width() - size.width()) // 2
        self._pill.setGeometry(
            left, self.height() - size.height() - 12, size.width(), size.height()
        )

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        if self._moving:
            return
        self._following = value >= self.verticalScrollBar().maximum() - _NEAR_THE_END
        if self._following:
            self._pill.hide()

    @Slot()
    def _message_resized(self) -> None:
        view = self.sender()
        if isinstance(view, MessageView):
            self._following = False
            self._column.touch(view)
            self._settle()

    @Slot(QWidget, QRect)
    def _reveal(self, widget: QWidget, part: QRect) -> None:
        place = QRect(widget.mapTo(self._page, part.topLeft()), part.size()).center()
        self.ensureVisible(place.x(), place.y(), 0, part.height() // 2 + _ABOUT)

    @Slot()
    def _restyle(self) -> None:
        def change() -> None:
            for view in self._messages.values():
                view.restyle()
            self._column.touch_all()
            self._settle()

        self._keeping_place(change)
        self._place_pill()

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        self._page.update()
