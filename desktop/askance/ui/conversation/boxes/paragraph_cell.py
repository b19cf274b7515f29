"""A table's cell that is a paragraph of its own: one with formulas in it, so that they are set, or
with so many words that only those in sight are laid out. GUI thread.

It can do what a `Cell` can. Its paragraph is as wide as its words and stands where the column's
alignment has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from askance.core.markdown import Alignment, Inline
from askance.ui.conversation.boxes.box import Shade
from askance.ui.conversation.boxes.cell_dress import SIZE, CellDress
from askance.ui.conversation.boxes.cells import FREE, Cell
from askance.ui.conversation.boxes.dress import dress as text_dress
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.boxes.lines import utf16
from askance.ui.conversation.boxes.text import TextBox
from askance.ui.conversation.doubt import Mark
from askance.ui.conversation.flow import Style, TextLeaf

_WIDEST = 100_000
_LONG = 1200
"""Characters of a cell that is a paragraph without having formulas."""


class ParagraphCell:
    """One cell. Points are relative to its upper left corner, offsets count in its text."""

    def __init__(
        self,
        inline: Inline,
        alignment: Alignment,
        dress: CellDress,
        formulas: Formulas | None,
        *,
        head: bool,
    ) -> None:
        words = tuple(replace(span, bold=True) for span in inline) if head else inline
        self._leaf = TextLeaf(Style.PARAGRAPH, words)
        self._free = FREE.get(alignment, 0.0)
        self._least = dress.line.height
        self._box = TextBox(self._leaf, theme=dress.theme, formulas=formulas, size=SIZE)
        self._dress, self._formulas = dress, formulas
        self.length = utf16(self._box.text)
        self.natural = self._measured()
        """How wide it is where it need not wrap."""
        self._room = self._width = 0.0

    @property
    def long(self) -> bool:
        """Whether it may take many lines."""
        return self.length >= _LONG

    @property
    def lines(self) -> int:
        """How many lines it took when it was laid out: one, or more."""
        return 2 if self.natural > self._room else 1

    @property
    def settled(self) -> bool:
        """Whether its formulas are set, and its width known: their source says nothing about it."""
        looks = text_dress(self._dress.theme, Style.PARAGRAPH, "text", SIZE)
        formulas = self._formulas
        return (
            not self.long
            and formulas is not None
            and all(
                formulas.get(
                    span.text, size=looks.formula_pixels, colour=looks.colour, display=span.display
                )
                for span in self._leaf.inline
                if span.math
            )
        )

    def ask_again(self) -> bool:
        """Takes formulas that have come; whether it is of another size now."""
        before = self.natural, self.height(self._room)
        self._box.write(self._leaf, complete=True)
        self.natural = self._measured()
        return before != (self.natural, self.height(self._room))

    def height(self, width: float) -> int:
        """Logical pixels at `width`."""
        self._room = width
        self._width = min(width, self.natural)
        return max(self._least, self._box.lay_out(int(self._width)))

    def set_sight(self, top: float, bottom: float, width: float) -> int:
        """Lays out what lies between these pixels; its height at `width` then."""
        self.height(width)
        self._box.set_sight(int(top), ceil(bottom))
        return self.height(width)

    def position_at(self, point: QPointF, width: float) -> int:
        """The offset nearest to a point."""
        return self._box.position_at(point - self._shift(width))

    def caret(self, offset: int, width: float) -> QRectF:
        """Where a caret stands; it has no width."""
        place = self._box.caret(offset).translated(self._shift(width))
        place.setWidth(0)
        return place

    def rects(self, start: int, end: int, width: float) -> list[QRectF]:
        """The parts of `[start, end)`, one a line."""
        shift = self._shift(width)
        return [each.translated(shift) for each in self._box.rects(start, end)]

    def paint_ground(self, _painter: QPainter, _corner: QPointF, _width: float) -> None:
        """What is behind its code spans: painted with its words."""

    def paint(
        self, painter: QPainter, corner: QPointF, width: float, shades: Sequence[Shade]
    ) -> None:
        """Draws its words and formulas."""
        shift = corner + self._shift(width)
        painter.translate(shift)
        self._box.paint(painter, self._dirty(painter), shades)
        painter.translate(-shift)

    def paint_marks(
        self, painter: QPainter, corner: QPointF, width: float, marks: list[Mark]
    ) -> None:
        """Dots under its doubtful words."""
        shift = corner + self._shift(width)
        painter.translate(shift)
        self._box.set_marks({(): marks})
        self._box.paint_marks(painter, self._dirty(painter))
        self._box.set_marks({})
        painter.translate(-shift)

    def mark_at(self, point: QPointF, width: float, marks: list[Mark]) -> Mark | None:
        """The doubtful word under a point."""
        self._box.set_marks({(): marks})
        return self._box.mark_at(point - self._shift(width))

    def link_at(self, point: QPointF, width: float) -> str:
        """The address under a point, or empty."""
        return self._box.link_at(point - self._shift(width))

    def _dirty(self, painter: QPainter) -> QRectF:
        """What is painted of it: within the table's clip."""
        area = QRectF(0, 0, self._width, self.height(self._room))
        return area & painter.clipBoundingRect() if painter.hasClipping() else area

    def _measured(self) -> float:
        if self.long:
            return _WIDEST
        self._box.lay_out(_WIDEST)
        parts = self._box.rects(0, self.length)
        left = min((each.left() for each in parts), default=0.0)
        return ceil(max((each.right() for each in parts), default=0.0) - left) + 1.0

    def _shift(self, width: float) -> QPointF:
        self.height(width)
        return QPointF(round(self._free * max(0.0, width - self._width)), 0)


def make_cell(
    inline: Inline,
    alignment: Alignment,
    dress: CellDress,
    formulas: Formulas | None,
    *,
    head: bool,
) -> Cell | ParagraphCell:
    """A cell for what is in it."""
    math = formulas is not None and any(span.math for span in inline)
    if math or sum(len(span.text) for span in inline) >= _LONG:
        return ParagraphCell(inline, alignment, dress, formulas, head=head)
    return Cell(inline, alignment, dress, head)
