"""*Extract text*: what stands on the picture as Markdown, block by block.

Geometry says beforehand where tables and big letters are; whether a block is code or running text
is told by its first two lines. Nothing is held back for longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from askance.core.reading.answers.code_text import (
    CodeText,
    are_numbered_lines,
    is_prompt,
    looks_like_code,
)
from askance.core.reading.answers.codes import code_list
from askance.core.reading.answers.due import DueRow, RowsInOrder
from askance.core.reading.answers.headings import Heading, is_heading, size_of
from askance.core.reading.answers.parts import Part, row_parts
from askance.core.reading.answers.pitch import middle_of, pitch_of, same_grid
from askance.core.reading.answers.prose import Prose, are_items
from askance.core.reading.answers.table import MarkdownTable, are_labels, refined
from askance.core.reading.answers.writer import NO_TEXT
from askance.core.reading.layout import Block
from askance.core.reading.values import Code, CodesRead, Piece, ReadEvent

_LINES_THAT_TELL = 2
_SIZES_THAT_TELL, _SIZES_KEPT = 3, 40


class _Kind(Enum):
    PROSE = auto()
    CODE = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class _Read:
    """A row with the parts of its text."""

    due: DueRow
    parts: list[Part]


class Extract:
    """Writes Markdown; see `Writer`."""

    def __init__(self) -> None:
        self._rows = RowsInOrder()
        self._codes: tuple[Code, ...] = ()
        self._block: Block | None = None
        self._kind: _Kind | None = None
        self._held: list[_Read] = []
        self._first: list[_Read] = []
        self._doubtful: list[list[Part]] = []
        self._open: Heading | Prose | CodeText | MarkdownTable | None = None
        self._sizes: list[float] = []
        self._written = False

    def feed(self, event: ReadEvent) -> Iterator[Piece]:
        if isinstance(event, CodesRead):
            self._codes = event.codes
        for due in self._rows.feed(event):
            yield from self._take(due)

    def end(self) -> Iterator[Piece]:
        for due in self._rows.end():
            yield from self._take(due)
        yield from self._leave()
        if self._codes:
            yield from self._apart()
            yield from code_list(self._codes)
        elif not self._written:
            yield Piece(NO_TEXT)

    def _take(self, due: DueRow) -> Iterator[Piece]:
        """Holds the row until its block's kind is told, then writes it."""
        if due.block is not self._block:
            self._block, self._kind, self._held, self._doubtful = due.block, None, [], []
        self._held.append(_Read(due, row_parts(due.lines)))
        if self._kind is None:
            told = [read.parts for read in self._held if read.parts and not self._heads(read)]
            if not due.last and len(told) < _LINES_THAT_TELL:
                return
            self._kind, self._first = self._kind_of(due, told), self._held
        held, self._held = self._held, []
        for read in held:
            yield from self._row(read)

    def _heads(self, read: _Read) -> bool:
        """Whether the row is a heading, not a line of code with tall letters."""
        return (
            is_heading(read.due, read.parts, self._usual(read.due))
            and not is_prompt(read.parts)
            and not looks_like_code([read.parts])
            and not self._goes_on_as_code(read.due, [read.parts])
        )

    def _usual(self, due: DueRow) -> float:
        """The size of the page's text: what the boxes show, or what was read if that is larger."""
        read = middle_of(self._sizes) if len(self._sizes) >= _SIZES_THAT_TELL else 0.0
        return max(read, due.layout.height)

    def _kind_of(self, due: DueRow, rows: list[list[Part]]) -> _Kind:
        pitch = pitch_of(rows)
        numbered = due.block.columns is not None and are_numbered_lines(rows)
        sure = numbered or (rows and is_prompt(rows[0]))
        if sure or (pitch and pitch.mono) or self._goes_on_as_code(due, rows):
            return _Kind.CODE
        if due.block.columns and not are_labels(rows) and not are_items(rows):
            return _Kind.TABLE
        if pitch and not pitch.told:
            if looks_like_code(rows):
                return _Kind.CODE
            self._doubtful = rows
        return _Kind.PROSE

    def _goes_on_as_code(self, due: DueRow, rows: list[list[Part]]) -> bool:
        return (
            isinstance(self._open, CodeText)
            and self._open.flow is due.block.flow
            and same_grid(rows, self._open.pitch)
        )

    def _row(self, read: _Read) -> Iterator[Piece]:
        kind, due, parts = self._kind, read.due, read.parts
        if kind is _Kind.TABLE:
            yield from self._table(read)
        if kind is _Kind.TABLE or not parts:
            return
        if kind is _Kind.PROSE and self._turns_out_as_code(read):
            self._kind = kind = _Kind.CODE
        if kind is _Kind.CODE:
            yield from self._code(due, parts)
        elif self._heads(read):
            yield from self._heading(due, parts)
        else:
            if (size := size_of(parts)) is not None:
                self._sizes = [size, *self._sizes[: _SIZES_KEPT - 1]]
            yield from self._text(due, parts)

    def _turns_out_as_code(self, read: _Read) -> bool:
        """Whether rows that told nothing by themselves are code, now that there are more; or the
        second row is, below a first one of another kind.
        """
        parts = read.parts
        if any(read is each for each in self._first):
            alone = pitch_of([parts])
            return bool(alone and alone.mono)
        if not self._doubtful:
            return False
        self._doubtful = [*self._doubtful, parts]
        pitch = pitch_of(self._doubtful)
        if pitch and pitch.told:
            self._doubtful = []
        return bool(pitch and pitch.mono)

    def _heading(self, due: DueRow, parts: list[Part]) -> Iterator[Piece]:
        if not (isinstance(self._open, Heading) and self._open.block is due.block):
            yield from self._leave()
            yield from self._apart()
            self._open = Heading(due, parts, self._usual(due))
        yield from self._open.row(parts)

    def _code(self, due: DueRow, parts: list[Part]) -> Iterator[Piece]:
        if not (isinstance(self._open, CodeText) and self._open.flow is due.block.flow):
            only = self._open is None and not self._written
            yield from self._leave()
            yield from self._apart()
            self._open = CodeText(due, whole_flow=only)
            self._open.learn([parts, *(read.parts for read in self._first)])
        yield from self._open.row(due, parts)

    def _text(self, due: DueRow, parts: list[Part]) -> Iterator[Piece]:
        if not isinstance(self._open, Prose):
            yield from self._leave()
            yield from self._apart()
            self._open = Prose()
        yield from self._open.row(due.block, due.row, parts)

    def _table(self, read: _Read) -> Iterator[Piece]:
        block = read.due.block
        if not (isinstance(self._open, MarkdownTable) and self._open.block is block):
            rows = block.rows[block.rows.index(read.due.row) :]
            first = [each.due.lines for each in self._first if each.due.row in rows]
            columns = refined(rows, first or [read.due.lines])
            if columns is None:
                if read.parts:
                    yield from self._text(read.due, read.parts)
                return
            yield from self._leave()
            yield from self._apart()
            self._open = MarkdownTable(block, rows, columns)
        yield from self._open.take(read.due.lines)

    def _leave(self) -> Iterator[Piece]:
        """Ends what is being written."""
        if isinstance(self._open, CodeText):
            yield self._open.close()
        self._open = None

    def _apart(self) -> Iterator[Piece]:
        if self._written:
            yield Piece("\n\n")
        self._written = True
