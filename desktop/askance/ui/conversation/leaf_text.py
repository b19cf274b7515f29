r"""What a leaf says in plain characters: what carets count in, what is searched and copied. Pure.

The same for a leaf that is on screen and for one that is far away and has no box: a list marker
and a blank before an item's words, a formula as `$source$`, a table's cells between tabs and its
rows on lines, code as it is. A line break inside running text is "\n".
"""

from __future__ import annotations

from askance.core.markdown import Inline, Span, Table
from askance.ui.conversation.flow import CodeLeaf, Leaf, Style, TableLeaf, TextLeaf


def text_of(leaf: Leaf) -> str:
    """The leaf's text; offsets into it are UTF-16 code units."""
    match leaf:
        case TextLeaf(style=Style.MATH, inline=inline):
            return f"{prefix_of(leaf)}$${''.join(span.text for span in inline)}$$"
        case TextLeaf(inline=inline):
            return prefix_of(leaf) + words_of(inline)
        case CodeLeaf(code=code):
            return code.text
        case TableLeaf(table=table):
            return _table(table)


def prefix_of(leaf: TextLeaf) -> str:
    """The marker that hangs beside an item, and what parts it from the words."""
    return f"{leaf.marker} " if leaf.marker else ""


def words_of(inline: Inline) -> str:
    """The characters of a run of spans, formulas as source."""
    return "".join(map(_words, inline))


def between(above: Leaf, below: Leaf) -> str:
    """What parts two leaves when both are copied."""
    items = all(isinstance(leaf, TextLeaf) and leaf.style is Style.ITEM for leaf in (above, below))
    return "\n" if items else "\n\n"


def _words(span: Span) -> str:
    return f"${span.text}$" if span.math else span.text


def _table(table: Table) -> str:
    rows = (table.header, *table.rows)
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in rows)


def _cell(inline: Inline) -> str:
    return words_of(inline).replace("\n", " ")
