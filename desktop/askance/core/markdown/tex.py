r"""Rules that keep TeX away from Markdown, which would eat its backslashes and underscores.

Inline: `\(…\)`, `\[…\]`, `$…$`, `$$…$$`. On lines of their own: `\[ … \]` and `$$ … $$`, up to
the closing delimiter or the next blank line, whichever comes first: what a line means must never
depend on text far behind it, or a text that is still arriving could not be shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_CLOSERS = {"\\[": "\\]", "\\(": "\\)", "$$": "$$", "$": "$"}
LONGEST_INLINE = 2000
"""Characters behind an opening delimiter among which its end is looked for."""


def tex_plugin(engine: MarkdownIt) -> None:
    """Adds both rules."""
    engine.inline.ruler.before("escape", "tex_inline", _inline_rule)
    engine.block.ruler.before(
        "table", "tex_block", _block_rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _inline_rule(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] not in "\\$":
        return False
    opener = source[start : start + 2]
    if opener not in _CLOSERS:
        opener = source[start]
        if opener != "$":
            return False
    body = start + len(opener)
    end = closing(source, body, opener, state.posMax)
    if end < 0 or not source[body:end].strip():
        return False
    if not silent:
        token = state.push("tex_inline", "", 0)
        token.content = source[body:end].strip()
        token.markup = opener
    state.pos = end + len(_CLOSERS[opener])
    return True


def closing(source: str, body: int, opener: str, limit: int) -> int:
    """Where the closing delimiter begins, or -1."""
    end = source.find(_CLOSERS[opener], body, min(limit, body + LONGEST_INLINE))
    if opener != "$" or end < 0:
        return end
    # A dollar is money unless it hugs its formula on both sides (the rule pandoc made usual).
    hugs = not source[body].isspace() and source[end - 1] not in " \t\n\\"
    return end if hugs and not source[end + 1 : end + 2].isdigit() else -1


def _block_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    opener = first[:2]
    if opener not in ("\\[", "$$"):
        return False
    closer, rest = _CLOSERS[opener], first[2:]
    if closer in rest and (rest.index(closer) != len(rest) - 2 or not rest[:-2].strip()):
        return False
    if opener == "\\[" and closer not in rest and _closes_bracket(rest):
        return False
    if silent:
        return True
    lines, after, closed = _body(state, start, end, closer)
    token = state.push("tex_block", "", 0)
    token.map = [start, after]
    token.content = "\n".join(lines)
    token.markup = opener
    gap = "" if rest[:1].strip() else rest[: len(rest) - len(rest.lstrip())] or "\n"
    token.meta = {"closed": closed, "opening": opener + gap}
    state.line = after
    return True


def may_be_formula(line: str) -> bool:
    """Whether an unfinished line of a paragraph may turn out to begin a formula."""
    rest = line.lstrip()[2:]
    return line.lstrip().startswith("\\[") and "\\]" not in rest and len(rest) <= LONGEST_INLINE


def _closes_bracket(rest: str) -> bool:
    """Whether it is an escaped bracket that pairs with a plain one."""
    begun = rest[:LONGEST_INLINE]
    return begun.count("]") > begun.count("[")


def _body(state: StateBlock, start: int, end: int, closer: str) -> tuple[list[str], int, bool]:
    """The formula's lines, the line after it, and whether its end was found."""
    lines: list[str] = []
    for number in range(start, end):
        if number > start and (state.isEmpty(number) or state.sCount[number] < state.blkIndent):
            return lines, number, False
        line = _line(state, number)
        text = line[2:].lstrip() if number == start else line
        if text.endswith(closer):
            lines.append(text[: -len(closer)].rstrip())
            return [each for each in lines if each], number + 1, True
        if text:
            lines.append(text)
    return lines, end, False


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()
