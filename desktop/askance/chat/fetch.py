"""A picture by its address on the web. On the worker's event loop.

No key travels, no cookie is kept; redirects are followed one by one, each looked at first, since a
page on the web must not make this program ask something on this computer.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urljoin, urlsplit

from askance.chat.complaint import page_title
from askance.chat.problems import Wording
from askance.chat.transport import Call, ConnectionCutError, Incoming, Transport
from askance.core.address import is_loopback
from askance.core.budget import MAX_BYTES
from askance.core.errors import AskanceError, ErrorKind, Problem

MAX_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_PATIENCE_S = 30.0
_TOTAL_S = 180.0


async def fetch_picture(transport: Transport, url: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes behind `url`, at most `max_bytes`; whether they are a picture is not looked at.
    Raises `AskanceError` (picture, network, timeout).
    """
    address = _checked(url.strip(), origin=None)
    for _ in range(MAX_REDIRECTS + 1):
        call = Call(
            "GET",
            address,
            Wording(address),
            headers={"Accept": "image/*, */*;q=0.5"},
            answer_timeout=_PATIENCE_S,
        )
        async with transport.open(call) as incoming:
            if incoming.status not in _REDIRECTS:
                return await _body(incoming, max_bytes)
            target = incoming.header("location")
        if not target:
            raise _no_picture(f"The server answered with {incoming.status} and nothing more.")
        address = _checked(_joined(address, target), origin=address)
    raise _no_picture("The address leads from one place to the next without an end.")


def _joined(address: str, target: str) -> str:
    try:
        return urljoin(address, target)
    except ValueError:
        return target


def _checked(address: str, *, origin: str | None) -> str:
    """The address without its fragment, if it may be asked; `origin` is where it was named."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _no_picture("Only addresses with http or https can be fetched.")
    if origin is not None and is_loopback(address) and not is_loopback(origin):
        raise _no_picture("The address leads back to this computer, which no web page may ask for.")
    return address.partition("#")[0]


async def _body(incoming: Incoming, max_bytes: int) -> bytes:
    if incoming.status != 200:
        raise _no_picture(f"The server answered with {incoming.status}.", status=incoming.status)
    length = incoming.header("content-length")
    if length.isdigit() and int(length[:20]) > max_bytes:
        raise _too_large(max_bytes)
    body = await _read(incoming, max_bytes)
    if not body:
        raise _no_picture("The server sent nothing.")
    if body.lstrip()[:1] == b"<" and "html" in incoming.header("content-type").lower():
        title = page_title(body[:65536].decode("utf-8", "replace"))[:200]
        raise _no_picture(f"It is a web page: “{title}”." if title else "It is a web page.")
    return body


async def _read(incoming: Incoming, max_bytes: int) -> bytes:
    loop = asyncio.get_running_loop()
    end = loop.time() + _TOTAL_S
    body = bytearray()
    try:
        while (piece := await incoming.read(min(end, loop.time() + _PATIENCE_S))) is not None:
            body += piece
            if len(body) > max_bytes:
                raise _too_large(max_bytes)
    except ConnectionCutError:
        problem = "The connection broke before the picture was whole."
    except TimeoutError:
        problem = "The picture did not come in time."
    else:
        return bytes(body)
    raise _no_picture(problem, kind=ErrorKind.NETWORK)


def _too_large(max_bytes: int) -> AskanceError:
    return _no_picture(f"It is larger than {max_bytes // (1024 * 1024)} MB.")


def _no_picture(
    detail: str, *, status: int | None = None, kind: ErrorKind = ErrorKind.PICTURE
) -> AskanceError:
    return AskanceError(
        Problem(
            kind,
            "The picture could not be fetched",
            detail,
            "Open it in your browser, then copy or capture it from there.",
            status=status,
        )
    )
