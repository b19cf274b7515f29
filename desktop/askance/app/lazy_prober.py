"""The prober, made at its first use as the chat client is, for the same reason (see
`askance.app.lazy_chat`). Worker's loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Connection, Taken

if TYPE_CHECKING:
    from askance.chat.probe import HttpProber


class LazyProber:
    """A `Prober` whose real one is imported, and its trust store read, when it is first needed."""

    def __init__(self) -> None:
        self._made: HttpProber | None = None

    async def resolve(self, endpoint: Endpoint) -> tuple[str, ...]:
        """As the real one."""
        return await self._prober().resolve(endpoint)

    async def connect(self, endpoint: Endpoint) -> Connection:
        """As the real one."""
        return await self._prober().connect(endpoint)

    async def takes(self, endpoint: Endpoint, key: str | None, size: int) -> Taken:
        """As the real one."""
        return await self._prober().takes(endpoint, key, size)

    async def aclose(self) -> None:
        """Closes the real one if there is one."""
        if self._made is not None:
            await self._made.aclose()

    def _prober(self) -> HttpProber:
        if self._made is None:
            from askance.chat.probe import HttpProber

            self._made = HttpProber()
        return self._made
