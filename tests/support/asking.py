"""One question to a scripted server, and all that came of it."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from askance.chat.client import HttpChatClient
from askance.core.chat import ChatEvent, ChatOptions, ChatRequest, PromptMessage, Reply
from askance.core.conversation import Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, Problem

T = TypeVar("T")

KEY = "sk-very-secret-key"


@dataclass
class Outcome:
    events: list[ChatEvent] = field(default_factory=list)
    error: AskanceError | None = None

    @property
    def problem(self) -> Problem:
        assert self.error is not None, f"no problem, but {self.events}"
        return self.error.problem

    @property
    def text(self) -> str:
        return "".join(choice.text for choice in self.reply.choices())

    @property
    def reply(self) -> Reply:
        reply = Reply()
        for event in self.events:
            reply.apply(event)
        return reply

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


def question(base_url: str, endpoint: dict[str, Any] | None = None, **options: Any) -> ChatRequest:
    chosen: dict[str, Any] = {"plain_http": True, **(endpoint or {})}
    asked = Endpoint("test", base_url, "gemini-pro-vision", **chosen)
    return ChatRequest(
        asked, (PromptMessage(Role.USER, (TextPart("hi"),)),), ChatOptions(**options)
    )


async def ask(client: HttpChatClient, request: ChatRequest, key: str | None = KEY) -> Outcome:
    outcome = Outcome()
    try:
        async with contextlib.aclosing(client.stream(request, key)) as events:
            async for event in events:
                outcome.events.append(event)
    except AskanceError as error:
        outcome.error = error
    return outcome


def with_client(work: Callable[[HttpChatClient], Coroutine[Any, Any, T]], **parts: Any) -> T:
    """Runs `work` with a client of its own, on a loop of its own."""

    async def run() -> T:
        client = HttpChatClient(**parts)
        try:
            return await work(client)
        finally:
            await client.aclose()

    return asyncio.run(run())
