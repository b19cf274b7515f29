"""The doubtful words of one text widget: painted over it, told on hover, selected on demand.

GUI thread. The marks belong to blocks of the document by their number; whoever cuts blocks off says
so. Only what lies in the dirty part is painted.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QTextBlock, QTextCursor
from PySide6.QtWidgets import QTextEdit, QToolTip

from askance.ui.conversation.doubt import Mark, box_of, mark_at, paint, words_of
from askance.ui.theme import Theme


class TextDoubts:
    """The marks of a `QTextEdit`, which calls `paint` and `tell`."""

    def __init__(self, view: QTextEdit, theme: Theme) -> None:
        self._view, self._theme = view, theme
        self._marks: dict[int, list[Mark]] = {}

    @property
    def marks(self) -> list[Mark]:
        """All of them in reading order."""
        return [mark for _, mark in self._all()]

    def set_marks(self, block: int, marks: list[Mark]) -> None:
        """The marks of a block of the document, in order."""
        self._marks[block] = marks
        self._view.viewport().update()

    def cut(self, first: int) -> None:
        """The blocks from `first` on are gone."""
        if self._marks:
            self._marks = {block: each for block, each in self._marks.items() if block < first}

    def paint(self, painter: QPainter, dirty: QRect) -> None:
        """Paints what lies in the dirty part of the viewport."""
        if not self._marks:
            return
        offset = self._offset()
        block = self._block_at(dirty.top() + offset.y())
        while block.isValid() and block.layout().position().y() - offset.y() <= dirty.bottom():
            if marks := self._marks.get(block.blockNumber()):
                corner = block.layout().position() - offset
                paint(painter, block.layout(), corner, marks, self._theme)
            block = block.next()

    def tell(self, event: QEvent) -> bool:
        """Answers the wish for a tool tip over a marked word; False when it is none."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        point = QPointF(event.pos()) + self._offset()
        block = self._block_at(point.y()) if self._marks else QTextBlock()
        marks = self._marks.get(block.blockNumber(), [])
        mark = mark_at(block.layout(), point - block.layout().position(), marks) if marks else None
        if mark is None:
            return False
        QToolTip.showText(event.globalPos(), words_of(mark), self._view.viewport())
        return True

    def reveal(self, index: int) -> QRect:
        """Selects the marked word of this number; where it is, in the view's pixels."""
        number, mark = list(self._all())[index]
        block = self._view.document().findBlockByNumber(number)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + mark.start)
        cursor.setPosition(
            block.position() + mark.start + mark.length, QTextCursor.MoveMode.KeepAnchor
        )
        self._view.setTextCursor(cursor)
        corner = block.layout().position() - self._offset()
        return box_of(block.layout(), mark).translated(corner).toAlignedRect()

    def _all(self) -> Iterator[tuple[int, Mark]]:
        for block in sorted(self._marks):
            for mark in self._marks[block]:
                yield block, mark

    def _offset(self) -> QPointF:
        view = self._view
        return QPointF(view.horizontalScrollBar().value(), view.verticalScrollBar().value())

    def _block_at(self, height: float) -> QTextBlock:
        document = self._view.document()
        place = document.documentLayout().hitTest(
            QPointF(0, max(0.0, height)), Qt.HitTestAccuracy.FuzzyHit
        )
        return document.findBlock(max(0, place))
