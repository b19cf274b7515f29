"""Rules for notes: `[^label]` where one is referred to, `[^label]: text` where it stands.

A note's text goes on in lines indented by four, as GitHub's does. Its label holds no blank. A note
is referred to whether it is defined or not: a definition comes last, and a text that is still
arriving should not change its mind about what is behind it.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

REFERENCE = re.compile(r"\[\^([^\s\[\]^]{1,60})\]")
"""Where a note is referred to, or how it begins."""
_INDENT = 4


def footnotes_plugin(engine: MarkdownIt) -> None:
    """Adds both rules."""
    engine.inline.ruler.before("link", "footnote", _reference_rule)
    engine.block.ruler.before(
        "reference", "footnote", _definition_rule, {"alt": ["paragraph", "reference"]}
    )


def _reference_rule(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    found = REFERENCE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("footnote", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _definition_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    begin, stop = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    found = REFERENCE.match(state.src, begin, stop)
    if state.is_code_block(start) or not found or state.src[found.end() : found.end() + 1] != ":":
        return False
    if silent:
        return True
    opened = state.push("footnote_open", "", 1)
    opened.map = lines = [start, 0]
    opened.info = found[1]
    _read_inside(state, start, end, found.end() + 1)
    state.push("footnote_close", "", -1)
    lines[1] = state.line
    return True


def _read_inside(state: StateBlock, start: int, end: int, body: int) -> None:
    """Reads the note's blocks, the first of which begins in the middle of its line."""
    before = state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType
    text = state.src[body : state.eMarks[start]]
    blank = len(text) - len(text.lstrip(" \t"))
    state.blkIndent += _INDENT
    state.parentType = "footnote"
    state.bMarks[start], state.tShift[start] = body, blank
    # However far behind the label the words begin, they are no indented code.
    state.sCount[start] = state.blkIndent
    if blank < len(text):
        state.md.block.tokenize(state, start, end)
    else:
        state.line = start + 1
        if start + 1 < end and not state.isEmpty(start + 1):
            state.md.block.tokenize(state, start + 1, end)
    state.blkIndent -= _INDENT
    state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType = before
