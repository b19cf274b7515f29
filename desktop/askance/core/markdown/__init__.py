"""Markdown as values: what a reply says, before anyone decides how it looks.

`parse` reads a whole text, `StreamingDocument` one that is still arriving; both end in the same
blocks. Pure, any thread. The grammar is CommonMark with GitHub's tables, task lists, strike-through
(two tildes), addresses that are links by themselves and footnotes, and TeX between its usual
delimiters kept as source. Raw HTML stays text, pictures become their address, line breaks stand as
written (transcribed text depends on them), notes stand where they are written.
"""

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
from askance.core.markdown.parser import parse
from askance.core.markdown.runs import rough_text
from askance.core.markdown.streaming import StreamingDocument

__all__ = [
    "Alignment",
    "Block",
    "Code",
    "Footnote",
    "Heading",
    "Inline",
    "List",
    "ListItem",
    "Math",
    "Paragraph",
    "Quote",
    "Rule",
    "Span",
    "StreamingDocument",
    "Table",
    "parse",
    "plain_text",
    "rough_text",
]
