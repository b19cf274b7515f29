"""Blocks laid out in reading order: a tree of lists and quotes becomes a row of leaves.

A leaf is one paragraph of text, one code block or one table, with the indentation and the bars it
inherits. The view groups neighbouring text leaves into one widget, so that text can be selected
across paragraphs; code and tables are widgets of their own, also inside lists. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from askance.core.markdown import (
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
)


class Style(Enum):
    """How a text leaf looks."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADING_1 = "heading 1"
    HEADING_2 = "heading 2"
    HEADING_3 = "heading 3"
    HEADING_4 = "heading 4"
    MATH = "math"
    RULE = "rule"


HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)
# Logical pixels above and below; between two leaves the larger counts.
_ROOM = {
    Style.PARAGRAPH: (10, 10),
    Style.ITEM: (4, 4),
    Style.HEADING_1: (20, 8),
    Style.HEADING_2: (18, 7),
    Style.HEADING_3: (15, 6),
    Style.HEADING_4: (12, 5),
    Style.MATH: (10, 10),
    Style.RULE: (16, 14),
}
_BULLETS = "•◦▪"
_BULLET_HANG = 1.4
_QUOTE_INDENT = 1.1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leaf stands: its indentation and the bars of quotes beside it, in ems."""

    indent: float = 0.0
    bars: tuple[float, ...] = ()


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


class Flow:
    """Turns outermost blocks into leaves. A list that grows is given again and again with the same
    items and one more: their leaves are remembered.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[ListItem, int, Place, list[Leaf]]] = {}

    def leaves(self, block: Block) -> Iterable[Leaf]:
        """The leaves of one outermost block, in reading order."""
        if not isinstance(block, List):
            self._known.clear()
            return list(leaves((block,)))
        place, known, self._known = Place(_hang(block)), self._known, {}
        made: list[Leaf] = []
        for number, item in enumerate(block.items, block.start or 0):
            found = known.get(id(item))
            if found is None or found[0] is not item or found[1:3] != (number, place):
                found = (item, number, place, list(_item(block, item, number, place, 0)))
            self._known[id(item)] = found
            made.extend(found[3])
        return made


def leaves(blocks: Iterable[Block], place: Place = Place()) -> Iterator[Leaf]:
    """The leaves of blocks, in reading order."""
    for block in blocks:
        match block:
            case Paragraph(inline):
                yield TextLeaf(Style.PARAGRAPH, inline, place)
            case Heading(level, inline):
                yield TextLeaf(HEADINGS[min(level, len(HEADINGS)) - 1], inline, place)
            case Code():
                yield CodeLeaf(block, place)
            case Table():
                yield TableLeaf(block, place)
            case Math(source):
                yield TextLeaf(Style.MATH, (Span(source, math=True),), place)
            case Rule():
                yield TextLeaf(Style.RULE, (), place)
            case Quote(inner):
                bars = (*place.bars, place.indent)
                yield from leaves(inner, Place(place.indent + _QUOTE_INDENT, bars))
            case List():
                yield from _list(block, place, 0)


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


def _list(block: List, place: Place, depth: int) -> Iterator[Leaf]:
    inner = Place(place.indent + _hang(block), place.bars)
    for number, item in enumerate(block.items, block.start or 0):
        yield from _item(block, item, number, inner, depth)


def _item(block: List, item: ListItem, number: int, place: Place, depth: int) -> Iterator[Leaf]:
    """An item's leaves; its marker hangs beside the first, or is alone where that is no text."""
    marker, hang = _marker(block, item, number, depth), _hang(block)
    for leaf in _item_leaves(item, place, depth):
        if not marker:
            yield leaf
        elif isinstance(leaf, TextLeaf) and not leaf.marker and leaf.style is not Style.RULE:
            yield TextLeaf(leaf.style, leaf.inline, leaf.place, marker, hang)
        else:
            yield TextLeaf(Style.ITEM, (), place, marker, hang)
            yield leaf
        marker = ""
    if marker:
        yield TextLeaf(Style.ITEM, (), place, marker, hang)


def _item_leaves(item: ListItem, place: Place, depth: int) -> Iterator[Leaf]:
    for block in item.blocks:
        match block:
            case List():
                yield from _list(block, place, depth + 1)
            case Paragraph(inline):
                yield TextLeaf(Style.ITEM, inline, place)
            case _:
                yield from leaves((block,), place)


def _hang(block: List) -> float:
    if block.start is None:
        return _BULLET_HANG
    # Room for two digits from the start, so that the tenth item moves none of the others.
    digits = max(2, len(str(block.start + len(block.items) - 1)))
    return 0.9 + 0.62 * digits


def _marker(block: List, item: ListItem, number: int, depth: int) -> str:
    if item.checked is not None:
        return "☑" if item.checked else "☐"
    if block.start is not None:
        return f"{number}."
    return _BULLETS[min(depth, len(_BULLETS) - 1)]
