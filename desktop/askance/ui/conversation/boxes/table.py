"""A table: as wide as its content, at most as wide as the page, then it wraps its long columns,
then it scrolls sideways. GUI thread.

Sizes are reckoned (`table_rows`); a cell is laid out when it is painted or pointed at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from askance.core.markdown import Table
from askance.ui.conversation.boxes import table_text
from askance.ui.conversation.boxes.box import Box, Shade
from askance.ui.conversation.boxes.cell_dress import cell_dress
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.boxes.lines import cut16
from askance.ui.conversation.boxes.paragraph_cell import ParagraphCell
from askance.ui.conversation.boxes.sideways import THICK, Sideways
from askance.ui.conversation.boxes.table_cells import AnyCell, TableCells
from askance.ui.conversation.boxes.table_rows import RIGHT, UPRIGHT, TableRows
from askance.ui.conversation.boxes.tints import in_order, paint_ground
from askance.ui.conversation.doubt import HEAD, Mark, Marks
from askance.ui.conversation.flow import Leaf, TableLeaf
from askance.ui.conversation.leaf_text import text_of
from askance.ui.theme import Theme

_NARROWEST = 110
_CARET = 2.0
_BAR = THICK + 6
_KEPT = 60  # rows beyond the sight that stay laid out


class TableBox(Box):
    """One table; row 0 is the head. Heights are reckoned for rows that were never seen and exact
    for those that `set_sight` has named.
    """

    def __init__(self, leaf: TableLeaf, *, theme: Theme, formulas: Formulas | None = None) -> None:
        self._theme, self._formulas = theme, formulas
        self._side = Sideways()
        self._width = self._height = 0
        self._marks: Marks = {}
        self._written_from = self._moved_from = 0
        self._leaf = leaf
        self._text: str | None = None
        self._start()

    @property
    def table(self) -> Table:
        """What is shown."""
        return self._leaf.table

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = text_of(self._leaf)
        return self._text

    @property
    def shown_width(self) -> int:
        """Logical pixels of it that are in sight at once."""
        return min(self._width, ceil(self._rows.lefts[-1]))

    @property
    def head_height(self) -> int:
        """Logical pixels of the head's row."""
        return self._rows.tops[1]

    def csv(self) -> str:
        """The table as RFC 4180 has it: plain words, formulas as source, lines end with CR LF."""
        return table_text.csv_of(self.table)

    def markdown(self) -> str:
        """The table as a pipe table, without a line end behind it."""
        return table_text.markdown_of(self.table)

    def write(self, leaf: Leaf, *, complete: bool) -> None:
        assert isinstance(leaf, TableLeaf)
        self._leaf, self._text = leaf, None
        widths, kept = self._rows.widths, self._rows.write(leaf.table)
        self._moved_from = self._height
        self._cells.drop_from(kept)
        if self._marks:
            self._marks = {spot: each for spot, each in self._marks.items() if spot[0] + 1 < kept}
        self._written_from = 0
        if self._width:
            self.lay_out(self._width)
            self._ask_again()
            if widths == self._rows.widths:
                begins = self._rows.tops[min(kept, len(self._rows) - 1)]
                self._written_from = min(begins, self._moved_from)

    def lay_out(self, width: int) -> int:
        self._width = width
        self._rows.lay_out(width, self._theme.pixels(_NARROWEST))
        return self._fit()

    def set_sight(self, top: int, bottom: int) -> bool:
        before, widths = self._height, self._rows.widths
        self._moved_from = self._height
        if self._settle(top, bottom):
            # Words were wider than reckoned, and their column with them.
            self.lay_out(self._width)
            self._settle(top, bottom)
        self._fit()
        if widths != self._rows.widths:
            self._moved_from = 0
            return True
        return self._height != before

    @property
    def written_from(self) -> int:
        return self._written_from

    @property
    def moved_from(self) -> int:
        return self._moved_from

    def paint(self, painter: QPainter, dirty: QRectF, shades: Sequence[Shade]) -> None:
        rows = self._rows
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0, 0, self._width, self._height)
        painter.setClipRect(area.intersected(dirty), Qt.ClipOperation.IntersectClip)
        line = self._theme.colour("line")
        for row in range(rows.row_at(dirty.top()), rows.row_at(dirty.bottom()) + 1):
            self._paint_row(painter, row, dirty, shades)
            edge = QRectF(-self._side.offset, rows.tops[row + 1] - 1, rows.lefts[-1], 1)
            painter.fillRect(edge, line)
        self._side.paint(painter, self._theme)
        painter.restore()

    def position_at(self, point: QPointF) -> int:
        row = self._rows.row_at(point.y())
        column = self._rows.column_at(point.x() + self._side.offset)
        if not self._rows.row(row):
            return 0
        inside = point - self._corner(row, column)
        found = self._cell(row, column).position_at(inside, self._inner(column))
        return self._rows.start_of(row, column) + found

    def caret(self, position: int) -> QRectF:
        row, column, inside = self._rows.find(position)
        if not self._rows.row(row):
            return QRectF()
        place = self._cell(row, column).caret(inside, self._inner(column))
        return place.translated(self._corner(row, column)).adjusted(0, 0, _CARET, 0)

    def rects(self, start: int, end: int) -> list[QRectF]:
        """A cell far from the sight that is inside from end to end is reckoned, not laid out."""
        first, last = self._rows.find(start)[0], self._rows.find(end)[0]
        found = [
            each
            for row in range(first, last + 1)
            for each in self._rects_in(row, start, end, exact=row in self._cells)
        ]
        return [each for each in found if each.width() > 0]

    def copied(self, start: int, end: int) -> str:
        return cut16(self.text, start, end)

    def restyle(self) -> None:
        marks = self._marks
        self._start()
        self._marks = marks

    @property
    def end(self) -> QPointF:
        place = self.caret(self._rows.end_of(len(self._rows) - 1))
        return QPointF(place.left(), place.center().y())

    def link_at(self, point: QPointF) -> str:
        spot = self._cell_at(point)
        if spot is None or not any(span.link for span in self._rows.row(spot[0])[spot[1]]):
            return ""
        return self._cell(*spot).link_at(point - self._corner(*spot), self._inner(spot[1]))

    @property
    def marks(self) -> list[Mark]:
        return [
            self._placed(row + 1, column, mark)
            for row, column in sorted(self._marks)
            for mark in self._marks[row, column]
        ]

    def set_marks(self, marks: Marks) -> None:
        rows, columns = len(self._rows) - 1, len(self.table.header)
        self._marks = {
            (row, column): inside
            for (row, column), inside in marks.items()
            if HEAD <= row < rows and 0 <= column < columns
        }

    def mark_at(self, point: QPointF) -> Mark | None:
        spot = self._cell_at(point) if self._marks else None
        if spot is None:
            return None
        row, column = spot
        marks = self._marks.get((row - 1, column), [])
        inside, cell = point - self._corner(row, column), self._cell(row, column)
        found = cell.mark_at(inside, self._inner(column), marks)
        return self._placed(row, column, found) if found is not None else None

    @property
    def overflow(self) -> int:
        return self._side.overflow

    def scroll_sideways(self, by: int) -> bool:
        return self._side.scroll(by)

    def reveal(self, start: int, end: int) -> bool:
        first, last = self.caret(start), self.caret(end)
        left = first.left() + self._side.offset
        return self._side.reveal(left, max(left, last.right() + self._side.offset))

    def grab(self, point: QPointF) -> bool:
        return self._side.grab(point)

    def drag(self, point: QPointF) -> bool:
        return self._side.drag(point)

    def _start(self) -> None:
        self._dress = cell_dress(self._theme)
        self._rows = TableRows(self._dress, typeset=self._formulas is not None)
        self._cells = TableCells(self._rows, self._dress, self._formulas)
        self._rows.write(self._leaf.table)
        if self._width:
            self.lay_out(self._width)

    def _ask_again(self) -> None:
        """Formulas may have come."""
        for row in self._cells.ask_again():
            self.set_sight(self._rows.tops[row], self._rows.tops[row] + 1)

    def _settle(self, top: int, bottom: int) -> bool:
        """Makes the rows in sight exact; whether a column turned out wider than it is."""
        rows = self._rows
        first = row = rows.row_at(top)
        y, wider = rows.tops[first], False
        while row < len(rows) and y < bottom:
            if row in rows.exact:
                y, row = y + rows.heights[row], row + 1
                continue
            high, more = self._exact(row, top - y - UPRIGHT, bottom - y)
            if high != rows.heights[row]:
                self._moved_from = min(self._moved_from, y)
            rows.heights[row], wider = high, wider or more
            y, row = y + high, row + 1
        rows.sum_up(first)
        self._cells.keep_near(first - _KEPT, row + _KEPT)
        return wider

    def _exact(self, row: int, top: float, bottom: float) -> tuple[int, bool]:
        """A row's height, of its words what lies between two heights laid out, and whether a column
        has to become wider for it.
        """
        rows, high, wider, final = self._rows, self._dress.line.height, False, True
        for column in range(len(rows.widths)):
            if rows.fits(row, column):
                continue
            inner, cell = self._inner(column), self._cells.of(row)[column]
            if isinstance(cell, ParagraphCell):
                high, final = max(high, cell.set_sight(top, bottom, inner)), False
            high = max(high, cell.height(inner))
            reckoned = rows.natural(row, column)
            if cell.lines > 1 and reckoned <= inner < cell.natural and cell.settled:
                wider = rows.widen(column, cell.natural) or wider
        if final:
            rows.exact.add(row)
        return rows.height_of(high), wider

    def _fit(self) -> int:
        wide, high = self._rows.lefts[-1], self._rows.tops[-1]
        strip = QRectF(0, high + _BAR - THICK - 1, self._width, THICK)
        self._side.fit(wide, self._width, strip)
        self._height = high + (_BAR if self._side.overflow else 0)
        return self._height

    def _cell(self, row: int, column: int) -> AnyCell:
        return self._cells.of(row)[column]

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        x, rows = point.x() + self._side.offset, self._rows
        if not (0 <= point.y() < rows.tops[-1] and 0 <= x < rows.lefts[-1]):
            return None
        return rows.row_at(point.y()), rows.column_at(x)

    def _corner(self, row: int, column: int) -> QPointF:
        """Where a cell's words begin."""
        rows = self._rows
        top = rows.tops[row] + UPRIGHT
        if self._cells.in_the_middle(row):
            high = rows.heights[row] - rows.height_of(0)
            top += (high - self._cell(row, column).height(self._inner(column))) // 2
        return QPointF(rows.lefts[column] - self._side.offset, top)

    def _inner(self, column: int) -> int:
        return self._rows.widths[column] - RIGHT

    def _rects_in(self, row: int, start: int, end: int, *, exact: bool) -> Iterator[QRectF]:
        at = self._rows.start_of(row)
        for column in range(len(self._rows.widths)):
            stop = self._rows.start_of(row, column + 1) - 1
            a, b = max(start, at), min(stop, end)
            if a < b:
                corner, inner = self._corner(row, column), self._inner(column)
                if not exact and (a, b) == (at, stop):
                    yield self._rows.reckoned(row, column).translated(corner)
                else:
                    for each in self._cell(row, column).rects(a - at, b - at, inner):
                        yield each.translated(corner)
            at = stop + 1

    def _paint_row(
        self, painter: QPainter, row: int, dirty: QRectF, shades: Sequence[Shade]
    ) -> None:
        here: list[Shade] = []
        if shades:
            begin, stop = self._rows.start_of(row), self._rows.end_of(row)
            here = in_order(each for each in shades if each.start <= stop and each.end > begin)
        shown = list(self._shown(row, dirty.left(), dirty.right()))
        for _, cell, corner, inner in shown:
            cell.paint_ground(painter, corner, inner)
        for shade in here:
            for place in self._rects_in(row, shade.start, shade.end, exact=True):
                paint_ground(painter, place, shade.tint, self._theme)
        painter.setPen(self._theme.colour("text"))
        for column, cell, corner, inner in shown:
            start = self._rows.start_of(row, column) if here else 0
            inside = [Shade(each.start - start, each.end - start, each.tint) for each in here]
            cell.paint(painter, corner, inner, inside)
            if marks := self._marks.get((row - 1, column)):
                cell.paint_marks(painter, corner, inner, marks)

    def _shown(
        self, row: int, left: float, right: float
    ) -> Iterator[tuple[int, AnyCell, QPointF, int]]:
        """The cells of a row that reach between two places: each with its column, where its words
        begin, and the room they have.
        """
        for column, cell in enumerate(self._cells.of(row)):
            corner, inner = self._corner(row, column), self._inner(column)
            if corner.x() <= right and corner.x() + inner >= left:
                yield column, cell, corner, inner

    def _placed(self, row: int, column: int, mark: Mark) -> Mark:
        return replace(mark, start=self._rows.start_of(row, column) + mark.start)
