"""Asking a question: from the draft to an answer that is kept whatever happens.

Runs on the worker's event loop. The order is the promise: the question and its pictures are
committed before a byte leaves; the answer stands as streaming before it starts; its text is
journalled at most every 250 ms; the final state is written even while the task is being cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from askance.core.chat import (
    ChatEvent,
    ChatOptions,
    ChatRequest,
    EncodedPicture,
    PromptMessage,
    PromptPart,
    Reply,
    TextDelta,
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
from askance.core.ports import ChatClient, DraftPart, HistoryStore
from askance.services.keys import KeyService
from askance.services.one_thread import OneThread

JOURNAL_EVERY_S = 0.25
"""What a crash may cost at most, in seconds of reply."""


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
    """The answer in its final state, kept: complete, cancelled or failed."""

    answer: Message


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
        conversation_id, title = await self._conversation(question)
        asked = await self._db.run(
            self._history.add_message,
            conversation_id,
            Role.USER,
            parts=_prompt_parts(question),
            now=self._clock(),
        )
        return await self._answer(conversation_id, title, asked, question, report)

    async def retry(self, answer: Message, endpoint: Endpoint, report: Report) -> Message:
        """Asks again what led to `answer`, which is replaced when it is the last of its
        conversation; otherwise the question is asked anew at the end. Raises as `ask`.
        """
        messages = await self._db.run(self._history.messages, answer.conversation_id)
        again = Question("", (), endpoint, answer.conversation_id)
        asked = None
        if messages and messages[-1].id == answer.id:
            await self._db.run(self._history.delete_message, answer.id)
        else:
            asked = await self._repeat(_question_before(messages, answer))
        return await self._answer(answer.conversation_id, "", asked, again, report)

    async def payload(self, question: Question) -> Payload:
        """What `ask` would send, for the person to look at first. Nothing is kept or sent."""
        key = await self._key_or_none(question.endpoint)
        earlier = await self._earlier(question.conversation_id, before=None)
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

    async def _repeat(self, question: Message) -> Message:
        parts: list[DraftPart] = []
        for part in question.parts:
            loaded = await self._prompt_part(part)
            parts.append(loaded)
        return await self._db.run(
            self._history.add_message,
            question.conversation_id,
            Role.USER,
            parts=parts,
            now=self._clock(),
        )

    async def _conversation(self, question: Question) -> tuple[int, str]:
        if question.conversation_id is not None:
            return question.conversation_id, ""
        title = title_from(question.text)
        now = self._clock()
        return await self._db.run(self._history.create_conversation, title, now), title

    async def _answer(
        self,
        conversation_id: int,
        title: str,
        asked: Message | None,
        question: Question,
        report: Report,
    ) -> Message:
        endpoint = question.endpoint
        answer = await self._db.run(
            self._history.add_message,
            conversation_id,
            Role.ASSISTANT,
            status=MessageStatus.STREAMING,
            model=endpoint.model,
            endpoint=endpoint.name,
            now=self._clock(),
        )
        report(AskStarted(conversation_id, title, asked, answer))
        reply = Reply()
        status, problem = MessageStatus.CANCELLED, None
        try:
            problem = await self._stream(answer, question, reply, report)
            status = MessageStatus.FAILED if problem else MessageStatus.COMPLETE
        except Exception as error:
            status, problem = MessageStatus.FAILED, internal_problem(error)
            raise
        finally:
            # Written even while the task is being cancelled, so that nothing that came is lost.
            ended = await asyncio.shield(
                asyncio.ensure_future(self._finish(answer, reply, status, problem))
            )
            report(AskEnded(ended))
        return ended

    async def _stream(
        self, answer: Message, question: Question, reply: Reply, report: Report
    ) -> Problem | None:
        journal = _Journal(self._db, self._history, answer.id)
        key = None
        try:
            key = await self._keys.for_endpoint(question.endpoint)
            earlier = await self._earlier(answer.conversation_id, before=answer)
            request = self._request(question, earlier)
            async with journal, aclosing(self._chat.stream(request, key)) as events:
                async for event in events:
                    reply.apply(event)
                    journal.note(event)
                    report(event)
        except AskanceError as error:
            return _worded(error.problem, question.endpoint, key)
        return None

    async def _finish(
        self, answer: Message, reply: Reply, status: MessageStatus, problem: Problem | None
    ) -> Message:
        return await self._db.run(
            self._history.finish,
            answer.id,
            status=status,
            choices=reply.choices(),
            usage=reply.usage,
            problem=problem,
            model=reply.model or answer.model,
            now=self._clock(),
        )

    async def _earlier(
        self, conversation_id: int | None, *, before: Message | None
    ) -> tuple[PromptMessage, ...]:
        if conversation_id is None:
            return ()
        prompts: list[PromptMessage] = []
        for message in await self._db.run(self._history.messages, conversation_id):
            if before is None or message.id != before.id:
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


class _Journal:
    """Writes the pieces of text that came, at most every 250 ms, while it is entered."""

    def __init__(self, db: OneThread, history: HistoryStore, message_id: int) -> None:
        self._db, self._history, self._message_id = db, history, message_id
        self._pieces: list[tuple[int, str]] = []
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def note(self, event: ChatEvent) -> None:
        if isinstance(event, TextDelta):
            self._pieces.append((event.index, event.text))
            self._arrived.set()

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            results = await asyncio.gather(self._task, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception):
                    raise result

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            pieces, self._pieces = self._pieces, []
            await self._db.run(self._history.journal, self._message_id, pieces)
            await asyncio.sleep(JOURNAL_EVERY_S)


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
