"""The first line of a Markdown text as a person reads it, for a title. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from askance.core.markdown.blocks import (
    Block,
    Code,
    Footnote,
    Heading,
    List,
    Math,
    Paragraph,
    Quote,
    Rule,
    Table,
    plain_text,
)
from askance.core.markdown.parser import parse

_ENOUGH = 2000


def first_line(source: str) -> str:
    """The first line that holds words, without the marks of Markdown; empty when there is none."""
    for text in _texts(parse(source[:_ENOUGH])):
        for line in text.splitlines():
            if line.strip():
                return line.strip()
    return ""


def _texts(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        match block:
            case Paragraph(inline) | Heading(_, inline):
                yield plain_text(inline)
            case Code(_, text) | Math(text):
                yield text
            case Table(header, rows):
                yield from (
                    " · ".join(filter(None, map(plain_text, row))) for row in (header, *rows)
                )
            case List(items):
                for item in items:
                    yield from _texts(item.blocks)
            case Quote(inner) | Footnote(_, inner):
                yield from _texts(inner)
            case Rule():
                pass
