"""Rules for links and pictures: `[text](address "title")`, `[text][label]`, `[text][]`, `[text]`.

After CommonMark 0.31, "Links" and "Images". The engine's own rules look for the end of each bracket
from that bracket on, again and again: a text with many that nobody closes costs the square of its
length. Here all brackets of a text are paired in one go, as the specification's parsing strategy
does it, when the first of them is met. Labels have at most 999 characters, pictures lie in pictures
no deeper than anyone writes. What brackets are left over is told to those who cut texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from askance.core.markdown.footnotes import REFERENCE

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# A bracket, or what may hide one: code, an address, a formula, a backslash.
_MET = re.compile(r"[\[\]\\`<$]|!\[")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_BLANKS = re.compile(r"[ \t\n]*")
_ADDRESS_ENDS = re.compile(r"[\x00-\x20]")
_BRACKETED_ENDS = re.compile(r"[\n<>]")
_LONGEST_LABEL = 999
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture: its text is `[start, text_end)`, and what follows it begins at `end`."""

    start: int
    text_end: int
    end: int
    href: str
    title: str


@dataclass(slots=True)
class Brackets:
    """The links of a text by where they begin, and the brackets that are left over: how many are
    `opened` and may yet become links, with `pictures` among them; how many only `closed`, and
    whether that would have ended a link that began before the text (`ends_link`, if there is none
    in between that forbids it). What is behind `](` and goes on at the end of the text waits for
    one of `awaited`, for a parenthesis or a title right behind the text (`expected`), or for
    anything (`unfinished`).
    """

    links: dict[int, Link] = field(default_factory=dict)
    opened: int = 0
    pictures: bool = False
    closed: int = 0
    ends_link: bool = False
    ends_picture: bool = False
    forbids: bool = False
    awaited: set[str] = field(default_factory=set)
    expected: bool = False
    unfinished: bool = False


@dataclass(slots=True)
class _Bracket:
    """One that is open: where its mark begins and its text, and how deep the pictures in it lie."""

    mark: int
    start: int
    depth: int = 0


def links_plugin(engine: MarkdownIt) -> None:
    """Puts both rules in the place of the engine's."""
    engine.inline.ruler.at("link", _link_rule)
    engine.inline.ruler.at("image", _picture_rule)


def brackets_of(state: StateInline) -> Brackets:
    """The brackets of the whole text of a state."""
    known: dict[str, Brackets] = state.env["brackets"]
    if state.src not in known:
        any_bracket = "[" in state.src or "]" in state.src
        known[state.src] = _Pairing(state).made if any_bracket else Brackets()
    return known[state.src]


def _link_rule(state: StateInline, silent: bool) -> bool:
    link = _met(state, "[")
    if link is None:
        return False
    if not silent:
        end = state.posMax
        state.pos, state.posMax = link.start, link.text_end
        _push_attributes(state, "link_open", "a", 1, {"href": link.href}, link)
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.push("link_close", "a", -1)
        state.posMax = end
    state.pos = link.end
    return True


def _picture_rule(state: StateInline, silent: bool) -> bool:
    link = _met(state, "!")
    if link is None:
        return False
    if not silent:
        words = state.src[link.start : link.text_end]
        inside = state.md.inline.parse(words, state.md, state.env, [])
        _push_attributes(state, "image", "img", 0, {"src": link.href, "alt": ""}, link)
        state.tokens[-1].children = inside
        state.tokens[-1].content = words
    state.pos = link.end
    return True


def _met(state: StateInline, mark: str) -> Link | None:
    """The link that begins here, if it ends where the part that is read does."""
    if state.src[state.pos] != mark:
        return None
    link = brackets_of(state).links.get(state.pos)
    return link if link is not None and link.end <= state.posMax else None


def _push_attributes(
    state: StateInline,
    kind: str,
    tag: str,
    nesting: Literal[-1, 0, 1],
    attributes: dict[str, str],
    link: Link,
) -> None:
    token = state.push(kind, tag, nesting)
    token.attrs = {**attributes, **({"title": link.title} if link.title else {})}


class _Pairing:
    """Goes through a text once, with a stack of what is open."""

    def __init__(self, state: StateInline) -> None:
        self.made = Brackets()
        self._state = state
        self._references = state.env["references"]
        self._open: list[_Bracket] = []
        # The lowest so many of the stack have a link behind them, so that they can be none.
        self._barren = 0
        before = state.pos, state.posMax
        state.pos, state.posMax = 0, len(state.src)
        self._go_through()
        state.pos, state.posMax = before
        self._note_open()

    def _go_through(self) -> None:
        source, position = self._state.src, 0
        while found := _MET.search(source, position):
            position, end = found.span()
            mark = found[0]
            if mark == "]":
                position = self._close(position)
            elif mark == "[" and (note := REFERENCE.match(source, position)):
                self._forbid()
                position = note.end()
            elif mark in ("[", "!["):
                self._open.append(_Bracket(position, end))
                position = end
            else:
                position = self._behind(position)

    def _behind(self, position: int) -> int:
        """Behind what begins at a mark that may hide brackets."""
        self._state.pos = position
        for rule in self._state.md.inline.ruler.getRules(""):
            if rule(self._state, True):
                return self._state.pos
        return position + 1

    def _close(self, position: int) -> int:
        """Pairs the bracket that ends at `position`; returns where to go on."""
        if not self._open:
            self._note_closed(position)
            return position + 1
        bracket, number = self._open.pop(), len(self._open)
        barren = number < self._barren
        self._barren = min(self._barren, number)
        picture = bracket.start - bracket.mark > 1
        link = self._link(bracket, position) if picture or not barren else None
        if link is None or (picture and bracket.depth >= _DEEPEST):
            self._deepen(bracket.depth)
            if picture and REFERENCE.match(self._state.src, bracket.start - 1):
                self._forbid()
            return position + 1
        self.made.links[bracket.mark] = link
        if picture:
            self._deepen(bracket.depth + 1)
        else:
            self._forbid()
        return link.end

    def _deepen(self, depth: int) -> None:
        if self._open:
            self._open[-1].depth = max(self._open[-1].depth, depth)

    def _forbid(self) -> None:
        """A link, or a note, is in no other link."""
        self._barren = len(self._open)
        self.made.forbids = True

    def _note_closed(self, position: int) -> None:
        made = self.made
        made.closed += 1
        if self._references or self._state.src.startswith("(", position + 1):
            made.ends_picture = True
            made.ends_link |= not made.forbids

    def _note_open(self) -> None:
        made = self.made
        pictures = [at for at, each in enumerate(self._open) if each.start - each.mark > 1]
        made.pictures = bool(pictures)
        # Closing brackets meet the others first: they count down to the lowest that matters.
        made.opened = len(self._open) - min((self._barren, *pictures[:1]))

    def _link(self, bracket: _Bracket, text_end: int) -> Link | None:
        source = self._state.src
        if source.startswith("(", text_end + 1):
            found = self._address(text_end + 2)
            if found is not None:
                return Link(bracket.start, text_end, *found)
        return self._reference(bracket.start, text_end) if self._references else None

    def _address(self, position: int) -> tuple[int, str, str] | None:
        """The end, the address and the title of what is in parentheses."""
        state, source, limit = self._state, self._state.src, len(self._state.src)
        position = self._skipped(position)
        found = parseLinkDestination(source, position, limit)
        href, title = "", ""
        if found.ok:
            href = state.md.normalizeLink(found.str)
            if not state.md.validateLink(href):
                return None
            position = found.pos
        elif source.startswith("<", position):
            if not _BRACKETED_ENDS.search(source, position + 1):
                self.made.awaited.add(">")
        else:
            self.made.unfinished |= not _ADDRESS_ENDS.search(source, position)
        begun, behind = position, self._skipped(position)
        if behind > begun:
            named = parseLinkTitle(source, behind, limit)
            title = named.str if named.ok else ""
            position = self._skipped(named.pos) if named.ok else behind
            if named.can_continue:
                self.made.awaited.add(chr(named.marker))
        if position >= limit:
            self.made.expected |= behind > begun
            self.made.unfinished |= behind == begun
        return (position + 1, href, title) if source.startswith(")", position) else None

    def _skipped(self, position: int) -> int:
        found = _BLANKS.match(self._state.src, position)
        return found.end() if found else position

    def _reference(self, start: int, text_end: int) -> Link | None:
        source, end = self._state.src, text_end + 1
        label = source[start:text_end] if text_end - start <= _LONGEST_LABEL else ""
        found = _LABEL.match(source, end)
        if found and (found[1].strip() or not found[1]):
            label, end = found[1] or label, found.end()
        defined = self._references.get(normalizeReference(label)) if label.strip() else None
        return Link(start, text_end, end, defined["href"], defined["title"]) if defined else None
