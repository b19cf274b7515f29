"""More of an answer that is there: asked for again, gone on with, or another one beside it. GUI
thread.
"""

from __future__ import annotations

from askance.core.chat import ChatOptions
from askance.core.conversation import Message
from askance.core.endpoint import Endpoint
from askance.core.errors import Problem
from askance.services.ask import AskService
from askance.ui.asking import AskController
from askance.ui.bridge import Job


class AskingMore:
    """Asks `ask` for more of an answer that `asking` shows. While another question is under
    way there, that is said and nothing else happens.
    """

    def __init__(self, *, asking: AskController, ask: AskService) -> None:
        self._asking, self._ask = asking, ask
        self._told: Problem | None = None

    def retry(
        self, message_id: int, endpoint: Endpoint, options: ChatOptions | None = None
    ) -> None:
        """Asks again, in the answer's place."""
        self._asking.further(
            message_id, lambda answer, report: self._ask.retry(answer, endpoint, report, options)
        )

    def ask_again(
        self, message_id: int, endpoint: Endpoint, options: ChatOptions | None = None
    ) -> None:
        """Stops the answer that is coming, and asks for it again."""
        coming = self._asking.coming(message_id)
        if coming is None:
            return

        def again() -> None:
            # One that had not said anything gives way to what stood there before it.
            here = self._asking.message(message_id) is not None
            place = message_id if here else coming.beside
            if place is not None:
                self.retry(place, endpoint, options)

        coming.job.ended.connect(again)
        coming.job.cancel()

    def go_on(self, message_id: int, endpoint: Endpoint) -> None:
        """Lets an answer go on where it ended."""
        self._asking.further(
            message_id, lambda answer, report: self._ask.go_on(answer, endpoint, report)
        )

    def ask_another(
        self,
        message_id: int,
        endpoint: Endpoint,
        options: ChatOptions | None = None,
        *,
        choose: bool = False,
    ) -> None:
        """Asks somebody else too; the reply stands beside the answer, or in its place where the
        person is to `choose` it.
        """
        job = self._asking.further(
            message_id,
            lambda answer, report: self._ask.ask_another(
                answer, endpoint, report, options, choose=choose
            ),
        )
        self._tell_added(job)

    def continue_from(self, message_id: int, index: int, text: str, endpoint: Endpoint) -> None:
        """Lets the model go on from the beginning of a choice, with another word at its end; that
        stands beside the answer.
        """
        job = self._asking.further(
            message_id,
            lambda answer, report: self._ask.continue_from(answer, index, text, endpoint, report),
        )
        self._tell_added(job)

    def _tell_added(self, job: Job | None) -> None:
        """Why an added choice came to nothing: the answer it stands beside says nothing of it."""

        def tell(answer: Message) -> None:
            problem = answer.choices[-1].problem if answer.choices else None
            if problem is not None:
                self._told = problem
                self._asking.problem.emit(problem)

        if job is None:
            return
        if self._told is not None:
            self._asking.problem_over.emit(self._told.kind)
            self._told = None
        job.succeeded.connect(tell)
