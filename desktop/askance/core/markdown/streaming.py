"""A Markdown text that is still arriving.

Blocks that later text cannot change are `closed`: each keeps its identity for good. What is behind
them is `open`. Its last block is cut wherever later text cannot reach back any more, or only to
close what has been open for long: the part before is kept as it is, the rest is parsed again behind
a short opening that stands for it. So a tick costs as much as the text that came since, however
long the block grows and whatever it is. Pure; owned by one thread.

Only whole lines decide what is closed (`#` may yet become `#5`), and only they are remembered,
except in a very long line; the unfinished last line is shown as far as `preview` finds it decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from askance.core.markdown.blocks import Block, Heading, Paragraph
from askance.core.markdown.continued import Kept, KeptCode, KeptText, leaf_of
from askance.core.markdown.cutting import Source
from askance.core.markdown.engine import References
from askance.core.markdown.late_references import Closed, resolved
from askance.core.markdown.parser import Parsed, Placed, normalised, outline, place, place_late
from askance.core.markdown.preview import presentable
from askance.core.markdown.reading import Read, Sure, is_closed_by, is_table_head

_LONG_LINE = 320
_PATIENCE = 1.25
_LONG_PATIENCE = 1.5
_LONG_TAIL = 2000
_SELDOM = 8
_WORD = re.compile(r"[^\W_]")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]\\^]+\]:[ \t]*[^\s\"'()<>]+[ \t]*\n?")


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
        # Where to fall back to, should what is kept have been closed; whether it has; and how much
        # must have been taken before that is worth it.
        self._sure: Sure | None = None
        self._doubted = False
        self._taken = 0
        self._again_at = 0
        # A long tail that cannot be cut is looked at again only when it is this long.
        self._looked: tuple[Block, ...] = ()
        self._look_at = 0
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
            self._open = self._look()
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
        read = self._settled(len(self._tail), final=True)
        self._close(read.placed, read.ahead)
        self._tail, self._open = "", ()
        self._finished = True
        if self._references:
            closed = Closed(self.closed, self.lines, self._known, self._unsure)
            fresh, self.lines = resolved(self.text, closed, self._references)
            self.closed = self._same(fresh)

    def resumed(self) -> StreamingDocument:
        """The same text, which takes more again. Closed blocks that come out the same keep their
        identity; what more text may change is open. Costs as much as parsing everything once.
        """
        again = StreamingDocument()
        again.append(self.text)
        again.closed = self._same(again.closed)
        return again

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
        self._taken += len(text)
        self._open = None
        if "\n" in text:
            self._settle_lines()
        if len(self._tail) - self._tail.rfind("\n") > max(_LONG_LINE, self._wait):
            self._settle_long_line()

    def _look(self) -> tuple[Block, ...]:
        if self._taken >= self._again_at and is_closed_by(self._kept, self._tail, self._references):
            self._fall_back()
        size = len(self._tail)
        if size >= self._look_at:
            self._looked = self._as_it_looks()
            self._look_at = size + size // _SELDOM if size > _LONG_TAIL else 0
        return self._looked

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
        self,
        source: str,
        opening: str,
        references: References,
        how: Callable[[str, References], Parsed] = place,
    ) -> Read:
        """Reads a source that begins with what is kept, if anything, opened again."""
        parsed = how(source, references)
        fitting = self._made_whole(parsed.placed)
        *lines, end = source.split("\n")
        lines = [*(f"{line}\n" for line in lines), *([end] if end else [])]
        read = Source(lines, parsed.columns, references, bool(end))
        return Read(parsed.placed, read, opening, fitting)

    def _made_whole(self, placed: list[Placed]) -> bool:
        """Joins what is kept with the first block read behind its opening, if that is its rest."""
        if self._kept is None:
            return True
        whole = self._kept.joined(placed[0].block) if placed else None
        if whole is not None:
            placed[0] = replace(placed[0], block=whole)
        return whole is not None

    def _settled(self, length: int, *, final: bool = False) -> Read:
        """Reads the first `length` characters of the tail for good; from where the open block
        begins, should what was kept of it prove wrong.
        """
        if not is_table_head(self._kept, self._tail[:length]):
            opening = self._kept.opening() if self._kept else ""
            # What comes last may be a whole text, most of which is far from what is looked at.
            how = place_late if final else place
            read = self._read(opening + self._tail[:length], opening, self._references, how)
            if read.fitting and self._is_sure(read, final=final):
                return read
            if read.fitting:
                return self._settled(length + self._fall_back(), final=final)
        return self._settled(length + self._start_over(), final=final)

    def _is_sure(self, read: Read, *, final: bool = False) -> bool:
        """Whether what was kept may stay: what is open in it is not closed by what was read, or
        that may wait, for the text goes on and was read again a short while ago.
        """
        if self._sure is None:
            return True
        rest, goes_on = read.rest()
        self._doubted = self._doubted or is_closed_by(self._kept, rest, read.source.references)
        waits = goes_on and not final and self._taken < self._again_at
        return not self._doubted or waits

    def _fall_back(self) -> int:
        """Gives up what was kept of a text behind something open; returns how much longer the tail
        has become at its beginning. As much again as a half of it is to come until the next time,
        so that all of them together cost as much as the text is long.
        """
        sure = self._sure or Sure(None, 0, self._began)
        again = "".join(self._kept_source[sure.pieces :])
        self._tail, self._tail_line, self._kept = again + self._tail, sure.line, sure.kept
        del self._kept_source[sure.pieces :]
        self._sure, self._doubted, self._look_at = None, False, 0
        self._again_at = self._taken + len(self._tail) // 2
        return len(again)

    def _start_over(self) -> int:
        """Gives up what was kept; returns how much longer the tail has become at its beginning."""
        begin = "".join(self._kept_source)
        self._tail, self._tail_line = begin + self._tail, self._began
        self._kept, self._kept_source, self._uncut = None, [], True
        self._sure, self._doubted, self._look_at = None, False, 0
        return len(begin)

    def _settle_lines(self) -> None:
        """Closes what the whole lines of the tail have decided, and cuts the block behind it."""
        end = self._tail.rfind("\n") + 1
        if isinstance(self._kept, KeptCode) and self._kept.holds(self._tail[:end]):
            self._keep(replace(self._kept, done=self._kept.done + self._tail[:end]), end)
            return
        waits = end < self._wait and "\n\n" not in self._tail[-_LONG_LINE:]
        if waits and not is_table_head(self._kept, self._tail[:end]):
            return
        read = self._settled(end)
        if not read.placed:
            self._pass_definitions(read.source.lines)
            return
        *before, last = read.placed
        if read.is_closed:
            self._close(read.placed, read.ahead)
            self._pass(read.offset(last.end))
        else:
            self._cut(before, last, read)

    def _settle_long_line(self) -> None:
        """Cuts the text or the code that goes on in a line which has become very long."""
        leaf = leaf_of(self._kept)
        begun = isinstance(leaf, KeptText) and leaf.inside_line and "\n" not in self._tail
        if not begun and not _WORD.search(self._tail, self._tail.rfind("\n") + 1):
            self._wait = int(len(self._tail) * _PATIENCE)
            return  # it may be what is under a heading or under a table's head
        read = self._read_long_line()
        if read.fitting and not self._is_sure(read):
            self._fall_back()
            read = self._read_long_line()
        if read.fitting and read.placed:
            *before, last = read.placed
            self._cut(before, last, read)

    def _read_long_line(self) -> Read:
        opening = self._kept.opening() if self._kept else ""
        source, references = opening + self._tail, dict(self._references)
        read = self._read(source, opening, references, outline)
        # What is cut off a text is read for that; anything else is kept as it was read.
        if len(read.placed) == 1 and isinstance(read.placed[0].block, Paragraph | Heading):
            return read
        return self._read(source, opening, references)

    def _cut(self, before: list[Placed], last: Placed, read: Read) -> None:
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
            self._references.update(read.source.defined_before(cut.line))
            self._keep(cut.kept, read.offset(cut.line, cut.column) - start)
        size = len(self._tail)
        patience = _LONG_PATIENCE if size > _LONG_TAIL else _PATIENCE
        self._wait = int(size * patience) if size > _LONG_LINE else 0

    def _keep(self, kept: Kept, length: int) -> None:
        """Keeps the open block up to `length` characters into the tail."""
        if self._kept is None:
            self._began = self._tail_line
            self._known_began = len(self._references)
        leaf = leaf_of(kept)
        if isinstance(leaf, KeptText) and leaf.openers:
            self._sure = self._sure or Sure(self._kept, len(self._kept_source), self._tail_line)
        elif not self._doubted:
            self._sure = None
        self._kept = kept
        self._kept_source.append(self._tail[:length])
        self._pass(length)

    def _pass(self, length: int) -> None:
        self._look_at = 0
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
        self._sure, self._doubted, self._again_at, self._look_at = None, False, 0, 0
