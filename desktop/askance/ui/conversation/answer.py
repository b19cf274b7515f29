"""An answer: its choices, what is said while it comes, how it ended, what can be done.

GUI thread. What is not needed at first (the row of actions, the card, the note, the tabs) is made
when it is: an answer that comes into sight while one scrolls is its words alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from askance.core.chat import ChatEvent
from askance.core.conversation import Message, MessageStatus
from askance.core.cost import Spent
from askance.ui.conversation.announcing import Announcer
from askance.ui.conversation.answer_requests import AnswerRequests
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.choice import Piece
from askance.ui.conversation.choices import Choices
from askance.ui.conversation.doubt import Mark
from askance.ui.conversation.doubting import Doubting
from askance.ui.conversation.foot import Foot, room_for_row
from askance.ui.conversation.message import BLEED
from askance.ui.conversation.obstacle import Obstacle, no_obstacle
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.readying import Readying
from askance.ui.conversation.slices import Slices
from askance.ui.conversation.summing_up import SummingUp
from askance.ui.theme import Theme
from askance.ui.widgets import announce


class AnswerView(AnswerRequests):
    """An answer. Streams through `apply` and `refresh`; `set_message` gives its final state."""

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
        self._last, self._named = False, True
        self._given = message.chosen  # as it was last told, whatever the person picked since
        self._spent: Spent | None = None
        self.obstacle: Obstacle = no_obstacle
        self._announcer = Announcer(self)
        self._summing = SummingUp(offthread=offthread, owner=self, came=self._summed_up)
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
        if self.streaming and slices is not None:
            slices.ask(self, Readying(theme, self._make_row()).step)

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

    def why_not_from(self, canvas: BlocksCanvas) -> str:
        """Why a choice cannot be gone on with from given words; empty where it can."""
        if self.streaming:
            return self.tr("The answer is still coming.")
        return self.obstacle(self._message, self.choices.index_of(canvas))

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
        return self.choices.current.words

    def shown_source(self) -> str:
        sources = (source for view in self.choices.shown for source in view.sources)
        return "\n\n".join(filter(None, sources))

    def apply(self, events: Sequence[ChatEvent]) -> None:
        """Takes what came; `refresh` shows it."""
        for event in events:
            if isinstance(event, Piece):
                self.choices.apply(event)

    def refresh(self) -> None:
        """Shows what came."""
        self.choices.refresh(streaming=self.streaming)
        if self.streaming and self.choices.came:
            self._announcer.speak(self.choices.telling.canvas, self.choices.told)

    @property
    def reusable(self) -> bool:
        more = self._foot or self._walk or self._announcer.speaking
        return super().reusable and self.choices.plain and not more

    def renew(self, message: Message) -> bool:
        simple = len(message.choices) == 1 and message.status is MessageStatus.COMPLETE
        if not (simple and self.reusable and self.choices.renew(message.choices[0].index)):
            return False
        self._message, self._spent, self._width = message, None, 0
        self._given = message.chosen
        self._named = False
        self.set_message(message)
        return True

    def introduce(self) -> None:
        super().introduce()
        self._named = True
        self._name()

    def set_message(self, message: Message) -> None:
        """Shows the message; what is shown of it already stays as it is, and one that had ended
        may go on.
        """
        was_streaming, given = self.streaming, self._given
        self._message, self._given = message, message.chosen
        if self.streaming and not was_streaming and self.foot.in_ended:
            self.setFocus()  # what was pressed is about to go
        self.choices.set_message(message)
        if message.chosen != given and message.choice is not None:
            self.choices.choose(message.choice.index)
        picked = self._hold_to_what_is_shown()
        self._end()
        if self._named:
            self._name()
        if was_streaming and not self.streaming:
            words = self.choices.news or self._ending_title
            self._announcer.end(self.choices.telling.canvas, words)
        if picked:
            self.chosen.emit(message.id, self.choices.chosen)

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
                self._show_facts()

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
        if self.choices.canvas.heard:  # other words may be the doubtful ones
            self._show_row()
            self._name()

    def fill_menu(self, menu: QMenu) -> None:
        super().fill_menu(menu)
        menu.addSeparator()
        self._doubting.fill_menu(menu)
        self.offer_requests(menu)

    def offer_copies(self, menu: QMenu) -> None:
        menu.addAction(self.tr("Copy as Markdown"), self.copy_answer)
        menu.addAction(self.tr("Copy as text"), partial(self.copy_answer, plain=True))

    def copy_answer(self, *, plain: bool = False) -> None:
        """Copies the choice shown, as Markdown or its words alone, and says so."""
        (self.copy_plain if plain else self.copy)()
        announce(self, self.tr("Answer copied"))
        self.foot.say_copied()

    def next_doubt(self) -> None:
        """Reveals the next doubtful word, after the last the first again, and says it."""
        self._doubting.next()

    @Slot(QWidget, int, object)
    def open_alternatives(self, canvas: BlocksCanvas, leaf: int, mark: Mark) -> None:
        """Shows what else the model weighed at a doubtful word."""
        self._doubting.open(canvas, leaf, mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_answer()
        else:
            super().keyPressEvent(event)

    @property
    def _doubting(self) -> Doubting:
        if self._walk is None:
            self._walk = Doubting(
                theme=self._theme,
                answer=self,
                canvases=lambda: self.choices.canvases,
                named=self.choices.name_of,
                obstacle=self.why_not_from,
            )
            self._walk.revealed.connect(self._reveal)
            self._walk.taken.connect(self._continue_from)
        return self._walk

    def _wire(self, choices: Choices) -> None:
        choices.link_activated.connect(self.link_activated)
        # To connect what is no slot takes several times as long, and answers come by the dozen.
        choices.grew.connect(self._tell_growth)
        choices.folded.connect(self._tell_size)
        choices.arranged.connect(self._arranged)
        choices.stops_changed.connect(self._put_in_order)
        choices.doubt_activated.connect(self.open_alternatives)
        choices.picked.connect(self._pick)

    def _made_foot(self) -> Foot:
        foot = Foot(theme=self._theme, parent=self)
        self._take_requests(foot)
        foot.copy_pressed.connect(self.copy_answer)
        foot.doubts_pressed.connect(self.next_doubt)
        foot.alternatives_asked.connect(lambda: self._doubting.open_last())  # noqa: PLW0108 -- made when needed
        foot.menu_asked.connect(self.open_menu)
        foot.details_toggled.connect(self._tell_size)
        return foot

    @Slot()
    def _tell_growth(self) -> None:
        """More of it was read, with the doubts in it, or a formula came."""
        if self.choices.canvas.heard:
            self._show_row()
            self._name()
        self.grew.emit(self._message.id)

    @Slot()
    def _arranged(self) -> None:
        """Other columns are to be seen, with the doubts in them."""
        self._doubting.restart()
        self._show_row()
        self._name()
        self._tell_size()

    @Slot(int)
    def _pick(self, index: int) -> None:
        """The person picked a tab: that choice goes on with the conversation."""
        if not self.choices.choose(index):
            return
        self._doubting.restart()
        self._announcer.restart()
        self.refresh()
        picked = self._hold_to_what_is_shown()
        self._end()
        self._name()
        if picked or self.streaming:
            self.chosen.emit(self._message.id, index)
        self._tell_size()

    def _hold_to_what_is_shown(self) -> bool:
        """Of an answer that has ended, the choice that is shown goes on; whether it was another.
        While more comes it may still turn out that there is no such one.
        """
        index, choice = self.choices.chosen, self._message.choice
        kept = any(each.index == index for each in self._message.choices)
        if self.streaming or not kept or choice is None or choice.index == index:
            return False
        self._message = replace(self._message, chosen=index)
        return True

    def _end(self) -> None:
        ending = self._ending
        if ending is not None or self._foot is not None:
            self.foot.show_ending(ending, streaming=self.streaming)
        self._show_row()

    def _make_row(self) -> Iterator[None]:
        """Before it is needed: the turn that shows the end is long enough."""
        if self.streaming and self._last:
            yield from self.foot.make_row(self._message)

    def _show_row(self) -> None:
        """The row is there for the last answer, one with branches, and where the pointer or the
        keyboard is.
        """
        near = self._last or self._attended or len(self._message.siblings) > 1
        wanted = near and not self.streaming and bool(self.source())
        if not wanted and (self._foot is None or self._foot.meta is None):
            return
        doubts = sum(len(canvas.doubts) for canvas in self.choices.canvases)
        fresh = self.foot.show_row(self._message, wanted=wanted, doubts=doubts)
        self._show_facts()
        if fresh and self._width:
            self.height_for(self._width)

    def _show_facts(self) -> None:
        sure = "" if self.streaming else self._summing.words(self._shown_choice)
        self.foot.show_facts(self._message, self._spent, sure)

    def _summed_up(self) -> None:
        """How sure it was is known now."""
        self._show_facts()
        if self.foot.detailed:
            self._tell_size()

    def _name(self) -> None:
        words = "\n\n".join(filter(None, (view.words for view in self.choices.shown)))
        words = words or self._ending_title
        self._announcer.name(self.choices.canvases, words, streaming=self.streaming)
