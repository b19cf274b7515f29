"""Asking a question: from the draft to an answer that is kept whatever happens.

Runs on the worker's event loop. The order is the promise: the question and its pictures are
committed before a byte leaves, and the answer stands as streaming before it starts; `answering`
does the rest.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TypeVar

from askance.core.chat import ChatOptions, ChatRequest, PromptMessage
from askance.core.conversation import Choice, Message, MessageStatus, Role, title_from
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError
from askance.core.payload import NOTHING_LEAVES, Payload, RequestPreview, build_payload
from askance.core.ports import ChatClient, HistoryStore
from askance.core.prefilling import why_not
from askance.services.adding import Addition, another, branching, next_index, with_choice
from askance.services.answering import Answering, Asking, says
from askance.services.continuing import Continuation
from askance.services.keys import KeyService
from askance.services.manner import Anew, Manner
from askance.services.one_thread import OneThread
from askance.services.prompting import Fit, Prompting, parts_of
from askance.services.question import AskEnded, AskEvent, AskStarted, Question, Report
from askance.services.stopwatch import Steady

__all__ = ["AskEnded", "AskEvent", "AskService", "AskStarted", "Question", "Report"]

T = TypeVar("T")
Describe = Callable[[ChatRequest, bool], RequestPreview]


class AskService:
    """Asks and keeps. `describe` tells how a request would look on the wire (its second argument:
    whether a key would travel); `fit` makes a picture small enough for where it goes (see
    `PictureService.fit`); `clock` gives seconds since the epoch, `steady` those of a clock that is
    never set.
    """

    def __init__(
        self,
        *,
        chat: ChatClient,
        history: HistoryStore,
        history_thread: OneThread,
        keys: KeyService,
        describe: Describe,
        fit: Fit,
        clock: Callable[[], float],
        steady: Steady = time.monotonic,
    ) -> None:
        self._history = history
        self._db = history_thread
        self._keys = keys
        self._describe = describe
        self._prompting = Prompting(history=history, history_thread=history_thread, fit=fit)
        self._clock = clock
        self._answering = Answering(
            chat=chat,
            history=history,
            history_thread=history_thread,
            keys=keys,
            prompting=self._prompting,
            clock=clock,
            steady=steady,
        )

    async def ask(self, question: Question, report: Report) -> Message:
        """Asks and returns the kept answer, whose status says how it went.

        Raises `AskanceError` only when the question could not be kept; then nothing has left.
        When cancelled, the answer is kept with what came and `AskEnded` is reported first; unless
        that was before the question itself was kept, which `AskStarted` tells.
        """
        pictures = await self._prompting.fitted(question.pictures, question.endpoint)
        question = replace(question, pictures=pictures)
        kept, cancelled = await _whole(self._db.run(self._keep, question))
        asking = Asking(kept, question, Anew(kept.answer))
        return await self._answering.answer(asking, report, cancelled=cancelled)

    async def retry(
        self,
        answer: Message,
        endpoint: Endpoint,
        report: Report,
        options: ChatOptions | None = None,
    ) -> Message:
        """Asks again what led to `answer`. The new answer stands in its place, on a branch of its
        own; the old one and what followed it stay on theirs, but for one that says nothing and ends
        its branch: that is replaced. Stopped before its first word, the new one is withdrawn.
        `options` as in `Question`. Raises as `ask`.
        """
        number = answer.conversation_id
        is_last = await self._prompting.is_last(answer)
        again = Question("", (), endpoint, number, options)
        keeping = self._db.run(self._keep_answer, number, "", None, again, answer.id)
        kept, cancelled = await _whole(keeping)
        asking = Asking(
            kept, again, Anew(kept.answer), again=answer, replaces=is_last and not says(answer)
        )
        return await self._answering.answer(asking, report, cancelled=cancelled)

    async def go_on(self, answer: Message, endpoint: Endpoint, report: Report) -> Message:
        """Lets the model continue `answer` where it ended; the new words are added to its chosen
        choice. When nothing new comes the words stay as they were. One without words is asked for
        again.

        Raises `AskanceError` when it could not even begin; then nothing has changed.
        """
        if not answer.text.strip():
            return await self.retry(answer, endpoint, report)
        resumed, cancelled = await _whole(self._db.run(self._history.resume, answer.id))
        asking = _further(resumed, endpoint, Continuation(answer))
        return await self._answering.answer(asking, report, cancelled=cancelled)

    async def ask_another(
        self,
        answer: Message,
        endpoint: Endpoint,
        report: Report,
        options: ChatOptions | None = None,
        *,
        choose: bool = False,
    ) -> Message:
        """Asks somebody else what led to `answer`. The reply becomes one more choice of it, which
        names who gave it; the chosen choice stays chosen, unless this one is to be. It takes the
        place of the one that `endpoint` failed to give, if it did. All else that was there stays as
        it is whatever comes of it, also the message's status and usage; a failure is kept as the
        new choice's own (`Choice.problem`). An answer that says nothing is asked for again there
        instead.

        Raises `AskanceError` when it could not even begin; then nothing has changed.
        """
        if not says(answer):
            return await self.retry(answer, endpoint, report, options)
        choice = another(answer, endpoint)
        return await self._add(answer, choice, endpoint, report, options, choose=choose)

    async def continue_from(
        self, answer: Message, index: int, text: str, endpoint: Endpoint, report: Report
    ) -> Message:
        """Lets the model go on from `text`: the choice `index` up to a word, and another one than
        it took there. That becomes one more choice, and the chosen one.

        Raises `AskanceError` when it could not even begin, or when the endpoint cannot go on from
        given words; then nothing has changed.
        """
        problem = why_not(endpoint)
        if problem is not None:
            raise AskanceError(problem)
        choice = branching(answer, index, text, endpoint)
        return await self._add(answer, choice, endpoint, report, None, choose=True)

    async def _add(
        self,
        answer: Message,
        choice: Choice,
        endpoint: Endpoint,
        report: Report,
        options: ChatOptions | None,
        *,
        choose: bool,
    ) -> Message:
        # What failed stays kept, should this process die, until there is something better.
        kept = next_index(answer) if _stands(answer, choice.index) else choice.index
        beginning = self._db.run(self._begin_choice, answer, choice, kept, choose)
        resumed, cancelled = await _whole(beginning)
        asking = _further(resumed, endpoint, Addition(answer, choice, endpoint), options)
        asking.under = {choice.index: kept}
        return await self._answering.answer(asking, report, cancelled=cancelled)

    async def payload(self, question: Question) -> Payload:
        """What `ask` would send, for the person to look at first. Nothing is kept or sent."""
        if question.endpoint.on_device:
            return NOTHING_LEAVES
        key = await self._key_or_none(question.endpoint)
        earlier = await self._prompting.earlier(question.conversation_id, question.beside)
        messages = (*earlier, PromptMessage(Role.USER, parts_of(question)))
        request = await self._prompting.request(question.endpoint, messages, question.options)
        return await asyncio.to_thread(self._payload, request, key is not None)

    def _payload(self, request: ChatRequest, has_key: bool) -> Payload:
        return build_payload(request, self._describe(request, has_key))

    async def _key_or_none(self, endpoint: Endpoint) -> str | None:
        try:
            return await self._keys.for_endpoint(endpoint)
        except AskanceError:
            return None  # said when the question is asked; here only the mask would be missing

    def _keep(self, question: Question) -> AskStarted:
        """Keeps the question and its waiting answer; on the database's thread. A new conversation
        that could not get its first message goes again.
        """
        number, title, now = question.conversation_id, "", self._clock()
        if number is None:
            title = title_from(question.text)
            number = self._history.create_conversation(title, now)
        try:
            asked = self._history.add_message(
                number, Role.USER, parts=parts_of(question), now=now, beside=question.beside
            )
        except AskanceError:
            if question.conversation_id is None:
                self._history.delete_conversation(number)
            raise
        started = self._keep_answer(number, title, asked, question)
        return replace(started, beside=question.beside)

    def _keep_answer(
        self,
        number: int,
        title: str,
        asked: Message | None,
        question: Question,
        beside: int | None = None,
    ) -> AskStarted:
        answer = self._history.add_message(
            number,
            Role.ASSISTANT,
            status=MessageStatus.STREAMING,
            model=question.endpoint.model,
            endpoint=question.endpoint.name,
            now=self._clock(),
            beside=beside,
        )
        return AskStarted(number, title, asked, answer, beside)

    def _begin_choice(self, answer: Message, choice: Choice, kept: int, choose: bool) -> Message:
        resumed = self._history.resume(answer.id, adding=replace(choice, index=kept))
        if choose:
            self._history.choose(answer.id, choice.index)
            resumed = replace(resumed, chosen=choice.index)
        stood = [each for each in resumed.choices if each.index != kept]
        return replace(resumed, choices=with_choice(stood, choice))


def _stands(answer: Message, index: int) -> bool:
    return any(choice.index == index for choice in answer.choices)


def _further(
    resumed: Message, endpoint: Endpoint, manner: Manner, options: ChatOptions | None = None
) -> Asking:
    """An answer that is there gets more."""
    number = resumed.conversation_id
    return Asking(
        AskStarted(number, "", None, resumed), Question("", (), endpoint, number, options), manner
    )


async def _whole(work: Coroutine[object, object, T]) -> tuple[T, bool]:
    """The result of what must not be left half done, and whether it was cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task), False
    except asyncio.CancelledError:
        return await task, True
