"""The words of many leaves, and where a doubtful word stands in its leaf's text. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from askance.core.markdown import Span
from askance.ui.conversation.doubt import HEAD, Mark, Marks, Spot
from askance.ui.conversation.flow import CodeLeaf, Leaf, TableLeaf, TextLeaf
from askance.ui.conversation.leaf_text import between, text_of


def plain_text(leaves: Sequence[Leaf]) -> str:
    """All leaves as plain characters."""
    words = [text_of(leaf) for leaf in leaves[:1]]
    for above, below in pairwise(leaves):
        words += (between(above, below), text_of(below))
    return "".join(words)


def in_text(leaf: Leaf, marks: Marks) -> list[Mark]:
    """The marks of a leaf in reading order, `start` counted in the leaf's text."""
    found = []
    for spot in sorted(marks):
        begin = _begins(leaf, spot)
        found += [replace(mark, start=mark.start + begin) for mark in marks[spot]]
    return found


def formulas_in(leaf: Leaf) -> Iterator[str]:
    """The sources of a leaf's formulas."""
    cells: Iterable[Sequence[Span]] = ()
    if isinstance(leaf, TextLeaf):
        cells = (leaf.inline,)
    elif isinstance(leaf, TableLeaf):
        cells = chain(leaf.table.header, *leaf.table.rows)
    return (span.text for inline in cells for span in inline if span.math)


def _begins(leaf: Leaf, spot: Spot) -> int:
    """Where a line of code or a table's cell begins in its leaf's text, in UTF-16 code units."""
    if isinstance(leaf, CodeLeaf):
        (line,) = spot
        return sum(_utf16(each) + 1 for each in leaf.code.text.split("\n")[:line])
    if isinstance(leaf, TableLeaf):
        row, column = spot
        lines = text_of(leaf).split("\n")
        above = sum(_utf16(each) + 1 for each in lines[: row - HEAD])
        cells = lines[row - HEAD].split("\t")[:column]
        return above + sum(_utf16(each) + 1 for each in cells)
    return 0


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
