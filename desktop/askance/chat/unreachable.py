"""What kept a server from answering, in words. Pure; knows the HTTP library's errors, because that
is what it translates.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import TypeVar

import httpx

from askance.chat.problems import Wording
from askance.core.address import host_of, is_loopback
from askance.core.errors import ErrorKind, Problem

_LARGE_BODY = 1_000_000
_PROXY_HINT = "Check the endpoint's proxy, or the system's proxy settings."
_TRUST_HINT = (
    "Name a file of certificate authorities in Settings under Models, or add the server's to the "
    "system. If it is there already, check the computer's clock."
)

_Error = TypeVar("_Error", bound=BaseException)


def unreachable(
    error: BaseException,
    url: str,
    wording: Wording,
    *,
    connect_timeout: float,
    body_bytes: int,
    proxy: str = "",
) -> Problem:
    """The problem behind an error of the HTTP library or the system. `connect_timeout` in seconds;
    `body_bytes`: how much was being sent; `proxy`: the one in between, without its password.
    """
    host = host_of(url)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | UnicodeError):
        detail = f"“{host}” is no address that can be called."
        return wording.of_kind(ErrorKind.WRONG_URL, detail)
    causes = list(_causes(error))
    if proxy and (_first(causes, socket.gaierror) or _first(causes, ConnectionRefusedError)):
        # Behind a proxy only the proxy itself is looked up and called from here.
        detail, hint = f"The proxy {proxy} does not answer.", _PROXY_HINT
    else:
        detail, hint = _by_cause(causes, host, url) or _by_phase(
            error, host, connect_timeout, body_bytes
        )
    return wording.of_kind(ErrorKind.NETWORK, detail, hint=hint)


def _by_cause(causes: list[BaseException], host: str, url: str) -> tuple[str, str] | None:
    """What the operating system or TLS said: detail and hint."""
    if certificate := _first(causes, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {host} is not trusted: {certificate.verify_message}",
            _TRUST_HINT,
        )
    if _first(causes, ssl.SSLError):
        return f"{host} does not speak https there.", f"Try http://{host} if the server is yours."
    if _first(causes, socket.gaierror):
        return (
            f"No computer is called {host}.",
            "Check how the address is written, and your connection.",
        )
    if _first(causes, ConnectionRefusedError):
        here = is_loopback(url)
        return f"Nothing answers at {host}.", "Is it running?" if here else "Is the server running?"
    return None


def _by_phase(
    error: BaseException, host: str, connect_timeout: float, body_bytes: int
) -> tuple[str, str]:
    """How far it came: detail and hint (empty: the usual one)."""
    match error:
        case httpx.ProxyError():
            return f"The proxy did not connect to {host}.", _PROXY_HINT
        case httpx.ConnectTimeout():
            return f"{host} could not be reached within {connect_timeout:g} seconds.", ""
        case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError():
            large = body_bytes > _LARGE_BODY
            return (
                f"{host} closed the connection without an answer.",
                "It may not take so much at once: send a smaller region or fewer pictures."
                if large
                else "Ask again. If it stays so, check the endpoint's address.",
            )
        case httpx.WriteTimeout():
            return f"The question could not be sent to {host}.", ""
        case _:
            return f"The connection to {host} failed.", ""


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
