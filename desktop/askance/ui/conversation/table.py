"""A table of a reply: as wide as its content, at most as wide as the page, then it wraps its long
columns, then it scrolls sideways. GUI thread.

A real table view, so that a screen reader hears rows, columns and headers, cells can be walked with
the arrow keys, and a selection copies into a spreadsheet. Rows that follow while the reply streams
are appended; rows that stand are not measured again unless their column's width changes.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QPointF,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QTableView,
    QToolTip,
    QWidget,
)

from askance.core.markdown import Inline, Table, plain_text
from askance.ui.conversation.cells import RIGHT, Cell, column_widths
from askance.ui.conversation.doubt import HEAD, Mark, Marks, words_of
from askance.ui.conversation.table_model import TableModel
from askance.ui.theme import Theme

_UPRIGHT = 5
_NARROWEST = 110


class _Header(QHeaderView):
    """The head row, drawn like the cells."""

    def __init__(self, view: TableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._table_view = view
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802
        self._table_view.paint_head(painter, rect, section)


class TableView(QTableView):
    """A table in its page."""

    link_activated = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = TableModel()
        self._head: list[Cell] = []
        self._rows: list[list[Cell]] = []
        self._natural: list[int] = []
        self._marks: Marks = {}
        self._widths: list[int] = []
        self._head_height = 0
        self._heights: list[int] = []
        self._laid_out = -1
        self._dress()
        self.setHorizontalHeader(_Header(self))
        self.setModel(self._model)

    @property
    def table(self) -> Table:
        """What is shown."""
        return self._model.table

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches."""
        return [self]

    @property
    def marks(self) -> list[Mark]:
        """The doubtful words, in order."""
        return [mark for marks in self._marks.values() for mark in marks]

    def set_marks(self, marks: Marks) -> None:
        """The doubtful words of each cell, by row and column; a final table's alone have any."""
        self._marks = marks
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    def reveal(self, index: int) -> QRect:
        """Goes to the cell of a doubtful word; where it is, in the widget's pixels."""
        spots = [(spot, mark) for spot, marks in self._marks.items() for mark in marks]
        (row, column), mark = spots[index]
        if row == HEAD:
            self.clearSelection()
            left = self.horizontalHeader().sectionViewportPosition(column)
            return self._box(self._head[column], mark, QPoint(left, _UPRIGHT))
        place = self._model.index(row, column)
        self.setCurrentIndex(place)
        self.scrollTo(place)
        corner = self.visualRect(place).topLeft() + self.viewport().pos() + QPoint(0, _UPRIGHT)
        return self._box(self._rows[row][column], mark, corner)

    def set_table(self, table: Table) -> None:
        """Shows `table`, keeping what is the same."""
        old = self._model.table
        same = (old.header, old.alignments) == (table.header, table.alignments)
        if not same:
            self._head = self._cells(table.header, table, head=True)
            self._rows, self._heights = [], []
            self._natural = [cell.natural for cell in self._head]
        kept = _equal_rows(old, table) if same else 0
        del self._rows[kept:], self._heights[kept:]
        for row in table.rows[kept:]:
            self._rows.append(self._cells(row, table, head=False))
            for column, cell in enumerate(self._rows[-1]):
                self._natural[column] = max(self._natural[column], cell.natural)
        if same:
            self._model.set_rows(table, kept)
        else:
            self._model.set_table(table)
        self._laid_out = -1
        self.setAccessibleName(
            self.tr("Table, {columns} columns, {rows} rows").format(
                columns=len(table.header), rows=len(table.rows)
            )
        )

    def restyle(self) -> None:
        """Follows the theme."""
        table = self._model.table
        self._model.set_table(Table((), (), ()))
        self.set_table(table)
        self._widths = []

    def height_for(self, width: int) -> int:
        """Logical pixels at `width`; lays out what changed."""
        if width != self._laid_out:
            self._lay_out(width)
        bar = self.horizontalScrollBar().sizeHint().height() + 2
        return self._head_height + sum(self._heights) + (bar if sum(self._widths) > width else 0)

    def paint_head(self, painter: QPainter, place: QRect, column: int) -> None:
        """Called by the header."""
        if column < len(self._head):
            line = self._theme.colour("line")
            painter.fillRect(place.left(), place.bottom(), place.width(), 1, line)
            painter.setPen(self._theme.colour("text"))
            corner = QPointF(place.left(), place.top() + _UPRIGHT)
            self._head[column].paint(painter, corner, place.width() - RIGHT)
            if marks := self._marks.get((HEAD, column)):
                self._head[column].paint_doubts(painter, corner, marks)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the rows in the dirty part; a delegate called for each cell takes twice as long."""
        painter = QPainter(self.viewport())
        painter.setPen(self._theme.colour("text"))
        line, dirty = self._theme.colour("line"), event.rect()
        left = -self.horizontalOffset()
        row, top = self._row_at(dirty.top())
        while row < len(self._heights) and top <= dirty.bottom():
            bottom = top + self._heights[row]
            self._paint_row(painter, row, QPoint(left, top))
            painter.fillRect(left, bottom - 1, sum(self._widths), 1, line)
            row, top = row + 1, bottom
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(whole=False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._follow_link()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        link = self._link_at(event.position().toPoint())
        if link and event.button() == Qt.MouseButton.LeftButton:
            self.link_activated.emit(link)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        shape = Qt.CursorShape
        over = bool(self._link_at(event.position().toPoint()))
        self.viewport().setCursor(shape.PointingHandCursor if over else shape.ArrowCursor)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy cells"), lambda: self._copy(whole=False))
        menu.addAction(self.tr("Copy table"), lambda: self._copy(whole=True))
        menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        sideways = abs(event.angleDelta().x()) > abs(event.angleDelta().y())
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.viewport().unsetCursor()
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self._doubt_at(event.pos())
            if mark is not None:
                QToolTip.showText(event.globalPos(), words_of(mark), self.viewport())
                return True
        return super().viewportEvent(event)

    def _dress(self) -> None:
        self.setProperty("table", "true")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _cells(self, row: tuple[Inline, ...], table: Table, *, head: bool) -> list[Cell]:
        return [
            Cell(inline, alignment, self._theme, head=head)
            for inline, alignment in zip(row, table.alignments, strict=True)
        ]

    def _lay_out(self, width: int) -> None:
        widths = column_widths(self._natural, width, self._theme.pixels(_NARROWEST))
        if widths != self._widths:
            self._heights = []
        self._widths, self._laid_out = widths, width
        self._head_height = self._row_height(self._head)
        header = self.horizontalHeader()
        header.setFixedHeight(self._head_height)
        for column, each in enumerate(widths):
            header.resizeSection(column, each)
        rows = self.verticalHeader()
        for row in range(len(self._heights), len(self._rows)):
            self._heights.append(self._row_height(self._rows[row]))
            rows.resizeSection(row, self._heights[row])

    def _row_height(self, cells: list[Cell]) -> int:
        heights = (
            cell.height(width - RIGHT) for cell, width in zip(cells, self._widths, strict=True)
        )
        return max(heights, default=0) + 2 * _UPRIGHT + 1

    def _row_at(self, point: int) -> tuple[int, int]:
        """The row at a height, and where it begins."""
        top = 0
        for row, height in enumerate(self._heights):
            if top + height > point:
                return row, top
            top += height
        return len(self._heights), top

    def _paint_row(self, painter: QPainter, row: int, corner: QPoint) -> None:
        chosen = self.selectionModel()
        left, height = corner.x(), self._heights[row]
        for column, (cell, width) in enumerate(zip(self._rows[row], self._widths, strict=True)):
            if chosen.hasSelection() and chosen.isSelected(self._model.index(row, column)):
                place = QRect(left, corner.y(), width, height)
                painter.fillRect(place, self._theme.colour("accent_soft"))
            inside = QPointF(left, corner.y() + _UPRIGHT)
            cell.paint(painter, inside, width - RIGHT)
            if marks := self._marks.get((row, column)):
                cell.paint_doubts(painter, inside, marks)
            left += width

    def _link_at(self, point: QPoint) -> str:
        index = self.indexAt(point)
        if not index.isValid():
            return ""
        corner = self.visualRect(index).topLeft() + QPoint(0, _UPRIGHT)
        return self._rows[index.row()][index.column()].link_at(QPointF(point - corner))

    def _box(self, cell: Cell, mark: Mark, corner: QPoint) -> QRect:
        return cell.doubt_box(mark).translated(QPointF(corner)).toAlignedRect()

    def _doubt_at(self, point: QPoint) -> Mark | None:
        index = self.indexAt(point)
        marks = self._marks.get((index.row(), index.column()))
        if not marks:
            return None
        corner = self.visualRect(index).topLeft() + QPoint(0, _UPRIGHT)
        return self._rows[index.row()][index.column()].doubt_at(QPointF(point - corner), marks)

    def _follow_link(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            cell = self._model.table.rows[index.row()][index.column()]
            link = next((span.link for span in cell if span.link), "")
            if link:
                self.link_activated.emit(link)

    def _copy(self, *, whole: bool) -> None:
        table = self._model.table
        lines = [[plain_text(cell) for cell in row] for row in (table.header, *table.rows)]
        chosen = sorted((index.row(), index.column()) for index in self.selectedIndexes())
        if not whole and chosen:
            rows = sorted({row for row, _ in chosen})
            lines = [
                [lines[row + 1][column] for each, column in chosen if each == row] for row in rows
            ]
        text = "\n".join("\t".join(cell.replace("\n", " ") for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)


def _equal_rows(old: Table, new: Table) -> int:
    """How many rows are the same from the top."""
    for number, (mine, theirs) in enumerate(zip(old.rows, new.rows, strict=False)):
        if mine is not theirs and mine != theirs:
            return number
    return min(len(old.rows), len(new.rows))
