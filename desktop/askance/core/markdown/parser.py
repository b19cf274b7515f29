"""Markdown source → blocks, with the lines each top-level block came from.

The engine's tokens become our values here; only the cutting of a text that is still arriving looks
at them again. Pure, any thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
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
)
from askance.core.markdown.column import Column
from askance.core.markdown.engine import References, Tokens, tokens_of
from askance.core.markdown.runs import late_runs_of, runs_of

if TYPE_CHECKING:
    from markdown_it.token import Token

Group = list["Token"]
"""The tokens of one block, with those inside it."""
_Read = Callable[[str], Inline]

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


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
    return _parsed(tokens_of(source, references), partial(runs_of, references=references))


def place_late(source: str, references: References) -> Parsed:
    """As `place`, but a text in the blocks is read when somebody looks at it, with the references
    there are then.
    """
    return _parsed(tokens_of(source, references), partial(late_runs_of, references=references))


def outline(source: str, references: References) -> Parsed:
    """As `place`, at a part of its cost, but every text in the blocks is one run as written."""
    return _parsed(tokens_of(source, references), lambda text: (Span(text),))


def _parsed(found: Tokens, read: _Read) -> Parsed:
    placed = [
        Placed(_block(group, read), *lines_of(group), group) for group in groups(found.tokens)
    ]
    return Parsed(placed, found.columns)


def may_refer(block: Block) -> bool:
    """Whether a reference that is defined later may change a block: a bracket that is shown may
    then become a link's. All other brackets have found what they are.
    """
    match block:
        case Paragraph(inline) | Heading(_, inline):
            return _has_bracket(inline)
        case Table(header, rows):
            return any(_has_bracket(cell) for row in (header, *rows) for cell in row)
        case List(items):
            return any(may_refer(each) for item in items for each in item.blocks)
        case Quote(blocks) | Footnote(_, blocks):
            return any(map(may_refer, blocks))
    return False


def _has_bracket(inline: Inline) -> bool:
    return any("[" in span.text and not span.code for span in inline)


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


def _block(group: Group, read: _Read) -> Block:
    head, inside = group[0], group[1:-1]
    match head.type:
        case "heading_open":
            return Heading(int(head.tag[1]), read(inside[0].content))
        case "fence" | "code_block":
            return code_block(_language(head.info), head.content)
        case "tex_block" if head.meta["closed"]:
            return Math(head.content)
        case "tex_block":
            return Paragraph((Span(unclosed_tex(head.meta["opening"], head.content)),))
        case "table_open":
            return _table(inside, read)
        case "bullet_list_open" | "ordered_list_open":
            start = int(head.attrs.get("start", 1)) if head.type.startswith("ordered") else None
            return List(tuple(_item(item, read) for item in groups(inside)), start)
        case "blockquote_open":
            return Quote(_blocks(inside, read))
        case "footnote_open":
            return Footnote(head.info, _blocks(inside, read))
        case "hr":
            return Rule()
        case _:
            return Paragraph(read(inside[0].content))


def code_block(language: str, content: str) -> Code:
    """A code block from its lines, each of which ends in a newline."""
    return Code(language, content.removesuffix("\n"))


def unclosed_tex(opening: str, content: str) -> str:
    """A formula whose end has not come, as text."""
    return opening + content if content else opening.rstrip()


def _language(info: str) -> str:
    word, *_ = [*info.split(), ""]
    return word.strip("{}.")


def _blocks(tokens: Group, read: _Read) -> tuple[Block, ...]:
    return tuple(_block(group, read) for group in groups(tokens))


def _item(group: Group, read: _Read) -> ListItem:
    return ListItem(_blocks(group[1:-1], read), group[0].meta.get("checked"))


def _table(tokens: Group, read: _Read) -> Table:
    rows: list[tuple[Inline, ...]] = []
    cells: list[Inline] = []
    alignments: list[Alignment] = []
    for token in tokens:
        if token.type == "th_open":
            style = str(token.attrs.get("style", ""))
            alignments.append(Alignment(style.removeprefix("text-align:")))
        elif token.type == "inline":
            cells.append(tuple(map(_with_breaks, read(token.content))))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return Table(rows[0], tuple(rows[1:]), tuple(alignments))


def _with_breaks(span: Span) -> Span:
    # The one piece of HTML a cell needs: it has no other way to break a line.
    if span.code or span.math or "<" not in span.text:
        return span
    return replace(span, text=_BREAK.sub("\n", span.text))
