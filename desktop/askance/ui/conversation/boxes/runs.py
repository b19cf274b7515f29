"""A paragraph as several layouts, one below the other. GUI thread.

Of a long paragraph only the runs in sight are laid out; between them are gaps, whose heights are
reckoned. A paragraph that grows lays out its last run again and no other. Where a line begins
follows from the text and the width alone: written in pieces or at once, a paragraph looks the same.

A very long paragraph is of sections, each of which begins with a new line: what is leapt to can be
laid out without all that stands above it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextLine, QTextOption

from askance.ui.conversation.boxes.dress import Dress
from askance.ui.conversation.boxes.gap import Gap, reckon
from askance.ui.conversation.boxes.pieces import Pieces
from askance.ui.conversation.boxes.run import Part, Run, make_run

_RUN = 600
"""UTF-16 code units of a run, at least."""
_UNSEEN = 2400
"""UTF-16 code units that are laid out without being in sight."""


class Runs:
    """The runs of one paragraph; all places are those of the layout's text, all heights logical
    pixels.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._runs: list[Run | Gap] = []
        self.width = -1.0
        self._dress: Dress
        self._option: QTextOption

    @property
    def height(self) -> int:
        """Of it all, gaps reckoned."""
        return self._runs[-1].top + self._runs[-1].height if self._runs else 0

    @property
    def first_baseline(self) -> int:
        return self._first.baselines[0]

    @property
    def first_row(self) -> int:
        """The height of the first line."""
        return self._first.rows[1]

    def cut(self, kept: int) -> None:
        """The text is another one behind `kept`."""
        if self._runs and kept == self._pieces.width == self._end:
            return
        if self._runs:
            last = self._runs.pop()  # it ended with the text
            if isinstance(last, Gap) and last.at < kept:
                self._runs.append(last.part(last.at, min(kept, last.end)))
        while self._runs and self._runs[-1].seen > kept:
            self._runs.pop()

    def clear(self) -> None:
        self._runs.clear()

    def lay_out(self, width: float, dress: Dress, option: QTextOption) -> None:
        """Lays out what is missing: the first run, and no more than a few. The rest is a gap."""
        if width != self.width:
            self._runs.clear()
            self.width = width
        self._dress, self._option = dress, option
        if not self._runs:
            self._put(0, [self._run_at(0)])
        if self._end >= self._pieces.width:
            return
        last, rest = self._runs[-1], self._pieces.width - self._end
        whole = self._pieces.section_before(self._end) == self._end
        if isinstance(last, Gap) and rest and (rest > _UNSEEN or not whole):
            self._put(len(self._runs) - 1, [last.longer(self._gap(last.end))], 1)
        elif rest > _UNSEEN:
            self._put(len(self._runs), [self._gap(self._end)])
        while self._end < self._pieces.width:
            self._put(len(self._runs), [self._run_at(self._end)])

    def set_sight(self, top: float, bottom: float) -> int | None:
        """Lays out what lies between two heights. From which height on something moved by it, or
        None.
        """
        moved: int | None = None
        number = self._number_at_height(top) if bottom > top else len(self._runs)
        while number < len(self._runs) and self._runs[number].top < bottom:
            found = self._runs[number]
            if isinstance(found, Gap) and found.top + found.height > top:
                before = self.height
                self._fill(number, found, top, bottom)
                if moved is None and self.height != before:
                    moved = found.top
            number += 1
        return moved

    def between(self, top: float, bottom: float) -> Iterator[Run]:
        """The runs that reach into `[top, bottom]`."""
        for number in range(self._number_at_height(top), len(self._runs)):
            run = self._runs[number]
            if run.top > bottom:
                return
            if isinstance(run, Run):
                yield run

    def parts(self, start: int, end: int, *, sight: QRectF | None = None) -> Iterator[Part]:
        """The parts of `[start, end)`, one a line or several where directions meet; one for all
        lines of a gap, and none of it in a sight.
        """
        for run in self._runs[self._number_of(start) :]:
            if run.at >= end or (sight is not None and run.top > sight.bottom()):
                return
            if sight is not None and run.top + run.height < sight.top():
                continue
            begin, stop = max(start, run.at), min(end, run.end)
            if isinstance(run, Run):
                yield from run.parts(begin, stop)
            elif sight is None and begin < stop:
                yield self._reckoned(run, begin, stop)

    def caret(self, at: int) -> Part:
        """Where a caret stands: a part without width."""
        run = self._runs[self._number_of(at)]
        return run.caret(at) if isinstance(run, Run) else self._reckoned(run, at, at)

    def place_at(self, point: QPointF) -> int:
        """The place nearest to a point."""
        run = self._runs[self._number_at_height(point.y())]
        if isinstance(run, Gap):
            return run.place_at(point.y() - run.top)
        return run.at + run.line_at(point.y()).xToCursor(point.x())

    def place_under(self, point: QPointF) -> int | None:
        """The character under a point; None beside the words."""
        if not 0 <= point.y() < self.height:
            return None
        run = self._runs[self._number_at_height(point.y())]
        if isinstance(run, Gap):
            return None
        line = run.line_at(point.y())
        words = line.naturalTextRect()
        if not words.left() <= point.x() <= words.right():
            return None
        return run.at + line.xToCursor(point.x(), QTextLine.CursorPosition.CursorOnCharacter)

    @property
    def _first(self) -> Run:
        first = self._runs[0]
        assert isinstance(first, Run)
        return first

    @property
    def _end(self) -> int:
        return self._runs[-1].end if self._runs else 0

    def _run_at(self, at: int, least: int = _RUN) -> Run:
        """The run that begins at a place."""
        while True:
            tail = self._pieces.tail(at, least)
            run = make_run(tail, self.width, self._dress, self._option)
            if run.end > at or tail.last:
                return run
            least *= 4  # all of it in one line

    def _gap(self, at: int) -> Gap:
        """All from a place on."""
        whole = reckon(
            self._pieces.behind(at),
            characters=max(1.0, self.width / self._dress.character),
            line=self._dress.line.height,
        )
        return whole.part(at, whole.end)

    def _put(self, number: int, fresh: list[Run | Gap], taken: int = 0) -> None:
        """Puts some in the place of `taken` others and has all below follow."""
        self._runs[number : number + taken] = fresh
        top = self._runs[number - 1].top + self._runs[number - 1].height if number else 0
        for run in self._runs[number:]:
            run.top = top
            top += run.height

    def _fill(self, number: int, gap: Gap, top: float, bottom: float) -> None:
        """Lays out what of a gap lies between two heights. Nothing above `top` moves."""
        start = max(gap.at, self._pieces.section_before(gap.place_at(top - gap.top)))
        fresh: list[Run | Gap] = [gap.part(gap.at, start)] if start > gap.at else []
        at, high = start, gap.top + sum(each.height for each in fresh)
        while at < gap.end and high < bottom:
            run = self._run_at(at)
            fresh.append(run)
            at, high = run.end, high + run.height
        if at < gap.end:
            fresh.append(gap.part(at, gap.end))
        self._put(number, fresh, 1)

    def _reckoned(self, gap: Gap, start: int, end: int) -> Part:
        """About where a part of a gap is: all of its lines in one."""
        box = self._dress.line
        top, bottom = gap.height_at(start), gap.height_at(end)
        width = self.width if end > start else 0.0
        rect = QRectF(0, gap.top + top, width, bottom - top + box.height)
        return Part(rect, gap.top + top + box.above)

    def _number_of(self, place: int) -> int:
        return max(0, bisect_right(self._runs, place, key=lambda run: run.at) - 1)

    def _number_at_height(self, height: float) -> int:
        return max(0, bisect_right(self._runs, height, key=lambda run: run.top) - 1)
