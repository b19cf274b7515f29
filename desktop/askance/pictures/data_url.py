"""Pictures written into an address: `data:image/png;base64,…` (RFC 2397). Pure."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_to_bytes

from askance.core.budget import MAX_BYTES
from askance.pictures import problems

_NAME = "data:"


def picture_from_data_url(url: str) -> bytes:
    """The bytes of the file in it, not yet looked at. Raises `AskanceError` (picture) when it is no
    data address, says it holds something else, or is broken or too large.
    """
    head, comma, body = url.strip().partition(",")
    scheme, _, kind = head.partition(":")
    words = [word.strip().lower() for word in kind.split(";")]
    if not comma or scheme.lower() != "data" or not words[0].startswith("image/"):
        raise problems.not_a_picture(_NAME)
    if len(body) > MAX_BYTES * 3:
        raise problems.too_many_bytes(_NAME, len(body) * 3 // 4)
    data = unquote_to_bytes(body)
    if words[-1] == "base64":
        data = _from_base64(data)
    if len(data) > MAX_BYTES:
        raise problems.too_many_bytes(_NAME, len(data))
    return data


def _from_base64(text: bytes) -> bytes:
    """Forgives line breaks, the URL-safe alphabet and missing padding, nothing else."""
    compact = b"".join(text.split()).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
    except binascii.Error:
        raise problems.broken(_NAME) from None
