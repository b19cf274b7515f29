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
        self, conversation_id: int | None, beside: int | None = None
    ) -> tuple[PromptMessage, ...]:
        """What comes before a new message at the end of a conversation's shown branch, or in the
        place of the message `beside`.
        """
        if beside is not None:
            return await self._prompts((await self._branch(beside))[:-1])
        if conversation_id is None:
            return ()
        return await self._prompts(await self._db.run(self._history.messages, conversation_id))

    async def before(self, answer: Message) -> tuple[PromptMessage, ...]:
        """What was said up to an answer, without it, whichever branch is shown. Raises
        `AskanceError` (storage) when it is gone.
        """
        return await self._prompts((await self._branch(answer.id))[:-1])

    async def until(self, answer: Message) -> tuple[PromptMessage, ...]:
        """What was said up to an answer, with what it says so far. Raises as `before`."""
        return await self._prompts(await self._branch(answer.id))

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

    async def is_last(self, answer: Message) -> bool:
        """Whether an answer is the last message of the shown branch. Raises `AskanceError`
        (storage) when it, or the question that it answered, is gone.
        """
        shown = await self._db.run(self._history.messages, answer.conversation_id)
        branch = tuple(each for each in shown if each.id <= answer.id)
        if not branch or branch[-1].id != answer.id:
            branch = await self._branch(answer.id)
        if all(each.role is not Role.USER for each in branch):
            raise AskanceError(
                Problem(
                    ErrorKind.STORAGE, "The question is gone", "It was deleted.", "Ask it anew."
                )
            )
        return shown[-1].id == answer.id

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

    async def _branch(self, message_id: int) -> tuple[Message, ...]:
        return await self._db.run(self._history.branch, message_id)

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
        size = (part.width, part.height)
        return EncodedPicture(data, part.media_type, *size, part.name, part.origin)


def parts_of(question: Question) -> tuple[PromptPart, ...]:
    """Its pictures, then its words."""
    words = (TextPart(question.text),) if question.text else ()
    return (*question.pictures, *words)
