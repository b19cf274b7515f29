"""Addresses in a line that was read: what could be opened, after a look at where it leads.

Only web and mail addresses, ever. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from askance.core.reading.values import Line, Quad, Word


class FoundKind(StrEnum):
    """What was found: a web address or a mail address."""

    WEB = "web"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Found:
    """An address in a line. `target` is what would be opened (`https:`, `http:` or `mailto:`),
    `text` how it stands on the picture, `boxes` the words it covers, in order.
    """

    kind: FoundKind
    target: str
    text: str
    boxes: tuple[Quad, ...]


_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
_ADDRESS = re.compile(
    rf"(?P<scheme>https?://[^\s<>\"“”«»]+)"
    rf"|(?<![\w@/.-])(?P<mail>(?:mailto:)?[a-z0-9][a-z0-9._%+-]{{0,63}}@{_HOST})(?![\w@-])"
    rf"|(?<![\w@/.-])(?P<bare>www\.{_HOST}(?::\d{{1,5}})?(?:[/?#][^\s<>\"“”«»]*)?)",
    re.IGNORECASE,
)
_HAS_HOST = re.compile(r"https?://[\w\[]|(?!https?:)", re.IGNORECASE)
_AFTERWARDS = ".,;:!?'’\"*_~|`、。，；：！？…"
_BRACKETS = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「", "》": "《"}


def find_links(line: Line) -> tuple[Found, ...]:
    """The addresses in `line`, from the left. One that blanks were read into is cut short."""
    placed = tuple(_placed(line))
    return tuple(
        _found(match, text, placed)
        for match in _ADDRESS.finditer(line.text)
        if (text := _kept(match[0]))
    )


def link_target(text: str) -> str | None:
    """Where `text` leads if all of it is an address: a code's text, for one. None if it is not."""
    match = _ADDRESS.fullmatch(text.strip())
    return _target(match, match[0]) if match and _HAS_HOST.match(match[0]) else None


def _found(match: re.Match[str], text: str, placed: tuple[tuple[int, Word], ...]) -> Found:
    start, end = match.start(), match.start() + len(text)
    boxes = tuple(word.box for at, word in placed if at < end and at + len(word.text) > start)
    kind = FoundKind.MAIL if match["mail"] else FoundKind.WEB
    return Found(kind, _target(match, text), text, boxes)


def _target(match: re.Match[str], text: str) -> str:
    if match["mail"]:
        return text if text.lower().startswith("mailto:") else f"mailto:{text}"
    if match["bare"]:
        return f"https://{text}"
    scheme, rest = text.split(":", 1)
    return f"{scheme.lower()}:{rest}"


def _kept(text: str) -> str:
    """The address without what belongs to the sentence; empty when nothing is left of it."""
    while text and (text[-1] in _AFTERWARDS or _closes_nothing(text)):
        text = text[:-1]
    return text if _HAS_HOST.match(text) else ""


def _closes_nothing(text: str) -> bool:
    opening = _BRACKETS.get(text[-1])
    return opening is not None and text.count(text[-1]) > text.count(opening)


def _placed(line: Line) -> Iterator[tuple[int, Word]]:
    """The words with where they begin in the line's text."""
    start = 0
    for word in line.words:
        start = max(start, line.text.find(word.text, start))
        yield start, word
        start += len(word.text)
