"""From the draft to the question that is asked, and back when it could not be. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from askance.core.endpoint import Endpoint
from askance.core.errors import ErrorKind, Problem
from askance.core.prompts import Preset
from askance.core.settings import Settings
from askance.services.ask import Question
from askance.ui.asking import AskController
from askance.ui.conversation.composer import Composer
from askance.ui.conversation.draft import Draft
from askance.ui.conversation.view import ConversationView
from askance.ui.presets import prompt_of, question_for


class Questioning(QObject):
    """What Send, the presets and the buttons under an answer ask. `settings` says where."""

    begun = Signal()
    """A question was asked: the conversation is to be seen."""
    kept = Signal()
    """A question is safe, and gone from the draft."""
    problem = Signal(object)

    def __init__(
        self,
        *,
        composer: Composer,
        asking: AskController,
        view: ConversationView,
        settings: Callable[[], Settings],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._composer, self._asking, self._settings = composer, asking, settings
        self._asked: dict[int, Draft] = {}
        composer.send_requested.connect(self._send)
        composer.draft_changed.connect(self.tell_what_to_ask)
        asking.question_kept.connect(self._kept)
        asking.question_lost.connect(self.lost)
        view.retry_requested.connect(self._retry)
        view.again_requested.connect(self._ask_again)
        view.continue_requested.connect(self._go_on)

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
        self.kept.emit()

    def _retry(self, message_id: int) -> None:
        self._asking.retry(message_id, self._endpoint, self._composer.options.chosen())

    def _ask_again(self, message_id: int) -> None:
        self._asking.ask_again(message_id, self._endpoint, self._composer.options.chosen())

    def _go_on(self, message_id: int) -> None:
        """Who began an answer ends it, if it is still there."""
        answer = self._asking.message(message_id)
        settings = self._settings()
        who = {endpoint.name: endpoint for endpoint in settings.endpoints}
        endpoint = who.get(answer.endpoint, settings.current) if answer else settings.current
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
            self._asking.go_on(message_id, endpoint)
