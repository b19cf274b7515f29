"""Where the last block of an unfinished text can be cut, so that only its end is parsed again.

Goes down from the block to the last one inside it, as long as there is one, and finds the last
place up to which it is finished. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askance.core.markdown.blocks import (
    Block,
    Code,
    Footnote,
    Heading,
    List,
    ListItem,
    Paragraph,
    Quote,
    Table,
)
from askance.core.markdown.column import Column
from askance.core.markdown.continued import (
    GUARD,
    Kept,
    KeptCode,
    KeptItem,
    KeptList,
    KeptNote,
    KeptQuote,
    KeptTable,
    KeptTex,
    KeptText,
    joined_inline,
    without_guard,
)
from askance.core.markdown.engine import References
from askance.core.markdown.openers import Openers
from askance.core.markdown.parser import Group, groups, is_open_fence, lines_of
from askance.core.markdown.settled import Settled, settled
from askance.core.markdown.tex import may_be_formula

if TYPE_CHECKING:
    from markdown_it.token import Token

_DEEPEST = 6
# Shorter than this, a text or an item costs less to parse again than to cut.
_LONG_TEXT = 320
_LONG_ITEM = 400


@dataclass(frozen=True, slots=True)
class Cut:
    """The finished part of a block, and where the rest begins: a line of the source and the
    characters of that line that are finished as well.
    """

    kept: Kept
    line: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """What was parsed, line by line with their ends, and where its blocks begin. The last line is
    `unfinished` when its end has not come.
    """

    lines: list[str]
    columns: dict[tuple[int, int], Column]
    references: References
    unfinished: bool

    def cut(self, group: Group, block: Block, kept: Kept | None, depth: int = 0) -> Cut | None:
        """The last place at which the outermost block can be cut; None when there is none behind
        the one it was cut at before. `block` is made of `kept` and of `group`.
        """
        match block, group[0].type:
            case Quote(), _:
                return self._quote(group, block, kept, depth)
            case Footnote(), _:
                return self._note(group, block, kept, depth)
            case List(), _:
                return self._list(group, block, kept, depth)
            case Code(), "fence":
                return self._fence(group, block, kept)
            case Code(), _:
                return self._indented(group, block, kept)
            case Table(), _ if lines_of(group)[1] == len(self.lines) and not self.unfinished:
                return Cut(KeptTable(block), len(self.lines))
            case Paragraph(), "tex_block":
                return self._tex(group, kept)
            case Paragraph() | Heading(), _:
                return self._text(group, kept)
        return None

    def _inside(
        self, inner: list[Group], blocks: tuple[Block, ...], kept: Kept | None, depth: int
    ) -> tuple[tuple[Block, ...], Cut | None, int] | None:
        """The finished blocks of a container, the cut in its last one or the line of it."""
        if not inner or depth >= _DEEPEST:
            return None
        cut = self.cut(inner[-1], blocks[-1], kept if len(inner) == 1 else None, depth + 1)
        # An unfinished line decides nothing but that a text or a fence goes on in it.
        if cut is None and (len(inner) == 1 or self.unfinished):
            return None
        return blocks[:-1], cut, lines_of(inner[-1])[0]

    def _quote(self, group: Group, block: Quote, kept: Kept | None, depth: int) -> Cut | None:
        before = kept.inside if isinstance(kept, KeptQuote) else None
        found = self._inside(list(groups(group[1:-1])), block.blocks, before, depth)
        if found is None:
            return None
        done, cut, line = found
        if cut is None:
            return Cut(KeptQuote(done, None), line)
        return replace(cut, kept=KeptQuote(done, cut.kept))

    def _note(self, group: Group, block: Footnote, kept: Kept | None, depth: int) -> Cut | None:
        inner = list(groups(group[1:-1]))
        before = None
        if isinstance(kept, KeptNote):
            before, inner = kept.inside, inner[1:]
        found = self._inside(inner, block.blocks, before, depth)
        if found is None:
            return None
        done, cut, line = found
        if cut is None:
            return Cut(KeptNote(block.label, done, None), line)
        return replace(cut, kept=KeptNote(block.label, done, cut.kept))

    def _list(self, group: Group, block: List, kept: Kept | None, depth: int) -> Cut | None:
        items = list(groups(group[1:-1]))
        begun = kept.item if isinstance(kept, KeptList) and len(items) == 1 else None
        last = self._item(group, items[-1], block.items[-1], begun, depth)
        if last is not None:
            item, line, column = last
            return Cut(KeptList(block.items[:-1], block.start, item), line, column)
        if len(items) == 1 or self.unfinished:
            return None
        return Cut(KeptList(block.items[:-1], block.start, None), lines_of(items[-1])[0])

    def _item(
        self, outer: Group, group: Group, item: ListItem, begun: KeptItem | None, depth: int
    ) -> tuple[KeptItem, int, int] | None:
        """A cut inside a list's last item, if it is long enough."""
        inner = list(groups(group[1:-1]))
        if begun is not None:
            inner = inner[1:]
        elif not inner or self._length(*lines_of(group)) < _LONG_ITEM:
            return None
        found = self._inside(inner, item.blocks, begun.inside if begun else None, depth)
        marker = begun.marker if begun else self._marker(outer, group, inner[0])
        if found is None or marker is None:
            return None
        done, cut, line = found
        kept = KeptItem(done, item.checked, marker, cut.kept if cut else None)
        return (kept, cut.line, cut.column) if cut else (kept, line, 0)

    def _marker(self, outer: Group, group: Group, first: Group) -> str | None:
        """The item's marker, with blanks up to where its words are indented to."""
        least = self.columns[lines_of(outer)[0], outer[0].level].least
        width = self.columns[lines_of(first)[0], first[0].level].least - least
        marker = group[0].info + group[0].markup
        indent = " " * max(0, width - len(marker) - 4)
        return f"{indent}{marker}".ljust(width) if width > len(marker) else None

    def _fence(self, group: Group, block: Code, kept: Kept | None) -> Cut | None:
        head, (start, end) = group[0], lines_of(group)
        decided = len(self.lines) - self.unfinished
        if not is_open_fence(group) or end != len(self.lines) or start >= decided:
            return None
        content = head.content
        if self.unfinished and not content.rpartition("\n")[2].strip(" \t`~"):
            return None
        if isinstance(kept, KeptCode):
            content = kept.behind_guard(content)
            if not content:
                return None
            return Cut(replace(kept, done=kept.done + content), end)
        if "|" in head.info and not content:
            return None  # it may be the head of a table
        column = self.columns[start, head.level]
        fence = " " * (column.content - column.least) + head.markup
        return Cut(KeptCode(block.language, content, fence), end)

    def _indented(self, group: Group, block: Code, kept: Kept | None) -> Cut | None:
        """Up to the last line that is not blank: blank ones behind it may not belong to it."""
        content = group[0].content
        if isinstance(kept, KeptCode):
            content = kept.behind_guard(content)
        before, newline, _ = content.removesuffix("\n").rpartition("\n")
        if not newline or self.unfinished:
            return None
        done = kept.done if isinstance(kept, KeptCode) else ""
        return Cut(KeptCode("", f"{done}{before}\n", ""), lines_of(group)[1] - 1)

    def _tex(self, group: Group, kept: Kept | None) -> Cut | None:
        head, end = group[0], lines_of(group)[1]
        if end != len(self.lines) or self.unfinished:
            return None
        if isinstance(kept, KeptTex):
            return Cut(replace(kept, done=kept.with_rest(head.content)), end)
        return Cut(KeptTex(head.markup, head.meta["opening"], head.content), end)

    def _text(self, group: Group, kept: Kept | None) -> Cut | None:
        head, start = group[0], lines_of(group)[0]
        content = group[1].content
        before = self.lines[start - 1] if start else ""
        if head.markup in ("=", "-") or len(content) < _LONG_TEXT or _may_define(content, before):
            return None
        kept = kept if isinstance(kept, KeptText) else None
        begun = len(GUARD) + 1 if kept else 0
        open_before = kept.openers if kept else Openers()
        # A finished last line may be a table's head; up to its start nothing can change.
        line = content.rfind("\n") + 1
        most = line if not self.unfinished or may_be_formula(content[line:]) else len(content)
        found = settled(content, begun + 1, most, self.references, open_before)
        if found is None:
            return None
        return self._behind(found, content, start, kept, _level(head))

    def _behind(
        self, found: Settled, content: str, start: int, kept: KeptText | None, level: int
    ) -> Cut | None:
        """The cut behind what is settled of a text that begins at line `start`."""
        _, newline, begun = content[: found.length].rpartition("\n")
        line = start + content.count("\n", 0, found.length)
        column = 0
        if begun:
            rest = content[found.length :].partition("\n")[0].rstrip()
            column = self.lines[line].rfind(rest)
            if column <= 0:
                return None
        inline = found.inline
        if kept is not None:
            inline = joined_inline(kept.done, without_guard(inline))
        barred = bool(begun) and (
            "|" in begun or (not newline and kept is not None and kept.barred)
        )
        return Cut(KeptText(inline, bool(begun), level, barred, found.openers), line, column)

    def defined_before(self, line: int) -> References:
        """The references that were read before a line, some of them perhaps earlier."""
        return {label: each for label, each in self.references.items() if each["map"][1] <= line}

    def _length(self, start: int, end: int) -> int:
        return sum(map(len, self.lines[start:end]))


def _may_define(content: str, before: str) -> bool:
    """Whether a text may turn out to define a link: to be it, or the title of the one before."""
    return content[0] in "['\"(" and "]:" in before + content


def _level(head: Token) -> int:
    return len(head.markup) if head.type == "heading_open" else 0
