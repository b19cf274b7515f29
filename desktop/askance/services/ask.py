"""Asking a question: from the draft to an answer that is kept whatever happens.

Runs on the worker's event loop. The order is the promise: the question and its pictures are
committed before a byte leaves; the answer stands as streaming before it starts; its text is
journalled at most every 250 ms; the final state is written even while the task is being cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TypeVar

from askance.core.chat import ChatOptions, ChatRequest, PromptMessage, Reply
from askance.core.conversation import Message, MessageStatus, Role, TextPart, title_from
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem, internal_problem
from askance.core.payload import NOTHING_LEAVES, Payload, RequestPreview, build_payload
from askance.core.ports import ChatClient, HistoryStore
from askance.services.continuing import Continuation
from askance.services.journal import Journal
from askance.services.keys import KeyService
from askance.services.one_thread import OneThread
from askance.services.prompting import Fit, Prompting, parts_of
from askance.services.question import AskEnded, AskEvent, AskStarted, Question, Report

__all__ = ["AskEnded", "AskEvent", "AskService", "AskStarted", "Question", "Report"]

T = TypeVar("T")
Describe = Callable[[ChatRequest, bool], RequestPreview]


@dataclass(slots=True)
class _Asking:
    """One answer on its way. `replaces` is the one it takes the place of; `before` is the answer as
    it was when it began to go on.
    """

    kept: AskStarted
    question: Question
    replaces: Message | None = None
    before: Message | None = None
    reply: Reply = field(default_factory=Reply)
    continuation: Continuation | None = None

    @property
    def answer(self) -> Message:
        return self.kept.answer


class AskService:
    """Asks and keeps. `describe` tells how a request would look on the wire (its second argument:
    whether a key would travel); `fit` makes a picture small enough for where it goes (see
    `PictureService.fit`); `clock` gives seconds since the epoch.
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
    ) -> None:
        self._chat = chat
        self._history = history
        self._db = history_thread
        self._keys = keys
        self._describe = describe
        self._prompting = Prompting(history=history, history_thread=history_thread, fit=fit)
        self._clock = clock

    async def ask(self, question: Question, report: Report) -> Message:
        """Asks and returns the kept answer, whose status says how it went.

        Raises `AskanceError` only when the question could not be kept; then nothing has left.
        When cancelled, the answer is kept with what came and `AskEnded` is reported first; unless
        that was before the question itself was kept, which `AskStarted` tells.
        """
        pictures = await self._prompting.fitted(question.pictures, question.endpoint)
        question = replace(question, pictures=pictures)
        kept, cancelled = await _whole(self._db.run(self._keep, question))
        return await self._answer(_Asking(kept, question), report, cancelled=cancelled)

    async def retry(
        self,
        answer: Message,
        endpoint: Endpoint,
        report: Report,
        options: ChatOptions | None = None,
    ) -> Message:
        """Asks again what led to `answer`, which is replaced when it is the last of its
        conversation; otherwise the question is asked anew at the end. `options` as in `Question`.
        Raises as `ask`.
        """
        number = answer.conversation_id
        before, is_last = await self._prompting.answered(answer)
        if is_last:
            again = Question("", (), endpoint, number, options)
            kept, cancelled = await _whole(self._db.run(self._keep_answer, number, "", None, again))
            asking = _Asking(kept, again, replaces=answer)
            return await self._answer(asking, report, cancelled=cancelled)
        parts = await self._prompting.parts(before)
        words = "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
        pictures = tuple(part for part in parts if not isinstance(part, TextPart))
        return await self.ask(Question(words, pictures, endpoint, number, options), report)

    async def go_on(self, answer: Message, endpoint: Endpoint, report: Report) -> Message:
        """Lets the model continue `answer` where it ended; the new words are added to it. When
        nothing new comes the words stay as they were. One without words is asked for again.

        Raises `AskanceError` when it could not even begin; then nothing has changed.
        """
        if not answer.text.strip():
            return await self.retry(answer, endpoint, report)
        resumed, cancelled = await _whole(self._db.run(self._history.resume, answer.id))
        asking = _Asking(
            AskStarted(answer.conversation_id, "", None, resumed),
            Question("", (), endpoint, answer.conversation_id),
            before=answer,
            continuation=Continuation(resumed),
        )
        return await self._answer(asking, report, cancelled=cancelled)

    async def payload(self, question: Question) -> Payload:
        """What `ask` would send, for the person to look at first. Nothing is kept or sent."""
        if question.endpoint.on_device:
            return NOTHING_LEAVES
        key = await self._key_or_none(question.endpoint)
        earlier = await self._prompting.earlier(question.conversation_id, set())
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
            asked = self._history.add_message(number, Role.USER, parts=parts_of(question), now=now)
        except AskanceError:
            if question.conversation_id is None:
                self._history.delete_conversation(number)
            raise
        return self._keep_answer(number, title, asked, question)

    def _keep_answer(
        self, number: int, title: str, asked: Message | None, question: Question
    ) -> AskStarted:
        answer = self._history.add_message(
            number,
            Role.ASSISTANT,
            status=MessageStatus.STREAMING,
            model=question.endpoint.model,
            endpoint=question.endpoint.name,
            now=self._clock(),
        )
        return AskStarted(number, title, asked, answer)

    async def _answer(self, asking: _Asking, report: Report, *, cancelled: bool) -> Message:
        report(asking.kept)
        status, problem = MessageStatus.CANCELLED, None
        try:
            if cancelled:
                raise asyncio.CancelledError  # noqa: TRY301 -- taken up where it was held back
            problem = await self._stream(asking, report)
            status = MessageStatus.FAILED if problem else MessageStatus.COMPLETE
        except Exception as error:
            status, problem = MessageStatus.FAILED, internal_problem(error)
            raise
        finally:
            # Written even while the task is being cancelled, so that nothing that came is lost.
            end = self._end(asking, status, problem)
            ended = await asyncio.shield(asyncio.ensure_future(end))
            report(ended)
        return ended.answer

    async def _stream(self, asking: _Asking, report: Report) -> Problem | None:
        journal = Journal(self._db, self._history, asking.answer.id)
        endpoint, key = asking.question.endpoint, None
        try:
            key = await self._keys.for_endpoint(endpoint)
            request = await self._request(asking)
            events = self._chat.stream(request, key)
            if asking.continuation is not None:
                events = asking.continuation.events(events)
            async with journal, aclosing(events):
                async for event in events:
                    asking.reply.apply(event)
                    journal.note(event)
                    report(event)
        except AskanceError as error:
            return _worded(error.problem, endpoint, key)
        return None

    async def _request(self, asking: _Asking) -> ChatRequest:
        question = asking.question
        if asking.continuation is not None:
            return await asking.continuation.request(self._prompting, question.endpoint)
        left_out = {each.id for each in (asking.answer, asking.replaces) if each is not None}
        earlier = await self._prompting.earlier(asking.answer.conversation_id, left_out)
        return await self._prompting.request(question.endpoint, earlier, question.options)

    async def _end(
        self, asking: _Asking, status: MessageStatus, problem: Problem | None
    ) -> AskEnded:
        """The end, written. What cannot be written is still shown, with why."""
        answer, replaces = _ended(asking, status, problem), asking.replaces
        try:
            ended = await self._db.run(
                self._history.finish,
                answer.id,
                status=answer.status,
                choices=answer.choices,
                usage=answer.usage,
                problem=answer.problem,
                record=answer.record,
                model=answer.model,
                endpoint=answer.endpoint,
                now=self._clock(),
            )
            if replaces is None or (replaces.text and not ended.text):
                return AskEnded(ended)
            await self._db.run(self._history.delete_message, replaces.id)
        except AskanceError as error:
            return AskEnded(replace(answer, status=MessageStatus.FAILED, problem=error.problem))
        return AskEnded(ended, replaces.id)


def _ended(asking: _Asking, status: MessageStatus, problem: Problem | None) -> Message:
    """The answer as it is to be kept."""
    answer, reply, before = asking.answer, asking.reply, asking.before
    choices, usage, record = reply.choices(), reply.usage, reply.record
    if before is not None and not choices:
        # Nothing new came: stopping leaves everything as it was, a failure leaves the words.
        if status is MessageStatus.CANCELLED:
            status, problem = before.status, before.problem
        return replace(answer, status=status, problem=problem)
    if asking.continuation is not None:
        choices, usage = asking.continuation.choices(reply), asking.continuation.usage(reply)
        record = asking.continuation.record(reply)
    return replace(
        answer,
        status=status,
        choices=choices,
        usage=usage,
        problem=problem,
        record=record,
        model=reply.model or asking.question.endpoint.model,
        endpoint=asking.question.endpoint.name,
    )


async def _whole(work: Coroutine[object, object, T]) -> tuple[T, bool]:
    """The result of what must not be left half done, and whether it was cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task), False
    except asyncio.CancelledError:
        return await task, True


def _worded(problem: Problem, endpoint: Endpoint, key: str | None) -> Problem:
    """A refused key and a missing key look the same on the wire; the person needs to know which."""
    if problem.kind is not ErrorKind.AUTH or key:
        return problem
    return replace(
        problem,
        title="This endpoint wants a key",
        hint=f"Add it in Settings, or run: askance key set {endpoint.name}",
    )
