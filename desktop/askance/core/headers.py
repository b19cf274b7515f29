"""Which headers and fields of the body an endpoint may add to its requests. Pure.

Keys live in the keyring alone and travel in their own header, so a header or a field whose name
speaks of a key, or whose value is one to all appearances, is refused, wherever it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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

_KEY_FIELD = re.compile(
    r"(?:\w*apikey|(?:\w*(?:access|auth|bearer|refresh))token|\w*authorization|\w*password"
    r"|(?:\w*(?:client|api|app))?secret|(?:\w*(?:access|secret|private))key)"
)
"""Names as `_folded` leaves them. Those that merely have to do with keys or tokens
(`prompt_cache_key`, `max_tokens`) are none of these.
"""
_KEY_VALUE = re.compile(r"bearer\s+\S+|sk-[\w-]{13,}", re.I)


class HeaderUse(StrEnum):
    """What a header's name is good for."""

    FREE = "free"
    KEY = "key"
    HTTP = "http"
    MALFORMED = "malformed"


class KeyFieldError(ValueError):
    """A field of a JSON object holds a key; `name` is the field's, and nothing shows the value."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def header_use(name: str, value: str = "") -> HeaderUse:
    """Whether an endpoint may add this header, and what it is when it may not: it would hold a key,
    HTTP itself needs it, or its name is none at all.
    """
    if not _TOKEN.fullmatch(name):
        return HeaderUse.MALFORMED
    if name.lower() in _OF_HTTP:
        return HeaderUse.HTTP
    holds_key = _OF_A_KEY.search(name) or _is_key(value)
    return HeaderUse.KEY if holds_key else HeaderUse.FREE


def is_free_header(name: str, value: str = "") -> bool:
    """Whether an endpoint may add this header."""
    return header_use(name, value) is HeaderUse.FREE


def is_header_value(value: str) -> bool:
    """Whether a value travels as it is: visible ASCII and blanks, no line end."""
    return value.isascii() and value.isprintable()


def is_key_field(name: str) -> bool:
    """Whether a field of this name holds a key, a password or another secret."""
    return _KEY_FIELD.fullmatch(_folded(name)) is not None


def fields_without_keys(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """The `object_pairs_hook` of `json.loads` that raises `KeyFieldError` for a key at any depth.

    As a hook it sees a field that is written twice both times; the object would hold the last one
    only, and the text that is kept both.
    """
    fields: dict[str, object] = {}
    for name, value in pairs:
        if _holds_key(name, value):
            raise KeyFieldError(name)
        fields[name] = value
    return fields


def _holds_key(name: str, value: object) -> bool:
    if isinstance(value, list):
        return any(_holds_key(name, item) for item in value)
    if value is None or isinstance(value, dict | bool):
        # Looked through on its own: a JSON schema may well describe a field called “password”.
        return False
    return is_key_field(name) or (isinstance(value, str) and _is_key(value))


def _is_key(value: str) -> bool:
    return _KEY_VALUE.fullmatch(value.strip()) is not None


def _folded(name: str) -> str:
    return re.sub(r"[-_.\s]", "", name).lower()
