"""What a command-line argument may be, and the words when it is not. Never shows the value of a
header or a field: it may be a key.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from askance.core.headers import (
    HeaderUse,
    KeyFieldError,
    fields_without_keys,
    header_use,
    is_header_value,
)
from askance.core.screen import Region

MOST_STOPS = 4
"""Stop sequences in one request, as the chat completions interface takes them."""

_PROXIES = ("http", "https", "socks5", "socks5h")
_REFUSED = {
    HeaderUse.KEY: "“{}” would hold a key; keys live in the keyring: askance key set NAME",
    HeaderUse.HTTP: "“{}” belongs to HTTP itself and cannot be set",
    HeaderUse.MALFORMED: "it takes NAME:VALUE, such as X-Title:Askance",
}


def region(text: str) -> Region:
    """`X,Y,W,H` in pixels."""
    try:
        return Region.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            "a region is X,Y,W,H in pixels, such as 0,0,640,480"
        ) from error


def whole(least: int, most: int, words: str) -> Callable[[str], int]:
    """A whole number within bounds, both included."""

    def read(text: str) -> int:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"it takes {words}")
        return int(text)

    return read


def number(least: float, most: float, words: str) -> Callable[[str], float]:
    """A number within bounds, both included."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"it takes {words}")
        return value

    return read


def seconds(text: str) -> float:
    """Seconds, above nought."""
    try:
        value = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("it takes seconds, such as 30") from error
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError("it takes seconds above 0")
    return value


def header(text: str) -> tuple[str, str]:
    """`NAME:VALUE`; no header that holds a key."""
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    use = header_use(name, value) if colon else HeaderUse.MALFORMED
    if use is not HeaderUse.FREE:
        raise argparse.ArgumentTypeError(_REFUSED[use].format(name))
    if not is_header_value(value):
        raise argparse.ArgumentTypeError(f"the value of “{name}” has characters that cannot travel")
    return name, value


def json_object(text: str) -> str:
    """A JSON object, as it was written; no field that holds a key."""
    try:
        value = json.loads(text, object_pairs_hook=fields_without_keys) if text.strip() else {}
    except KeyFieldError as error:
        raise argparse.ArgumentTypeError(_REFUSED[HeaderUse.KEY].format(error.name)) from error
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise argparse.ArgumentTypeError('it takes a JSON object, such as {"top_k": 40}')
    return text.strip()


def proxy(text: str) -> str:
    """An address, or one of the words `direct` and `system`; the latter is kept as nothing."""
    text = text.strip()
    if text in ("direct", "system"):
        return "" if text == "system" else text
    parts = urlsplit(text if "://" in text else f"http://{text}")
    try:
        usable = parts.scheme in _PROXIES and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise argparse.ArgumentTypeError(
            "it takes an address such as http://proxy.example.com:3128 or socks5://127.0.0.1:1080, "
            "or “direct” for none"
        )
    return text


def existing_file(text: str) -> str:
    """The whole path of a file that is there."""
    path = Path(text).expanduser().absolute()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {path}")
    return str(path)


class Stops(argparse.Action):
    """Gathers stop sequences, each given on its own."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        stops = (*(getattr(namespace, self.dest) or ()), str(values))
        if not values or len(stops) > MOST_STOPS:
            words = f"it takes some text, and up to {MOST_STOPS} of it can be given"
            raise argparse.ArgumentError(self, words)
        setattr(namespace, self.dest, stops)
