"""A chat client that plays a script: events, pauses, an error. For the services' tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from askance.core.chat import ChatEvent, ChatRequest, RequestSent
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo
from askance.core.errors import AskanceError

HANG = "hang"
"""In a script: wait until cancelled."""


class ScriptedChat:
    """Plays `script` at each question: events are yielded, an `AskanceError` is raised, `HANG`
    waits for ever. Remembers what it was asked, and with which key."""

    def __init__(self, script: Sequence[ChatEvent | AskanceError | str] = ()) -> None:
        self.script = list(script)
        self.requests: list[ChatRequest] = []
        self.keys: list[str | None] = []
        self.closed = False
        self.playing = asyncio.Event()
        self.dropped = False
        self.pictures: dict[str, bytes] = {}

    async def stream(
        self, request: ChatRequest, key: str | None
    ) -> AsyncGenerator[ChatEvent, None]:
        self.requests.append(request)
        self.keys.append(key)
        try:
            yield RequestSent("http://127.0.0.1/v1/chat/completions", 100)
            for step in self.script:
                if isinstance(step, AskanceError):
                    raise step
                if isinstance(step, str):
                    self.playing.set()
                    await asyncio.Event().wait()
                else:
                    yield step
        finally:
            self.dropped = True

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        return (ModelInfo(endpoint.model),)

    async def find_local(self) -> tuple[FoundServer, ...]:
        return ()

    async def fetch_picture(self, url: str) -> bytes:
        return self.pictures[url]

    async def aclose(self) -> None:
        self.closed = True
