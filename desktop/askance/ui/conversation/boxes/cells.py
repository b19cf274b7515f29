"""The cells of a table: how wide their words are, and the words laid out. GUI thread.

A table of a thousand rows has thousands of cells, and one screenful of them is ever painted. How
wide a cell wants to be is the sum of its characters' advances, which are measured once for each
character; only a cell that is painted, pointed at, or wraps in sight becomes a `Cell`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from operator import attrgetter

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextFormat,
    QTextLayout,
    QTextOption,
)

from askance.core.markdown import Alignment, Inline, Span
from askance.ui.conversation.boxes.box import Shade
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.boxes.lines import (
    LineBox,
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
from askance.ui.theme import Theme

SIZE = 13.5
"""Of the text, in logical pixels before the person's own enlargement."""

_LINE_HEIGHT = 1.4
_MONO = 0.92  # of the text's size
_CORNER = 3
_BESIDE = 2  # a code span's ground reaches so far beyond its letters
_COMMAND, _SILENT = re.compile(r"\\[a-zA-Z]+"), re.compile(r"[{}^_]|\s|\\[,;:! ]")
_LOOKS = attrgetter("bold", "italic", "strike", "code", "math", "link", "footnote")
_ALIGNMENTS = {
    Alignment.NONE: Qt.AlignmentFlag.AlignLeft,
    Alignment.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
    Alignment.CENTER: Qt.AlignmentFlag.AlignHCenter,
    Alignment.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
}


class _Advances(dict[str, float]):
    """Each character's advance in a font, measured when it is first met."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._metrics = QFontMetricsF(font)
        self._table = b""
        self._unit = 1.0

    def __missing__(self, character: str) -> float:
        wide = self[character] = self._metrics.horizontalAdvance(character)
        return wide

    def sum(self, text: str) -> float:
        """The advances of a text; in ASCII up to a 255th of the widest letter more for each."""
        if not text.isascii():
            return sum(map(self.__getitem__, text))
        if not self._table:
            widths = [self[chr(code)] for code in range(128)]
            self._unit = max(widths) / 255
            self._table = bytes(min(255, ceil(each / self._unit)) for each in widths) * 2
        # Summed up as bytes: a table of a thousand rows has a hundred thousand characters.
        return sum(text.encode("ascii").translate(self._table)) * self._unit


class CellDress:
    """How a table's cells look in the theme's present colours and sizes."""

    def __init__(self, theme: Theme, formulas: Formulas | None = None) -> None:
        self.theme, self.formulas = theme, formulas
        self.font, self.bold = theme.font(SIZE), theme.font(SIZE, bold=True)
        self.line = LineBox.of(self.font, ceil(theme.pixels(SIZE) * _LINE_HEIGHT))
        self._advances: dict[tuple[bool, bool], _Advances] = {}
        self._formats: dict[tuple[Span, bool], QTextCharFormat] = {}
        self._plain = self._in(bold=False, mono=False)

    def widths(self, inline: Inline, *, head: bool) -> list[float]:
        """About how wide each of a cell's own lines is, in logical pixels: without kerning and
        joining, which make words narrower.
        """
        if len(inline) == 1 and not head and not any(_LOOKS(inline[0])):
            text = inline[0].text
            if "\n" not in text:
                return [self._plain.sum(text)]
        widths = [0.0]
        for span in inline:
            if span.math and self.formulas is not None:
                symbols = len(_COMMAND.sub("x", _SILENT.sub("", span.text)))
                widths[-1] += symbols * self._in(bold=False, mono=False)["x"]
                continue
            advances = self._in(bold=head or span.bold, mono=span.code or span.math)
            for number, part in enumerate(words_of((span,)).split("\n")):
                if number:
                    widths.append(0.0)
                widths[-1] += advances.sum(part)
        return widths

    def format(self, span: Span, *, head: bool) -> QTextCharFormat:
        """The format of a span's words."""
        link, note = "a" if span.link else "", "a" if span.footnote else ""
        key = replace(span, text="", link=link, footnote=note), head
        found = self._formats.get(key)
        if found is None:
            found = self._formats[key] = self._format(span, head=head)
        return found

    def _in(self, *, bold: bool, mono: bool) -> _Advances:
        found = self._advances.get((bold, mono))
        if found is None:
            font = self.theme.font(SIZE * _MONO if mono else SIZE, bold=bold, mono=mono)
            found = self._advances[bold, mono] = _Advances(font)
        return found

    def _format(self, span: Span, *, head: bool) -> QTextCharFormat:
        made, theme = QTextCharFormat(), self.theme
        if span.bold:
            made.setFontWeight(700 if head else 600)
        made.setFontItalic(span.italic)
        made.setFontStrikeOut(span.strike)
        if span.code or span.math:
            made.setFontFamilies(theme.font(mono=True).families())
            made.setFontFixedPitch(True)
            made.setProperty(QTextFormat.Property.FontPixelSize, theme.pixels(SIZE * _MONO))
        if span.link or span.footnote:
            made.setForeground(theme.colour("accent"))
            made.setFontUnderline(bool(span.link))
        if span.footnote:
            made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        return made


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
        chosen = letters(shades, 0, self.length, self._dress.theme)
        self.laid(width).draw(painter, corner, chosen)

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


def is_plain(span: Span) -> bool:
    """Whether a span is words and nothing else."""
    return not any(_LOOKS(span))
