"""The ways in which an answer comes: anew, as the continuation of one (`continuing`), or beside the
choices that stand (`adding`). Worker's loop.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Protocol

from askance.core.chat import ChatEvent, ChatRequest, Reply
from askance.core.conversation import Message, MessageStatus, Timing
from askance.core.errors import Problem
from askance.services.prompting import Prompting
from askance.services.question import Question


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a reply ended: what of it came, and why it is no more."""

    reply: Reply
    status: MessageStatus
    problem: Problem | None = None
    timing: Timing | None = None


class Manner(Protocol):
    """Good for one reply."""

    async def request(self, prompting: Prompting, question: Question) -> ChatRequest:
        """What is asked. Raises `AskanceError`."""
        ...

    def events(self, reply: AsyncGenerator[ChatEvent, None]) -> AsyncGenerator[ChatEvent, None]:
        """The reply's events as they concern the kept answer."""
        ...

    def ended(self, answer: Message, question: Question, outcome: Outcome) -> Message:
        """The answer as it is to be kept; `outcome.reply` gathered what `events` gave."""
        ...


class Anew:
    """A whole answer to the end of the shown branch. `answer` is the one that waits for it."""

    def __init__(self, answer: Message) -> None:
        self._answer = answer

    async def request(self, prompting: Prompting, question: Question) -> ChatRequest:
        """All that was said before the answer."""
        earlier = await prompting.before(self._answer)
        return await prompting.request(question.endpoint, earlier, question.options)

    def events(self, reply: AsyncGenerator[ChatEvent, None]) -> AsyncGenerator[ChatEvent, None]:
        """As they are."""
        return reply

    def ended(self, answer: Message, question: Question, outcome: Outcome) -> Message:
        """What came."""
        reply = outcome.reply
        return replace(
            answer,
            status=outcome.status,
            choices=reply.choices(),
            usage=reply.usage,
            problem=outcome.problem,
            record=reply.record,
            timing=outcome.timing,
            model=reply.model or question.endpoint.model,
            endpoint=question.endpoint.name,
        )
