"""An answer: its choices, what is said while it comes, how it ended, what can be done.

GUI thread. What is not needed at first (the row of actions, the card, the note, the tabs) is made
when it is: an answer that comes into sight while one scrolls is its words alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from askance.core.chat import (
    ChatEvent,
    LogprobsDelta,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
)
from askance.core.conversation import Message, MessageStatus
from askance.core.cost import Spent
from askance.core.endpoint import ON_DEVICE
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.choices import Choices
from askance.ui.conversation.doubt import Mark, counted
from askance.ui.conversation.doubting import Doubting, described
from askance.ui.conversation.ending import can_go_on, ending_of
from askance.ui.conversation.foot import Foot, room_for_row
from askance.ui.conversation.message import BLEED, MessageView, shortened
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.slices import Slices
from askance.ui.conversation.speaking import Speaker
from askance.ui.theme import Theme
from askance.ui.widgets import announce

_ANNOUNCED = 300


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
    chosen = Signal(int, int)
    """The choice of this index is to go on with the conversation."""
    continue_from = Signal(int, int, str)
    """The choice of this index is to go on from this text, in the place of what it says."""
    revealed = Signal(int, QWidget, QRect)
    """A part of the answer, in the pixels of a widget inside, is to be brought into sight."""

    def __init__(
        self,
        *,
        theme: Theme,
        message: Message,
        offthread: Offthread,
        formulas: Formulas | None = None,
        slices: Slices | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme=theme, message=message, parent=parent)
        self._width = 0
        self._last = False
        self._spent: Spent | None = None
        self._speaker: Speaker | None = None
        self.choices = Choices(
            theme=theme,
            offthread=offthread,
            formulas=formulas,
            slices=slices,
            parent=self,
            chosen=message.choice.index if message.choice else 0,
        )
        self._foot: Foot | None = None
        self._walk: Doubting | None = None
        self._wire(self.choices)
        self.set_message(message)

    @property
    def stops(self) -> list[QWidget]:
        return [*self.choices.stops, *(self._foot.stops if self._foot is not None else ())]

    @property
    def parts(self) -> list[QWidget]:
        return [*self.choices.parts, *(self._foot.parts if self._foot is not None else ())]

    @property
    def foot(self) -> Foot:
        """What stands under the words, made when it is first asked for."""
        if self._foot is None:
            self._foot = self._made_foot()
        return self._foot

    @property
    def streaming(self) -> bool:
        """Whether more is coming."""
        return self._message.status is MessageStatus.STREAMING

    @property
    def goes_on_from(self) -> bool:
        """Whether the model can go on from a text that is put into its mouth."""
        return not self.streaming and self._message.endpoint != ON_DEVICE.name

    def bodies(self) -> list[BlocksCanvas]:
        return [body for view in self.choices.shown for body in view.bodies]

    def height_for(self, width: int) -> int:
        self._width = width
        self._put_in_order()
        left, room = BLEED, width - 2 * BLEED
        bottom = self.choices.place(left=left, width=room)
        with_row = not self.streaming and bool(self.source())
        if self._foot is None:
            return bottom + (room_for_row(self._theme) if with_row else 0)
        return self._foot.place(left=left, top=bottom, width=room, with_row=with_row)

    def source(self) -> str:
        shown = self.choices.current
        return shown.canvas.text or shown.refusal

    def apply(self, events: Sequence[ChatEvent]) -> None:
        """Takes what came; `refresh` shows it."""
        for event in events:
            if isinstance(event, TextDelta | ReasoningDelta | RefusalDelta | LogprobsDelta):
                self.choices.view(event.index).apply(event)

    def refresh(self) -> None:
        """Shows what came."""
        self.choices.refresh(streaming=self.streaming)
        if self.streaming:
            self._speak()

    def renew(self, message: Message) -> bool:
        simple = len(message.choices) == 1 and message.status is MessageStatus.COMPLETE
        made = (self._foot, self._walk, self._speaker)
        if not simple or any(each is not None for each in made):
            return False
        if not self.choices.renew(message.choices[0].index):
            return False
        self._message, self._spent, self._width = message, None, 0
        self.set_message(message)
        return True

    def set_message(self, message: Message) -> None:
        """Shows the message; what is shown of it already stays as it is, and one that had ended
        may go on.
        """
        was_streaming, before = self.streaming, self._message
        self._message = message
        if self.streaming and not was_streaming and self.foot.in_card:
            self.setFocus()  # what was pressed is about to go
        self.choices.set_message(message)
        if message.chosen != before.chosen and message.choice is not None:
            self.choices.choose(message.choice.index)
        self._end()
        self._name()
        if was_streaming and not self.streaming:
            self._announce()

    def set_note(self, text: str, *, stalled: bool = False) -> bool:
        """The quiet line under a streaming answer; `stalled` offers to stop and to ask again.
        Whether that says anything new.
        """
        if not stalled and self.foot.in_note:
            self.setFocus()
        return self.foot.say(text, stalled=stalled, streaming=self.streaming)

    def set_spent(self, spent: Spent | None) -> None:
        """What the answer took; None: no more than what the server counted is known."""
        if spent != self._spent:
            self._spent = spent
            if self._foot is not None:
                self._foot.show_facts(self._message, spent)

    def set_last(self, last: bool) -> None:
        """The row of what can be done is always shown for the last message."""
        if last != self._last:
            self._last = last
            self._show_row()

    def set_side_by_side(self, on: bool) -> None:
        """Shows all choices beside one another, with what differs marked."""
        self.choices.set_side_by_side(on)

    def attend(self, attended: bool) -> None:
        self._show_row()

    def restyle(self) -> None:
        self.choices.restyle()
        if self._foot is not None:
            self._foot.restyle()

    def fill_menu(self, menu: QMenu) -> None:
        super().fill_menu(menu)
        menu.addSeparator()
        self._doubting.fill_menu(menu, self.choices.canvas, offers_continue=self.goes_on_from)
        if not self.streaming:
            menu.addAction(self.tr("Ask again"), self._retry)
            menu.addAction(
                self.tr("Ask another model…"),
                lambda: self.another_requested.emit(self._message.id),
            )
        if can_go_on(self._message):
            menu.addAction(self.tr("Continue"), self._go_on)
        self.offer_delete(menu)

    def copy_answer(self) -> None:
        """Copies the choice shown, as Markdown, and says so."""
        self.copy()
        announce(self, self.tr("Answer copied"))
        self.foot.say_copied()

    def next_doubt(self) -> None:
        """Reveals the next doubtful word, after the last the first again, and says it."""
        self._doubting.next(self.choices.canvas)

    @Slot(QWidget, int, object)
    def open_alternatives(self, canvas: BlocksCanvas, leaf: int, mark: Mark) -> None:
        """Shows what else the model weighed at a doubtful word."""
        self._doubting.open(canvas, leaf, mark, offers_continue=self.goes_on_from)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_answer()
        else:
            super().keyPressEvent(event)

    @property
    def _doubting(self) -> Doubting:
        if self._walk is None:
            self._walk = Doubting(theme=self._theme, answer=self)
            self._walk.revealed.connect(self._reveal)
            self._walk.taken.connect(self._continue_from)
        return self._walk

    def _wire(self, choices: Choices) -> None:
        choices.link_activated.connect(self.link_activated)
        # To connect what is no slot takes several times as long, and answers come by the dozen.
        choices.grew.connect(self._tell_growth)
        choices.folded.connect(self._tell_size)
        choices.stops_changed.connect(self._put_in_order)
        choices.doubt_activated.connect(self.open_alternatives)
        choices.picked.connect(self._pick)

    def _made_foot(self) -> Foot:
        foot, number = Foot(theme=self._theme, parent=self), self._message.id
        foot.retry_pressed.connect(self._retry)
        foot.continue_pressed.connect(self._go_on)
        foot.stop_pressed.connect(lambda: self.stop_requested.emit(number))
        foot.again_pressed.connect(lambda: self.again_requested.emit(number))
        foot.settings_pressed.connect(self.settings_requested)
        foot.add_model_pressed.connect(self.add_model_requested)
        foot.copy_pressed.connect(self.copy_answer)
        foot.doubts_pressed.connect(self.next_doubt)
        foot.alternatives_asked.connect(
            lambda: self._doubting.open_last(self.choices.canvas, offers_continue=self.goes_on_from)
        )
        foot.menu_asked.connect(self.open_menu)
        foot.branch_asked.connect(self.branch_requested)
        foot.details_toggled.connect(self._tell_size)
        return foot

    @Slot()
    def _tell_size(self) -> None:
        self.resized.emit(self._message.id)

    @Slot()
    def _tell_growth(self) -> None:
        """More of it was read, with the doubts in it, or a formula came."""
        if self.choices.canvas.heard:
            self._show_row()
            self._name()
        self.grew.emit(self._message.id)

    def _reveal(self, widget: QWidget, part: QRect) -> None:
        self.revealed.emit(self._message.id, widget, part)

    def _continue_from(self, text: str) -> None:
        self.continue_from.emit(self._message.id, self.choices.chosen, text)

    def _retry(self) -> None:
        self.retry_requested.emit(self._message.id)

    def _go_on(self) -> None:
        self.continue_requested.emit(self._message.id)

    @Slot(int)
    def _pick(self, index: int) -> None:
        """The person picked a tab: that choice goes on with the conversation."""
        if not self.choices.choose(index):
            return
        self._doubting.restart()
        self._speaker = None
        self.refresh()
        self._end()
        self._name()
        if not self.streaming:
            self.chosen.emit(self._message.id, index)
        self._tell_size()

    def _end(self) -> None:
        index = self.choices.chosen
        chosen = next((each for each in self._message.choices if each.index == index), None)
        ending = ending_of(self._message, chosen)
        if ending is not None or self._foot is not None:
            self.foot.show_ending(ending, streaming=self.streaming)
        self._show_row()

    def _show_row(self) -> None:
        """The row is there for the last answer, one with branches, and where the pointer or the
        keyboard is.
        """
        near = self._last or self._attended or len(self._message.siblings) > 1
        wanted = near and not self.streaming and bool(self.source())
        if not wanted and (self._foot is None or self._foot.meta is None):
            return
        fresh = self.foot.show_row(
            self._message, wanted=wanted, doubts=len(self.choices.canvas.doubts)
        )
        self.foot.show_facts(self._message, self._spent)
        if fresh and self._width:
            self.height_for(self._width)

    def _name(self) -> None:
        words = self.source()
        if self.streaming:
            self.setAccessibleName(self.tr("Answer, still coming"))
            self.setAccessibleDescription(words)
            return
        self.setAccessibleName(self.tr("Answer: {text}").format(text=shortened(words)))
        doubts = described(self.choices.canvas)
        self.setAccessibleDescription("\n".join(filter(None, (doubts, words))))

    def _speak(self) -> None:
        """Tells what stands so far."""
        if self._speaker is None:
            self._speaker = Speaker(self)
        canvas = self.choices.canvas
        self._speaker.hear(canvas.leaves, canvas.complete)

    def _announce(self) -> None:
        """Tells that the answer is complete, and what of it was not told yet."""
        canvas = self.choices.canvas
        count = counted(len(canvas.doubts)) if canvas.doubts else ""
        speaker, self._speaker = self._speaker, None
        if speaker is not None and speaker.began:
            speaker.end(canvas.leaves, self.tr("The answer is complete"), count)
            return
        ending = ending_of(self._message, None) if not self.source() else None
        words = ending.title if ending else self.source()
        if len(words) > _ANNOUNCED:
            words = self.tr("The answer is complete")
        announce(self, "\n".join(filter(None, (words, count))))
