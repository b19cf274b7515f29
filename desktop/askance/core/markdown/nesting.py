"""Two rules about depth: how deep blocks may nest, and where they begin.

The engine drops what is nested too deep, and a reply must never lose a word; here it stays as text.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from askance.core.markdown.column import Column

_DEEPEST = 17


def nesting_plugin(engine: MarkdownIt) -> None:
    """Adds both rules, before all others."""
    engine.block.ruler.before("tex_block", "columns", _note_column)
    engine.block.ruler.before("tex_block", "too_deep", _too_deep)


def _note_column(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Matches nothing; notes where the block at `start` begins."""
    columns = state.env["columns"]
    columns[start, state.level] = Column(state.blkIndent, state.sCount[start])
    return False


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Everything up to the next blank line as text."""
    if state.level < _DEEPEST:
        return False
    after = start + 1
    while after < end and not state.isEmpty(after) and state.sCount[after] >= state.blkIndent:
        after += 1
    state.line = after
    state.push("paragraph_open", "p", 1).map = [start, after]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, after, state.blkIndent, False).strip()
    inline.map = [start, after]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True
