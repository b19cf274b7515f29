"""What an answer is: a stream of events, JSON, a web page, plain text. Pure.

Its first bytes tell: servers send JSON though a stream was asked for, a stream though it was not,
and either under the other's Content-Type.
"""

from __future__ import annotations

from enum import Enum, auto

from askance.chat.loose import parse_all

BLANK = b" \t\r\n"
_FIELDS = (b"data", b"event", b"id", b"retry", b":")


class Form(Enum):
    """What a body holds."""

    STREAM = auto()
    JSON = auto()
    PAGE = auto()
    TEXT = auto()


def form_of(head: bytes, content_type: str, *, ended: bool) -> Form | None:
    """What a body is by its first bytes, or None while they are too few to tell."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(BLANK)
    if not start or (len(start) < 3 and b"\xef\xbb\xbf".startswith(start)):
        return None
    if start[:1] in (b"{", b"["):
        return Form.JSON
    if start[:1] == b"<":
        return Form.PAGE
    if "event-stream" in content_type or start.startswith((b"data:", b":", b"event:", b"id:")):
        return Form.STREAM
    if not ended and len(start) < 8 and any(field.startswith(start[:5]) for field in _FIELDS):
        return None
    if start.startswith(b"retry:"):
        return Form.STREAM
    return Form.PAGE if "html" in content_type else Form.TEXT


def is_whole(body: bytearray) -> bool:
    """Whether a body of usual size is complete JSON."""
    if len(body) > 1024 * 1024 or not body.rstrip(BLANK).endswith((b"}", b"]")):
        return False
    return not parse_all(body.decode("utf-8-sig", "replace"))[1]
