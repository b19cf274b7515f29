"""The cells of a table, their words laid out. GUI thread.

Only a cell that is painted, pointed at, or wraps in sight becomes one; of all others it is known
how wide they are (`cell_dress`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QPainter,
    QTextLayout,
    QTextOption,
)

from askance.core.markdown import Alignment, Inline, Span
from askance.ui.conversation.boxes.box import Shade
from askance.ui.conversation.boxes.cell_dress import CellDress, is_plain
from askance.ui.conversation.boxes.lines import (
    clean,
    is_bidirectional,
    lay_lines,
    lines_of,
    stretches,
    utf16,
    x_at,
)
from askance.ui.conversation.boxes.tints import letters
from askance.ui.conversation.doubt import Mark, mark_at, paint
from askance.ui.conversation.leaf_text import words_of

FREE = {Alignment.RIGHT: 1.0, Alignment.CENTER: 0.5}
"""What of the free room beside its words is at their left; none where an alignment is not here."""

_CORNER = 3
_BESIDE = 2  # a code span's ground reaches so far beyond its letters
_ALIGNMENTS = {
    Alignment.NONE: Qt.AlignmentFlag.AlignLeft,
    Alignment.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
    Alignment.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Alignment.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
}


class Cell:
    """One cell's words laid out for a width. Offsets count in its text: formulas as source, a line
    break as one character. Points are relative to its upper left corner.
    """

    def __init__(self, inline: Inline, alignment: Alignment, dress: CellDress, head: bool) -> None:
        self.inline, self._dress, self._head = inline, dress, head
        words = words_of(inline)
        self.length = utf16(words)
        self._mixed = is_bidirectional(words)
        self._layout = QTextLayout(clean(words), dress.bold if head else dress.font)
        self._layout.setCacheEnabled(True)
        option = QTextOption(_ALIGNMENTS[alignment])
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._grounded = any(span.code for span in inline)
        if not all(map(is_plain, inline)):
            self._layout.setFormats(list(self._formats()))
        self._width = -1.0
        self._height = 0

    settled = True
    """Whether its width is final."""

    @property
    def natural(self) -> float:
        """How wide it is where it need not wrap; measured once it is laid out."""
        return self._layout.maximumWidth()

    @property
    def lines(self) -> int:
        """How many lines it took when it was laid out."""
        return self._layout.lineCount()

    def laid(self, width: float) -> QTextLayout:
        """Its words laid out for a width."""
        if width != self._width:
            self._width = width
            self._height = max(
                self._dress.line.height, lay_lines(self._layout, width, self._dress.line)
            )
        return self._layout

    def height(self, width: float) -> int:
        """Logical pixels at `width`."""
        self.laid(width)
        return self._height

    def position_at(self, point: QPointF, width: float) -> int:
        """The offset nearest to a point."""
        layout = self.laid(width)
        last = layout.lineCount() - 1
        if last < 0:
            return 0
        number = 0
        while number < last and point.y() >= layout.lineAt(number + 1).y():
            number += 1
        line = layout.lineAt(number)
        found, stop = line.xToCursor(point.x()), line.textStart() + line.textLength()
        # Behind its last place the next line begins.
        return layout.previousCursorPosition(stop) if found >= stop and number < last else found

    def caret(self, offset: int, width: float) -> QRectF:
        """Where a caret stands; it has no width."""
        box = self._dress.line
        line = self.laid(width).lineForTextPosition(offset)
        if not line.isValid():
            return QRectF(0, 0, 0, box.height)
        return QRectF(x_at(line, offset), line.y() + line.ascent() - box.above, 0, box.height)

    def rects(self, start: int, end: int, width: float) -> Iterator[QRectF]:
        """The parts of `[start, end)`, one a line."""
        box = self._dress.line
        for line in lines_of(self.laid(width)):
            a, b = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if a < b:
                top = line.y() + line.ascent() - box.above
                for left, right in stretches(line, a, b, bidirectional=self._mixed):
                    yield QRectF(left, top, right - left, box.height)

    def paint_ground(self, painter: QPainter, corner: QPointF, width: float) -> None:
        """What is behind its code spans."""
        if not self._grounded:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._dress.theme.colour("panel"))
        for start, end, span in self._spans():
            if span.code:
                for each in self.rects(start, end, width):
                    place = each.translated(corner).adjusted(-_BESIDE, 1, _BESIDE, -1)
                    painter.drawRoundedRect(place, _CORNER, _CORNER)

    def paint(
        self, painter: QPainter, corner: QPointF, width: float, shades: Sequence[Shade]
    ) -> None:
        """Draws its words; the ground of what is shaded is there already."""
        if shades:
            chosen = letters(shades, 0, self.length, self._dress.theme)
            self.laid(width).draw(painter, corner, chosen)
        else:
            self.laid(width).draw(painter, corner)

    def paint_marks(
        self, painter: QPainter, corner: QPointF, width: float, marks: list[Mark]
    ) -> None:
        """Dots under its doubtful words."""
        paint(painter, self.laid(width), corner, marks, self._dress.theme)

    def mark_at(self, point: QPointF, width: float, marks: list[Mark]) -> Mark | None:
        """The doubtful word under a point."""
        return mark_at(self.laid(width), point, marks)

    def link_at(self, point: QPointF, width: float) -> str:
        """The address under a point, or empty."""
        for start, end, span in self._spans():
            if span.link and any(each.contains(point) for each in self.rects(start, end, width)):
                return span.link
        return ""

    def _spans(self) -> Iterator[tuple[int, int, Span]]:
        start = 0
        for span in self.inline:
            end = start + utf16(words_of((span,)))
            yield start, end, span
            start = end

    def _formats(self) -> Iterator[QTextLayout.FormatRange]:
        for start, end, span in self._spans():
            piece = QTextLayout.FormatRange()
            piece.start, piece.length = start, end - start
            piece.format = self._dress.format(span, head=self._head)
            yield piece
