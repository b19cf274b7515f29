"""An answer: its choices, what is said while it comes, how it ended, what can be done.

GUI thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QWidget,
)

from askance.core.chat import (
    ChatEvent,
    LogprobsDelta,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
)
from askance.core.conversation import Choice, Message, MessageStatus
from askance.core.cost import Spent
from askance.ui.conversation.choice import ChoiceView
from askance.ui.conversation.column import Column
from askance.ui.conversation.doubt import counted, words_of
from askance.ui.conversation.ending import EndingCard, can_go_on, ending_of
from askance.ui.conversation.message import BLEED, MessageView, shortened
from askance.ui.conversation.meta import MetaRow
from askance.ui.conversation.note import NoteLine
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import Theme
from askance.ui.widgets import announce

_ANNOUNCED = 300
_LISTED = 12
"""Doubtful words that a message's description names at most."""
_COPIED_MS = 1600
_META_OUT = 4  # so that the icons, not their buttons, stand in line with the text


class AnswerView(MessageView):
    """An answer. Streams through `apply` and `refresh`; `set_message` gives its final state."""

    retry_requested = Signal(int)
    continue_requested = Signal(int)
    """The answer is to go on where it ended."""
    again_requested = Signal(int)
    """The answer that is coming is to be stopped, and asked for again."""
    stop_requested = Signal(int)
    settings_requested = Signal()
    add_model_requested = Signal()
    revealed = Signal(QWidget, QRect)
    """A part of the answer, in the pixels of a widget inside, is to be brought into sight."""

    def __init__(self, *, theme: Theme, message: Message, offthread: Offthread) -> None:
        super().__init__(theme=theme, message=message)
        self._offthread = offthread
        self._column = Column(self, margin=BLEED)
        self._choices: dict[int, ChoiceView] = {}
        self._chosen = 0
        self._doubt = -1
        self._tabs = QWidget()
        self._tab_row = QHBoxLayout(self._tabs)
        self._tab_row.setContentsMargins(0, 0, 0, 0)
        self._tab_row.setSpacing(4)
        self._tab_row.addStretch(1)
        self._tab_group = QButtonGroup(self)
        self._tabs.hide()
        self._note = NoteLine(theme=theme)
        self._spent: Spent | None = None
        self._card = EndingCard(theme=theme)
        self._meta = MetaRow(theme=theme)
        self._bottom: list[QWidget] = [self._note, self._card, self._meta]
        self._column.add(self._tabs, 0)
        for widget in self._bottom:
            self._column.add(widget, 10)
        self._column.indent(self._meta, -_META_OUT)
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._wire()
        self._choice(0)
        self.set_message(message)

    @property
    def stops(self) -> list[QWidget]:
        inside = [stop for index in sorted(self._choices) for stop in self._choices[index].stops]
        return [
            *self._tab_group.buttons(),
            *inside,
            *self._note.stops,
            *self._card.stops,
            self._meta.copy,
            self._meta.retry,
            self._meta.doubts,
        ]

    @property
    def streaming(self) -> bool:
        """Whether more is coming."""
        return self._message.status is MessageStatus.STREAMING

    def height_for(self, width: int) -> int:
        height = self._column.height_for(width)
        self._column.setGeometry(0, 0, width, height)
        return height

    def source(self) -> str:
        shown = self._choices[self._chosen]
        return shown.blocks.text or shown.refusal

    def apply(self, events: Sequence[ChatEvent]) -> None:
        """Takes what came; `refresh` shows it."""
        for event in events:
            if isinstance(event, TextDelta | ReasoningDelta | RefusalDelta | LogprobsDelta):
                self._choice(event.index).apply(event)

    def refresh(self) -> None:
        """Shows what came."""
        shown = self._choices[self._chosen]
        shown.refresh()
        shown.blocks.set_writing(self.streaming)
        self._column.touch(shown)

    def set_message(self, message: Message) -> None:
        """Shows the message; what is shown of it already stays as it is, and one that had ended
        may go on.
        """
        was_streaming = self.streaming
        self._message = message
        if self.streaming and not was_streaming and QApplication.focusWidget() in self._card.stops:
            self.setFocus()  # what was pressed is about to go
        for choice in message.choices:
            self._show_choice(choice)
        if not self.streaming:
            self._finish_missing()
        self.refresh()
        self._meta.show_facts(message, self._spent)
        self._end()
        self._name()
        self._column.touch_all()
        if was_streaming and not self.streaming:
            self._announce()

    def set_note(self, text: str, *, stalled: bool = False) -> None:
        """The quiet line under a streaming answer; `stalled` offers to stop and to ask again."""
        if not stalled and QApplication.focusWidget() in self._note.stops:
            self.setFocus()
        self._note.say(text, stalled=stalled)
        self._note.setVisible(bool(text) and self.streaming)
        self._column.touch(self._note)

    def set_spent(self, spent: Spent | None) -> None:
        """What the answer took; None: no more than what the server counted is known."""
        if spent != self._spent:
            self._spent = spent
            self._meta.show_facts(self._message, spent)

    def restyle(self) -> None:
        for choice in self._choices.values():
            choice.restyle()
        self._card.restyle()
        self._column.touch_all()

    def fill_menu(self, menu: QMenu) -> None:
        super().fill_menu(menu)
        if not self.streaming:
            menu.addAction(self.tr("Ask again"), self._retry)
        if can_go_on(self._message):
            menu.addAction(self.tr("Continue"), self._go_on)

    def _wire(self) -> None:
        self._card.retry_pressed.connect(self._retry)
        self._card.continue_pressed.connect(self._go_on)
        self._note.stop_pressed.connect(lambda: self.stop_requested.emit(self._message.id))
        self._note.again_pressed.connect(lambda: self.again_requested.emit(self._message.id))
        self._card.settings_pressed.connect(self.settings_requested)
        self._card.add_model_pressed.connect(self.add_model_requested)
        self._meta.doubts.clicked.connect(self.next_doubt)
        self._meta.retry.clicked.connect(self._retry)
        self._meta.copy.clicked.connect(self.copy_answer)
        # Toggled, not clicked: a screen reader's default action checks a button without a click.
        self._tab_group.idToggled.connect(self._choose)

    def copy_answer(self) -> None:
        """Copies the choice shown, as Markdown, and says so."""
        self.copy()
        self._meta.copy.set_name(self.tr("Copied"))
        announce(self, self.tr("Answer copied"))
        self._copied.start()

    def next_doubt(self) -> None:
        """Selects the next doubtful word, after the last the first again, and says it."""
        found = self._choices[self._chosen].blocks.doubts
        if not found:
            return
        self._doubt = (self._doubt + 1) % len(found)
        piece, number, mark = found[self._doubt]
        self.revealed.emit(piece, piece.reveal(number))
        words = self.tr("{word}, {sure}. {number} of {count}")
        announce(
            self._meta.doubts,
            words.format(
                word=mark.word, sure=words_of(mark), number=self._doubt + 1, count=len(found)
            ),
        )

    def _offer_copy(self) -> None:
        self._meta.copy.set_name(self.tr("Copy answer"))

    def _retry(self) -> None:
        self.retry_requested.emit(self._message.id)

    def _go_on(self) -> None:
        self.continue_requested.emit(self._message.id)

    def _choice(self, index: int) -> ChoiceView:
        """The view of a choice, made when it is first spoken of."""
        if index not in self._choices:
            made = ChoiceView(theme=self._theme, offthread=self._offthread)
            made.blocks.link_activated.connect(self.link_activated)
            made.thinking.folded.connect(self.resized)
            made.setVisible(index == self._chosen)
            self._choices[index] = made
            self._column.insert(self._column.index(self._note), made, 8)
            self._offer_tabs()
        return self._choices[index]

    def _show_choice(self, choice: Choice) -> None:
        view = self._choice(choice.index)
        if not view.continues(choice):
            # What is shown is not how the answer began: only a new page can be right.
            del self._choices[choice.index]
            self._column.remove(view)
            view = self._choice(choice.index)
        view.set_choice(choice, streaming=self.streaming)

    def _finish_missing(self) -> None:
        for view in self._choices.values():
            if not view.blocks.finished:
                view.thinking.end()
                view.blocks.finish()

    def _offer_tabs(self) -> None:
        for button in self._tab_group.buttons():
            self._tab_group.removeButton(button)
            self._tab_row.removeWidget(button)
            button.deleteLater()
        self._tabs.setVisible(len(self._choices) > 1)
        if len(self._choices) < 2:
            return
        for place, index in enumerate(sorted(self._choices)):
            button = QPushButton(self.tr("Answer {number}").format(number=place + 1))
            button.setProperty("kind", "tab")
            button.setCheckable(True)
            button.setChecked(index == self._chosen)
            button.setAccessibleName(button.text())
            self._tab_group.addButton(button, index)
            self._tab_row.insertWidget(place, button)
            button.show()  # the layout would only do so at the next turn of the event loop
        self._column.touch_all()

    def _choose(self, index: int, chosen: bool) -> None:
        if not chosen or index == self._chosen:
            return
        self._choices[self._chosen].setVisible(False)
        self._chosen, self._doubt = index, -1
        self._choices[index].setVisible(True)
        self.refresh()
        self._end()
        self._name()
        self._column.touch_all()
        self.resized.emit()

    def _end(self) -> None:
        chosen = [choice for choice in self._message.choices if choice.index == self._chosen]
        ending = ending_of(self._message, chosen[0] if chosen else None)
        self._card.show_ending(ending)
        self._meta.retry.setVisible(ending is None or not ending.retry)
        self._meta.copy.setVisible(bool(self.source()))
        self._meta.setVisible(not self.streaming and bool(self.source()))
        self._meta.show_doubts(len(self._choices[self._chosen].blocks.doubts))
        if not self.streaming:
            self._note.hide()

    def _name(self) -> None:
        words = self.source()
        if self.streaming:
            self.setAccessibleName(self.tr("Answer, still coming"))
        else:
            self.setAccessibleName(self.tr("Answer: {text}").format(text=shortened(words)))
        self.setAccessibleDescription("\n".join(filter(None, (self._doubts(), words))))

    def _doubts(self) -> str:
        """The doubtful words of a whole answer, for whoever cannot see the dots."""
        found = [] if self.streaming else self._choices[self._chosen].blocks.doubts
        if not found:
            return ""
        named = [f"{mark.word} ({words_of(mark)})" for _, _, mark in found[:_LISTED]]
        more = ["…"] if len(found) > _LISTED else []
        return f"{counted(len(found))}: {', '.join((*named, *more))}"

    def _announce(self) -> None:
        ending = ending_of(self._message, None) if not self.source() else None
        words = ending.title if ending else self.source()
        if len(words) > _ANNOUNCED:
            words = self.tr("The answer is complete")
        count = len(self._choices[self._chosen].blocks.doubts)
        announce(self, f"{words}\n{counted(count)}" if count else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_answer()
        else:
            super().keyPressEvent(event)
