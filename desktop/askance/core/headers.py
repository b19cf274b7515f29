"""Which headers an endpoint may add to its requests. Pure.

Keys live in the keyring alone and travel in their own header, so a header whose name speaks of a
key is refused, wherever it was written.
"""

from __future__ import annotations

import re
from enum import StrEnum

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A header's name (RFC 9110, 5.6.2)."""

_OF_HTTP = frozenset(
    {
        "accept", "accept-encoding", "connection", "content-length", "content-type", "expect",
        "host", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
_OF_A_KEY = re.compile(
    r"(?:^|[-_.])(?:\w*authorization|auth|\w*key|\w*token|\w*secret|\w*password|cookie|credentials?)"
    r"(?:$|[-_.])",
    re.I,
)


class HeaderUse(StrEnum):
    """What a header's name is good for."""

    FREE = "free"
    KEY = "key"
    HTTP = "http"
    MALFORMED = "malformed"


def header_use(name: str) -> HeaderUse:
    """Whether an endpoint may add a header of this name, and what it is when it may not: it would
    hold a key, HTTP itself needs it, or it is no name at all.
    """
    if not _TOKEN.fullmatch(name):
        return HeaderUse.MALFORMED
    if name.lower() in _OF_HTTP:
        return HeaderUse.HTTP
    return HeaderUse.KEY if _OF_A_KEY.search(name) else HeaderUse.FREE


def is_free_header(name: str) -> bool:
    """Whether an endpoint may add a header of this name."""
    return header_use(name) is HeaderUse.FREE


def is_header_value(value: str) -> bool:
    """Whether a value travels as it is: visible ASCII and blanks, no line end."""
    return value.isascii() and value.isprintable()
