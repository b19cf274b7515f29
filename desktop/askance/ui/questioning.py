"""From the draft to the question that is asked, and back when it could not be. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor

from askance.core.conversation import Message
from askance.core.endpoint import Endpoint
from askance.core.errors import ErrorKind, Problem
from askance.core.prefilling import why_not
from askance.core.prompts import Preset
from askance.core.settings import Settings
from askance.services.ask import AskService, Question
from askance.ui.asking import AskController
from askance.ui.asking_more import AskingMore
from askance.ui.composer.composer import Composer
from askance.ui.composer.draft import Draft
from askance.ui.conversation.view import ConversationView
from askance.ui.editing import Editing
from askance.ui.others import offer, others
from askance.ui.presets import prompt_of, question_for
from askance.ui.theme import Theme


class Questioning(QObject):
    """What Send, the presets and the buttons under an answer ask. `settings` says where."""

    begun = Signal()
    """A question was asked: the conversation is to be seen."""
    kept = Signal()
    """A question is safe, and gone from the draft."""
    problem = Signal(object)
    model_wanted = Signal()
    """Somebody else is to answer, and there is nobody: a model is to be added."""

    def __init__(
        self,
        *,
        composer: Composer,
        asking: AskController,
        ask: AskService,
        view: ConversationView,
        theme: Theme,
        settings: Callable[[], Settings],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._composer, self._asking, self._settings = composer, asking, settings
        self._view, self._more = view, AskingMore(asking=asking, ask=ask)
        self._editing = Editing(composer=composer, asking=asking, theme=theme, parent=self)
        self._asked: dict[int, Draft] = {}
        composer.send_requested.connect(self._send)
        composer.draft_changed.connect(self.tell_what_to_ask)
        asking.question_kept.connect(self._kept)
        asking.question_lost.connect(self.lost)
        view.retry_requested.connect(self._retry)
        view.choice_retry_requested.connect(self._retry_choice)
        view.again_requested.connect(self._ask_again)
        view.continue_requested.connect(self._go_on)
        view.continue_from_requested.connect(self._go_on_from)
        view.obstacle = self._why_not_from
        view.another_requested.connect(self._ask_another)
        view.edit_requested.connect(self._editing.begin)
        view.quote_requested.connect(self.quote)

    def now(self) -> Question | None:
        """What Send would ask; None when nothing is written and no picture is here."""
        draft = self._composer.draft
        return None if draft.empty else self._question(draft, draft.text)

    def ask(self, question: Question) -> None:
        """Asks what was asked elsewhere: over the frozen screen."""
        self.begun.emit()
        self._asking.ask(question)

    def lost(self, question: Question, problem: Problem | None) -> None:
        """A question could not be kept: it comes back into the composer."""
        if self._asked.pop(id(question), None) is None:
            # It came from the overlay: nothing of it is in the composer yet.
            for picture in question.pictures:
                self._composer.add_picture(getattr(picture, "name", ""), picture)
            self._composer.insert_text(question.text)
        if problem is not None:
            self.problem.emit(problem)

    def choose(self, preset: Preset) -> None:
        """A preset: words to go on with, or what the built-in endpoint is to do."""
        if self._endpoint.on_device:
            self._read(prompt_of(preset))
        else:
            self._composer.insert_text(prompt_of(preset))
        self._composer.focus_question()

    def quote(self, text: str) -> None:
        """Puts words into the question as a quotation, with the cursor behind it."""
        if not text.strip():
            return
        self._composer.question.moveCursor(QTextCursor.MoveOperation.End)
        written = self._composer.draft.text
        gap = "" if not written or written.endswith("\n\n") else "\n\n"
        lines = (f"> {line}".rstrip() for line in text.strip("\n").splitlines())
        self._composer.insert_text(gap + "\n".join(lines) + "\n\n")

    def tell_what_to_ask(self) -> None:
        """Brings the words in the empty question field up to date."""
        words = self.tr("Ask about a picture…")
        if self._endpoint.on_device:
            words = self.tr("Bring a picture, and press Enter to read it")
            if self._composer.draft.ready:
                words = self.tr("Press Enter to read the text")
        elif self._asking.conversation_id is not None:
            words = self.tr("Ask a follow-up…")
        self._composer.set_placeholder(words)

    @property
    def _endpoint(self) -> Endpoint:
        return self._settings().current

    def _question(self, draft: Draft, text: str) -> Question:
        endpoint = self._endpoint
        return Question(
            question_for(endpoint, text),
            draft.ready,
            endpoint,
            self._asking.conversation_id,
            self._composer.options.chosen(),
            self._editing.message_id,
        )

    def _send(self, text: str) -> None:
        draft = self._composer.draft
        self._ask_draft(self._question(draft, text), draft)

    def _ask_draft(self, question: Question, draft: Draft) -> None:
        self._asked[id(question)] = draft
        self.ask(question)

    def _read(self, prompt: str) -> None:
        """There is nothing to add to what the built-in endpoint does: with a picture, or after one,
        it is asked at once, and what is being typed stays.
        """
        number = self._asking.conversation_id
        draft = replace(self._composer.draft, text="")
        if self._composer.running:
            return
        if draft.sendable or (draft.empty and not draft.pictures and number is not None):
            self._ask_draft(self._question(draft, prompt), draft)
        else:
            self._composer.set_text(prompt)

    def _kept(self, question: Question) -> None:
        draft = self._asked.pop(id(question), None)
        if draft is not None:
            self._composer.take_away(draft)
            if question.beside is not None and question.beside == self._editing.message_id:
                self._editing.sent()
        self.kept.emit()

    def _retry(self, message_id: int) -> None:
        self._more.retry(message_id, self._endpoint, self._composer.options.chosen())

    def _ask_again(self, message_id: int) -> None:
        self._more.ask_again(message_id, self._endpoint, self._composer.options.chosen())

    def _go_on(self, message_id: int) -> None:
        """Who began an answer ends it, if it is still there."""
        endpoint = self._who_answered(message_id)
        if endpoint.on_device:
            self.problem.emit(
                Problem(
                    ErrorKind.NEEDS_MODEL,
                    self.tr("This computer reads; it doesn’t go on with an answer"),
                    self.tr("The model that began it is no longer here."),
                    self.tr("Choose or add a model, then press Continue."),
                )
            )
        else:
            self._more.go_on(message_id, endpoint)

    def _go_on_from(self, message_id: int, index: int, text: str) -> None:
        """Who weighed the other word goes on from it."""
        self._more.continue_from(message_id, index, text, self._who_answered(message_id, index))

    def _why_not_from(self, message: Message, index: int) -> str:
        """Who weighed the other word may be known to begin anew."""
        problem = why_not(self._who_answered(message.id, index))
        return f"{problem.title}. {problem.hint}" if problem is not None else ""

    def _ask_another(self, message_id: int) -> None:
        answer = self._asking.message(message_id)
        if answer is None or self._asking.must_wait():
            return
        endpoints = self._settings().endpoints
        if all(each.on_device or each.name == answer.endpoint for each in endpoints):
            self.model_wanted.emit()
            return
        options = self._composer.options.chosen()
        offer(
            others(endpoints, answer),
            lambda who: self._more.ask_another(message_id, who, options),
            self.model_wanted.emit,
            self._view,
        )

    def _retry_choice(self, message_id: int, index: int) -> None:
        """Who failed beside an answer is asked again."""
        endpoint = self._who_answered(message_id, index)
        if endpoint.on_device:
            self.model_wanted.emit()
        else:
            options = self._composer.options.chosen()
            self._more.ask_another(message_id, endpoint, options, choose=True)

    def _who_answered(self, message_id: int, index: int | None = None) -> Endpoint:
        """The endpoint that gave an answer, or one choice of it; the current one when that is no
        longer here.
        """
        answer, settings = self._asking.message(message_id), self._settings()
        if answer is None:
            return settings.current
        names = [each.endpoint for each in answer.choices if each.index == index and each.endpoint]
        name = next(iter(names), answer.endpoint)
        return next((each for each in settings.endpoints if each.name == name), settings.current)
