"""The cells of a table: text laid out for a width, and how wide the columns become. GUI thread.

A `QTextLayout` a cell, not a document: a table of some hundred rows is measured in milliseconds.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextFormat, QTextLayout, QTextOption

from askance.core.markdown import Alignment, Inline, plain_text
from askance.ui.conversation.doubt import Mark, box_of, mark_at, paint
from askance.ui.conversation.prose import clean, run_format
from askance.ui.theme import Theme

RIGHT = 18
"""Free room at the right of each cell, in logical pixels."""

_SIZE = 13.5
_LINE_HEIGHT = 1.4
_ALIGNMENTS = {
    Alignment.NONE: Qt.AlignmentFlag.AlignLeft,
    Alignment.LEFT: Qt.AlignmentFlag.AlignLeft,
    Alignment.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Alignment.RIGHT: Qt.AlignmentFlag.AlignRight,
}


class Cell:
    """One cell's text, laid out for a width."""

    def __init__(self, inline: Inline, alignment: Alignment, theme: Theme, *, head: bool) -> None:
        self.inline, self._theme = inline, theme
        text = clean(plain_text(inline))
        self._layout = QTextLayout(text, theme.font(_SIZE, bold=head))
        self._layout.setCacheEnabled(True)
        option = QTextOption(_ALIGNMENTS[alignment])
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.setFormats(_formats(inline, theme))
        self._line = ceil(theme.pixels(_SIZE) * _LINE_HEIGHT)
        self._width = -1.0
        self._height = 0
        self.natural = self._measure()

    def height(self, width: float) -> int:
        """Logical pixels at `width`."""
        if width != self._width:
            self._lay(width)
        return self._height

    def paint(self, painter: QPainter, place: QPointF, width: float) -> None:
        """Draws at its upper left corner."""
        self.height(width)
        self._layout.draw(painter, place)

    def paint_doubts(self, painter: QPainter, place: QPointF, marks: list[Mark]) -> None:
        """Dots under the doubtful words, once the text is painted at `place`."""
        paint(painter, self._layout, place, marks, self._theme)

    def doubt_box(self, mark: Mark) -> QRectF:
        """Where a doubtful word stands, relative to the upper left corner."""
        return box_of(self._layout, mark)

    def doubt_at(self, place: QPointF, marks: list[Mark]) -> Mark | None:
        """The doubtful word under a point relative to the upper left corner."""
        return mark_at(self._layout, place, marks)

    def link_at(self, place: QPointF) -> str:
        """The address under a point relative to the upper left corner, or empty."""
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            words = line.naturalTextRect()
            if line.y() <= place.y() < line.y() + self._line:
                on_it = words.left() <= place.x() <= words.right()
                return _link(self.inline, line.xToCursor(place.x())) if on_it else ""
        return ""

    def _measure(self) -> int:
        self._lay(100_000.0)
        lines = (self._layout.lineAt(number) for number in range(self._layout.lineCount()))
        return ceil(max((line.naturalTextWidth() for line in lines), default=0.0)) + 1

    def _lay(self, width: float) -> None:
        self._width, top = width, 0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top + (self._line - line.height()) / 2))
            top += self._line
        self._layout.endLayout()
        self._height = max(top, self._line)


def column_widths(natural: list[int], room: int, narrowest: int) -> list[int]:
    """Widths in logical pixels, padding included: natural ones while they fit into `room`; then the
    widest share what the others leave, none becoming narrower than `narrowest`.
    """
    padded = [each + RIGHT for each in natural]
    widths = [min(each, narrowest + RIGHT) for each in padded]
    if sum(padded) <= room:
        return padded
    spare = room - sum(widths)
    growing = sorted(range(len(padded)), key=lambda column: padded[column])
    for done, column in enumerate(growing):
        more = min(padded[column] - widths[column], max(0, spare) // (len(growing) - done))
        widths[column] += more
        spare -= more
    return widths


def _formats(inline: Inline, theme: Theme) -> list[QTextLayout.FormatRange]:
    ranges: list[QTextLayout.FormatRange] = []
    start = 0
    base = QTextCharFormat()
    base.setProperty(QTextFormat.Property.FontPixelSize, theme.pixels(_SIZE))
    for span in inline:
        piece = QTextLayout.FormatRange()
        piece.start, piece.length = start, len(span.text.encode("utf-16-le")) // 2
        piece.format = run_format(span, base, theme)
        ranges.append(piece)
        start += piece.length
    return ranges


def _link(inline: Inline, cursor: int) -> str:
    for span in inline:
        cursor -= len(span.text.encode("utf-16-le")) // 2
        if cursor < 0:
            return span.link
    return ""
