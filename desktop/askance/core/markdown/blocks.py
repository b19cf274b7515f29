"""The blocks and runs a Markdown text is made of. Plain values without behaviour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters in one dress; a line break is a newline inside `text`.

    `link` is the address it leads to, or empty. With `math`, `text` is TeX without delimiters;
    `display` says that they were those of a formula of its own. `footnote` is the label of the note
    that a run refers to; `text` is then what is shown.
    """

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    math: bool = False
    link: str = ""
    display: bool = False
    footnote: str = ""


Inline = Sequence[Span]
"""The runs of a text: a tuple, or what reads them when somebody looks."""


class Alignment(StrEnum):
    """Of a table's column; `NONE` is what the delimiter row left open."""

    NONE = ""
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    inline: Inline


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` 1 to 6."""

    level: int
    inline: Inline


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced or indented code block; `language` is the first word of its info string."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula on lines of its own: TeX without delimiters."""

    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as the header."""

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    alignments: tuple[Alignment, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """`checked` is None where the item is no task."""

    blocks: tuple[Block, ...]
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class List:
    """`start` is the first number of an ordered list, None for bullets."""

    items: tuple[ListItem, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What stands behind `>`."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note, shown where it is written: moved to the end it would move while a reply streams."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


Block = Paragraph | Heading | Code | Math | Table | List | Quote | Footnote | Rule


def plain_text(inline: Inline) -> str:
    """The characters alone."""
    return "".join(span.text for span in inline)
