"""Endpoints: which there are, what models they have, and whether they answer. Worker's loop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from askance.core.chat import ChatOptions, ChatRequest, PromptMessage, Reply
from askance.core.conversation import Role, TextPart
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo
from askance.core.errors import AskanceError, Problem
from askance.core.ports import ChatClient
from askance.core.reading.sample import SAMPLE
from askance.services.keys import KeyService

TEST_QUESTION = "Reply with the single word: ready"
TEST_TOKENS = 64
"""Enough for a word; a model that thinks first may be cut, which still proves that it answers."""


@dataclass(frozen=True, slots=True)
class EndpointCheck:
    """How a test went: the answer and the seconds it took, or the problem."""

    answer: str = ""
    seconds: float = 0.0
    problem: Problem | None = None


class EndpointService:
    """Everything about endpoints but asking. `clock` gives seconds, any origin."""

    def __init__(
        self,
        *,
        chat: ChatClient,
        keys: KeyService,
        clock: Callable[[], float],
    ) -> None:
        self._chat, self._keys, self._clock = chat, keys, clock

    async def find_local(self) -> tuple[FoundServer, ...]:
        """Known servers on this computer that answer right now."""
        return await self._chat.find_local()

    async def models(
        self, draft: Endpoint, key: str | None, *, saved: Endpoint | None
    ) -> tuple[ModelInfo, ...]:
        """The models it names. Keys as for `test_draft`. Raises `AskanceError`."""
        return await self._chat.models(draft, key or await self._keys.for_draft(draft, saved))

    async def test(self, endpoint: Endpoint) -> EndpointCheck:
        """Asks a saved endpoint one tiny question, with its kept key: costs a few tokens. The
        built-in endpoint reads a word off a picture of its own.
        """
        return await self.test_draft(endpoint, None, saved=endpoint)

    async def test_draft(
        self, draft: Endpoint, key: str | None, *, saved: Endpoint | None
    ) -> EndpointCheck:
        """The same for an endpoint as it stands in a form. `key` is the typed one; without it the
        kept one goes along if `saved`, the endpoint kept under this name, has the same origin.
        """
        started, reply = self._clock(), Reply()
        try:
            key = key or await self._keys.for_draft(draft, saved)
            async with aclosing(self._chat.stream(_test_request(draft), key)) as events:
                async for event in events:
                    reply.apply(event)
        except AskanceError as error:
            return EndpointCheck(problem=error.problem, seconds=self._clock() - started)
        answer = "".join(choice.text for choice in reply.choices()).strip()
        return EndpointCheck(answer=answer, seconds=self._clock() - started)


def _test_request(endpoint: Endpoint) -> ChatRequest:
    if endpoint.on_device:
        return ChatRequest(endpoint, (PromptMessage(Role.USER, (SAMPLE,)),))
    message = PromptMessage(Role.USER, (TextPart(TEST_QUESTION),))
    options = ChatOptions(stream=endpoint.stream, max_tokens=TEST_TOKENS, retry=True)
    return ChatRequest(endpoint, (message,), options)
