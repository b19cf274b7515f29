"""An answer that goes on: what is asked for it, and how the new part becomes part of it.

Worker's loop. The model sees its own words so far and a short instruction, which is not kept. The
new part comes as a reply of its own; its events are passed on as if the first one went on.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import replace

from askance.core.chat import (
    ChatEvent,
    ChatOptions,
    ChatRequest,
    ChoiceFinished,
    LogprobsDelta,
    PromptMessage,
    ReasoningDelta,
    RefusalDelta,
    Reply,
    TextDelta,
)
from askance.core.continuation import Joint, added, both, longer
from askance.core.conversation import Choice, Message, MessageStatus, Role, TextPart
from askance.core.errors import AskanceError
from askance.core.given import GivenJoint
from askance.services.manner import Outcome
from askance.services.prompting import Prompting
from askance.services.question import Question

INSTRUCTION = "Continue exactly where you stopped. Do not repeat anything."
_INDEXED = TextDelta | ReasoningDelta | RefusalDelta | LogprobsDelta | ChoiceFinished


class Seam:
    """Where a reply is joined to a choice that has words: its events become that choice's, without
    words that it says again. `joint` decides which those are.
    """

    def __init__(self, choice: Choice, joint: Joint | GivenJoint) -> None:
        self._index, self._joint = choice.index, joint

    async def events(
        self, reply: AsyncGenerator[ChatEvent, None]
    ) -> AsyncGenerator[ChatEvent, None]:
        """The reply's events as those of the choice; other choices of the reply are left out."""
        async with aclosing(reply) as events:
            try:
                async for event in events:
                    for told in self._joined(event):
                        yield told
            except AskanceError:
                for told in self._held():
                    yield told
                raise
        for told in self._held():
            yield told

    def longer(self, choice: Choice, reply: Reply) -> Choice | None:
        """The choice with what `reply` (of `events`) added to it; None when that is nothing."""
        new = next((each for each in reply.choices() if each.index == self._index), None)
        return longer(choice, new, self._joint.trimmed) if new is not None else None

    def _joined(self, event: ChatEvent) -> Iterator[ChatEvent]:
        if not isinstance(event, _INDEXED):
            yield event
        elif event.index == 0:
            event = replace(event, index=self._index)
            if isinstance(event, TextDelta):
                event = replace(event, text=self._joint.feed(event.text))
            elif isinstance(event, ChoiceFinished):
                yield from self._held()
            if not isinstance(event, TextDelta) or event.text:
                yield event

    def _held(self) -> Iterator[ChatEvent]:
        if text := self._joint.end():
            yield TextDelta(self._index, text)


class Continuation:
    """The chosen choice of `before`, an answer with words, goes on."""

    def __init__(self, before: Message) -> None:
        assert before.choice is not None
        self._before, self._choice = before, before.choice
        self._seam = Seam(before.choice, Joint(before.choice.text))

    async def request(self, prompting: Prompting, question: Question) -> ChatRequest:
        """What makes the model go on: one answer, whatever the endpoint usually gives."""
        said = await prompting.until(self._before)
        instruction = PromptMessage(Role.USER, (TextPart(INSTRUCTION),))
        options = replace(ChatOptions.of(question.endpoint), n=1)
        return await prompting.request(question.endpoint, (*said, instruction), options)

    def events(self, reply: AsyncGenerator[ChatEvent, None]) -> AsyncGenerator[ChatEvent, None]:
        """The reply's events as those of the choice that goes on."""
        return self._seam.events(reply)

    def ended(self, answer: Message, question: Question, outcome: Outcome) -> Message:
        """Both parts as one answer. Where nothing new came, stopping leaves everything as it was,
        and a failure leaves the words.
        """
        before, reply = self._before, outcome.reply
        status, problem = outcome.status, outcome.problem
        grown = self._seam.longer(self._choice, reply)
        if grown is None:
            if status is MessageStatus.CANCELLED:
                status, problem = before.status, before.problem
            return replace(before, status=status, problem=problem)
        return replace(
            answer,
            status=status,
            problem=problem,
            choices=tuple(grown if each.index == grown.index else each for each in before.choices),
            usage=added(before.usage, reply.usage),
            record=before.record or reply.record,
            timing=both(before.timing, outcome.timing),
            model=reply.model or question.endpoint.model,
            endpoint=question.endpoint.name,
        )
