"""What is typed into the fields of an endpoint, read; `InputError` says in words why it cannot be.
GUI thread, for the sake of the words' language; otherwise pure.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QDir, QFileInfo

from askance.core.headers import (
    HeaderUse,
    KeyFieldError,
    fields_without_keys,
    header_use,
    is_header_value,
)
from askance.core.overrides import MOST_STOPS, stops_in

OUR_FIELDS = ("model", "messages", "stream")
"""What a question itself is made of: an endpoint's own fields never replace it."""
_UTTERABLE = 10**9
"""Bounds beyond this tell nobody anything."""
PROXIES = ("http", "https", "socks5", "socks5h")

Headers = tuple[tuple[str, str], ...]


class InputError(ValueError):
    """Something that cannot be kept; `words` tell the person what to write instead."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def number(least: float, most: float, *, above: bool = False) -> Callable[[str], float | None]:
    """Reads a number of that range, or nothing as None. `above`: the least itself is too little."""

    def read(text: str) -> float | None:
        text = text.strip().replace(",", ".")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most or (above and value == least):
            words = QCoreApplication.translate("Typed", "A number from {least} to {most}.")
            if above:
                words = QCoreApplication.translate("Typed", "A number above {least}, up to {most}.")
            raise InputError(words.format(least=f"{least:g}", most=f"{most:g}"))
        return value

    return read


def whole(least: int, most: int) -> Callable[[str], int | None]:
    """Reads a whole number of that range, or nothing as None."""

    def read(text: str) -> int | None:
        text = text.strip()
        if not text:
            return None
        try:
            value = int(text) if len(text) < 30 else most + 1
        except ValueError:
            value = most + 1
        if not least <= value <= most:
            words = QCoreApplication.translate("Typed", "A whole number from {least} to {most}.")
            if most > _UTTERABLE:
                words = QCoreApplication.translate("Typed", "A whole number.")
            raise InputError(words.format(least=least, most=most))
        return value

    return read


def stops(text: str) -> tuple[str, ...]:
    r"""Stop sequences one a line, with `\n` and `\t` for a line's end and a tab."""
    if len({line for line in text.splitlines() if line}) > MOST_STOPS:
        words = QCoreApplication.translate("Typed", "At most {n} of them.")
        raise InputError(words.format(n=MOST_STOPS))
    return stops_in(text)


def headers(text: str) -> Headers:
    """Headers one a line, `Name: value`."""
    found: dict[str, tuple[str, str]] = {}
    for position, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, colon, value = (piece.strip() for piece in line.partition(":"))
        words = _header_problem(name, value) if colon else _not_a_header()
        if not words and name.lower() in found:
            words = QCoreApplication.translate("Typed", "{name} is there twice.").format(name=name)
        if words:
            where = QCoreApplication.translate("Typed", "Line {n}: {words}")
            raise InputError(where.format(n=position, words=words))
        found[name.lower()] = (name, value)
    return tuple(found.values())


def _header_problem(name: str, value: str) -> str:
    match header_use(name, value):
        case HeaderUse.KEY:
            words = QCoreApplication.translate(
                "Typed", "{name} holds a key. Keys belong in the key field."
            )
            return words.format(name=name)
        case HeaderUse.HTTP:
            words = QCoreApplication.translate("Typed", "Askance sets {name} itself.")
            return words.format(name=name)
        case HeaderUse.MALFORMED:
            return _not_a_header()
        case _ if not is_header_value(value):
            return QCoreApplication.translate(
                "Typed", "The value may hold plain letters, digits and signs only."
            )
        case _:
            return ""


def _not_a_header() -> str:
    return QCoreApplication.translate("Typed", "Write it like X-Title: Askance.")


def json_object(text: str) -> str:
    """The text of a JSON object, blanks around it dropped; empty for none."""
    text = text.strip()
    if not text:
        return ""
    try:
        fields = json.loads(
            text, parse_constant=_no_constant, object_pairs_hook=fields_without_keys
        )
    except KeyFieldError as error:
        words = QCoreApplication.translate(
            "Typed", "“{name}” holds a key. Keys belong in the key field."
        )
        raise InputError(words.format(name=error.name)) from error
    except json.JSONDecodeError as error:
        words = QCoreApplication.translate(
            "Typed", "This is no JSON, from line {line}, column {column} on."
        )
        raise InputError(words.format(line=error.lineno, column=error.colno)) from error
    except RecursionError as error:
        raise InputError(QCoreApplication.translate("Typed", "It is nested too deeply.")) from error
    if not isinstance(fields, dict):
        words = QCoreApplication.translate("Typed", "Write an object, such as {example}")
        raise InputError(words.format(example='{"top_k": 40}'))
    for name in fields:
        if name in OUR_FIELDS:
            words = QCoreApplication.translate("Typed", "Askance sets “{name}” itself.")
            raise InputError(words.format(name=name))
    return text


def _no_constant(name: str) -> object:
    words = QCoreApplication.translate("Typed", "{name} is no number that JSON knows.")
    raise InputError(words.format(name=name))


def proxy(text: str) -> str:
    """A proxy's address; one without a scheme is spoken to over http."""
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        usable = bool(parts.hostname) and parts.port != 0 and parts.scheme in PROXIES
    except ValueError:
        usable = False
    if not usable or any(char.isspace() for char in text):
        raise InputError(
            QCoreApplication.translate(
                "Typed", "Write it like http://proxy.example.com:3128 or socks5://127.0.0.1:1080."
            )
        )
    return text


def has_password(text: str) -> bool:
    """Whether a proxy's address holds a password."""
    try:
        return bool(urlsplit(text if "://" in text else f"http://{text}").password)
    except ValueError:
        return False


def existing_file(text: str) -> str:
    """A file's path, `~` resolved; empty for none."""
    text = text.strip()
    if not text:
        return ""
    if text == "~" or text.startswith("~/"):
        text = QDir.homePath() + text[1:]
    file = QFileInfo(text)
    if not file.isFile():
        raise InputError(QCoreApplication.translate("Typed", "There is no such file."))
    if not file.isReadable():
        raise InputError(QCoreApplication.translate("Typed", "This file cannot be read."))
    return QFileInfo(text).absoluteFilePath()
