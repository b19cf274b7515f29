"""Markdown source → blocks, with the lines each top-level block came from.

markdown-it does the parsing; its tokens become our values here and go no further. The engine is
made at first use: importing it costs a tenth of the start-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from askance.core.markdown.blocks import (
    Alignment,
    Block,
    Code,
    Heading,
    Inline,
    List,
    ListItem,
    Math,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    plain_text,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

References = MutableMapping[str, object]
"""markdown-it's environment: the link references defined so far."""

_TASK = re.compile(r"\[([ xX])\][ \t]+")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """A top-level block and its lines `[start, end)`; `items` are the lines where a list's items
    start; `fence` holds a fence's lines as they are, `closed` is False while its end is missing.
    """

    block: Block
    start: int
    end: int
    items: tuple[int, ...] = ()
    fence: str | None = None
    closed: bool = True


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of a whole text."""
    return tuple(placed.block for placed in place(normalised(source), {}))


def normalised(source: str) -> str:
    """Line ends as newlines, and no NUL, as CommonMark asks."""
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def place(source: str, references: References) -> list[Placed]:
    """The blocks of normalised `source` with their lines; references found are added."""
    tokens = _engine().parse(source, references)
    return [_placed(group) for group in _groups(tokens)]


@lru_cache(maxsize=1)
def _engine() -> MarkdownIt:
    from markdown_it import MarkdownIt

    from askance.core.markdown.tex import tex_plugin

    engine = MarkdownIt("commonmark", {"html": False, "breaks": True})
    engine.enable(["table", "strikethrough"])
    return engine.use(tex_plugin)


def _groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """Cuts a token list into its outermost blocks."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _placed(group: list[Token]) -> Placed:
    head = group[0]
    start, end = head.map or (0, 0)
    block = _block(group)
    if head.type == "fence":
        closed = head.content.count("\n") == end - start - 2
        return Placed(block, start, end, fence=head.content, closed=closed)
    items = tuple(
        token.map[0]
        for token in group
        if token.type == "list_item_open" and token.level == head.level + 1 and token.map
    )
    return Placed(block, start, end, items=items)


def _block(group: list[Token]) -> Block:
    head, inside = group[0], group[1:-1]
    match head.type:
        case "heading_open":
            return Heading(int(head.tag[1]), _inline(inside))
        case "fence" | "code_block":
            return code_block(_language(head.info), head.content)
        case "tex_block" if head.meta["closed"]:
            return Math(head.content)
        case "tex_block":
            return Paragraph((Span(head.content),))
        case "table_open":
            return _table(inside)
        case "bullet_list_open" | "ordered_list_open":
            start = int(head.attrs.get("start", 1)) if head.type.startswith("ordered") else None
            return List(tuple(_item(item) for item in _groups(inside)), start)
        case "blockquote_open":
            return Quote(_blocks(inside))
        case "hr":
            return Rule()
        case _:
            return Paragraph(_inline(inside or group))


def code_block(language: str, content: str) -> Code:
    """A code block from its lines, each of which ends in a newline."""
    return Code(language, content.removesuffix("\n"))


def _language(info: str) -> str:
    word, *_ = [*info.split(), ""]
    return word.strip("{}.")


def _blocks(tokens: list[Token]) -> tuple[Block, ...]:
    return tuple(_block(group) for group in _groups(tokens))


def _item(group: list[Token]) -> ListItem:
    blocks = _blocks(group[1:-1])
    match blocks:
        case (Paragraph((Span(text=text) as first, *others)), *rest) if (
            (task := _TASK.match(text)) and not first.code and not first.math
        ):
            words = replace(first, text=text[task.end() :])
            head = Paragraph((words, *others) if words.text else tuple(others))
            return ListItem((head, *rest), task[1] != " ")
    return ListItem(blocks)


def _table(tokens: list[Token]) -> Table:
    rows: list[tuple[Inline, ...]] = []
    cells: list[Inline] = []
    alignments: list[Alignment] = []
    for token in tokens:
        if token.type == "th_open":
            style = str(token.attrs.get("style", ""))
            alignments.append(Alignment(style.removeprefix("text-align:")))
        elif token.type == "inline":
            cells.append(tuple(map(_with_breaks, _inline([token]))))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return Table(rows[0], tuple(rows[1:]), tuple(alignments))


def _with_breaks(span: Span) -> Span:
    # The one piece of HTML a cell needs: it has no other way to break a line.
    if span.code or span.math or "<" not in span.text:
        return span
    return replace(span, text=_BREAK.sub("\n", span.text))


_PLAIN = Span("")
_DRESS = ("strong", "em", "s")


def _inline(tokens: list[Token]) -> Inline:
    spans: list[Span] = []
    dress = _PLAIN
    depths = dict.fromkeys(_DRESS, 0)
    for token in _children(tokens):
        kind = token.type.rpartition("_")[0] or token.type
        if kind in _DRESS:
            depths[kind] += token.nesting
            dress = replace(
                dress, bold=depths["strong"] > 0, italic=depths["em"] > 0, strike=depths["s"] > 0
            )
        elif kind == "link":
            dress = replace(dress, link=str(token.attrs.get("href", "")))
        else:
            spans.extend(_runs(token, dress))
    return _joined(spans)


def _children(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _runs(token: Token, dress: Span) -> Iterator[Span]:
    match token.type:
        case "softbreak" | "hardbreak":
            yield replace(dress, text="\n")
        case "code_inline":
            yield replace(dress, text=token.content, code=True)
        case "tex_inline":
            yield replace(dress, text=token.content, math=True)
        case "image":
            yield from _picture(token, dress)
        case _:
            yield replace(dress, text=token.content)


def _picture(token: Token, dress: Span) -> Iterator[Span]:
    """A picture is never fetched: its words and its address stand in its place."""
    address = str(token.attrs.get("src", ""))
    words = plain_text(_inline([token]))
    if words:
        yield replace(dress, text=f"{words} ")
    shown = address if len(address) <= _LONGEST_ADDRESS else f"{address[:_LONGEST_ADDRESS]}…"
    yield replace(dress, text=shown, link=dress.link or address)


def _joined(spans: list[Span]) -> Inline:
    joined: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        if joined and replace(joined[-1], text=span.text) == span:
            joined[-1] = replace(span, text=joined[-1].text + span.text)
        else:
            joined.append(span)
    return tuple(joined)
