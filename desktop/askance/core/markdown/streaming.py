"""A Markdown text that is still arriving.

Blocks that later text cannot change are `closed`: each keeps its identity for good. What is behind
them is `open`. Its last block is cut wherever later text cannot reach back any more: the part
before is kept as it is, the rest is parsed again behind a short opening that stands for it. So a
tick costs as much as the text that came since, however long the block grows and whatever it is.
Pure; owned by one thread.

Only whole lines decide what is closed (`#` may yet become `#5`), and only they are remembered,
except in a very long line; the unfinished last line is shown as far as `preview` finds it decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from askance.core.markdown.blocks import Block, Code, Heading, Math, Paragraph, Rule, Table
from askance.core.markdown.continued import Kept, KeptCode, KeptText, leaf_of
from askance.core.markdown.cutting import Source
from askance.core.markdown.engine import References
from askance.core.markdown.parser import (
    Placed,
    is_open_fence,
    may_refer,
    normalised,
    outline,
    place,
)
from askance.core.markdown.preview import presentable

_LONG_LINE = 320
_PATIENCE = 1.5
_LONG_TAIL = 2000
_WORD = re.compile(r"[^\W_]")
_DELIMITERS = re.compile(r"[\s>]*[-:|][-:|\s]*")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]\\^]+\]:[ \t]*[^\s\"'()<>]+[ \t]*\n?")


@dataclass(frozen=True, slots=True)
class _Read:
    """The tail's blocks as they were read behind an opening, the first made whole. `fitting` says
    whether what was read is the rest of what was kept.
    """

    placed: list[Placed]
    source: Source
    opening: str
    fitting: bool

    @property
    def ahead(self) -> int:
        """The lines of the opening."""
        return self.opening.count("\n")

    def offset(self, line: int, column: int = 0) -> int:
        """Where a place in what was read is in the tail."""
        return sum(map(len, self.source.lines[:line])) + column - len(self.opening)


class StreamingDocument:
    """Takes text as it comes. `closed` only ever grows, but for `finish`, which may replace blocks
    that use a link reference defined behind them. `lines` are the lines `[start, end)` of the
    source that each closed block was made of.
    """

    def __init__(self) -> None:
        self.closed: list[Block] = []
        self.lines: list[tuple[int, int]] = []
        self._pieces: list[str] = []
        self._carriage_return = False
        self._references: References = {}
        self._open: tuple[Block, ...] | None = ()
        self._finished = False
        # What is not parsed for good yet, and the line of the text at which that begins.
        self._tail = ""
        self._tail_line = 0
        # The finished part of the open block: itself, its source, and the line it begins at.
        self._kept: Kept | None = None
        self._kept_source: list[str] = []
        self._began = 0
        # Set when a cut turned out wrong: the block is parsed whole until it is closed.
        self._uncut = False
        self._wait = 0
        # How many references were known when each closed block was read, and the open one begun.
        self._known: list[int] = []
        self._known_began = 0
        self._unsure = False

    @property
    def text(self) -> str:
        """Everything that came."""
        self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @property
    def finished(self) -> bool:
        """Whether `finish` was called."""
        return self._finished

    @property
    def open(self) -> tuple[Block, ...]:
        """What is behind the closed blocks, as it looks now."""
        if self._open is None:
            self._open = self._as_it_looks()
        return self._open

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, as they look now."""
        return (*self.closed, *self.open)

    def append(self, text: str) -> None:
        """Takes the next piece, cut anywhere. Raises ValueError once finished."""
        if self._finished:
            raise ValueError("the document is finished")
        self._pieces.append(text)
        self._take(text)

    def finish(self, text: str = "") -> None:
        """No more text comes, after this last piece: everything is closed. What is read with the
        last piece is read once. Raises ValueError for text that comes once finished.
        """
        if self._finished:
            if text:
                raise ValueError("the document is finished")
            return
        self._pieces.append(text)
        self._tail += normalised(f"\r{text}" if self._carriage_return else text)
        read = self._settled(len(self._tail))
        self._close(read.placed, read.ahead)
        self._tail, self._open = "", ()
        self._finished = True
        if self._references:
            self._resolve()

    def resumed(self) -> StreamingDocument:
        """The same text, which takes more again. Closed blocks that come out the same keep their
        identity; what more text may change is open. Costs as much as parsing everything once.
        """
        again = StreamingDocument()
        again.append(self.text)
        again.closed = self._same(again.closed)
        return again

    def _resolve(self) -> None:
        """References may be used before they are defined: only now are all of them known. What
        they may have changed is read again, everything if where blocks end may have changed.
        """
        lines = normalised(self.text).split("\n")
        fresh = list(self.closed)
        for number, (start, end) in enumerate(self.lines):
            if self._known[number] < len(self._references) and may_refer(self.closed[number]):
                source = "\n".join(lines[start:end])
                placed = place(source, dict(self._references)).placed
                if len(placed) != 1:
                    self._unsure = True
                    break
                fresh[number] = placed[0].block
        if self._unsure:
            whole = place("\n".join(lines), {}).placed
            fresh = [each.block for each in whole]
            self.lines = [(each.start, each.end) for each in whole]
        self.closed = self._same(fresh)

    def _same(self, fresh: list[Block]) -> list[Block]:
        """The fresh blocks, each with the identity of the closed one that it equals."""
        same = dict(enumerate(self.closed))
        return [same[at] if same.get(at) == block else block for at, block in enumerate(fresh)]

    def _take(self, text: str) -> None:
        if self._carriage_return:
            text = f"\r{text}"
        self._carriage_return = text.endswith("\r")
        text = normalised(text[:-1] if self._carriage_return else text)
        self._tail += text
        self._open = None
        if "\n" in text:
            self._settle_lines()
        if len(self._tail) - self._tail.rfind("\n") > max(_LONG_LINE, self._wait):
            self._settle_long_line()

    def _as_it_looks(self) -> tuple[Block, ...]:
        kept = self._kept
        leaf = leaf_of(kept)
        if isinstance(kept, KeptCode) and kept.is_plain:
            return (kept.with_text(presentable(self._tail, leaf)),)
        opening = kept.opening() if kept else ""
        shown = presentable(opening + self._tail, leaf)
        parsed = place(shown, dict(self._references))
        fitting = self._made_whole(parsed.placed)
        blocks = tuple(each.block for each in parsed.placed)
        return blocks if fitting or kept is None else (kept.alone(), *blocks)

    def _read(
        self, source: str, opening: str, references: References, *, outlined: bool = False
    ) -> _Read:
        """Reads a source that begins with what is kept, if anything, opened again."""
        parsed = (outline if outlined else place)(source, references)
        fitting = self._made_whole(parsed.placed)
        *lines, end = source.split("\n")
        lines = [*(f"{line}\n" for line in lines), *([end] if end else [])]
        read = Source(lines, parsed.columns, references, bool(end))
        return _Read(parsed.placed, read, opening, fitting)

    def _made_whole(self, placed: list[Placed]) -> bool:
        """Joins what is kept with the first block read behind its opening, if that is its rest."""
        if self._kept is None:
            return True
        whole = self._kept.joined(placed[0].block) if placed else None
        if whole is not None:
            placed[0] = replace(placed[0], block=whole)
        return whole is not None

    def _settled(self, length: int) -> _Read:
        """Reads the first `length` characters of the tail for good; from where the open block
        begins, should what was kept of it prove wrong.
        """
        if not self._is_table_head(self._tail[:length]):
            opening = self._kept.opening() if self._kept else ""
            read = self._read(opening + self._tail[:length], opening, self._references)
            if read.fitting:
                return read
        return self._settled(length + self._start_over())

    def _is_table_head(self, source: str) -> bool:
        """Whether a line that was cut inside turns out to be the head of a table."""
        leaf = leaf_of(self._kept)
        if not isinstance(leaf, KeptText) or not leaf.inside_line:
            return False
        first, _, rest = source.partition("\n")
        second = rest.partition("\n")[0]
        return (leaf.barred or "|" in first) and bool(_DELIMITERS.fullmatch(second))

    def _start_over(self) -> int:
        """Gives up what was kept; returns how much longer the tail has become at its beginning."""
        begin = "".join(self._kept_source)
        self._tail, self._tail_line = begin + self._tail, self._began
        self._kept, self._kept_source, self._uncut = None, [], True
        return len(begin)

    def _settle_lines(self) -> None:
        """Closes what the whole lines of the tail have decided, and cuts the block behind it."""
        end = self._tail.rfind("\n") + 1
        if isinstance(self._kept, KeptCode) and self._kept.holds(self._tail[:end]):
            self._keep(replace(self._kept, done=self._kept.done + self._tail[:end]), end)
            return
        if end < self._wait and "\n\n" not in self._tail[-_LONG_LINE:]:
            return
        read = self._settled(end)
        if not read.placed:
            self._pass_definitions(read.source.lines)
            return
        *before, last = read.placed
        if _is_closed(last, read.source):
            self._close(read.placed, read.ahead)
            self._pass(read.offset(last.end))
        else:
            self._cut(before, last, read)

    def _settle_long_line(self) -> None:
        """Cuts the text or the code that goes on in a line which has become very long."""
        if not _WORD.search(self._tail, self._tail.rfind("\n") + 1):
            return  # it may be what is under a heading or under a table's head
        opening = self._kept.opening() if self._kept else ""
        source, references = opening + self._tail, dict(self._references)
        read = self._read(source, opening, references, outlined=True)
        # What is cut off a text is read for that; anything else is kept as it was read.
        if len(read.placed) != 1 or not isinstance(read.placed[0].block, Paragraph | Heading):
            read = self._read(source, opening, references)
        if read.fitting and read.placed:
            *before, last = read.placed
            self._cut(before, last, read)

    def _cut(self, before: list[Placed], last: Placed, read: _Read) -> None:
        """Closes `before` and keeps what is finished of `last`."""
        kept = None if before else self._kept
        cut = None
        if before or not self._uncut:
            cut = read.source.cut(last.group, last.block, kept)
        start = read.offset(last.start)
        behind_none = not before or before[-1].end < last.start
        if behind_none and last.start and "]:" in read.source.lines[last.start - 1]:
            self._unsure = True  # the line after a definition may become its title
        if before and (cut or not read.source.unfinished):
            self._close(before, read.ahead)
        if self._kept is None and (cut or not read.source.unfinished):
            self._pass(start)
        else:
            start = 0
        if cut is not None:
            self._keep(cut.kept, read.offset(cut.line, cut.column) - start)
        size = len(self._tail)
        self._wait = int(size * _PATIENCE) if size > _LONG_TAIL else 0

    def _keep(self, kept: Kept, length: int) -> None:
        """Keeps the open block up to `length` characters into the tail."""
        if self._kept is None:
            self._began = self._tail_line
            self._known_began = len(self._references)
        self._kept = kept
        self._kept_source.append(self._tail[:length])
        self._pass(length)

    def _pass(self, length: int) -> None:
        self._tail_line += self._tail.count("\n", 0, length)
        self._tail = self._tail[length:]

    def _pass_definitions(self, lines: list[str]) -> None:
        """Lines that made no block are blank or define links; the last may be gone on with."""
        last = lines[-1] if lines else ""
        if not last.strip():
            self._pass(sum(map(len, lines)))
        elif _DEFINITION.fullmatch(last):
            self._pass(sum(map(len, lines[:-1])))

    def _close(self, placed: list[Placed], ahead: int) -> None:
        """Closes blocks, of which the first may be the one that was kept."""
        for each in placed:
            start = self._began if self._kept else self._tail_line + each.start - ahead
            self.closed.append(each.block)
            self.lines.append((start, self._tail_line + each.end - ahead))
            self._known.append(self._known_began if self._kept else len(self._references))
            self._kept = None
        self._kept_source, self._uncut = [], False


def _is_closed(last: Placed, source: Source) -> bool:
    """Whether nothing can be added to a block although none has come behind it. A text with a
    bracket in it is left open: the next line may define what it refers to.
    """
    head = last.group[0]
    match last.block:
        case Code() if head.type == "fence":
            return not is_open_fence(last.group)
        case Math() | Rule():
            return True
        case Paragraph() | Heading() if may_refer(last.block):
            return False
        case Paragraph() | Heading() | Table():
            return last.end < len(source.lines)
    return False
