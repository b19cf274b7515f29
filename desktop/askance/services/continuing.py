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
from askance.core.continuation import Joint, added, longer
from askance.core.conversation import Choice, Message, ReplyRecord, Role, TextPart, Usage
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError
from askance.services.prompting import Prompting

INSTRUCTION = "Continue exactly where you stopped. Do not repeat anything."
_INDEXED = TextDelta | ReasoningDelta | RefusalDelta | LogprobsDelta | ChoiceFinished


class Continuation:
    """`answer` has words and is streaming again. Good for one reply."""

    def __init__(self, answer: Message) -> None:
        self._answer = answer
        self._joint = Joint(answer.text)

    async def request(self, prompting: Prompting, endpoint: Endpoint) -> ChatRequest:
        """What makes the model go on: one answer, whatever the endpoint usually gives."""
        said = await prompting.until(self._answer)
        instruction = PromptMessage(Role.USER, (TextPart(INSTRUCTION),))
        options = replace(ChatOptions.of(endpoint), n=1)
        return await prompting.request(endpoint, (*said, instruction), options)

    async def events(
        self, reply: AsyncGenerator[ChatEvent, None]
    ) -> AsyncGenerator[ChatEvent, None]:
        """The reply's events as those of the first answer, without words that it says again."""
        async with aclosing(reply) as events:
            try:
                async for event in events:
                    for told in self._as_the_first(event):
                        yield told
            except AskanceError:
                for told in self._held():
                    yield told
                raise
        for told in self._held():
            yield told

    def _as_the_first(self, event: ChatEvent) -> Iterator[ChatEvent]:
        if not isinstance(event, _INDEXED):
            yield event
        elif event.index == 0:
            event = replace(event, index=self._answer.choices[0].index)
            if isinstance(event, TextDelta):
                event = replace(event, text=self._joint.feed(event.text))
            elif isinstance(event, ChoiceFinished):
                yield from self._held()
            if not isinstance(event, TextDelta) or event.text:
                yield event

    def _held(self) -> Iterator[ChatEvent]:
        if text := self._joint.end():
            yield TextDelta(self._answer.choices[0].index, text)

    def choices(self, reply: Reply) -> tuple[Choice, ...]:
        """Every answer, the first one with what `reply` (of `events`) added to it."""
        first, *others = self._answer.choices
        new = next((each for each in reply.choices() if each.index == first.index), None)
        if new is None:
            return self._answer.choices
        return (longer(first, new, self._joint.trimmed), *others)

    def usage(self, reply: Reply) -> Usage | None:
        """What both parts took."""
        return added(self._answer.usage, reply.usage)

    def record(self, reply: Reply) -> ReplyRecord | None:
        """The first part's, where it has one."""
        return self._answer.record or reply.record
