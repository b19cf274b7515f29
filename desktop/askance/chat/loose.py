"""Careful looks into JSON from strangers. Pure, on any thread.

Servers leave keys out, send null for lists and numbers as words. Each function here returns an
empty or absent value instead of raising, so the readers above hold rules and no type checks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

_DECODER = json.JSONDecoder(strict=False)
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(text: str) -> object:
    """The JSON value in `text`; raw control characters in strings are allowed. Raises ValueError,
    also for nesting deeper than Python's stack.
    """
    values, rest = parse_all(text)
    if rest or len(values) != 1:
        raise ValueError("not one JSON value")
    return values[0]


def parse_all(text: str) -> tuple[list[object], str]:
    """Every JSON value in a row (one a line, or one at all), and the rest that is no JSON value."""
    values: list[object] = []
    position, text = 0, text.strip()
    while position < len(text):
        try:
            value, position = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while position < len(text) and text[position] in " \t\r\n":
            position += 1
    return values, text[position:]


def is_unfinished(text: str) -> bool:
    """Whether `text` is JSON that stops inside a string, list or object."""
    depth, inside, escaped = 0, False, False
    for char in text:
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
    return inside or depth > 0


def mapping(value: object) -> Mapping[str, object]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> Sequence[object]:
    """A list, or an empty one."""
    return value if isinstance(value, list) else ()


def string(value: object) -> str:
    """A string, or an empty one. May hold lone surrogates: see `whole_characters`."""
    return value if isinstance(value, str) else ""


def whole_number(value: object) -> int | None:
    """A whole number, also when it came as 3.0 or "3"."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        value = value.strip()
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
    return value if isinstance(value, int) else None


def number(value: object) -> float | None:
    """A number, also when it came as a word ("-inf")."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def whole_characters(text: str) -> str:
    """`text` with surrogate pairs joined; lone ones, which no file or window takes, as U+FFFD."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
