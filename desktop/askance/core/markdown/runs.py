"""The text of a paragraph, a heading or a cell → runs of characters in one dress.

Most texts hold no mark at all, and are not shown to the engine. Pure, any thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, overload

from askance.core.markdown.autolinks import with_mail_links
from askance.core.markdown.blocks import Inline, Span, plain_text
from askance.core.markdown.engine import References, read

if TYPE_CHECKING:
    from markdown_it.token import Token

# Where a rule of the engine can begin, or an address.
_SPECIAL = re.compile(r"[\n!$&*<@\[\\_`~]|www\.|https?://", re.IGNORECASE)
_MARKS_AND_TARGETS = re.compile(r"\]\([^()\s]*\)|[*`\[]+")
_REMEMBERED = 2000
_LONGEST_ADDRESS = 200
_DISPLAY = ("$$", "\\[")
_TEXTS = frozenset(("text", "text_special"))
_BREAKS = frozenset(("softbreak", "hardbreak"))
_MARKS = ("strong", "em", "s")

# Of a run: bold, italic, strike, code, math and link, as they follow each other in `Span`.
_Dress = tuple[bool, bool, bool, bool, bool, str]


class LateRuns(Sequence[Span]):
    """The runs of a text that is read when somebody looks at them: of a long answer most is never
    in sight, and to read what stands in its texts costs twice what finding its blocks does.
    """

    __slots__ = ("_references", "_runs", "written")

    def __init__(self, written: str, references: References) -> None:
        self.written, self._references = written, references
        self._runs: tuple[Span, ...] | None = None

    @property
    def was_read(self) -> bool:
        """Whether somebody looked at them."""
        return self._runs is not None

    def read(self) -> tuple[Span, ...]:
        """Them all. Any thread."""
        runs = self._runs
        if runs is None:
            runs = self._runs = tuple(runs_of(self.written, self._references))
        return runs

    def __len__(self) -> int:
        return len(self.read())

    @overload
    def __getitem__(self, at: int) -> Span: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Span]: ...
    def __getitem__(self, at: int | slice) -> Span | Sequence[Span]:
        return self.read()[at]

    def __iter__(self) -> Iterator[Span]:
        return iter(self.read())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, LateRuns):
            return self is other or self.read() == other.read()
        return self.read() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.read())

    def __repr__(self) -> str:
        return repr(self.read())


def late_runs_of(text: str, references: References) -> Inline:
    """The same as `runs_of`, read when somebody looks; `references` are not to change any more."""
    return LateRuns(text, references) if _SPECIAL.search(text) else runs_of(text, references)


def rough_text(inline: Inline) -> str:
    """About what a text says, without reading it for that."""
    if isinstance(inline, LateRuns) and not inline.was_read:
        return _MARKS_AND_TARGETS.sub("", inline.written)
    return inline[0].text if len(inline) == 1 else plain_text(inline)


def runs_of(text: str, references: References) -> Inline:
    """The runs of a paragraph's or a cell's text."""
    if not _SPECIAL.search(text):
        return (Span(text),) if text else ()
    if "[" in text and references:
        return _read(text, references)
    return _remembered(text) if len(text) <= _REMEMBERED else _read(text, {})


@lru_cache(maxsize=64)
def _remembered(text: str) -> Inline:
    # A text that is still arriving is read a few times, whole lines of it the same.
    return _read(text, {})


def _read(text: str, references: References) -> Inline:
    return spans_of(with_mail_links(read(text, references).tokens))


def spans_of(children: Iterable[Token]) -> Inline:
    """The runs of what is inside an inline token."""
    return joined(_spans(children))


def _spans(children: Iterable[Token]) -> Iterator[Span]:
    dress: _Dress = (False, False, False, False, False, "")
    depths = dict.fromkeys(_MARKS, 0)
    texts: list[str] = []
    for token in children:
        kind = token.type
        if kind in _TEXTS:
            texts.append(token.content)
            continue
        if kind in _BREAKS:
            texts.append("\n")
            continue
        if texts:
            yield Span("".join(texts), *dress)
            texts.clear()
        if not token.nesting:
            yield from _runs(token, dress)
        elif kind.startswith("link_"):
            dress = (*dress[:-1], str(token.attrs.get("href", "")))
        else:
            depths[kind.rpartition("_")[0]] += token.nesting
            bold, italic, strike = (depth > 0 for depth in depths.values())
            dress = (bold, italic, strike, False, False, dress[-1])
    if texts:
        yield Span("".join(texts), *dress)


def _runs(token: Token, dress: _Dress) -> Iterator[Span]:
    bold, italic, strike, *_, link = dress
    match token.type:
        case "code_inline":
            yield Span(token.content, bold, italic, strike, code=True, link=link)
        case "tex_inline":
            display = token.markup in _DISPLAY
            yield Span(token.content, bold, italic, strike, math=True, link=link, display=display)
        case "footnote":
            yield Span(token.content, *dress, footnote=token.content)
        case "image":
            yield from _picture(token, dress)


def _picture(token: Token, dress: _Dress) -> Iterator[Span]:
    """A picture is never fetched: its words and its address stand in its place."""
    address = str(token.attrs.get("src", ""))
    words = plain_text(spans_of(token.children or ()))
    if words:
        yield Span(f"{words} ", *dress)
    shown = address if len(address) <= _LONGEST_ADDRESS else f"{address[:_LONGEST_ADDRESS]}…"
    yield Span(shown, *dress[:-1], dress[-1] or address)


def joined(spans: Iterable[Span]) -> Inline:
    """The runs without empty ones, neighbours in the same dress as one."""
    made: list[Span] = []
    texts: list[str] = []
    for span in spans:
        if not span.text:
            continue
        if made and same_dress(made[-1], span):
            texts.append(span.text)
            continue
        _close(made, texts)
        made.append(span)
        texts = [span.text]
    _close(made, texts)
    return tuple(made)


def _close(made: list[Span], texts: list[str]) -> None:
    """Gives the last run all its texts."""
    if len(texts) > 1:
        made[-1] = replace(made[-1], text="".join(texts))


def same_dress(one: Span, other: Span) -> bool:
    """Whether two neighbouring runs are one run. A formula or a reference is a run of its own."""
    if one.math or one.footnote or other.footnote:
        return False
    return _dress(one) == _dress(other)


def _dress(span: Span) -> _Dress:
    return span.bold, span.italic, span.strike, span.code, span.math, span.link
