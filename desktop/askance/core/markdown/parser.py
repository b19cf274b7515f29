"""Markdown source → blocks, with the lines each top-level block came from.

The engine's tokens become our values here; only the cutting of a text that is still arriving looks
at them again. Pure, any thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askance.core.markdown.blocks import (
    Alignment,
    Block,
    Code,
    Footnote,
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
from askance.core.markdown.column import Column
from askance.core.markdown.engine import References, tokens_of

if TYPE_CHECKING:
    from markdown_it.token import Token

Group = list["Token"]
"""The tokens of one block, with those inside it."""

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LONGEST_ADDRESS = 200
_DISPLAY = ("$$", "\\[")


@dataclass(frozen=True, slots=True)
class Placed:
    """A top-level block, its lines `[start, end)` and the tokens it was made of."""

    block: Block
    start: int
    end: int
    group: Group


@dataclass(frozen=True, slots=True)
class Parsed:
    """A source's blocks and where all the blocks inside them begin."""

    placed: list[Placed]
    columns: dict[tuple[int, int], Column]


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of a whole text."""
    return tuple(placed.block for placed in place(normalised(source), {}).placed)


def normalised(source: str) -> str:
    """Line ends as newlines, and no NUL, as CommonMark asks."""
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def place(source: str, references: References) -> Parsed:
    """The blocks of normalised `source` with their lines; references found are added."""
    found = tokens_of(source, references)
    return Parsed([_placed(group) for group in groups(found.tokens)], found.columns)


def groups(tokens: Group) -> Iterator[Group]:
    """Cuts a token list into its outermost blocks."""
    group: Group = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def lines_of(group: Group) -> tuple[int, int]:
    """The lines `[start, end)` of a block."""
    start, end = group[0].map or (0, 0)
    return start, end


def is_open_fence(group: Group) -> bool:
    """Whether a fence's closing line has not come."""
    start, end = lines_of(group)
    content = group[0].content
    lines = content.count("\n") + (not content.endswith("\n") and bool(content))
    return lines == end - start - 1


def _placed(group: Group) -> Placed:
    return Placed(_block(group), *lines_of(group), group)


def _block(group: Group) -> Block:
    head, inside = group[0], group[1:-1]
    match head.type:
        case "heading_open":
            return Heading(int(head.tag[1]), inline_of(inside))
        case "fence" | "code_block":
            return code_block(_language(head.info), head.content)
        case "tex_block" if head.meta["closed"]:
            return Math(head.content)
        case "tex_block":
            return Paragraph((Span(unclosed_tex(head.meta["opening"], head.content)),))
        case "table_open":
            return _table(inside)
        case "bullet_list_open" | "ordered_list_open":
            start = int(head.attrs.get("start", 1)) if head.type.startswith("ordered") else None
            return List(tuple(_item(item) for item in groups(inside)), start)
        case "blockquote_open":
            return Quote(_blocks(inside))
        case "footnote_open":
            return Footnote(head.info, _blocks(inside))
        case "hr":
            return Rule()
        case _:
            return Paragraph(inline_of(inside or group))


def code_block(language: str, content: str) -> Code:
    """A code block from its lines, each of which ends in a newline."""
    return Code(language, content.removesuffix("\n"))


def unclosed_tex(opening: str, content: str) -> str:
    """A formula whose end has not come, as text."""
    return opening + content if content else opening.rstrip()


def _language(info: str) -> str:
    word, *_ = [*info.split(), ""]
    return word.strip("{}.")


def _blocks(tokens: Group) -> tuple[Block, ...]:
    return tuple(_block(group) for group in groups(tokens))


def _item(group: Group) -> ListItem:
    return ListItem(_blocks(group[1:-1]), group[0].meta.get("checked"))


def _table(tokens: Group) -> Table:
    rows: list[tuple[Inline, ...]] = []
    cells: list[Inline] = []
    alignments: list[Alignment] = []
    for token in tokens:
        if token.type == "th_open":
            style = str(token.attrs.get("style", ""))
            alignments.append(Alignment(style.removeprefix("text-align:")))
        elif token.type == "inline":
            cells.append(tuple(map(_with_breaks, inline_of([token]))))
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


def inline_of(tokens: Group) -> Inline:
    """The runs of inline tokens, neighbours in the same dress joined."""
    return joined(_spans(child for token in tokens for child in token.children or ()))


def spans_of(children: Iterable[Token]) -> Inline:
    """The runs of what is inside an inline token."""
    return joined(_spans(children))


def _spans(children: Iterable[Token]) -> Iterator[Span]:
    dress = _PLAIN
    depths = dict.fromkeys(_DRESS, 0)
    for token in children:
        kind = token.type.rpartition("_")[0] if token.nesting else token.type
        if kind in _DRESS:
            depths[kind] += token.nesting
            dress = Span(
                "",
                bold=depths["strong"] > 0,
                italic=depths["em"] > 0,
                strike=depths["s"] > 0,
                link=dress.link,
            )
        elif kind == "link":
            dress = replace(dress, link=str(token.attrs.get("href", "")))
        else:
            yield from _runs(token, dress)


def _runs(token: Token, dress: Span) -> Iterator[Span]:
    match token.type:
        case "text":
            if token.content:
                yield Span(token.content, *_dress(dress))
        case "softbreak" | "hardbreak":
            yield Span("\n", *_dress(dress))
        case "code_inline":
            yield replace(dress, text=token.content, code=True)
        case "tex_inline":
            display = token.markup in _DISPLAY
            yield replace(dress, text=token.content, math=True, display=display)
        case "footnote":
            yield replace(dress, text=token.content, footnote=token.content)
        case "image":
            yield from _picture(token, dress)
        case _:
            yield replace(dress, text=token.content)


def _picture(token: Token, dress: Span) -> Iterator[Span]:
    """A picture is never fetched: its words and its address stand in its place."""
    address = str(token.attrs.get("src", ""))
    words = plain_text(inline_of([token]))
    if words:
        yield replace(dress, text=f"{words} ")
    shown = address if len(address) <= _LONGEST_ADDRESS else f"{address[:_LONGEST_ADDRESS]}…"
    yield replace(dress, text=shown, link=dress.link or address)


def joined(spans: Iterable[Span]) -> Inline:
    """The runs without empty ones, neighbours in the same dress as one."""
    dressed: list[Span] = []
    texts: list[list[str]] = []
    for span in spans:
        if not span.text:
            continue
        if dressed and same_dress(dressed[-1], span):
            texts[-1].append(span.text)
        else:
            dressed.append(span)
            texts.append([span.text])
    return tuple(
        span if len(parts) == 1 else replace(span, text="".join(parts))
        for span, parts in zip(dressed, texts, strict=True)
    )


def same_dress(one: Span, other: Span) -> bool:
    """Whether two neighbouring runs are one run. A formula or a reference is a run of its own."""
    if one.math or one.footnote or other.footnote:
        return False
    return _dress(one) == _dress(other)


def _dress(span: Span) -> tuple[bool, bool, bool, bool, bool, str]:
    return span.bold, span.italic, span.strike, span.code, span.math, span.link
