"""Blocks laid out in reading order: a tree of lists and quotes becomes a row of leaves.

A leaf is one paragraph of text, one code block or one table, with the indentation and the bars it
inherits; the view lays each out and paints it by itself. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from unicodedata import bidirectional

from askance.core.markdown import (
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


class Style(Enum):
    """How a text leaf looks."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADING_1 = "heading 1"
    HEADING_2 = "heading 2"
    HEADING_3 = "heading 3"
    HEADING_4 = "heading 4"
    HEADING_5 = "heading 5"
    HEADING_6 = "heading 6"
    MATH = "math"
    RULE = "rule"


HEADINGS = (
    Style.HEADING_1,
    Style.HEADING_2,
    Style.HEADING_3,
    Style.HEADING_4,
    Style.HEADING_5,
    Style.HEADING_6,
)
# Logical pixels above and below; between two leaves the larger counts.
_ROOM = {
    Style.PARAGRAPH: (10, 10),
    Style.ITEM: (4, 4),
    Style.HEADING_1: (20, 8),
    Style.HEADING_2: (18, 7),
    Style.HEADING_3: (15, 6),
    Style.HEADING_4: (12, 5),
    Style.HEADING_5: (12, 5),
    Style.HEADING_6: (12, 5),
    Style.MATH: (10, 10),
    Style.RULE: (16, 14),
}
_BULLETS = "•◦▪"
_BULLET_HANG = 1.4
_QUOTE_INDENT = 1.1
_LONGEST_LABEL = 8
_LOOKED_AT = 200
_DIRECTED = ("L", "R", "AL")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leaf stands: its indentation and the bars of quotes beside it, in ems. Those of
    quotes that are read from right to left count from the right edge.
    """

    indent: float = 0.0
    bars: tuple[float, ...] = ()
    right: float = 0.0
    right_bars: tuple[float, ...] = ()

    @property
    def hung(self) -> float:
        """What of the indentation makes room for markers, not for quotes."""
        return max(0.0, self.indent - self.bars[-1] - _QUOTE_INDENT) if self.bars else self.indent

    def beside(self, hang: float) -> Place:
        """The place beside a marker."""
        return replace(self, indent=self.indent + hang)

    def quoted(self, *, mirrored: bool) -> Place:
        """The place in a quote; what makes room for markers around it is on its side then."""
        if not mirrored:
            bars = (*self.bars, self.indent)
            return replace(self, indent=self.indent + _QUOTE_INDENT, bars=bars)
        bar = self.right + self.hung
        return Place(
            self.indent - self.hung, self.bars, bar + _QUOTE_INDENT, (*self.right_bars, bar)
        )


@dataclass(frozen=True, slots=True)
class TextLeaf:
    """One paragraph of text. `marker` hangs `hang` ems to its left."""

    style: Style
    inline: Inline
    place: Place = Place()
    marker: str = ""
    hang: float = 0.0


@dataclass(frozen=True, slots=True)
class CodeLeaf:
    """One code block."""

    code: Code
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class TableLeaf:
    """One table."""

    table: Table
    place: Place = Place()


Leaf = TextLeaf | CodeLeaf | TableLeaf


@dataclass(slots=True)
class _Grown:
    """A container's leaves: where those of each child start, and the last child's own. The first
    `kept` of them are what they were when it was looked at before.
    """

    children: tuple[object, ...]
    shape: tuple[object, ...]
    starts: list[int]
    leaves: list[Leaf]
    last: _Grown | None
    kept: int = 0


class Flow:
    """Turns outermost blocks into leaves. Of a block that grows the leaves of its beginning are
    remembered, however deep what grows is nested: what they cost depends on what came since.
    """

    def __init__(self) -> None:
        self._grown: _Grown | None = None

    def leaves(self, block: Block) -> list[Leaf]:
        """The leaves of the next outermost block, in reading order."""
        self._grown = None
        return self.grown(block)[1]

    def grown(self, block: Block) -> tuple[int, list[Leaf]]:
        """Of the same block, grown: how many of its leaves stand as they are, and all behind."""
        self._grown = grown = _grown(block, Place(), 0, self._grown)
        if grown is None:
            return 0, [_leaf(block, Place(), Style.PARAGRAPH)]
        return grown.kept, grown.leaves[grown.kept :]


def _grown(block: Block, place: Place, depth: int, before: _Grown | None) -> _Grown | None:
    """A container's leaves, made from those `before` as far as its children are the same."""
    match block:
        case Quote(inner):
            inside = place.quoted(mirrored=_is_mirrored(inner))
            return _grow(inner, inside, 0, before)
        case Footnote(label, inner):
            marker = _note(label)
            hang = _digits_wide(len(marker))
            return _grow(inner, place.beside(hang), 0, before, marker=marker, hang=hang)
        case List():
            return _grow_list(block, place, depth, before)
    return None


def _grow(
    children: tuple[Block, ...],
    place: Place,
    depth: int,
    before: _Grown | None,
    *,
    style: Style = Style.PARAGRAPH,
    marker: str = "",
    hang: float = 0.0,
) -> _Grown:
    """The leaves of blocks one after the other; `marker` hangs beside the first."""
    grown = _kept(children, (place, depth, style, marker, hang), before)
    before = grown.last
    for number in range(len(grown.starts), len(children)):
        child = children[number]
        _begin_child(grown, _grown(child, place, depth, before))
        before = None
        made = grown.last.leaves if grown.last else [_leaf(child, place, style)]
        grown.leaves.extend(_marked(made, place, marker, hang) if marker and not number else made)
    if marker and not children:
        grown.leaves = _marked((), place, marker, hang)
    return grown


def _grow_list(block: List, place: Place, depth: int, before: _Grown | None) -> _Grown:
    hang = _hang(block)
    inner = place.beside(hang)
    grown = _kept(block.items, (inner, depth, block.start), before)
    before = grown.last
    for number in range(len(grown.starts), len(block.items)):
        item = block.items[number]
        marker = _marker(block, item, number + (block.start or 0), depth)
        made = _grow(
            item.blocks, inner, depth + 1, before, style=Style.ITEM, marker=marker, hang=hang
        )
        _begin_child(grown, made)
        before = None
        grown.leaves.extend(made.leaves)
    return grown


def _kept(children: tuple[object, ...], shape: tuple[object, ...], before: _Grown | None) -> _Grown:
    """The leaves of the children that were there before, but for the last of those: a container
    that grew is that one. What was before is used up.
    """
    if before is None or before.shape != shape:
        return _Grown(children, shape, [], [], None)
    same = max(0, min(len(before.children) - 1, len(children)))
    while same and before.children[same - 1] is not children[same - 1]:
        same -= 1
    if before.children[:same] != children[:same]:
        return _Grown(children, shape, [], [], None)
    if same < len(before.children) - 1:
        before.last = None
    del before.leaves[before.starts[same] if before.starts else 0 :], before.starts[same:]
    before.children, before.kept = children, len(before.leaves)
    return before


def _begin_child(grown: _Grown, made: _Grown | None) -> None:
    """Notes that the leaves of another child begin. If it was there before, they are the first
    that were not kept.
    """
    if made is not None:
        grown.kept += made.kept
    grown.starts.append(len(grown.leaves))
    grown.last = made


def leaves(blocks: Iterable[Block], place: Place = Place()) -> list[Leaf]:
    """The leaves of blocks, in reading order."""
    return _grow(tuple(blocks), place, 0, None).leaves


def plain_leaves(text: str) -> Iterator[TextLeaf]:
    """Text as it was typed, one leaf a paragraph, nothing interpreted."""
    for paragraph in text.split("\n\n"):
        yield TextLeaf(Style.PARAGRAPH, (Span(paragraph),))


def room_between(above: Leaf | None, below: Leaf) -> int:
    """Logical pixels between two leaves."""
    if above is None:
        return 0
    after, before = _room(above)[1], _room(below)[0]
    return after if isinstance(above, TextLeaf) and above.style in HEADINGS else max(after, before)


def _room(leaf: Leaf) -> tuple[int, int]:
    match leaf:
        case TextLeaf(style=style):
            return _ROOM[style]
        case CodeLeaf():
            return 10, 12
        case TableLeaf():
            return 6, 14


def _leaf(block: Block, place: Place, style: Style) -> Leaf:
    """The one leaf of a block that holds no others."""
    match block:
        case Heading(level, inline):
            return TextLeaf(HEADINGS[min(level, len(HEADINGS)) - 1], inline, place)
        case Code():
            return CodeLeaf(block, place)
        case Table():
            return TableLeaf(block, place)
        case Math(source):
            return TextLeaf(Style.MATH, (Span(source, math=True),), place)
        case Paragraph(inline):
            return TextLeaf(style, inline, place)
    return TextLeaf(Style.RULE, (), place)


def _marked(made: Sequence[Leaf], place: Place, marker: str, hang: float) -> list[Leaf]:
    """Leaves with a marker beside the first, or alone before it where that is no text."""
    first = made[0] if made else None
    if isinstance(first, TextLeaf) and not first.marker and first.style is not Style.RULE:
        return [TextLeaf(first.style, first.inline, first.place, marker, hang), *made[1:]]
    return [TextLeaf(Style.ITEM, (), place, marker, hang), *made]


def _is_mirrored(blocks: Iterable[Block]) -> bool:
    """Whether the first letter that has a direction is of a script read from right to left."""
    kinds = (bidirectional(letter) for text in _beginnings(blocks) for letter in text)
    return next((kind for kind in kinds if kind in _DIRECTED), "L") != "L"


def _beginnings(blocks: Iterable[Block]) -> Iterator[str]:
    """How the words in blocks begin."""
    for block in blocks:
        match block:
            case Paragraph(inline) | Heading(_, inline):
                yield from (span.text[:_LOOKED_AT] for span in inline)
            case Quote(inner) | Footnote(_, inner):
                yield from _beginnings(inner)
            case List(items=items):
                yield from _beginnings(each for item in items for each in item.blocks)


def _note(label: str) -> str:
    short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    return f"[{short}]"


def _hang(block: List) -> float:
    if block.start is None:
        return _BULLET_HANG
    # Room for two digits from the start, so that the tenth item moves none of the others.
    digits = max(2, len(str(block.start + len(block.items) - 1)))
    return _digits_wide(digits)


def _digits_wide(digits: int) -> float:
    return 0.9 + 0.62 * digits


def _marker(block: List, item: ListItem, number: int, depth: int) -> str:
    if item.checked is not None:
        return "☑" if item.checked else "☐"
    if block.start is not None:
        return f"{number}."
    return _BULLETS[min(depth, len(_BULLETS) - 1)]
