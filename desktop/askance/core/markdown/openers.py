"""What a running text leaves open, and whether later text closes it.

A star, a bracket or a backtick that nobody has closed is text until somebody does. So what is
behind it can be read on, if only it is known what would close it: then, and only then, has the text
to be read again from before it. Better too often than never: what is read again comes out the same
if it was nothing. The engine says what it has left over, so that what a mark means is decided in
one place only. Pure.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askance.core.markdown.engine import References, read
from askance.core.markdown.links import brackets_of
from askance.core.markdown.tex import LONGEST_INLINE

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_BACKTICKS = re.compile(r"`+")
_MARKS = {ord(mark): mark for mark in "*_~"}
# The first mark decides: it ends a link with a parenthesis behind it, and nothing without.
_TITLE_ENDS = {
    mark: re.compile(pattern)
    for mark, pattern in {
        '"': r'"\s*(?:\)|\Z)',
        "'": r"'\s*(?:\)|\Z)",
        ")": r"\)",
        ">": ">",
    }.items()
}
_TITLE_DECIDED = {
    mark: re.compile(pattern)
    for mark, pattern in {
        '"': r'(?<!\\)"',
        "'": r"(?<!\\)'",
        ")": r"(?<!\\)\(",
        ">": r"[<\n]",
    }.items()
}
_FORMULAS = {"\\(": "\\)", "\\[": "\\]"}


@dataclass(frozen=True, slots=True)
class Openers:
    """False when nothing is open. `code` are the lengths of runs of backticks, `marks` those of
    emphasis, `brackets` how many closing ones lead to the lowest that is open, `pictures` whether
    one of these began a picture, `titles` the marks that end what goes on behind `](`, `formulas`
    the ends looked for among the next `reach` characters.
    """

    code: frozenset[int] = frozenset()
    marks: frozenset[str] = frozenset()
    brackets: int = 0
    pictures: bool = False
    titles: frozenset[str] = frozenset()
    formulas: frozenset[str] = frozenset()
    reach: int = 0

    def __bool__(self) -> bool:
        return self.kinds > 0

    @property
    def kinds(self) -> int:
        """How many different things would close something."""
        sets = self.code, self.marks, self.titles, self.formulas
        return sum(map(len, sets)) + bool(self.brackets)

    def closed_by(self, text: str, references: References) -> bool:
        """Whether the text behind may close something."""
        if any(_TITLE_ENDS[mark].search(text) for mark in self.titles):
            return True
        if self.code and any(len(run) in self.code for run in _BACKTICKS.findall(text)):
            return True
        if any(end in text[: self.reach] for end in self.formulas):
            return True
        brackets = self.brackets and "]" in text
        if not brackets and not any(mark in text for mark in self.marks):
            return False
        state = read(text, references)
        return not self.marks.isdisjoint(_closing_marks(state)) or (
            bool(brackets) and self._ends_one(state)
        )

    def _ends_one(self, state: StateInline) -> bool:
        left = brackets_of(state)
        return left.ends_link or (self.pictures and left.ends_picture)

    def then(self, more: Openers, state: StateInline) -> Openers:
        """What is open behind a further text which has closed none of these, and opens `more`."""
        left = brackets_of(state)
        brackets = max(0, self.brackets - left.closed)
        if left.forbids and not self.pictures:
            brackets = 0
        reach = max(0, self.reach - len(state.src), more.reach)
        return Openers(
            self.code | more.code,
            self.marks | more.marks,
            brackets + more.brackets,
            (self.pictures and brackets > 0) or more.pictures,
            frozenset(mark for mark in self.titles if not _TITLE_DECIDED[mark].search(state.src))
            | more.titles,
            (self.formulas | more.formulas) if reach else frozenset(),
            reach,
        )


def open_in(state: StateInline) -> Openers:
    """What a text leaves open, by the state in which the engine has read it."""
    brackets = brackets_of(state)
    code = {len(run) for text in _texts(_leaves(state.tokens)) for run in _BACKTICKS.findall(text)}
    ends, reach = _open_formulas(state)
    return Openers(
        frozenset(code),
        frozenset(_open_marks(state)),
        brackets.opened,
        brackets.pictures,
        frozenset(brackets.awaited),
        ends if reach else frozenset(),
        reach,
    )


def _open_marks(state: StateInline) -> Iterator[str]:
    at = 0
    while at < len(state.delimiters):
        delimiter = state.delimiters[at]
        if delimiter.end >= 0:
            at = delimiter.end
        elif delimiter.open:
            yield _MARKS[delimiter.marker]
        at += 1


def _closing_marks(state: StateInline) -> Iterator[str]:
    """The marks that close what began before the text, if anything did."""
    paired = {delimiter.end for delimiter in state.delimiters}
    for at in state.env["closing"]:
        if at not in paired:
            yield _MARKS[state.delimiters[at].marker]


def _open_formulas(state: StateInline) -> tuple[frozenset[str], int]:
    """The ends of formulas that are looked for, and how far behind the text they are."""
    source, tokens = state.src, list(_leaves(state.tokens))
    begun = {each.markup for each in tokens if each.type == "text_special"}
    # An address holds them as they are, but not if it is in a link.
    begun |= {each for each in _FORMULAS if any(each in text for text in _texts(tokens))}
    reaches = {_FORMULAS[each]: _reach(source, each) for each in begun & _FORMULAS.keys()}
    reaches |= {each: _reach(source, each) for each in _open_dollars(tokens)}
    ends = frozenset(end for end, reach in reaches.items() if reach > 0)
    return ends, max((0, *reaches.values()))


def _open_dollars(tokens: list[Token]) -> Iterator[str]:
    if any("$" in text for text in _texts(tokens)):
        yield "$"
        # Of two that found no end together, the second may still have begun a formula alone.
        if any("$$" in text for text in _texts(tokens)) or any(
            one.content.endswith("$") and other.markup == "$"
            for one, other in itertools.pairwise(tokens)
        ):
            yield "$$"


def _leaves(tokens: Iterable[Token]) -> Iterator[Token]:
    """All tokens, those in pictures too: what is begun there may hide a picture's end."""
    for token in tokens:
        yield token
        yield from _leaves(token.children or ())


def _texts(tokens: Iterable[Token]) -> Iterator[str]:
    return (token.content for token in tokens if token.type == "text")


def _reach(source: str, mark: str) -> int:
    return source.rfind(mark) + LONGEST_INLINE + 2 - len(source)
