"""The body of one answer: its blocks as widgets, written on while it streams. GUI thread.

Leaves that stand before the first change keep their widgets and their places. The open block is
rewritten; a code block or a table that goes on is continued in its own widget.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from askance.core.conversation import TokenLogprob
from askance.core.doubt import Sureness
from askance.core.markdown import Block, StreamingDocument
from askance.ui.conversation.code import CodeView
from askance.ui.conversation.column import Column
from askance.ui.conversation.doubt import Mark, Marks, marks_in
from askance.ui.conversation.flow import (
    CodeLeaf,
    Flow,
    Leaf,
    Place,
    TableLeaf,
    TextLeaf,
    room_between,
)
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.prose import LEAD, ProseView
from askance.ui.conversation.table import TableView
from askance.ui.theme import Theme

Piece = ProseView | CodeView | TableView

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class _Segment:
    """A widget and the leaves it shows, `count` of them from leaf number `first` on."""

    piece: Piece
    first: int
    count: int
    place: Place


class BlocksView(Column):
    """Shows Markdown. Feed it with `append` and `refresh`, end it with `finish`."""

    link_activated = Signal(str)
    piece_added = Signal()
    """A new widget at the end, to be put behind the others in the order of Tab."""

    def __init__(self, *, theme: Theme, offthread: Offthread, name: str) -> None:
        super().__init__()
        self._theme, self._offthread, self._name = theme, offthread, name
        self._document = StreamingDocument()
        self._flow = Flow()
        self._shown: list[Block] = []
        self._first_leaf: list[int] = []
        self._leaves: list[Leaf] = []
        self._segments: list[_Segment] = []
        self._writing = False
        self._marked: Piece | None = None
        self._sureness: Sureness | None = None
        self._doubted = 0
        self._line_starts = [0]

    @property
    def text(self) -> str:
        """The Markdown source so far."""
        return self._document.text

    @property
    def finished(self) -> bool:
        """Whether no more text can come."""
        return self._document.finished

    @property
    def pieces(self) -> list[Piece]:
        """The widgets from top to bottom."""
        return [segment.piece for segment in self._segments]

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [stop for segment in self._segments for stop in segment.piece.stops]

    @property
    def doubts(self) -> list[tuple[Piece, int, Mark]]:
        """The doubtful words shown: the widget, the word's number in it, and the mark."""
        if self._sureness is None:
            return []
        return [
            (piece, number, mark)
            for piece in self.pieces
            for number, mark in enumerate(piece.marks)
        ]

    @property
    def heard(self) -> int:
        """How many tokens came with their probabilities."""
        return self._sureness.heard if self._sureness is not None else 0

    def append(self, text: str) -> None:
        """Takes text; `refresh` shows it."""
        self._document.append(text)
        if self._sureness is not None:
            self._sureness.add_text(text)

    def hear(self, tokens: Sequence[TokenLogprob]) -> None:
        """Takes the tokens of the text with their probabilities; `refresh` shows the doubts."""
        if self._sureness is None:
            self._sureness = Sureness()
            self._sureness.add_text(self._document.text)
        self._sureness.add_tokens(tokens)

    def finish(self) -> None:
        """No more text comes, nor tokens."""
        self._document.finish()
        if self._sureness is not None:
            self._sureness.finish()
        self.refresh()

    def resume(self, tokens: Sequence[TokenLogprob]) -> None:
        """Takes text again after `finish`; what is shown and closed stays as it is. `tokens` are
        those of the text so far.
        """
        if not self.finished:
            return
        self._document = self._document.resumed()
        self._sureness = None
        if tokens:
            self.hear(tokens)

    def refresh(self) -> None:
        """Shows what came. Costs as much as the open block."""
        closed = len(self._document.closed)
        blocks = [*self._document.closed, *self._document.open]
        same = _same_blocks(self._shown, blocks)
        first = self._first_leaf[same] if same < len(self._first_leaf) else len(self._leaves)
        del self._first_leaf[same:]
        fresh: list[Leaf] = []
        complete = first
        for number, block in enumerate(blocks[same:], same):
            self._first_leaf.append(first + len(fresh))
            fresh.extend(self._flow.leaves(block))
            if number < closed:
                complete = first + len(fresh)
        self._shown = blocks
        self._show(first, fresh, complete)
        self._doubted = min(self._doubted, same)
        if self._sureness is not None:
            self._mark_doubts(self._sureness)

    def set_writing(self, writing: bool) -> None:
        """Whether a mark behind the last word shows that more is coming."""
        self._writing = writing
        last = self._segments[-1].piece if self._segments else None
        if self._marked is not None and self._marked is not last:
            _mark(self._marked, False)
        if last is not None:
            _mark(last, writing)
        self._marked = last

    def restyle(self) -> None:
        """Follows the theme."""
        for segment in self._segments:
            segment.piece.restyle()
            self._indent(segment)
        self.touch_all()

    def _show(self, first: int, fresh: list[Leaf], complete: int) -> None:
        """Replaces the leaves from `first` on; those before leaf `complete` are final."""
        kept = first + _equal_leaves(self._leaves[first:], fresh)
        self._leaves[first:] = fresh
        self._cut(kept)
        while (number := self._end()) < len(self._leaves):
            self._write(number)
        for segment in reversed(self._segments):
            if segment.first < first:
                break
            if isinstance(segment.piece, CodeView) and segment.first < complete:
                segment.piece.set_complete()
        self.set_writing(self._writing)

    def _mark_doubts(self, sureness: Sureness) -> None:
        """Marks the doubtful words of the blocks that are closed and whose tokens have come."""
        closed = self._document.lines
        while self._doubted < len(closed):
            start, end = (self._offset(line) for line in closed[self._doubted])
            if sureness.reach < end and not self._document.finished:
                return
            source = self._document.text[start:end]
            first = self._first_leaf[self._doubted]
            leaves = self._leaves[first : self._leaf_behind(self._doubted)]
            for number, marks in marks_in(source, sureness.doubts(source, start), leaves).items():
                self._set_marks(first + number, marks)
            self._doubted += 1

    def _leaf_behind(self, block: int) -> int:
        behind = block + 1
        return self._first_leaf[behind] if behind < len(self._first_leaf) else len(self._leaves)

    def _offset(self, line: int) -> int:
        """Where a line of the source begins, in characters."""
        starts, text = self._line_starts, self._document.text
        while len(starts) <= line:
            end = _LINE_END.search(text, starts[-1])
            if end is None:
                return len(text)
            starts.append(end.end())
        return starts[line]

    def _set_marks(self, leaf: int, marks: Marks) -> None:
        segment = self._segments[
            bisect_right(self._segments, leaf, key=lambda each: each.first) - 1
        ]
        if isinstance(segment.piece, ProseView):
            segment.piece.doubts.set_marks(leaf - segment.first, marks[()])
        else:
            segment.piece.set_marks(marks)

    def _end(self) -> int:
        return self._segments[-1].first + self._segments[-1].count if self._segments else 0

    def _cut(self, kept: int) -> None:
        """Drops what is shown from leaf `kept` on, but for a widget that can show what comes."""
        while self._segments and self._segments[-1].first >= kept and not self._goes_on(kept):
            piece = self._segments.pop().piece
            self._marked = None if piece is self._marked else self._marked
            self.remove(piece)
        if self._segments:
            last = self._segments[-1]
            last.count = min(last.count, kept - last.first)

    def _goes_on(self, kept: int) -> bool:
        """Whether the last widget can show leaf `kept` in place of its first one."""
        last = self._segments[-1]
        if last.first != kept or kept >= len(self._leaves):
            return False
        piece, leaf = last.piece, self._leaves[kept]
        return last.place == leaf.place and (
            (isinstance(piece, ProseView) and isinstance(leaf, TextLeaf))
            or (isinstance(piece, TableView) and isinstance(leaf, TableLeaf))
            or (isinstance(piece, CodeView) and isinstance(leaf, CodeLeaf) and not piece.complete)
        )

    def _write(self, number: int) -> None:
        """Shows leaf `number` and the text that goes on behind it."""
        leaf = self._leaves[number]
        segment = self._segment_for(leaf, number)
        if isinstance(segment.piece, ProseView):
            run = list(takewhile(lambda each: isinstance(each, TextLeaf), self._leaves[number:]))
            segment.piece.write(cast(list[TextLeaf], run), keep=segment.count)
            segment.count += len(run)
        else:
            if isinstance(segment.piece, CodeView) and isinstance(leaf, CodeLeaf):
                segment.piece.set_code(leaf.code)
            elif isinstance(segment.piece, TableView) and isinstance(leaf, TableLeaf):
                segment.piece.set_table(leaf.table)
            segment.count = 1
        self.touch(segment.piece)

    def _segment_for(self, leaf: Leaf, number: int) -> _Segment:
        last = self._segments[-1] if self._segments else None
        if last is not None and (
            last.count == 0 or (isinstance(last.piece, ProseView) and isinstance(leaf, TextLeaf))
        ):
            return last
        segment = _Segment(self._piece_for(leaf), number, 0, leaf.place)
        above = self._leaves[number - 1] if number else None
        self.add(segment.piece, room_between(above, leaf) + _lead(above) - _lead(leaf))
        self._segments.append(segment)
        self._indent(segment)
        self.piece_added.emit()
        return segment

    def _piece_for(self, leaf: Leaf) -> Piece:
        if isinstance(leaf, CodeLeaf):
            return CodeView(theme=self._theme, offthread=self._offthread, parent=self)
        if isinstance(leaf, TableLeaf):
            table = TableView(theme=self._theme, parent=self)
            table.link_activated.connect(self.link_activated)
            return table
        prose = ProseView(theme=self._theme, name=self._name, parent=self)
        prose.link_activated.connect(self.link_activated)
        return prose

    def _indent(self, segment: _Segment) -> None:
        if not isinstance(segment.piece, ProseView):
            self.indent(segment.piece, round(segment.place.indent * self._theme.pixels()))


def _lead(leaf: Leaf | None) -> int:
    return LEAD if isinstance(leaf, TextLeaf) else 0


def _mark(piece: Piece, writing: bool) -> None:
    if not isinstance(piece, TableView):
        piece.set_writing(writing)


def _same_blocks(old: list[Block], new: list[Block]) -> int:
    for number, (mine, theirs) in enumerate(zip(old, new, strict=False)):
        if mine is not theirs:
            return number
    return min(len(old), len(new))


def _equal_leaves(old: list[Leaf], new: list[Leaf]) -> int:
    """How many leaves are the same from the start."""
    for number, (mine, theirs) in enumerate(zip(old, new, strict=False)):
        if mine is not theirs and mine != theirs:
            return number
    return min(len(old), len(new))
