"""Over the network: chat completions, and a look at the way to an endpoint."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from askance.core.chat import ChatEvent, ChatRequest
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo
from askance.core.endpoint_check import Connection, Taken


class ChatClient(Protocol):
    """Chat completions over the network. Lives on the worker's event loop; cancelling the task that
    iterates closes the connection.
    """

    def stream(self, request: ChatRequest, key: str | None) -> AsyncGenerator[ChatEvent, None]:
        """The events of one reply, `RequestSent` first. Works alike for streaming and whole
        replies. Ends when the reply is complete; raises `AskanceError` when it is not. An async
        generator: `aclose()` it to drop the connection early.
        """
        ...

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        """The models the server names. Raises `AskanceError`."""
        ...

    async def find_local(self) -> tuple[FoundServer, ...]:
        """The known local servers that answer on their usual loopback ports right now."""
        ...

    async def fetch_picture(self, url: str) -> bytes:
        """The bytes behind a picture's web or `data:` address, at most `MAX_BYTES`; no key travels.
        Raises `AskanceError`.
        """
        ...

    async def aclose(self) -> None:
        """Closes every connection."""
        ...


class Prober(Protocol):
    """Looks at the way to an endpoint. Worker's event loop."""

    async def resolve(self, endpoint: Endpoint) -> tuple[str, ...]:
        """The addresses behind the host's name; none when a proxy resolves it. Raises
        `AskanceError` (network).
        """
        ...

    async def connect(self, endpoint: Endpoint) -> Connection:
        """Connects, without a key. Raises `AskanceError`."""
        ...

    async def takes(self, endpoint: Endpoint, key: str | None, size: int) -> Taken:
        """Whether the server reads a body of `size` bytes: a tiny question, blanks around it, and
        what it came to. Raises `AskanceError` when something else went wrong.
        """
        ...
