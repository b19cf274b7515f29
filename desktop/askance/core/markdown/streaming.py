"""A Markdown text that is still arriving.

Blocks that later text cannot change are `closed`: each keeps its identity for good. What is behind
them is `open` and parsed anew from where it begins, so a tick costs as much as the open block is
long. Three kinds of block can be long for ever and are continued instead: a fence by its lines, a
table by its rows, a list by its items. Pure; owned by one thread.

Only whole lines decide what is closed (`#` may yet become `#5`), and only they are remembered; the
unfinished last line is shown as far as `preview` finds it decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from askance.core.markdown.blocks import Block, Code, List, Table
from askance.core.markdown.parser import Placed, References, code_block, normalised, place
from askance.core.markdown.preview import presentable


@dataclass(frozen=True, slots=True)
class _Continued:
    """A block whose finished part is kept: `done` so far, a fence's lines also as they are.
    `prefix` is the source that opens the block again before what follows. `began` is the line of
    the whole text at which the block begins.
    """

    done: Code | Table | List
    began: int
    prefix: str = ""
    fence: str = ""

    def joined(self, placed: list[Placed]) -> list[Placed]:
        """The blocks parsed from `prefix` and what follows, the first made whole, lines counted
        without the prefix.
        """
        ahead = self.prefix.count("\n")
        moved = [
            replace(
                each,
                start=each.start - ahead,
                end=each.end - ahead,
                items=tuple(line - ahead for line in each.items),
            )
            for each in placed
        ]
        whole = self._whole(moved[0]) if moved else None
        return [whole, *moved[1:]] if whole else [Placed(self.done, 0, 0), *moved]

    def _whole(self, more: Placed) -> Placed | None:
        match self.done, more.block:
            case Code(language=language), Code() if more.fence is not None:
                fence = self.fence + more.fence
                return replace(more, block=code_block(language, fence), fence=fence)
            case Table() as table, Table(rows=rows):
                return replace(more, block=replace(table, rows=table.rows + rows))
            case List() as done, List(items=items):
                return replace(more, block=replace(done, items=done.items + items))
        return None


class StreamingDocument:
    """Takes text as it comes. `closed` only ever grows, but for `finish`, which may replace blocks
    that use a link reference defined behind them. `lines` are the lines `[start, end)` of the
    source that each closed block was made of.
    """

    def __init__(self) -> None:
        self.closed: list[Block] = []
        self.lines: list[tuple[int, int]] = []
        self._pieces: list[str] = []
        self._tail = ""
        self._tail_line = 0
        self._carriage_return = False
        self._continued: _Continued | None = None
        self._references: References = {}
        self._open: tuple[Block, ...] | None = ()
        self._finished = False

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
            inside = self._continued.done if self._continued else None
            shown = presentable(self._tail, inside)
            self._open = tuple(each.block for each in self._place(shown, dict(self._references)))
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

    def finish(self) -> None:
        """No more text comes: everything is closed."""
        if self._finished:
            return
        if self._carriage_return:
            self._take("\n")
        self._close(self._place(self._tail, self._references))
        self._tail, self._open = "", ()
        self._finished = True
        if self._references.get("references"):
            self._resolve()

    def resumed(self) -> StreamingDocument:
        """The same text, which takes more again. Closed blocks that come out the same keep their
        identity; what more text may change is open. Costs as much as parsing everything once.
        """
        again = StreamingDocument()
        again.append(self.text)
        again.closed = self._kept(again.closed)
        return again

    def _resolve(self) -> None:
        """References may be used before they are defined: only now are all of them known."""
        fresh = place(normalised(self.text), {})
        self.closed = self._kept([each.block for each in fresh])
        self.lines = [(each.start, each.end) for each in fresh]

    def _kept(self, fresh: list[Block]) -> list[Block]:
        """The fresh blocks, each with the identity of the closed one that it equals."""
        kept = dict(enumerate(self.closed))
        return [kept[at] if kept.get(at) == block else block for at, block in enumerate(fresh)]

    def _take(self, text: str) -> None:
        if self._carriage_return:
            text = f"\r{text}"
        self._carriage_return = text.endswith("\r")
        text = normalised(text[:-1] if self._carriage_return else text)
        self._tail += text
        self._open = None
        if "\n" in text:
            self._settle()

    def _place(self, source: str, references: References) -> list[Placed]:
        if self._continued is None:
            return place(source, references) if source else []
        return self._continued.joined(place(self._continued.prefix + source, references))

    def _settle(self) -> None:
        """Closes what the whole lines of the tail have decided."""
        *lines, unfinished = self._tail.split("\n")
        lines = [f"{line}\n" for line in lines]
        placed = self._place("".join(lines), self._references)
        remaining = lines
        if placed:
            if len(placed) > 1:
                self._close(placed[:-1])
            remaining = self._remaining(placed[-1], lines)
        elif not any(line.strip() for line in lines):
            remaining = []
        self._tail = "".join((*remaining, unfinished))
        self._tail_line += len(lines) - len(remaining)

    def _remaining(self, last: Placed, lines: list[str]) -> list[str]:
        """Keeps the finished part of the last block; returns the lines still to be parsed."""
        began = self._began(last)
        match last.block:
            case Code() as code if last.fence is not None:
                if last.closed:
                    return self._closed_by(last, lines)
                prefix = self._continued.prefix if self._continued else lines[last.start]
                self._continued = _Continued(code, began, prefix, last.fence)
                return []
            case Table() as table:
                if last.end < len(lines):
                    return self._closed_by(last, lines)
                head = lines[last.start : last.start + 2]
                prefix = self._continued.prefix if self._continued else "".join(head)
                self._continued = _Continued(table, began, prefix)
                return []
            case List(items=[*done, _]) as items if done:
                self._continued = _Continued(replace(items, items=tuple(done)), began)
                return lines[last.items[-1] :]
        return lines[last.start :]

    def _closed_by(self, last: Placed, lines: list[str]) -> list[str]:
        self._close([last])
        return lines[last.end :]

    def _close(self, placed: list[Placed]) -> None:
        """Closes blocks, of which the first may be the one that was continued."""
        for each in placed:
            self.closed.append(each.block)
            self.lines.append((self._began(each), self._tail_line + each.end))
            self._continued = None

    def _began(self, placed: Placed) -> int:
        """The line of the whole text at which the next block to be closed begins."""
        return self._continued.began if self._continued else self._tail_line + placed.start
