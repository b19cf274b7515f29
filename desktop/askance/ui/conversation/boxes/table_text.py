"""A table for other programs: CSV for a spreadsheet, a pipe table for a Markdown file. Pure."""

from __future__ import annotations

import csv
import re
from io import StringIO

from askance.core.markdown import Alignment, Inline, Span, Table
from askance.ui.conversation.leaf_text import words_of

_RULES = {
    Alignment.NONE: "---",
    Alignment.LEFT: ":---",
    Alignment.CENTER: ":---:",
    Alignment.RIGHT: "---:",
}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$])")


def csv_of(table: Table) -> str:
    """RFC 4180: plain words, formulas as source, lines end with CR LF."""
    made = StringIO(newline="")
    writer = csv.writer(made)
    for row in (table.header, *table.rows):
        writer.writerow([words_of(cell) for cell in row])
    return made.getvalue()


def markdown_of(table: Table) -> str:
    """A pipe table of GitHub's kind, without a line end behind it."""
    rule = [_RULES[alignment] for alignment in table.alignments]
    rows = [[_cell(cell) for cell in row] for row in (table.header, *table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:]))


def _cell(inline: Inline) -> str:
    return "".join(map(_span, inline)).replace("\n", "<br>")


def _span(span: Span) -> str:
    if span.math:
        return "$" + span.text.replace("|", "\\vert ") + "$"
    text = _code(span.text) if span.code else _SPECIAL.sub(r"\\\1", span.text)
    for wanted, sign in ((span.strike, "~~"), (span.italic, "*"), (span.bold, "**")):
        if wanted:
            text = f"{sign}{text}{sign}"
    return f"[{text}](<{span.link}>)" if span.link else text


def _code(text: str) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence, room = "`" * (longest + 1), " " * (longest > 0)
    return f"{fence}{room}{text.replace('|', chr(92) + '|')}{room}{fence}"
