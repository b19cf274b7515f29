"""The only module that knows the HTTP library: one request out, one answer in, bytes throughout.

Lives on the worker's event loop; the library and the system's certificates load with the first
request. Nothing here follows a redirect, keeps a cookie or lets a proxy see what is meant for this
computer. The library's own errors never leave: they carry the request, and with it the key.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from askance.chat.certificate import certificate_of
from askance.chat.decompress import BrokenCompressionError, Decompressor
from askance.chat.problems import Wording
from askance.chat.routes import SYSTEM, Route, connect_through, proxy_between
from askance.chat.unreachable import unreachable
from askance.core.endpoint_check import Certificate
from askance.core.errors import AskanceError, ErrorKind, Problem

MAX_BODY = 16 * 1024 * 1024
MAX_ERROR_BODY = 64 * 1024

_WRITE_TIMEOUT_S = 60.0
_POOL_TIMEOUT_S = 30.0
_PIECE = 64 * 1024
_LOCATION = "askance.location"


class ConnectionCutError(Exception):
    """The connection ended before the answer was whole."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request. The key goes into the headers at the moment of sending and is shown nowhere.

    `answer_timeout`: seconds from the last byte sent to the first of the answer's head.
    `on_sent(sent, total)` is told how many bytes of the body have been handed to the connection.
    """

    method: str
    url: str
    wording: Wording
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)
    api_key_header: bool = False
    route: Route = SYSTEM
    connect_timeout: float = 10.0
    answer_timeout: float = 300.0
    on_sent: Callable[[int, int], None] | None = None


_SMALL = 8192
"""Bytes of a piece after which more is let gather before the next is read,"""
_WAITED_S = 0.0005
"""if it had to be waited for: what came before is read at once, however small its pieces are."""
_GATHER_S = 0.02
"""A fast stream comes token by token, and to wait for each costs several times what the token does.
Nobody sees a fiftieth of a second; the window, which shares the interpreter, has more of it.
"""


class Incoming(Protocol):
    """The answer as it comes in: status, headers, and the body in pieces, decompressed."""

    status: int
    asked_at: float
    """When the request was sent, on the event loop's clock."""

    def header(self, name: str) -> str:
        """A header's value, or an empty string."""
        ...

    async def read(self, deadline: float) -> bytes | None:
        """The next piece of the body, None at its end. Raises `TimeoutError` at `deadline` (event
        loop's clock; then nothing more can be read) and `ConnectionCutError`.
        """
        ...


class Transport:
    """Connections to servers. `open` is its only verb; `aclose` ends it."""

    def __init__(self) -> None:
        self._clients: dict[Route, httpx.AsyncClient] = {}

    @contextlib.asynccontextmanager
    async def open(self, call: Call) -> AsyncIterator[Incoming]:
        """Sends and gives the answer once its head is there; leaving, or being cancelled anywhere,
        closes the connection. Raises `AskanceError` (network, timeout, wrong_url).
        """
        answer = await self._send(call)
        try:
            yield answer
        finally:
            with contextlib.suppress(httpx.HTTPError):
                await answer.response.aclose()

    async def certificate(self, call: Call) -> Certificate | None:
        """The certificate of the server that a call reaches (through a proxy too), None where
        nothing is encrypted. Raises as `open`.
        """
        answer = await self._send(call)
        try:
            stream = answer.response.extensions.get("network_stream")
            tls = stream.get_extra_info("ssl_object") if stream is not None else None
            return certificate_of(tls) if tls is not None else None
        finally:
            with contextlib.suppress(httpx.HTTPError):
                await answer.response.aclose()

    async def aclose(self) -> None:
        clients = list(self._clients.values())
        self._clients.clear()
        for client in clients:
            await client.aclose()

    async def _send(self, call: Call) -> _Answer:
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        problem: Problem | None = None
        try:
            client = self._client(call.route.to(call.url))
            # Connecting and sending have timeouts of their own; this one ends a silent proxy.
            patience = call.connect_timeout + _WRITE_TIMEOUT_S + call.answer_timeout
            async with asyncio.timeout(patience) as timer:

                async def on_progress(event: str, info: Mapping[str, object]) -> None:
                    nonlocal asked_at
                    if event.endswith(("send_request_body.complete", "send_request_body.failed")):
                        asked_at = loop.time()
                        timer.reschedule(asked_at + call.answer_timeout)

                request = client.build_request(
                    call.method,
                    call.url,
                    headers=_framed(call),
                    content=call.body if call.on_sent is None else _told(call),
                    timeout=_timeouts(call),
                    extensions={"trace": on_progress},
                )
                response = await client.send(request, auth=_KeyAuth(call), stream=True)
            return _Answer(response, asked_at)
        except TimeoutError:
            problem = call.wording.of_kind(
                ErrorKind.TIMEOUT, f"No answer within {call.answer_timeout:g} seconds."
            )
        except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError) as error:
            problem = unreachable(
                error,
                call.url,
                call.wording,
                connect_timeout=call.connect_timeout,
                body_bytes=len(call.body or b""),
                proxy=proxy_between(call.route, call.url),
            )
        # Raised out here so that no library error, and with it no request, hangs on to it.
        raise AskanceError(problem)

    def _client(self, route: Route) -> httpx.AsyncClient:
        client = self._clients.get(route)
        if client is None:
            client = self._clients[route] = connect_through(route)
            client.event_hooks = {"response": [_set_location_aside]}
        return client


class _Answer:
    """An httpx response, seen through `Incoming`."""

    def __init__(self, response: httpx.Response, asked_at: float) -> None:
        self.response = response
        self.status: int = response.status_code
        self.asked_at = asked_at
        self._pieces = response.aiter_raw()
        self._unpacked = Decompressor(response.headers.get("content-encoding", ""))
        self._rest_until = 0.0

    def header(self, name: str) -> str:
        if name == "location" and _LOCATION in self.response.extensions:
            return str(self.response.extensions[_LOCATION])
        return str(self.response.headers.get(name, ""))

    async def read(self, deadline: float) -> bytes | None:
        loop = asyncio.get_running_loop()
        if loop.time() >= deadline:
            raise TimeoutError
        if (rest := min(self._rest_until, deadline) - loop.time()) > 0:
            await asyncio.sleep(rest)
        with contextlib.suppress(httpx.HTTPError, httpx.StreamError, BrokenCompressionError):
            begun = loop.time()
            piece = await self._piece(deadline)
            waited = loop.time() - begun > _WAITED_S
            if piece is not None and waited and len(piece) < _SMALL:
                self._rest_until = loop.time() + _GATHER_S
            return piece
        raise ConnectionCutError

    async def _piece(self, deadline: float) -> bytes | None:
        piece = self._unpacked.rest()
        while not piece:
            async with asyncio.timeout_at(deadline):
                packed = await anext(self._pieces, None)
            if packed is None:
                return None
            piece = self._unpacked.feed(packed)
        return piece


async def _set_location_aside(response: httpx.Response) -> None:
    """Out of the library's sight: it prepares the next request (and fails over an address that it
    cannot read) even when told not to follow.
    """
    if "location" in response.headers:
        response.extensions[_LOCATION] = response.headers.pop("location")


class _KeyAuth(httpx.Auth):
    """Puts the key into the headers while sending, and keeps the environment's out."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]  # a generator is an iterator; httpx only iterates
        key = self._call.key
        if key is not None:
            request.headers["Authorization"] = f"Bearer {key}"
            if self._call.api_key_header:
                request.headers["api-key"] = key
        yield request


async def read_up_to(incoming: Incoming, limit: int, seconds: float, start: bytes = b"") -> bytes:
    """What there is of a body, at most `limit` bytes, for at most `seconds`; never raises for a
    body that breaks off.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    body = bytearray(start)
    with contextlib.suppress(TimeoutError, ConnectionCutError):
        while len(body) < limit:
            piece = await incoming.read(deadline)
            if piece is None:
                break
            body += piece
    return bytes(body[:limit])


def _framed(call: Call) -> Mapping[str, str]:
    """With the length of a body that is handed over in pieces, so that it is not sent chunked:
    small servers read no chunked request.
    """
    if call.on_sent is None or call.body is None:
        return call.headers
    return {**call.headers, "Content-Length": str(len(call.body))}


async def _told(call: Call) -> AsyncIterator[bytes]:
    body, told = memoryview(call.body or b""), call.on_sent
    for start in range(0, len(body), _PIECE):
        yield bytes(body[start : start + _PIECE])
        if told is not None:
            told(min(start + _PIECE, len(body)), len(body))


def _timeouts(call: Call) -> httpx.Timeout:
    return httpx.Timeout(
        connect=call.connect_timeout, write=_WRITE_TIMEOUT_S, pool=_POOL_TIMEOUT_S, read=None
    )
