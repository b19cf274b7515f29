"""The way to an endpoint, looked at step by step: the `Prober` port over the same transport that
questions take. Worker's event loop.
"""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import aclosing
from dataclasses import replace

from askance.chat.problems import Wording
from askance.chat.reader import ReplyReader
from askance.chat.refusal import refusal
from askance.chat.request import (
    check_encryption,
    clean_key,
    headers_for,
    prepare,
    wants_api_key_header,
)
from askance.chat.routes import Route, proxy_between, trust_store
from askance.chat.transport import Call, Incoming, Transport
from askance.core.address import api_root, chat_url, models_url
from askance.core.chat import ChatOptions, ChatRequest, PromptMessage, UsageReported
from askance.core.conversation import Role, TextPart, Usage
from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Connection, Taken
from askance.core.errors import AskanceError, ErrorKind

_ANSWER_TIMEOUT_S = 20.0
_BODY_TIMEOUT_S = 60.0
_IDLE_TIMEOUT_S = 20.0


class HttpProber:
    """Looks over real connections; each `connect` makes a new one."""

    def __init__(self, *, transport: Transport | None = None) -> None:
        self._transport = transport or Transport()

    async def resolve(self, endpoint: Endpoint) -> tuple[str, ...]:
        """As the port says."""
        root = api_root(endpoint.base_url)
        if _proxy_for(endpoint):
            return ()
        host = root.hostname or ""
        port = root.port or (443 if root.scheme == "https" else 80)
        wording = Wording(endpoint.base_url)
        try:
            async with asyncio.timeout(endpoint.connect_timeout):
                found = await asyncio.get_running_loop().getaddrinfo(
                    host, port, type=socket.SOCK_STREAM
                )
        except TimeoutError as error:
            raise wording.error(
                ErrorKind.NETWORK, f"Nobody said within {endpoint.connect_timeout:g} s where it is."
            ) from error
        except (OSError, UnicodeError) as error:
            raise wording.error(
                ErrorKind.NETWORK,
                f"No computer is called {host}.",
                hint="Check how the address is written, and your connection.",
            ) from error
        return tuple(dict.fromkeys(str(place[4][0]) for place in found))

    async def connect(self, endpoint: Endpoint) -> Connection:
        """As the port says."""
        call = Call(
            "GET",
            models_url(endpoint.base_url),
            Wording(endpoint.base_url),
            headers={"Accept": "application/json", "Connection": "close"},
            route=Route(endpoint.proxy, endpoint.ca_file),
            connect_timeout=endpoint.connect_timeout,
            answer_timeout=_ANSWER_TIMEOUT_S,
        )
        started = time.monotonic()
        certificate = await self._transport.certificate(call)
        seconds = time.monotonic() - started
        trusted_by = trust_store(endpoint.ca_file) if certificate else ""
        return Connection(seconds, _proxy_for(endpoint), certificate, trusted_by)

    async def takes(self, endpoint: Endpoint, key: str | None, size: int) -> Taken:
        """As the port says. JSON may begin with blanks (RFC 8259, 2), and they cost no tokens."""
        key = clean_key(key)
        check_encryption(endpoint, key)
        asked = PromptMessage(Role.USER, (TextPart("Reply with: ok"),))
        options = ChatOptions(stream=False, max_tokens=16)
        prepared = prepare(
            ChatRequest(
                replace(endpoint, parameters=type(endpoint.parameters)()), (asked,), options
            )
        )
        wording = Wording(endpoint.base_url, endpoint.model, key)
        call = Call(
            "POST",
            prepared.url,
            wording,
            headers=headers_for(prepared, endpoint.extra_headers),
            body=prepared.body.rjust(size),
            key=key,
            api_key_header=wants_api_key_header(endpoint.base_url),
            route=Route(endpoint.proxy, endpoint.ca_file),
            connect_timeout=endpoint.connect_timeout,
            answer_timeout=_BODY_TIMEOUT_S,
        )
        async with self._transport.open(call) as incoming:
            if 200 <= incoming.status < 300:
                return await _taken(incoming, wording)
            problem = await refusal(incoming, wording, time.time())
        if problem.kind is ErrorKind.TOO_LARGE:
            return Taken(ok=False)
        raise AskanceError(problem)

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._transport.aclose()


async def _taken(incoming: Incoming, wording: Wording) -> Taken:
    """What a successful status comes to, its answer read for the server's count."""
    reader = ReplyReader(
        incoming,
        wording=wording,
        first_timeout=_BODY_TIMEOUT_S,
        idle_timeout=_IDLE_TIMEOUT_S,
    )
    usage: Usage | None = None
    try:
        async with aclosing(reader.events()) as events:
            async for event in events:
                if isinstance(event, UsageReported):
                    usage = event.usage
    except AskanceError as error:
        # Some gateways say it with a success. Anything else is a poor answer to a body that was
        # taken, and other steps judge answers.
        if error.problem.kind is ErrorKind.TOO_LARGE:
            return Taken(ok=False, usage=usage)
    return Taken(ok=True, usage=usage)


def _proxy_for(endpoint: Endpoint) -> str:
    return proxy_between(Route(endpoint.proxy), chat_url(endpoint.base_url))
