"""Blocks whose beginning is finished and kept while the rest of them still arrives.

Each knows the short source that opens it again (`opening`), so that what follows can be parsed
behind that alone, and how to join what it was with what that parse made of the rest (`joined`).
Openings hold the word `x` where something must stand for the rest to mean the same; `joined` takes
it out again. Containers nest as they do in the source. Pure values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

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
    Span,
    Table,
)
from askance.core.markdown.openers import Openers
from askance.core.markdown.parser import code_block, unclosed_tex
from askance.core.markdown.runs import joined

GUARD = "x"
_GUARD_LINE = "x\n"
_MAYBE_END = re.compile(r"^ {0,3}[`~]", re.MULTILINE)
_RULES = {
    Alignment.NONE: "-",
    Alignment.LEFT: ":-",
    Alignment.CENTER: ":-:",
    Alignment.RIGHT: "-:",
}


@dataclass(frozen=True, slots=True)
class KeptText:
    """A paragraph or a heading of `level`; cut inside a line, or at its start. `barred` says that
    a bar was cut off from the line: should it become a table's head, its cells are missing. It is
    as it is only as long as nothing closes the `openers`.
    """

    done: Inline
    inside_line: bool
    level: int = 0
    barred: bool = False
    openers: Openers = field(default_factory=Openers)

    def opening(self) -> str:
        """The source behind which the rest goes on."""
        marks = f"{'#' * self.level} " if self.level else ""
        return f"{marks}{GUARD}{' ' if self.inside_line else chr(10)}"

    def alone(self) -> Block:
        """The block as it is when nothing follows."""
        return self._block(None, ())

    def joined(self, more: Block) -> Block | None:
        """The block with the rest of it, None when that is no rest of it."""
        if not isinstance(more, Paragraph | Heading) or not more.inline:
            return None
        if not more.inline[0].text.startswith(GUARD):
            return None
        return self._block(more, without_guard(more.inline))

    def _block(self, more: Block | None, rest: Inline) -> Block:
        inline = joined_inline(self.done, rest) if rest else _trimmed(self.done)
        if isinstance(more, Heading) or self.level:
            return Heading(more.level if isinstance(more, Heading) else self.level, inline)
        return Paragraph(inline)


@dataclass(frozen=True, slots=True)
class KeptCode:
    """A code block's content so far; `fence` is its opening mark, empty for indented code."""

    language: str
    done: str
    fence: str

    @property
    def _guard(self) -> str:
        return GUARD if self.done and not self.done.endswith("\n") else _GUARD_LINE

    @property
    def is_plain(self) -> bool:
        """Whether, outside other blocks, its lines are its content as they are."""
        return bool(self.fence) and not self.fence.startswith(" ")

    def holds(self, lines: str) -> bool:
        """Whether, outside other blocks, whole lines are content for certain."""
        return self.is_plain and not _MAYBE_END.search(lines)

    def opening(self) -> str:
        indent = self.fence[: len(self.fence) - len(self.fence.lstrip(" "))]
        return f"{self.fence}\n{indent}{self._guard}" if self.fence else f"    {self._guard}"

    def alone(self) -> Block:
        return code_block(self.language, self.done)

    def with_text(self, text: str) -> Block:
        """The block when `text` is all that follows and nothing but content."""
        return code_block(self.language, self.done + text)

    def joined(self, more: Block) -> Block | None:
        if not isinstance(more, Code):
            return None
        return self.with_text(self.behind_guard(f"{more.text}\n"))

    def behind_guard(self, content: str) -> str:
        """What was parsed behind `opening`, without what stood for the finished part."""
        return content.removeprefix(self._guard)


@dataclass(frozen=True, slots=True)
class KeptTex:
    """A formula's lines so far; `lead` is how its source begins."""

    mark: str
    lead: str
    done: str

    def opening(self) -> str:
        return self.mark + _GUARD_LINE

    def alone(self) -> Block:
        return Paragraph((Span(unclosed_tex(self.lead, self.done)),))

    def joined(self, more: Block) -> Block | None:
        match more:
            case Math(source):
                return Math(self.with_rest(source))
            case Paragraph((Span(text=source),)):
                rest = self.with_rest(source.removeprefix(self.mark))
                return Paragraph((Span(unclosed_tex(self.lead, rest)),))
        return None

    def with_rest(self, content: str) -> str:
        """The lines with those that were parsed behind `opening`."""
        rest = content.removeprefix(GUARD).removeprefix("\n")
        return "\n".join(filter(None, (self.done, rest)))


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table's rows so far."""

    done: Table

    def opening(self) -> str:
        head = "|" + f"{GUARD}|" * len(self.done.alignments)
        rules = "|" + "".join(f"{_RULES[each]}|" for each in self.done.alignments)
        return f"{head}\n{rules}\n"

    def alone(self) -> Block:
        return self.done

    def joined(self, more: Block) -> Block | None:
        if not isinstance(more, Table):
            return None
        return replace(self.done, rows=self.done.rows + more.rows) if more.rows else self.done


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A quote's blocks so far, and the one of them that goes on."""

    done: tuple[Block, ...]
    inside: Kept | None

    def opening(self) -> str:
        inside = self.inside.opening() if self.inside else ""
        return _prefixed("> ", "> ", inside) if inside else ""

    def alone(self) -> Block:
        return Quote(_blocks_alone(self.done, self.inside))

    def joined(self, more: Block) -> Block | None:
        if not isinstance(more, Quote):
            return None
        blocks = _blocks_joined(self.done, self.inside, more.blocks)
        return Quote(blocks) if blocks is not None else None


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note's blocks so far, and the one of them that goes on."""

    label: str
    done: tuple[Block, ...]
    inside: Kept | None

    def opening(self) -> str:
        inside = self.inside.opening() if self.inside else ""
        return _prefixed(f"[^{self.label}]: ", " " * 4, f"{GUARD}\n\n{inside}")

    def alone(self) -> Block:
        return Footnote(self.label, _blocks_alone(self.done, self.inside))

    def joined(self, more: Block) -> Block | None:
        if not isinstance(more, Footnote) or not _is_guarded(more.blocks):
            return None
        blocks = _blocks_joined(self.done, self.inside, more.blocks[1:])
        return Footnote(self.label, blocks) if blocks is not None else None


@dataclass(frozen=True, slots=True)
class KeptItem:
    """A list item's blocks so far, and the one of them that goes on. `marker` is what stands before
    its words, as wide as what they are indented by.
    """

    done: tuple[Block, ...]
    checked: bool | None
    marker: str
    inside: Kept | None

    def opening(self) -> str:
        inside = self.inside.opening() if self.inside else ""
        return _prefixed(self.marker, " " * len(self.marker), f"{GUARD}\n\n{inside}")

    def alone(self) -> ListItem:
        return ListItem(_blocks_alone(self.done, self.inside), self.checked)

    def joined(self, more: ListItem) -> ListItem | None:
        if not _is_guarded(more.blocks):
            return None
        blocks = _blocks_joined(self.done, self.inside, more.blocks[1:])
        return ListItem(blocks, self.checked) if blocks is not None else None


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list's items so far, and perhaps the last one's beginning; cut before an item otherwise."""

    done: tuple[ListItem, ...]
    start: int | None
    item: KeptItem | None

    def opening(self) -> str:
        return self.item.opening() if self.item else ""

    def alone(self) -> Block:
        last = (self.item.alone(),) if self.item else ()
        return List(self.done + last, self.start)

    def joined(self, more: Block) -> Block | None:
        if not isinstance(more, List) or (more.start is None) != (self.start is None):
            return None
        if self.item is None:
            return List(self.done + more.items, self.start)
        item = self.item.joined(more.items[0])
        return List((*self.done, item, *more.items[1:]), self.start) if item else None


Kept = KeptText | KeptCode | KeptTex | KeptTable | KeptQuote | KeptNote | KeptList


def leaf_of(kept: Kept | None) -> Kept | None:
    """The innermost block that goes on."""
    while True:
        match kept:
            case KeptQuote(inside=inside) | KeptNote(inside=inside) if inside:
                kept = inside
            case KeptList(item=KeptItem(inside=inside)) if inside:
                kept = inside
            case _:
                return kept


def without_guard(inline: Inline) -> Inline:
    """The runs without the word, and the blank or line's end behind it, that stood for `done`."""
    first, *others = inline
    rest = first.text[len(GUARD) + 1 :]
    return (replace(first, text=rest), *others) if rest else tuple(others)


def joined_inline(done: Inline, rest: Inline) -> Inline:
    """Two halves of a text; the run they meet in is one."""
    return (*done[:-1], *joined((*done[-1:], *rest[:1])), *rest[1:])


def _trimmed(done: Inline) -> Inline:
    """Without the blank or the line's end it was cut behind."""
    if not done:
        return done
    last = replace(done[-1], text=done[-1].text.rstrip(" \n"))
    return (*done[:-1], last) if last.text else done[:-1]


def _is_guarded(blocks: tuple[Block, ...]) -> bool:
    return blocks[:1] == (Paragraph((Span(GUARD),)),)


def _blocks_alone(done: tuple[Block, ...], inside: Kept | None) -> tuple[Block, ...]:
    return (*done, inside.alone()) if inside else done


def _blocks_joined(
    done: tuple[Block, ...], inside: Kept | None, more: tuple[Block, ...]
) -> tuple[Block, ...] | None:
    if inside is None:
        return done + more
    if not more:
        return (*done, inside.alone())
    first = inside.joined(more[0])
    return (*done, first, *more[1:]) if first else None


def _prefixed(first: str, later: str, source: str) -> str:
    """The lines of `source` inside a container; blank lines need no indentation."""
    head, *lines = source.split("\n")
    if not lines:
        return first + head
    *lines, end = lines
    blank = later.rstrip()
    made = [first + head, *(later + line if line else blank for line in lines)]
    return "\n".join((*made, later + end if end else ""))
