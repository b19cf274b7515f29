"""Making a question small enough for a server that found it too large. Worker's event loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from askance.core.chat import ChatRequest, EncodedPicture

Reduce = Callable[[EncodedPicture, int], Awaitable[EncodedPicture]]
"""A picture, and the most bytes it may have afterwards. Raises `AskanceError` (picture)."""

REDUCED_BODIES = (950_000, 480_000)
"""Bytes of a body to try next, in turn: gateways take 1 MB unless told otherwise, some half."""

_LEAST = 20_000
"""Bytes of a picture below which nothing could be read on it any more."""


async def with_smaller_pictures(
    request: ChatRequest, body_bytes: int, limit: int, reduce: Reduce
) -> ChatRequest | None:
    """The request with its pictures reduced so that a body of `body_bytes` comes down to `limit`;
    None when it is smaller already or the pictures are not what makes it large.
    """
    pictures = [
        part
        for message in request.messages
        for part in message.parts
        if isinstance(part, EncodedPicture)
    ]
    carried = sum(len(picture.data) for picture in pictures)
    # Base64 makes four bytes of three.
    room = (limit - (body_bytes - carried * 4 // 3)) * 3 // 4
    if not pictures or body_bytes <= limit or room < _LEAST * len(pictures):
        return None
    share = room / carried
    smaller = {
        id(picture): await reduce(picture, max(_LEAST, int(len(picture.data) * share)))
        for picture in pictures
    }
    messages = tuple(
        replace(message, parts=tuple(smaller.get(id(part)) or part for part in message.parts))
        for message in request.messages
    )
    return replace(request, messages=messages)
