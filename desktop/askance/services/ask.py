"""Asking a question: from the draft to an answer that is kept whatever happens.

Runs on the worker's event loop. The order is the promise: the question and its pictures are
committed before a byte leaves; the answer stands as streaming before it starts; its text is
journalled at most every 250 ms; the final state is written even while the task is being cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TypeVar

from askance.core.chat import (
    ChatEvent,
    ChatOptions,
    ChatRequest,
    EncodedPicture,
    PromptMessage,
    PromptPart,
    Reply,
)
from askance.core.conversation import (
    Attachment,
    Message,
    MessageStatus,
    PictureLink,
    Role,
    TextPart,
    title_from,
)
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem, internal_problem
from askance.core.payload import Payload, RequestPreview, build_payload
from askance.core.ports import ChatClient, HistoryStore
from askance.services.journal import Journal
from askance.services.keys import KeyService
from askance.services.one_thread import OneThread


@dataclass(frozen=True, slots=True)
class Question:
    """What the person asks: words, pictures, where, and in which conversation (None: a new one)."""

    text: str
    pictures: tuple[EncodedPicture | PictureLink, ...]
    endpoint: Endpoint
    conversation_id: int | None = None
    options: ChatOptions | None = None


@dataclass(frozen=True, slots=True)
class AskStarted:
    """Both messages are kept; nothing has left yet. `question` is None when it is asked again."""

    conversation_id: int
    title: str
    question: Message | None
    answer: Message


@dataclass(frozen=True, slots=True)
class AskEnded:
    """The answer in its final state: complete, cancelled or failed. `replaced` is the answer that
    it took the place of; one that has words stays until the new one has some too.
    """

    answer: Message
    replaced: int | None = None


T = TypeVar("T")
AskEvent = AskStarted | ChatEvent | AskEnded
Report = Callable[[AskEvent], None]
Describe = Callable[[ChatRequest, bool], RequestPreview]


class AskService:
    """Asks and keeps. `describe` tells how a request would look on the wire (its second argument:
    whether a key would travel); `clock` gives seconds since the epoch.
    """

    def __init__(
        self,
        *,
        chat: ChatClient,
        history: HistoryStore,
        history_thread: OneThread,
        keys: KeyService,
        describe: Describe,
        clock: Callable[[], float],
    ) -> None:
        self._chat = chat
        self._history = history
        self._db = history_thread
        self._keys = keys
        self._describe = describe
        self._clock = clock

    async def ask(self, question: Question, report: Report) -> Message:
        """Asks and returns the kept answer, whose status says how it went.

        Raises `AskanceError` only when the question could not be kept; then nothing has left.
        When cancelled, the answer is kept with what came and `AskEnded` is reported first.
        """
        kept, cancelled = await _whole(self._db.run(self._keep, question))
        return await self._answer(kept, question, report, cancelled=cancelled)

    async def retry(self, answer: Message, endpoint: Endpoint, report: Report) -> Message:
        """Asks again what led to `answer`, which is replaced when it is the last of its
        conversation; otherwise the question is asked anew at the end. Raises as `ask`.
        """
        number = answer.conversation_id
        messages = await self._db.run(self._history.messages, number)
        before = _question_before(messages, answer)
        if messages[-1].id == answer.id:
            again = Question("", (), endpoint, number)
            kept, cancelled = await _whole(self._db.run(self._keep_answer, number, "", None, again))
            return await self._answer(kept, again, report, cancelled=cancelled, replaces=answer)
        parts = tuple([await self._prompt_part(part) for part in before.parts])
        words = "\n\n".join(part.text for part in parts if isinstance(part, TextPart))
        pictures = tuple(part for part in parts if not isinstance(part, TextPart))
        return await self.ask(Question(words, pictures, endpoint, number), report)

    async def payload(self, question: Question) -> Payload:
        """What `ask` would send, for the person to look at first. Nothing is kept or sent."""
        key = await self._key_or_none(question.endpoint)
        earlier = await self._earlier(question.conversation_id, set())
        asked = PromptMessage(Role.USER, _prompt_parts(question))
        request = self._request(question, (*earlier, asked))
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
                number, Role.USER, parts=_prompt_parts(question), now=now
            )
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

    async def _answer(
        self,
        kept: AskStarted,
        question: Question,
        report: Report,
        *,
        cancelled: bool,
        replaces: Message | None = None,
    ) -> Message:
        report(kept)
        answer, reply = kept.answer, Reply()
        status, problem = MessageStatus.CANCELLED, None
        try:
            if cancelled:
                raise asyncio.CancelledError  # noqa: TRY301 -- taken up where it was held back
            problem = await self._stream(answer, question, reply, report, replaces)
            status = MessageStatus.FAILED if problem else MessageStatus.COMPLETE
        except Exception as error:
            status, problem = MessageStatus.FAILED, internal_problem(error)
            raise
        finally:
            # Written even while the task is being cancelled, so that nothing that came is lost.
            end = self._end(answer, reply, status, problem, replaces)
            ended = await asyncio.shield(asyncio.ensure_future(end))
            report(ended)
        return ended.answer

    async def _stream(
        self,
        answer: Message,
        question: Question,
        reply: Reply,
        report: Report,
        replaces: Message | None,
    ) -> Problem | None:
        journal = Journal(self._db, self._history, answer.id)
        key = None
        try:
            key = await self._keys.for_endpoint(question.endpoint)
            left_out = {answer.id, replaces.id if replaces else answer.id}
            earlier = await self._earlier(answer.conversation_id, left_out)
            request = self._request(question, earlier)
            async with journal, aclosing(self._chat.stream(request, key)) as events:
                async for event in events:
                    reply.apply(event)
                    journal.note(event)
                    report(event)
        except AskanceError as error:
            return _worded(error.problem, question.endpoint, key)
        return None

    async def _end(
        self,
        answer: Message,
        reply: Reply,
        status: MessageStatus,
        problem: Problem | None,
        replaces: Message | None,
    ) -> AskEnded:
        """The end, written. What cannot be written is still shown, with why."""
        try:
            ended = await self._db.run(
                self._history.finish,
                answer.id,
                status=status,
                choices=reply.choices(),
                usage=reply.usage,
                problem=problem,
                model=reply.model or answer.model,
                now=self._clock(),
            )
            if replaces is None or (replaces.text and not ended.text):
                return AskEnded(ended)
            await self._db.run(self._history.delete_message, replaces.id)
        except AskanceError as error:
            return AskEnded(
                replace(
                    answer,
                    status=MessageStatus.FAILED,
                    choices=reply.choices(),
                    usage=reply.usage,
                    problem=error.problem,
                )
            )
        return AskEnded(ended, replaces.id)

    async def _earlier(
        self, conversation_id: int | None, left_out: set[int]
    ) -> tuple[PromptMessage, ...]:
        if conversation_id is None:
            return ()
        prompts: list[PromptMessage] = []
        for message in await self._db.run(self._history.messages, conversation_id):
            if message.id not in left_out:
                prompts.extend(await self._prompt(message))
        return tuple(prompts)

    def _request(self, question: Question, messages: tuple[PromptMessage, ...]) -> ChatRequest:
        options = question.options or ChatOptions(stream=question.endpoint.stream)
        return ChatRequest(question.endpoint, messages, options)

    async def _prompt(self, message: Message) -> list[PromptMessage]:
        if message.role is Role.ASSISTANT:
            # An answer that never came is not part of what was said.
            return [PromptMessage(message.role, (TextPart(message.text),))] if message.text else []
        parts = [await self._prompt_part(part) for part in message.parts]
        return [PromptMessage(message.role, tuple(parts))]

    async def _prompt_part(self, part: TextPart | Attachment | PictureLink) -> PromptPart:
        if not isinstance(part, Attachment):
            return part
        data = await self._db.run(self._history.attachment, part.sha256)
        return EncodedPicture(data, part.media_type, part.width, part.height, part.name)


async def _whole(work: Coroutine[object, object, T]) -> tuple[T, bool]:
    """The result of what must not be left half done, and whether it was cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task), False
    except asyncio.CancelledError:
        return await task, True


def _prompt_parts(question: Question) -> tuple[PromptPart, ...]:
    words = (TextPart(question.text),) if question.text else ()
    return (*question.pictures, *words)


def _question_before(messages: tuple[Message, ...], answer: Message) -> Message:
    """The question that `answer` answered. Raises `AskanceError` (storage) when it is gone."""
    found: Message | None = None
    for message in messages:
        if message.id == answer.id and found is not None:
            return found
        if message.role is Role.USER:
            found = message
    raise AskanceError(
        Problem(ErrorKind.STORAGE, "The question is gone", "It was deleted.", "Ask it anew.")
    )


def _worded(problem: Problem, endpoint: Endpoint, key: str | None) -> Problem:
    """A refused key and a missing key look the same on the wire; the person needs to know which."""
    if problem.kind is not ErrorKind.AUTH or key:
        return problem
    return replace(
        problem,
        title="This endpoint wants a key",
        hint=f"Add it in Settings, or run: askance key set {endpoint.name}",
    )
