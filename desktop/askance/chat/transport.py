"""The only module that knows the HTTP library: one request out, one answer in, bytes throughout.

Lives on the worker's event loop; the library and the system's certificates load with the first
request. Nothing here follows a redirect, keeps a cookie or lets a proxy see what is meant for this
computer. The library's own errors never leave: they carry the request, and with it the key.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Protocol, TypeVar

import httpx
import truststore

from askance import __version__
from askance.chat.problems import Wording
from askance.core.address import host_of, is_loopback
from askance.core.errors import AskanceError, ErrorKind, Problem

MAX_BODY = 16 * 1024 * 1024
MAX_ERROR_BODY = 64 * 1024

_WRITE_TIMEOUT_S = 60.0
_POOL_TIMEOUT_S = 30.0
_LARGE_BODY = 1_000_000
_LOCATION = "askance.location"

_Error = TypeVar("_Error", bound=BaseException)


class ConnectionCutError(Exception):
    """The connection ended before the answer was whole."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request. The key goes into the headers at the moment of sending and is shown nowhere.

    `answer_timeout`: seconds from the last byte sent to the first of the answer's head.
    """

    method: str
    url: str
    wording: Wording
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    key: str | None = field(default=None, repr=False)
    api_key_header: bool = False
    connect_timeout: float = 10.0
    answer_timeout: float = 300.0


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
        self._clients: dict[bool, httpx.AsyncClient] = {}

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
            client = self._client(is_loopback(call.url))
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
                    headers=call.headers,
                    content=call.body,
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
            problem = _unreachable(error, call)
        # Raised out here so that no library error, and with it no request, hangs on to it.
        raise AskanceError(problem)

    def _client(self, loopback: bool) -> httpx.AsyncClient:
        client = self._clients.get(loopback)
        if client is None:
            for name in ("httpx", "httpcore"):
                logging.getLogger(name).setLevel(logging.WARNING)
            client = self._clients[loopback] = httpx.AsyncClient(
                verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                trust_env=not loopback,
                follow_redirects=False,
                headers={"User-Agent": f"Askance/{__version__}"},
                event_hooks={"response": [_set_location_aside]},
            )
            client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return client


class _Answer:
    """An httpx response, seen through `Incoming`."""

    def __init__(self, response: httpx.Response, asked_at: float) -> None:
        self.response = response
        self.status: int = response.status_code
        self.asked_at = asked_at
        self._pieces = response.aiter_bytes()

    def header(self, name: str) -> str:
        if name == "location" and _LOCATION in self.response.extensions:
            return str(self.response.extensions[_LOCATION])
        return str(self.response.headers.get(name, ""))

    async def read(self, deadline: float) -> bytes | None:
        if asyncio.get_running_loop().time() >= deadline:
            raise TimeoutError
        try:
            async with asyncio.timeout_at(deadline):
                return await anext(self._pieces, None)
        except (httpx.HTTPError, httpx.StreamError):
            pass
        raise ConnectionCutError


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


def _timeouts(call: Call) -> httpx.Timeout:
    return httpx.Timeout(
        connect=call.connect_timeout, write=_WRITE_TIMEOUT_S, pool=_POOL_TIMEOUT_S, read=None
    )


def _unreachable(error: BaseException, call: Call) -> Problem:
    """What kept a server from answering, in words."""
    host = host_of(call.url)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        detail = f"“{host}” is no address that can be called."
        return call.wording.of_kind(ErrorKind.WRONG_URL, detail)
    detail, hint = _by_cause(list(_causes(error)), host, call) or _by_phase(error, host, call)
    return call.wording.of_kind(ErrorKind.NETWORK, detail, hint=hint)


def _by_cause(causes: list[BaseException], host: str, call: Call) -> tuple[str, str] | None:
    """What the operating system or TLS said: detail and hint."""
    if certificate := _first(causes, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {host} is not trusted: {certificate.verify_message}",
            "Add the server's certificate authority to the system, or check the computer's clock.",
        )
    if _first(causes, ssl.SSLError):
        return f"{host} does not speak https there.", f"Try http://{host} if the server is yours."
    if _first(causes, socket.gaierror):
        return (
            f"No computer is called {host}.",
            "Check how the address is written, and your connection.",
        )
    if _first(causes, ConnectionRefusedError):
        here = is_loopback(call.url)
        return f"Nothing answers at {host}.", "Is it running?" if here else "Is the server running?"
    return None


def _by_phase(error: BaseException, host: str, call: Call) -> tuple[str, str]:
    """How far it came: detail and hint (empty: the usual one)."""
    match error:
        case httpx.ProxyError():
            return (
                f"The proxy of this computer did not connect to {host}.",
                "Check the system's proxy settings.",
            )
        case httpx.ConnectTimeout():
            return f"{host} could not be reached within {call.connect_timeout:g} seconds.", ""
        case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
            large = len(call.body or b"") > _LARGE_BODY
            return (
                f"{host} closed the connection without an answer.",
                "It may not take so much at once: send a smaller region or fewer pictures."
                if large
                else "Ask again. If it stays so, check the endpoint's address.",
            )
        case httpx.WriteTimeout():
            return f"The question could not be sent to {host}.", ""
        case httpx.TransportError() | OSError():
            return f"The connection to {host} failed.", ""
        case _:
            return (
                "The system's proxy settings cannot be used.",
                "Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, or the system's proxy settings.",
            )


def _first(causes: list[BaseException], kind: type[_Error]) -> _Error | None:
    return next((cause for cause in causes if isinstance(cause, kind)), None)


def _causes(error: BaseException | None, depth: int = 12) -> Iterator[BaseException]:
    """The error, what caused it, and what is inside groups of them."""
    if error is None or depth == 0:
        return
    yield error
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _causes(inner, depth - 1)
    yield from _causes(error.__cause__ or error.__context__, depth - 1)
