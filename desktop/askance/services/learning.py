"""What servers do not take, remembered with their endpoint. Worker's loop.

A `ChatClient` around the one that asks: it passes every event on and notes what was learnt, so that
the next question, also after a restart, is asked right at once.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace

from askance.core.chat import AskedApart, ChatEvent, ChatRequest, ParameterDropped
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo
from askance.core.errors import AskanceError
from askance.core.ports import ChatClient
from askance.core.settings import Settings

_log = logging.getLogger(__name__)
Keep = Callable[[Callable[[Settings], Settings]], Awaitable[object]]


class LearningChat:
    """`keep` applies a change to the settings, durably. An endpoint that was edited meanwhile, or
    is not in the settings (one without a name never is), is left as it is.
    """

    def __init__(self, chat: ChatClient, keep: Keep) -> None:
        self._chat, self._keep = chat, keep

    async def stream(
        self, request: ChatRequest, key: str | None
    ) -> AsyncGenerator[ChatEvent, None]:
        """As the one inside."""
        learnt: list[str] = []
        try:
            async with aclosing(self._chat.stream(request, key)) as events:
                async for event in events:
                    if isinstance(event, ParameterDropped):
                        learnt.append(event.name)
                    elif isinstance(event, AskedApart):
                        learnt.append("n")
                    yield event
        finally:
            if learnt and request.endpoint.name:
                await self._remember(request.endpoint, learnt)

    async def _remember(self, endpoint: Endpoint, names: list[str]) -> None:
        """An answer is not lost because what was learnt on the way cannot be kept."""
        try:
            await self._keep(lambda settings: with_learnt(settings, endpoint, names))
        except AskanceError as error:
            _log.warning("What a server does not take is not remembered: %s", error)

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        """As the one inside."""
        return await self._chat.models(endpoint, key)

    async def find_local(self) -> tuple[FoundServer, ...]:
        """As the one inside."""
        return await self._chat.find_local()

    async def fetch_picture(self, url: str) -> bytes:
        """As the one inside."""
        return await self._chat.fetch_picture(url)

    async def aclose(self) -> None:
        """Closes the one inside."""
        await self._chat.aclose()


def with_learnt(settings: Settings, endpoint: Endpoint, names: list[str]) -> Settings:
    """The settings with what was learnt about one endpoint, in the order it was learnt."""
    kept = settings.endpoint(endpoint.name)
    if kept is None or replace(kept, dropped_params=()) != replace(endpoint, dropped_params=()):
        return settings
    dropped = tuple(dict.fromkeys((*kept.dropped_params, *names)))
    return settings.with_endpoint(replace(kept, dropped_params=dropped))
