"""One body of Markdown as leaves: what came, what of it changed, and what in it is doubtful.

Text is taken at once and told at once; reading it can be spread over many turns of the event loop
(`read`), because eighty kilobytes are read in a tenth of a second and a frame lasts a sixtieth of
one. Leaves before the first change keep their identity. Pure; owned by one thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from askance.core.conversation import TokenLogprob
from askance.core.doubt import THRESHOLD, PlacedToken, Sureness
from askance.core.markdown import Block, StreamingDocument
from askance.ui.conversation.doubt import Marks, marks_in
from askance.ui.conversation.flow import Flow, Leaf
from askance.ui.conversation.typed import TypedDocument

_Value = TypeVar("_Value")
_LINE_END = re.compile(r"\r\n|\r|\n")
WHOLE = 4096
"""Characters of a finished text that are read in one go, at half the cost of many pieces."""
PIECE = 1024
"""Characters read between two looks at the clock; of tables, they take some milliseconds."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed: `fresh` stands in the place of all leaves from number `first` on. The leaves
    before number `complete` are final. `marked` are the numbers of leaves with other marks.
    """

    first: int
    fresh: Sequence[Leaf]
    complete: int
    marked: Sequence[int] = ()


class Body:
    """Feed it with `append` and `hear`, end it with `finish`; `update` tells what changed. Words
    less probable than `doubt_below` are marked. What was `typed` is not read as Markdown.
    """

    def __init__(self, doubt_below: float = THRESHOLD, *, typed: bool = False) -> None:
        self._doubt_below = doubt_below
        self.leaves: list[Leaf] = []
        self.marks: dict[int, Marks] = {}
        """The doubtful words by the number of their leaf, in reading order."""
        self._document = TypedDocument() if typed else StreamingDocument()
        self._came = ""
        self._unread = ""
        self._ending = False
        self._flow = Flow()
        # The closed blocks that stand in the leaves, and those behind them that were open.
        self._closed: list[Block] = []
        self._standing = 0
        self._shown: list[Block] = []
        self._first_leaf: list[int] = []
        self._blocks_marked = 0
        self._sureness: Sureness | None = None
        self._line_starts = [0]

    @property
    def text(self) -> str:
        """The Markdown source so far, read or not."""
        return self._document.text + self._came + self._unread

    @property
    def unread(self) -> str:
        """What has come and was not read yet."""
        return self._unread

    @property
    def ahead(self) -> int:
        """How many blocks were read that `update` has still to make leaves of."""
        return len(self._document.closed) - self._standing

    @property
    def finished(self) -> bool:
        """Whether no more text can come."""
        return self._ending or self._document.finished

    @property
    def heard(self) -> int:
        """How many tokens came with their probabilities."""
        return self._sureness.heard if self._sureness is not None else 0

    def append(self, text: str, *, later: bool = False) -> None:
        """Takes text, which `update` reads, or `finish`, and a whole text only once if it is that.
        With `later`, or while earlier text waits, `read` is to be called for it.
        """
        if self._document.finished:
            raise ValueError("the body is finished")
        if later or self._unread:
            self._unread += text
        else:
            self._came += text
        if self._sureness is not None:
            self._sureness.add_text(text)

    def hear(self, tokens: Sequence[TokenLogprob]) -> None:
        """Takes the tokens of the text with their probabilities."""
        if self._sureness is None:
            self._sureness = Sureness()
            self._sureness.add_text(self.text)
        self._sureness.add_tokens(tokens)

    def set_doubt_below(self, probability: float) -> None:
        """Marks other words than before."""
        if probability == self._doubt_below:
            return
        self._doubt_below = probability
        self.marks.clear()
        self._blocks_marked = 0
        if self._sureness is not None:
            self._mark_doubts(self._sureness)

    def finish(self) -> None:
        """No more text comes, nor tokens."""
        if self._sureness is not None:
            self._sureness.finish()
        if self._unread:
            self._ending = True
        else:
            came, self._came = self._came, ""
            self._document.finish(came)

    def read(self, enough: Callable[[], bool]) -> bool:
        """Reads what waits, at least a piece of it, until it is `enough`; whether all was read."""
        whole = self._ending and not self._document.text and not self._came
        most = WHOLE if whole else PIECE
        self._take_in()
        while len(self._unread) > most:
            end = _piece(self._unread)
            piece, self._unread = self._unread[:end], self._unread[end:]
            self._document.append(piece)
            if enough():
                return False
        piece, self._unread = self._unread, ""
        if self._ending:
            self._ending = False
            self._document.finish(piece)
        elif piece:
            self._document.append(piece)
        return True

    def resume(self, tokens: Sequence[TokenLogprob]) -> None:
        """Takes text again after `finish`; what is closed stays as it is. `tokens` are those of the
        text so far.
        """
        if not self.finished:
            return
        self.read(lambda: False)
        self._document = self._document.resumed()
        self._sureness = None
        if tokens:
            self.hear(tokens)

    def tokens(self, start: int, end: int) -> list[PlacedToken]:
        """The tokens that reach into `[start, end)` of the source."""
        return self._sureness.tokens(start, end) if self._sureness is not None else []

    def update(self) -> Change:
        """Takes what was read into the leaves. Costs as much as the open block."""
        self._take_in()
        closed, standing = self._document.closed, self._standing_blocks()
        blocks = [*closed[standing:], *self._document.open]
        same = _same(self._shown, blocks)
        change = self._replace(standing + same, blocks[same:])
        self._closed, self._standing = closed, len(closed)
        self._shown = blocks[len(closed) - standing :]
        if self._sureness is None:
            return change
        return replace(change, marked=self._mark_doubts(self._sureness))

    def _take_in(self) -> None:
        if self._came:
            came, self._came = self._came, ""
            self._document.append(came)

    def _standing_blocks(self) -> int:
        """How many blocks stand for good. Other closed blocks take the place of those that stood
        only when a text ends or goes on.
        """
        if self._document.closed is not self._closed:
            self._shown = [*self._closed[: self._standing], *self._shown]
            self._standing = 0
        return self._standing

    def _replace(self, same: int, blocks: Sequence[Block]) -> Change:
        """Puts the leaves of `blocks` in the place of those of all blocks from number `same` on."""
        known = len(self._first_leaf)
        first = self._leaf_at(same)
        del self._first_leaf[same:]
        kept, fresh = 0, list[Leaf]()
        for number, block in enumerate(blocks, same):
            self._first_leaf.append(first + kept + len(fresh))
            if number == same == known - 1:
                kept, fresh = self._flow.grown(block)
            else:
                fresh += self._flow.leaves(block)
        while self.marks and next(reversed(self.marks)) >= first:
            self.marks.popitem()
        self._blocks_marked = min(self._blocks_marked, same)
        first += kept
        equal = _same(self.leaves[first:], fresh)
        fresh = fresh[equal:]
        self.leaves[first + equal :] = fresh
        return Change(first + equal, fresh, self._leaf_at(len(self._document.closed)))

    def _mark_doubts(self, sureness: Sureness) -> list[int]:
        """Marks the doubtful words of the blocks that are closed and whose tokens have come."""
        closed, marked = self._document.lines, []
        while self._blocks_marked < len(closed):
            start, end = (self._offset(line) for line in closed[self._blocks_marked])
            if sureness.reach < end and not self._document.finished:
                break
            source = self._document.text[start:end]
            first = self._first_leaf[self._blocks_marked]
            leaves = self.leaves[first : self._leaf_at(self._blocks_marked + 1)]
            found = marks_in(
                source, sureness.doubts(source, start, self._doubt_below), leaves, start
            )
            for number, marks in found.items():
                self.marks[first + number] = marks
                marked.append(first + number)
            self._blocks_marked += 1
        return marked

    def _leaf_at(self, block: int) -> int:
        """The first leaf of a block, or the end of all."""
        return self._first_leaf[block] if block < len(self._first_leaf) else len(self.leaves)

    def _offset(self, line: int) -> int:
        """Where a line of the source begins, in characters."""
        starts, text = self._line_starts, self._document.text
        while len(starts) <= line:
            end = _LINE_END.search(text, starts[-1])
            if end is None:
                return len(text)
            starts.append(end.end())
        return starts[line]


def _piece(text: str) -> int:
    """How much of a long text is read next. Whole blocks are best, which are read once, and then
    whole lines.
    """
    for end in ("\n\n", "\n"):
        found = text.rfind(end, 0, PIECE)
        if found > 0:
            return found + len(end)
    return PIECE


def _same(old: Sequence[_Value], new: Sequence[_Value]) -> int:
    """How many of the old ones are the new ones."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one is not other and one != other:
            return number
    return min(len(old), len(new))
