"""The lines of a code block as they are painted: laid out when asked for, and where. GUI thread.

All rows are equally high, and in a fixed-width font a line's width follows from its characters, so
nothing is laid out to know the block's size: only what is painted or pointed at is. Coordinates are
logical pixels from the first line's upper left corner, not scrolled; positions are UTF-16 offsets
into the code.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextLayout

from askance.core.typesetting import Run
from askance.ui.conversation.boxes.code_dress import code_dress
from askance.ui.conversation.boxes.code_lines import CodeLines
from askance.ui.conversation.boxes.code_rows import CodeRows, Place
from askance.ui.conversation.boxes.lines import is_bidirectional, lines_of, stretches, utf16, x_at
from askance.ui.theme import Theme

CARET = 2.0
"""A caret's width."""

_UNBROKEN = 1e6
_MOST_LAID = 400

# Control characters are shown, not obeyed: those that end lines or turn the direction of what
# follows would show another program than the one that is copied.
_SHOWN = (
    {code: 0x2400 + code for code in range(0x20) if code != ord("\t")}
    | {0x0D: 0x20, 0x7F: 0x2421, 0x85: 0x2424, 0x2028: 0x2424, 0x2029: 0x2424}
    | dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFC), 0xFFFD)
    | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
)
# Qt lets blanks hang over a line's end; an editor's lines break at the column, blank or not.
_SHOWN_WRAPPED = _SHOWN | {0x20: 0xA0, 0x0D: 0xA0}


class CodeLayout:
    """The lines in the theme's present colours and sizes."""

    def __init__(self, theme: Theme) -> None:
        self._dress = dress = code_dress(theme)
        self.advance, self.line_height = dress.advance, dress.line_height
        """A character's width, a line's height."""
        self.lines = CodeLines(dress.wide)
        self.rows = CodeRows(self.lines)
        self._room = 0.0
        self._measured = 0.0
        self._laid: dict[tuple[int, int], QTextLayout] = {}
        self._runs: list[Sequence[Run]] = []

    def write(self, text: str) -> int:
        """Takes another state of the code; the first line that differs from before."""
        first = self.lines.write(text)
        if first < len(self.lines):
            self.rows.forget(first)
            self._laid = {key: kept for key, kept in self._laid.items() if key[0] < first}
            del self._runs[first:]
            if not first:
                self._measured = 0.0
        return first

    def fit(self, room: float, *, wrapped: bool) -> None:
        """The width there is, and whether long lines go on below."""
        self._room = room
        if self.rows.wrap(max(1, int((room + 0.01) / self.advance)) if wrapped else 0):
            self._laid = {}

    def settle(self, top: float, bottom: float) -> bool:
        """Makes the rows between two heights exact; whether the block's height changed."""

        def counted(place: Place) -> int:
            return self.layout(place).lineCount()

        return self.rows.settle(self.row_at(top), self.row_at(bottom), counted)

    def colour(self, runs: list[Sequence[Run]]) -> None:
        """The colours of each line."""
        self._runs, self._laid = runs, {}

    @property
    def height(self) -> int:
        return self.rows.total * self.line_height

    @property
    def widest(self) -> float:
        """The widest line as far as is known; 0 where lines wrap."""
        reckoned = self.lines.widest * self.advance
        return 0.0 if self.rows.wrapped else max(reckoned, self._measured)

    def row_at(self, y: float) -> int:
        """The nearest row."""
        return max(0, min(int(y // self.line_height), self.rows.total - 1))

    def seen(self, area: QRectF) -> Iterator[tuple[Place, QPointF]]:
        """What lies in an area, each with its upper left corner."""
        if area.bottom() < 0 or area.top() > self.height:
            return
        first, last = self.row_at(area.top()), self.row_at(area.bottom())
        left, right = area.left(), area.right()
        for line in range(self.rows.line_at(first), self.rows.line_at(last) + 1):
            for place, corner in self.places(line):
                if self.rows.wrapped:
                    high = self.rows.high(line, place.number, place.chunk)
                    inside = place.row <= last and place.row + high > first
                else:
                    x = corner.x()
                    inside = x <= right and (x >= left or x + self._wide(place) >= left)
                if inside:
                    yield place, corner

    def places(self, line: int) -> Iterator[tuple[Place, QPointF]]:
        """The chunks of a line, each with its upper left corner."""
        if (one := self.rows.only(line)) is not None:
            yield one, QPointF(0, line * self.line_height)
            return
        x = 0.0
        for place in self.rows.places(line):
            yield place, QPointF(x, place.row * self.line_height)
            if not self.rows.wrapped:
                x += self._wide(place)

    def at(self, point: QPointF) -> tuple[Place, QPointF]:
        """The chunk nearest to a point, and its corner."""
        row = self.row_at(point.y())
        chunks = self.places(self.rows.line_at(row))
        found = next(chunks)
        for place, corner in chunks:
            if place.row > row or (not self.rows.wrapped and corner.x() > point.x()):
                break
            found = place, corner
        return found

    def position_at(self, point: QPointF) -> int:
        """The position nearest to a point."""
        place, corner = self.at(point)
        layout = self.layout(place)
        row = self.row_at(point.y()) - place.row
        line = layout.lineAt(max(0, min(row, layout.lineCount() - 1)))
        inside, stop = line.xToCursor(point.x() - corner.x()), line.textStart() + line.textLength()
        if inside >= stop and line.lineNumber() + 1 < layout.lineCount():
            inside = layout.previousCursorPosition(
                stop
            )  # behind its last place the next row begins
        return self.lines.starts[place.line] + place.chunk.start + inside

    def caret(self, position: int) -> QRectF:
        """Where a caret stands."""
        line, inside = self.lines.find(position)
        chunks = self.places(line)
        place, corner = next(chunks)
        for each in chunks:
            if each[0].chunk.start > inside:
                break
            place, corner = each
        inside -= place.chunk.start
        row = self.layout(place).lineForTextPosition(inside)
        x, number = (x_at(row, inside), row.lineNumber()) if row.isValid() else (0.0, 0)
        y = corner.y() + number * self.line_height
        return QRectF(corner.x() + x, y, CARET, self.line_height)

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        """The parts of `[start, end)`, one a row. A line that is in it from end to end is reckoned:
        nobody looks at thousands of them.
        """
        (first, begin), (last, stop) = self.lines.find(start), self.lines.find(end)
        for line in range(first, last + 1):
            a = begin if line == first else 0
            b = stop if line == last else self.lines.units_of(line)
            if a == 0 and b == self.lines.units_of(line):
                yield from self._whole(line)
            else:
                for place, corner in self.places(line):
                    yield from self.rects_in(place, corner, a, b)

    def rects_in(self, place: Place, corner: QPointF, start: int, end: int) -> Iterator[QRectF]:
        """The parts of `[start, end)` of its line that are in a chunk."""
        start, end = start - place.chunk.start, end - place.chunk.start
        mixed = is_bidirectional(place.chunk.text)
        for row in lines_of(self.layout(place)):
            a, b = max(start, row.textStart()), min(end, row.textStart() + row.textLength())
            if a < b:
                top = corner.y() + row.lineNumber() * self.line_height
                for left, right in stretches(row, a, b, bidirectional=mixed):
                    yield QRectF(corner.x() + left, top, right - left, self.line_height)

    def start_of(self, place: Place) -> int:
        """Where a chunk begins in the code."""
        return self.lines.starts[place.line] + place.chunk.start

    def layout(self, place: Place) -> QTextLayout:
        """A chunk laid out."""
        key = place.line, place.number
        found = self._laid.get(key)
        if found is None:
            if len(self._laid) >= _MOST_LAID:
                for old in list(islice(self._laid, _MOST_LAID // 2)):
                    del self._laid[old]
            found = self._laid[key] = self._lay(place)
            if not place.number and not self.rows.wrapped:
                self._measured = max(self._measured, found.maximumWidth())
        return found

    def _whole(self, line: int) -> Iterator[QRectF]:
        wide, rows = self.lines.columns(line) * self.advance, self.rows.rows_of(line)
        for row in rows:
            part = wide if row + 1 == rows.stop else self._room
            wide -= part
            yield QRectF(0, row * self.line_height, part, self.line_height)

    def _wide(self, place: Place) -> float:
        """A chunk's width: as laid out where it is, else as reckoned."""
        laid = self._laid.get((place.line, place.number))
        return laid.maximumWidth() if laid else place.chunk.columns * self.advance

    def _lay(self, place: Place) -> QTextLayout:
        wrapped, text = self.rows.wrapped, place.chunk.text
        if wrapped or not (text.isascii() and text.isprintable()):
            text = text.translate(_SHOWN_WRAPPED if wrapped else _SHOWN)
        layout, above = QTextLayout(text, self._dress.font), self._dress.line.above
        layout.setCacheEnabled(True)
        layout.setTextOption(self._dress.wrapped if wrapped else self._dress.unbroken)
        if place.line < len(self._runs):
            layout.setFormats(list(self._formats(place)))
        layout.beginLayout()
        line = layout.createLine()
        if wrapped:
            top = 0
            while line.isValid():
                line.setLineWidth(self._room)
                line.setPosition(QPointF(0, top + above - line.ascent()))
                top += self.line_height
                line = layout.createLine()
        else:  # all of it is one line
            line.setLineWidth(_UNBROKEN)
            line.setPosition(QPointF(0, above - line.ascent()))
        layout.endLayout()
        return layout

    def _formats(self, place: Place) -> Iterator[QTextLayout.FormatRange]:
        runs: Sequence[Run] = self._runs[place.line] if place.line < len(self._runs) else ()
        start, end = place.chunk.start, place.chunk.start + utf16(place.chunk.text)
        first = max(0, bisect_left(runs, (start, 0, "")) - 1)
        for at, length, role in islice(runs, first, None):
            if at >= end:
                return
            if at + length > start:
                made = QTextLayout.FormatRange()
                made.start, made.length = max(0, at - start), min(at + length, end) - max(at, start)
                made.format = self._dress.formats[role]
                yield made
