"""How much of an unfinished text can be shown without it changing its mind a moment later.

`-` may become a list or a line under a heading, `**bold` will get its other stars, a table's first
line looks like a paragraph with bars in it. Nothing here decides what a text means; it only keeps
the last line from flickering while it is written. Pure.
"""

from __future__ import annotations

import re

from askance.core.markdown.continued import Kept, KeptCode, KeptTable

# A line of nothing but markers: the next character decides what it is.
_UNDECIDED = re.compile(
    r"[ \t]*+(?:[-=*+#>|~`:_$\\ \t]*|\d{1,9}[.)]?[ \t]*|(?:[-*+]|\d{1,9}[.)]) \[[ xX]?\]?[ \t]*)"
)
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,}).*")
_FENCE_END = re.compile(r"[ >]*(?:`+|~+)[ \t]*")
_HALF_AN_ADDRESS = re.compile(r"\]\([^)\s]*")
_JUST_BEGUN = re.compile(r"(?<![^\s])[*_~`]+$")
_CODE_SPAN = re.compile(r"`[^`]*`")
_LINES_OF_A_TABLE_HEAD = 2


def presentable(tail: str, inside: Kept | None) -> str:
    """The part of `tail` to be shown. `inside` is the innermost block that goes on in it, if one
    was kept: in a fence every line is content, in a table every line is a row.
    """
    before, newline, line = tail.rpartition("\n")
    before += newline
    if isinstance(inside, KeptCode):
        return before if _FENCE_END.fullmatch(line) else tail
    if _UNDECIDED.fullmatch(line) or _FENCE.fullmatch(line):
        line = ""
    if not isinstance(inside, KeptTable):
        before, line = _without_table_head(before, line)
    if "```" in before or "~~~" in before:
        return before + line
    line = _JUST_BEGUN.sub("", _without_half_a_link(line))
    return before + _with_marks_closed(line)


def _without_half_a_link(line: str) -> str:
    """Without a link whose address has not come, or not all of it."""
    text_end = len(line) - 1 if line.endswith("]") else line.rfind("](")
    if text_end < 0 or not (line.endswith("]") or _HALF_AN_ADDRESS.fullmatch(line, text_end)):
        return line
    begin = line.find("[", line.rfind("]", 0, text_end) + 1, text_end)
    if begin < 0:
        return line
    return line[: begin - 1] if line[max(0, begin - 1)] == "!" and begin else line[:begin]


def _without_table_head(before: str, line: str) -> tuple[str, str]:
    """Drops a header line whose delimiter line has not come yet."""
    lines = before.split("\n")[:-1] + ([line] if line else [])
    bars = 0
    while bars < len(lines) and lines[-1 - bars].lstrip().startswith("|"):
        bars += 1
    if not 1 <= bars <= _LINES_OF_A_TABLE_HEAD:
        return before, line
    return "".join(f"{each}\n" for each in lines[: len(lines) - bars]), ""


def _with_marks_closed(line: str) -> str:
    """Ends what was begun, so that the stars of `**bold` never show."""
    if line.count("`") % 2:
        return line[:-1] if line.endswith("`") else f"{line}`"
    if _CODE_SPAN.sub("", line).count("**") % 2 == 0:
        return line
    words = line.rstrip()
    if words.endswith("**"):
        return words[:-2]
    return f"{words}*" if words.endswith("*") else f"{words}**"
