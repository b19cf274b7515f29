"""The Markdown engine: markdown-it with CommonMark, GitHub's extensions, TeX and notes.

Made at first use: importing it costs a tenth of the start-up. Pure, any thread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from askance.core.markdown.column import Column

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

References = dict[str, dict[str, Any]]
"""The link references defined so far, by their labels: `href`, `title` and their lines as `map`."""

_STRUCK = 2
# The characters at which rules can begin; each rule looks at its first character itself.
_BLOCKS_BEGIN = {
    "tex_block": "\\$",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote": "[",
    "reference": "[",
    "heading": "#",
}
_RUNS_BEGIN = {
    "web_address": "wWhH",
    "newline": "\n",
    "tex_inline": "\\$",
    "escape": "\\",
    "backticks": "`",
    "tildes": "~",
    "strikethrough": "~",
    "emphasis": "*_",
    "footnote": "[",
    "link": "[",
    "image": "!",
    "autolink": "<",
    "entity": "&",
}
_TASK = re.compile(r"\[([ xX])\][ \t]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the engine made of a source. `columns` are those of blocks by line and level."""

    tokens: list[Token]
    columns: dict[tuple[int, int], Column] = field(default_factory=dict)


def tokens_of(source: str, references: References) -> Tokens:
    """The tokens of normalised `source`, the texts in them unread; references found are added."""
    tokens: list[Token] = []
    columns: dict[tuple[int, int], Column] = {}
    made = engine()
    made.block.parse(source, made, {"references": references, "columns": columns}, tokens)
    _mark_tasks(tokens)
    return Tokens(tokens, columns)


def read(text: str, references: References) -> StateInline:
    """The state in which the engine is when it has read a paragraph's or a cell's text. `closing`
    in its environment are the delimiters that can close: the engine forgets it when it pairs them.
    """
    from markdown_it.rules_inline import StateInline

    made = engine()
    state = StateInline(text, made, {"references": references, "brackets": {}}, [])
    made.inline.tokenize(state)
    state.env["closing"] = [at for at, each in enumerate(state.delimiters) if each.close]
    for rule in made.inline.ruler2.getRules(""):
        rule(state)
    return state


@lru_cache(maxsize=1)
def engine() -> MarkdownIt:
    """The one engine; from one text to the next it keeps nothing but what addresses look like."""
    from markdown_it import MarkdownIt
    from markdown_it.common.normalize_url import normalizeLink

    from askance.core.markdown.autolinks import autolinks_plugin
    from askance.core.markdown.by_character import BlockRuler, InlineRuler
    from askance.core.markdown.footnotes import footnotes_plugin
    from askance.core.markdown.links import links_plugin
    from askance.core.markdown.nesting import nesting_plugin
    from askance.core.markdown.tex import tex_plugin

    # The addresses of a text that is still arriving are met again and again.
    normalised = lru_cache(maxsize=64)(normalizeLink)

    class Engine(MarkdownIt):
        def normalizeLink(self, url: str) -> str:  # noqa: N802 - theirs
            return normalised(url)

    made = Engine("commonmark", {"html": False, "breaks": True})
    made.enable(["table", "strikethrough"])
    made.disable(["html_block", "html_inline"])
    made.inline.ruler.before("strikethrough", "tildes", _keep_tildes)
    for plugin in (tex_plugin, footnotes_plugin, links_plugin, autolinks_plugin, nesting_plugin):
        made.use(plugin)
    made.block.ruler = BlockRuler(made.block.ruler, _BLOCKS_BEGIN)
    made.inline.ruler = InlineRuler(made.inline.ruler, _RUNS_BEGIN)
    return made


def _mark_tasks(tokens: list[Token]) -> None:
    """Takes the box of a task from its text, before it can be read as a link."""
    for item, opened, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        # A paragraph that was underlined is a task's text as well: it was one before that line.
        underlined = opened.type == "heading_open" and opened.markup in ("=", "-")
        if item.type == "list_item_open" and (underlined or opened.type == "paragraph_open"):
            task = _TASK.match(inline.content)
            if task:
                item.meta["checked"] = task[1] != " "
                inline.content = inline.content[task.end() :]


def _keep_tildes(state: StateInline, silent: bool) -> bool:
    """Three tildes or more strike nothing through, after GitHub's specification. Nor does a single
    one, against it: `~5 to ~10` is about numbers far more often than it is struck out.
    """
    end = state.pos
    while end < state.posMax and state.src[end] == "~":
        end += 1
    if end - state.pos < _STRUCK + 1:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True
