"""GitHub's extended autolinks: `www.…`, `http://…`, `https://…` and mail addresses in plain text.

After the GitHub Flavored Markdown specification, "Autolinks (extension)": an address begins at the
start of a line, after a blank or after `*`, `_`, `~`, `(`, one with a scheme after any mark. It
goes on up to a blank or `<`, without the punctuation, the unpaired `)` and the entity-like ending
that belong to the sentence. Addresses are found before emphasis is, so that an underscore in one
stays what it is; mail addresses behind it, in whole texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_TEXT_END = re.compile(r"[\n!$&*<\[\\\]_`~]|www\.|https?://", re.IGNORECASE)
# Chinese and Japanese put no blank behind an address; their punctuation is in none.
_WIDE = "\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2018-\u201d"
_ADDRESS = re.compile(r"(?:www\.|https?://)(?P<host>[\w.-]+)[^\s<" + _WIDE + "]*", re.IGNORECASE)
_BEFORE = " \t\n*_~("
_TRAILING = "?!.,:*_~'\""
_ENTITY = re.compile(r"&[A-Za-z0-9]+;$")
# What a run of letters is no address from its beginning, it is none from its middle either.
_MAIL = re.compile(
    r"(?:mailto:|(?<![A-Za-z0-9._+-]))[A-Za-z0-9._+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+"
)
_LONGEST = 2000


def autolinks_plugin(engine: MarkdownIt) -> None:
    """Adds the rules for web addresses; mail addresses are found by `with_mail_links`."""
    engine.inline.ruler.at("text", _text_rule)
    engine.inline.ruler.before("text", "web_address", _web_rule)


def with_mail_links(tokens: list[Token]) -> list[Token]:
    """The tokens of one inline text, mail addresses in its plain text made links."""
    if not any(token.type == "text" and "@" in token.content for token in tokens):
        return tokens
    linked: list[Token] = []
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        if depth or token.type != "text" or "@" not in token.content:
            linked.append(token)
        else:
            linked.extend(_mails(token))
    return linked


def _text_rule(state: StateInline, silent: bool) -> bool:
    """Plain text up to the next character, or the next address, that may mean something."""
    found = _TEXT_END.search(state.src, state.pos)
    end = min(found.start(), state.posMax) if found else state.posMax
    if found and end == state.pos and found[0][-1] in "./":
        end += 1
    if end == state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _web_rule(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    # Looked at ahead, it may be in the brackets of a link; their end must not be part of it.
    if silent or source[start] not in "wWhH" or state.linkLevel:
        return False
    found = _ADDRESS.match(source, start, min(state.posMax, start + _LONGEST))
    if not found or not _may_begin(source[:start][-1:], found) or not _is_host(found):
        return False
    shown = _without_trail(found[0])
    target = shown if shown[0] in "hH" else f"http://{shown}"
    _push_link(state, target, shown)
    state.pos = start + len(shown)
    return True


def _may_begin(before: str, found: re.Match[str]) -> bool:
    """Whether an address may begin behind a character. GitHub takes a scheme behind any mark."""
    return not (before.isascii() and before.isalnum()) if found[0][0] in "hH" else before in _BEFORE


def _is_host(found: re.Match[str]) -> bool:
    parts = found["host"].rstrip("._").split(".")
    return bool(parts[0]) and not any("_" in part for part in parts[-2:])


def _without_trail(address: str) -> str:
    """Without what belongs to the sentence around it."""
    address = address[: _unpaired_bracket(address)]
    while True:
        if address[-1] in _TRAILING or (
            address[-1] == ")" and address.count(")") > address.count("(")
        ):
            address = address[:-1]
        elif entity := _ENTITY.search(address):
            address = address[: entity.start()]
        elif address[-1] == ";":
            address = address[:-1]
        else:
            return address


def _unpaired_bracket(address: str) -> int | None:
    depth = 0
    for at, character in enumerate(address):
        depth += {"[": 1, "]": -1}.get(character, 0)
        if depth < 0:
            return at
    return None


def _push_link(state: StateInline, target: str, shown: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(target)}
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1)


def _mails(token: Token) -> Iterator[Token]:
    """The pieces of a plain text, with a link for every mail address in it."""
    text, done = token.content, 0
    for found in _MAIL.finditer(text):
        shown = found[0].rstrip(".")
        if shown[-1] in "-_" or (found.start() and text[found.start() - 1] == "/"):
            continue
        yield Token("text", "", 0, content=text[done : found.start()])
        target = shown if shown.startswith("mailto:") else f"mailto:{shown}"
        yield Token("link_open", "a", 1, attrs={"href": target})
        yield Token("text", "", 0, content=shown)
        yield Token("link_close", "a", -1)
        done = found.start() + len(shown)
    yield Token("text", "", 0, content=text[done:])
