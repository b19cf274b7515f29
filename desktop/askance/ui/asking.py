"""Between the conversation view and the ask service. GUI thread.

Owns which conversation, and which branch of it, is shown, and which questions are under way: one a
conversation at a time. A question goes on when the person looks at another conversation or branch;
coming back shows what has come meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from askance.core.chat import ChatEvent, merged
from askance.core.conversation import Message, title_from
from askance.core.endpoint import ON_DEVICE
from askance.core.errors import Problem
from askance.core.markdown.first_line import first_line
from askance.core.progress import Retrying, Stage, Stalled
from askance.services.ask import AskEnded, AskService, AskStarted, Question
from askance.services.history import HistoryService
from askance.ui.amending import Amending
from askance.ui.bridge import Bridge, Job
from askance.ui.conversation.view import ConversationView
from askance.ui.shown_messages import ShownMessages
from askance.ui.under_way import AllUnderWay, Clock, Further, UnderWay, still_coming
from askance.ui.widgets import announce


class AskController(QObject):
    """Shows one conversation and asks in it."""

    conversation_coming = Signal()
    """Another is shown at once: the view should be on the screen, and not lay out what it shows for
    the size it has while it is hidden.
    """
    conversation_shown = Signal(object)
    """The id shown now, or None for a new conversation."""
    running_changed = Signal(bool)
    """Whether the shown conversation has a question under way."""
    history_changed = Signal()
    title_known = Signal(int, str)
    title_wanted = Signal(int, str)
    """A better title for a conversation than its question: what was read."""
    question_kept = Signal(object)
    """A `Question` that is safe now: its draft may go."""
    question_lost = Signal(object, object)
    """A `Question` that could not be kept, and the `Problem`: its draft must come back."""
    answered = Signal(object)
    """An answer in its final state, shown or not."""
    messages_changed = Signal()
    """What `messages` gives: another conversation, a question more, an answer at its end."""
    problem = Signal(object)
    problem_over = Signal(object)
    """The kind of a problem that holds no longer."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        ask: AskService,
        history: HistoryService,
        view: ConversationView,
        clock: Clock = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._bridge, self._ask, self._history, self._view = bridge, ask, history, view
        self._shown: int | None = None
        self._opening: Job | None = None
        self._page = ShownMessages(view)
        self._under_way = AllUnderWay()
        self._front: UnderWay | None = None
        self._told: type[Stage] | None = None
        view.picture_needed.connect(self._load_picture)
        view.stop_requested.connect(self._stop_answer)
        view.branch_requested.connect(self.show_branch)
        self._amending = self._made_amending()
        view.choice_chosen.connect(self._amending.choose)
        view.delete_requested.connect(self._amending.delete)

    @property
    def conversation_id(self) -> int | None:
        """The conversation shown, or None while it is new."""
        return self._shown

    @property
    def running(self) -> bool:
        """Whether the shown conversation has a question under way."""
        return self._front is not None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages of the shown conversation, in order; those under way as they began."""
        return self._page.all()

    def message(self, message_id: int) -> Message | None:
        """A message of the shown conversation."""
        return self._page.get(message_id)

    def busy(self, conversation_id: int | None) -> bool:
        """Whether a conversation has a question under way; a new one never has."""
        return self._under_way.within(conversation_id) is not None

    def start_new(self) -> None:
        """Shows an empty conversation."""
        self._show(None, ())

    def open(self, conversation_id: int) -> None:
        """Shows a conversation of the history."""
        if conversation_id == self._shown:
            self._opening = None
            self.conversation_shown.emit(conversation_id)
        else:
            self._read(conversation_id)

    def show_branch(self, message_id: int) -> None:
        """Shows a message on the branch it stands on, whatever conversation that is of."""
        job = self._bridge.run(self._history.branch(message_id), failed=self.problem.emit)
        self._opening = job
        job.succeeded.connect(lambda messages: self._opened(job, messages, at=message_id))

    def picture(self, sha256: str) -> Job:
        """Reads the bytes of a kept picture: the job succeeds with them."""
        return self._bridge.run(self._history.picture(sha256), failed=self.problem.emit)

    def _read(self, conversation_id: int) -> None:
        job = self._bridge.run(self._history.messages(conversation_id), failed=self.problem.emit)
        self._opening = job
        job.succeeded.connect(lambda messages: self._opened(job, messages, conversation_id))

    def ask(self, question: Question) -> None:
        """Asks in the conversation that the question names, which must not be `busy`."""
        asking = self._begin(lambda report: self._ask.ask(question, report), question)
        if question.conversation_id == self._shown:
            self._bring_forward(asking)

    def further(self, message_id: int, work: Further) -> Job | None:
        """Asks for more of an answer that is shown; None, and said, when that must wait."""
        answer = self._page.get(message_id)
        if answer is None or self.must_wait():
            return None
        asking = self._begin(lambda report: work(answer, report), None)
        asking.conversation_id = answer.conversation_id
        self._bring_forward(asking)
        return asking.job

    def must_wait(self) -> bool:
        """Whether another answer comes first in the shown conversation; then that is said."""
        if self.running:
            self.problem.emit(still_coming())
        return self.running

    def coming(self, message_id: int) -> UnderWay | None:
        """What brings an answer of the shown conversation, while it comes."""
        front = self._front
        if front is None or front.answer is None or front.answer.id != message_id:
            return None
        return front

    def stop(self) -> None:
        """Stops the question under way in the shown conversation."""
        if self._front is not None:
            self._front.job.cancel()

    def _stop_answer(self, message_id: int) -> None:
        if self.coming(message_id) is not None:
            self.stop()

    def leave(self, conversation_id: int, then: Callable[[], None]) -> None:
        """A conversation is about to be deleted: stops its question, shows a new one if it was
        shown, and calls `then` once nothing is written into it any more.
        """
        if conversation_id == self._shown:
            self.start_new()
        asking = self._under_way.within(conversation_id)
        if asking is None:
            then()
        else:
            asking.job.ended.connect(then)
            asking.job.cancel()

    def _made_amending(self) -> Amending:
        made = Amending(
            bridge=self._bridge,
            history=self._history,
            page=self._page,
            under_way=self._under_way,
            parent=self,
        )
        made.amended.connect(self.messages_changed)
        made.deleted.connect(self.history_changed)
        made.branch_lost.connect(self._read_again)
        made.problem.connect(self.problem)
        return made

    @Slot(int)
    def _read_again(self, conversation_id: int) -> None:
        if conversation_id == self._shown:
            self._read(conversation_id)

    def _begin(self, work: object, question: Question | None) -> UnderWay:
        job = self._bridge.submit(work)  # type: ignore[arg-type]  # the report narrows to AskEvent
        asking = UnderWay(job, question, clock=self._clock, parent=self)
        self._under_way.add(asking)
        job.progressed.connect(lambda batch: self._progress(asking, batch))
        job.failed.connect(lambda problem: self._failed(asking, problem))
        job.ended.connect(lambda: self._ended(asking))
        asking.changed.connect(self._tell)
        return asking

    def _bring_forward(self, asking: UnderWay | None) -> None:
        if self._front is not None:
            self._front.watch(False)
        self._front, self._told = asking, None
        self.running_changed.emit(asking is not None)

    def _show(self, conversation_id: int | None, messages: Sequence[Message]) -> None:
        self._opening = None
        self._shown = conversation_id
        self._bring_forward(self._under_way.within(conversation_id))
        self.conversation_coming.emit()
        self._page.show(messages)
        self._tell()
        self.messages_changed.emit()
        self.conversation_shown.emit(conversation_id)

    def _opened(
        self,
        job: Job,
        messages: tuple[Message, ...],
        conversation_id: int | None = None,
        at: int | None = None,
    ) -> None:
        if job is not self._opening:
            return  # another conversation was opened in the meantime
        if conversation_id is None:
            conversation_id = messages[-1].conversation_id
        asking = self._under_way.within(conversation_id)
        live = asking.message() if asking else None
        if live is not None:
            messages = tuple(live if message.id == live.id else message for message in messages)
        keyboard = self._page.has_keyboard
        self._show(conversation_id, messages)
        if at is not None:
            self._view.reveal_message(at)
            if keyboard:
                self._page.give_keyboard(at)

    def _progress(self, asking: UnderWay, batch: Sequence[object]) -> None:
        words: list[ChatEvent] = []
        for event in batch:
            if isinstance(event, AskStarted):
                self._started(asking, event)
            elif isinstance(event, AskEnded):
                self._show_words(asking, words)
                words = []
                self._answered(asking, event)
            else:
                words.append(event)  # type: ignore[arg-type]  # the service reports nothing else
        self._show_words(asking, words)

    def _started(self, asking: UnderWay, event: AskStarted) -> None:
        was_new = asking.begins = asking.conversation_id is None
        asking.conversation_id = event.conversation_id
        asking.start(event.answer)
        if asking.question is not None:
            self.question_kept.emit(asking.question)
        if was_new and asking is self._front:
            self._shown = event.conversation_id
            self.conversation_shown.emit(self._shown)
            self.title_known.emit(event.conversation_id, event.title)
        if asking is self._front:
            keyboard = event.beside is not None and self._page.has_keyboard
            if event.beside is not None:
                asking.beside, asking.stood_there = event.beside, self._page.all()
                self._page.cut(event.beside)
            for message in (event.question, event.answer):
                if message is not None:
                    self._page.put(message)
            if keyboard:
                self._page.give_keyboard(event.answer.id)
            self.messages_changed.emit()
            # Not in the turn that makes the widgets of the question and the answer.
            QTimer.singleShot(0, self, self._tell)
        self.history_changed.emit()

    def _on_page(self, asking: UnderWay) -> bool:
        """Whether its answer is seen: another branch of the conversation may be shown."""
        answer = asking.answer
        return asking is self._front and answer is not None and answer.id in self._page

    def _show_words(self, asking: UnderWay, events: list[ChatEvent]) -> None:
        events = merged(events)
        asking.hear(events)
        if events and asking.answer is not None and self._on_page(asking):
            self._view.apply(asking.answer.id, events)
            self._tell()

    def _tell(self) -> None:
        """Says under the answer where it stands, and looks again when time alone changes that."""
        asking = self._front
        if asking is None or asking.answer is None or not self._on_page(asking):
            return
        stage, note = asking.stage(), asking.note()
        self._view.set_note(asking.answer.id, note, stalled=isinstance(stage, Stalled))
        if isinstance(stage, Stalled | Retrying) and type(stage) is not self._told:
            announce(self._view, note)
        self._told = type(stage)
        asking.watch(True)

    def _answered(self, asking: UnderWay, event: AskEnded) -> None:
        answer = asking.end(event.answer)
        if self._on_page(asking):
            if event.withdrawn:
                self._page.show(asking.stood_there)
            else:
                self._page.end(answer)
            self.messages_changed.emit()
        if asking.begins and answer.endpoint == ON_DEVICE.name:
            self._want_title(answer)
        self.answered.emit(answer)
        self.history_changed.emit()

    def _want_title(self, answer: Message) -> None:
        """“Extract text” says nothing in a history full of it: the first line read does."""
        title = title_from(first_line(answer.text))
        if title:
            self.title_wanted.emit(answer.conversation_id, title)

    def _failed(self, asking: UnderWay, problem: Problem) -> None:
        if asking.question is not None and asking.answer is None:
            self.question_lost.emit(asking.question, problem)
        else:
            self.problem.emit(problem)

    def _ended(self, asking: UnderWay) -> None:
        self._under_way.remove(asking)
        unkept = asking.question is not None and asking.answer is None
        if unkept and asking.job.was_cancelled:
            self.question_lost.emit(asking.question, None)
        if asking is self._front:
            self._bring_forward(None)
        asking.deleteLater()

    def _load_picture(self, sha256: str) -> None:
        self.picture(sha256).succeeded.connect(lambda data: self._view.set_picture(sha256, data))
