"""What is sent with a question: the conversation before it as messages. Worker's loop.

Pictures kept whole for the built-in endpoint are made smaller before they go to another one, in
`fitted` alone: what is shown as leaving, what leaves and, for a new question, what is kept are the
same bytes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from askance.core.budget import ImageBudget, budget_for
from askance.core.chat import (
    ChatOptions,
    ChatRequest,
    EncodedPicture,
    PromptMessage,
    PromptPart,
)
from askance.core.conversation import Attachment, Message, PictureLink, Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.ports import HistoryStore
from askance.services.one_thread import OneThread
from askance.services.question import Question

P = TypeVar("P", PromptPart, EncodedPicture | PictureLink)
Fit = Callable[[EncodedPicture, ImageBudget], Awaitable[EncodedPicture]]


class Prompting:
    """Makes requests of conversations. `fit` makes a picture small enough for where it goes."""

    def __init__(self, *, history: HistoryStore, history_thread: OneThread, fit: Fit) -> None:
        self._history, self._db, self._fit = history, history_thread, fit

    async def earlier(
        self, conversation_id: int | None, left_out: set[int]
    ) -> tuple[PromptMessage, ...]:
        """What was said in a conversation, without some of its messages."""
        if conversation_id is None:
            return ()
        messages = await self._db.run(self._history.messages, conversation_id)
        return await self._prompts(each for each in messages if each.id not in left_out)

    async def until(self, answer: Message) -> tuple[PromptMessage, ...]:
        """What was said up to an answer, with what it says so far."""
        messages = await self._db.run(self._history.messages, answer.conversation_id)
        return await self._prompts(each for each in messages if each.id <= answer.id)

    async def request(
        self,
        endpoint: Endpoint,
        messages: tuple[PromptMessage, ...],
        options: ChatOptions | None = None,
    ) -> ChatRequest:
        """The messages as a request to this endpoint."""
        messages = tuple(
            [replace(each, parts=await self.fitted(each.parts, endpoint)) for each in messages]
        )
        return ChatRequest(endpoint, messages, options or ChatOptions.of(endpoint))

    async def answered(self, answer: Message) -> tuple[Message, bool]:
        """The question that `answer` answered, and whether the answer is the last message of its
        conversation. Raises `AskanceError` (storage) when the question is gone.
        """
        messages = await self._db.run(self._history.messages, answer.conversation_id)
        return _question_before(messages, answer), messages[-1].id == answer.id

    async def parts(self, message: Message) -> tuple[PromptPart, ...]:
        """A kept question's parts, with the bytes of its pictures."""
        return tuple([await self._part(part) for part in message.parts])

    async def fitted(self, parts: tuple[P, ...], endpoint: Endpoint) -> tuple[P, ...]:
        """The parts with every picture as small as where it goes demands."""
        budget = budget_for(endpoint)
        return tuple(
            [
                await self._fit(part, budget) if isinstance(part, EncodedPicture) else part
                for part in parts
            ]
        )

    async def _prompts(self, messages: Iterable[Message]) -> tuple[PromptMessage, ...]:
        prompts: list[PromptMessage] = []
        for message in messages:
            prompts.extend(await self._prompt(message))
        return tuple(prompts)

    async def _prompt(self, message: Message) -> list[PromptMessage]:
        if message.role is Role.ASSISTANT:
            # An answer that never came is not part of what was said.
            return [PromptMessage(message.role, (TextPart(message.text),))] if message.text else []
        return [PromptMessage(message.role, await self.parts(message))]

    async def _part(self, part: TextPart | Attachment | PictureLink) -> PromptPart:
        if not isinstance(part, Attachment):
            return part
        data = await self._db.run(self._history.attachment, part.sha256)
        return EncodedPicture(data, part.media_type, part.width, part.height, part.name)


def parts_of(question: Question) -> tuple[PromptPart, ...]:
    """Its pictures, then its words."""
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
