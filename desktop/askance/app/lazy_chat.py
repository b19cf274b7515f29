"""The chat client, made at its first use.

Importing httpx and reading the system's certificates takes longer than opening the window, and a
person who only looks at the history never needs either. Worker's loop.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from askance.core.chat import ChatEvent, ChatRequest
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo
from askance.core.ports import ChatClient


class LazyChat:
    """A `ChatClient` that asks `make` for the real one when it is first needed."""

    def __init__(self, make: Callable[[], ChatClient]) -> None:
        self._make = make
        self._made: ChatClient | None = None

    async def stream(
        self, request: ChatRequest, key: str | None
    ) -> AsyncGenerator[ChatEvent, None]:
        """As the real one."""
        async with aclosing(self._client().stream(request, key)) as events:
            async for event in events:
                yield event

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        """As the real one."""
        return await self._client().models(endpoint, key)

    async def find_local(self) -> tuple[FoundServer, ...]:
        """As the real one."""
        return await self._client().find_local()

    async def fetch_picture(self, url: str) -> bytes:
        """As the real one."""
        return await self._client().fetch_picture(url)

    async def aclose(self) -> None:
        """Closes the real one if there is one."""
        if self._made is not None:
            await self._made.aclose()

    def _client(self) -> ChatClient:
        if self._made is None:
            self._made = self._make()
        return self._made
