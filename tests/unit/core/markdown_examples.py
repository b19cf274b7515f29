"""The examples of the CommonMark and GitHub specifications, and what they read like as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from askance.core.markdown import (
    Block,
    Code,
    Footnote,
    Heading,
    Inline,
    List,
    Math,
    Paragraph,
    Quote,
    Table,
    plain_text,
)

_DATA = Path(__file__).parents[2] / "data" / "markdown"


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of Markdown and its reference HTML."""

    name: str
    section: str
    markdown: str
    html: str


def examples(name: str) -> list[Example]:
    """The examples of one specification, `commonmark` or `gfm`."""
    (path,) = _DATA.glob(f"{name}-*.json")
    return [
        Example(f"{name} {row['example']}", row["section"], row["markdown"], row["html"])
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]


def exceptions() -> dict[str, tuple[str, str]]:
    """By an example's name: why our text is another than the reference's, and what it is."""
    rows = json.loads((_DATA / "exceptions.json").read_text(encoding="utf-8"))
    return {
        row["example"]: (group["reason"], row["text"])
        for group in rows
        for row in group["examples"]
    }


def words(text: str) -> str:
    """The text with every run of blanks as one: where lines break is not what is compared."""
    return " ".join(text.split())


def text_of(blocks: Iterable[Block]) -> str:
    """What blocks read like."""
    return "\n".join(_texts(blocks))


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        match block:
            case Paragraph(inline) | Heading(_, inline):
                yield plain_text(inline)
            case Code(_, text) | Math(text):
                yield text
            case Table(header, rows):
                yield from (plain_text(cell) for row in (header, *rows) for cell in row)
            case List(items):
                for item in items:
                    yield from _texts(item.blocks)
            case Quote(inner) | Footnote(_, inner):
                yield from _texts(inner)
            case _:
                pass


def links_of(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    """The links in paragraphs, the shown text and the address of each."""
    spans: Inline = ()
    for block in blocks:
        if isinstance(block, Paragraph):
            spans += block.inline
    return [(span.text, span.link) for span in spans if span.link]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._address: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.text.append("\n")
        if tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._address = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._address is not None:
            self.links.append((data, self._address))


def reference(html: str) -> tuple[str, list[tuple[str, str]]]:
    """What reference HTML reads like, and its links."""
    reader = _Reader()
    reader.feed(re.sub(r"<(/?)(script|style|textarea|title)", r"<\1x-\2", html))
    reader.close()
    return "".join(reader.text), reader.links
