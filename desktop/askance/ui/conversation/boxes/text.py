"""A paragraph, a heading, an item with its marker, a formula on lines of its own. GUI thread.

Painted with `QTextLayout`; there is no document. The words begin at the box's left edge and a
marker hangs to the left of it (in text that runs from right to left, both are mirrored). A box can
be written on: what is the same from the start is not laid out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from askance.core.markdown import Inline, Span
from askance.ui.conversation.boxes import tints
from askance.ui.conversation.boxes.box import Shade
from askance.ui.conversation.boxes.dress import Dress, dress
from askance.ui.conversation.boxes.formula import Formula, Formulas
from askance.ui.conversation.boxes.lines import cut16, direction_of, wrapping
from askance.ui.conversation.boxes.marker import Marker
from askance.ui.conversation.boxes.pieces import Pieces
from askance.ui.conversation.boxes.run import Part
from askance.ui.conversation.boxes.runs import Runs
from askance.ui.conversation.boxes.scrollable import ScrollableBox
from askance.ui.conversation.boxes.sideways import THICK, Sideways
from askance.ui.conversation.doubt import Mark, Marks, paint_dots
from askance.ui.conversation.flow import Leaf, Style, TextLeaf
from askance.ui.conversation.leaf_text import text_of, words_of
from askance.ui.theme import BODY_PIXELS, Theme

CARET = 2.0
"""A caret's width."""
_BAR = THICK + 6
_RTL, _LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class TextBox(ScrollableBox):
    """One leaf of text. `role` is the theme's colour of the words, `size` that of running text in
    logical pixels before the person's own enlargement.
    """

    def __init__(
        self,
        leaf: TextLeaf,
        *,
        theme: Theme,
        formulas: Formulas | None = None,
        role: str = "text",
        size: float = BODY_PIXELS,
        complete: bool = False,
    ) -> None:
        self._theme, self._formulas, self._role, self._size = theme, formulas, role, size
        self._leaf, self._complete = leaf, complete
        self._marks: list[Mark] = []
        self._side = None
        self._width = 0
        self._height = -1
        self._moved_from = 0
        self._begin()
        self._pieces.write(_inline(leaf))
        self._turn()

    @property
    def text(self) -> str:
        return text_of(self._leaf)

    @property
    def marks(self) -> list[Mark]:
        return self._marks

    @property
    def overflow(self) -> int:
        return self._side.overflow if self._side is not None and self._height >= 0 else 0

    @property
    def end(self) -> QPointF:
        row = self._runs.caret(self._pieces.width)
        at = row.rect.left() + self._left - (12 if self._mirrored else -2)
        return QPointF(at, row.rect.center().y())

    def write(self, leaf: Leaf, *, complete: bool) -> None:
        if not isinstance(leaf, TextLeaf):
            raise TypeError(leaf)
        before, self._leaf = self._leaf, leaf
        self._height = -1
        settled = complete and not self._complete and leaf.style is Style.MATH
        self._complete = complete
        kept = None
        if (leaf.style, leaf.place) != (before.style, before.place) or settled:
            self._begin()
        elif leaf.marker != before.marker:
            self._hang()
            self._runs.clear()
        else:
            kept = self._pieces.ask_again()
        written = self._pieces.write(_inline(leaf))
        self._runs.cut(written if kept is None else min(kept, written))
        self._turn()

    def lay_out(self, width: int) -> int:
        if width != self._width or self._height < 0:
            self._width = width
            self._runs.lay_out(self._room(width), self._dress, self._option)
            self._fit()
        return self._height

    def set_sight(self, top: int, bottom: int) -> bool:
        moved = self._runs.set_sight(top, bottom) if self._height >= 0 else None
        if moved is None:
            return False
        self._fit()
        self._moved_from = moved
        return True

    @property
    def moved_from(self) -> int:
        return self._moved_from

    def paint(self, painter: QPainter, dirty: QRectF, shades: Sequence[Shade]) -> None:
        left, top, bottom = self._left, dirty.top(), dirty.bottom()
        runs = list(self._runs.between(top, bottom))
        painter.save()
        if self.overflow:
            painter.setClipRect(
                QRectF(0, 0, self._width, self._height), Qt.ClipOperation.IntersectClip
            )
        for run in runs:
            if run.chips:
                run.paint_chips(painter, left, top, bottom, self._dress)
        laid = self._paint_shades(painter, dirty, shades) if shades else []
        painter.setPen(self._dress.colour)
        for run in runs:
            letters = tints.letters(laid, run.at, run.end - run.at, self._theme) if laid else []
            run.paint(painter, left, top, bottom, letters, self._formula_in)
        if self._marks:
            self.paint_marks(painter, dirty)
        if self._marker is not None and top <= self._first_row:
            at = QPointF(self._marker_left, self._runs.first_baseline)
            self._marker.paint(painter, at, mirrored=self._mirrored)
        if self._side is not None:
            self._side.paint(painter, self._theme)
        painter.restore()

    def _paint_shades(
        self, painter: QPainter, dirty: QRectF, shades: Sequence[Shade]
    ) -> list[Shade]:
        """The grounds of shades; they as parts of the layout, in the order they are painted in."""
        ordered = tints.in_order(shades)
        for shade in ordered:
            for place in self._places(shade.start, shade.end, dirty):
                tints.paint_ground(painter, place, shade.tint, self._theme)
        return [self._laid(shade) for shade in ordered]

    def paint_marks(self, painter: QPainter, dirty: QRectF) -> None:
        """The dots under doubtful words, which `paint` paints too."""
        for mark in self._marks:
            paint_dots(painter, self._mark_parts(mark, dirty), mark, self._theme)

    def position_at(self, point: QPointF) -> int:
        marker = self._marker
        if marker is not None and self._beside(point):
            inside = point.x() - self._marker_left
            return min(
                range(marker.length + 1),
                key=lambda position: abs(marker.x_at(position) - inside),
            )
        return self._prefix + self._pieces.to_text(
            self._runs.place_at(point - QPointF(self._left, 0))
        )

    def caret(self, position: int) -> QRectF:
        if self._marker is not None and position <= self._marker.length:
            x = self._marker_left + self._marker.x_at(position)
            return QRectF(x, 0, CARET, self._first_row)
        row = self._runs.caret(self._pieces.to_layout(max(0, position - self._prefix))).rect
        return QRectF(row.left() + self._left, row.top(), CARET, row.height())

    def rects(self, start: int, end: int) -> list[QRectF]:
        return list(self._places(start, end))

    def copied(self, start: int, end: int) -> str:
        prefix = self._prefix
        if end > prefix:
            begin, stop = self._pieces.around(max(0, start - prefix), end - prefix)
            start, end = start if start < prefix else begin + prefix, stop + prefix
        return cut16(self.text, start, end)

    def restyle(self) -> None:
        self._begin()
        self._pieces.write(_inline(self._leaf))
        self._turn()

    def link_at(self, point: QPointF) -> str:
        at = self._runs.place_under(point - QPointF(self._left, 0))
        piece = self._pieces.piece_at(at) if at is not None else None
        return piece.span.link if piece is not None else ""

    def set_marks(self, marks: Marks) -> None:
        self._marks = marks.get((), [])

    def mark_at(self, point: QPointF) -> Mark | None:
        for mark in self._marks:
            if any(part.rect.contains(point) for part in self._mark_parts(mark)):
                return mark
        return None

    def _fit(self) -> None:
        """The height, with room for the bar where a formula is wider than the page."""
        self._height = self._runs.height
        wide = ceil(self._runs.width)
        if wide > self._width and self._side is None:
            self._side = Sideways()
        if self._side is not None:
            self._height += _BAR if wide > self._width else 0
            strip = QRectF(0, self._height - THICK - 1, self._width, THICK)
            self._side.fit(wide, self._width, strip)

    @property
    def _prefix(self) -> int:
        return self._marker.length + 1 if self._marker is not None else 0

    @property
    def _mirrored(self) -> bool:
        return self._direction is _RTL

    @property
    def _left(self) -> int:
        """Where the words' column begins: at the left edge, unless its indentation is mirrored."""
        if not self._mirrored:
            return -self._scrolled
        return -round(self._leaf.place.hung * self._dress.em) - self._scrolled

    @property
    def _marker_left(self) -> float:
        assert self._marker is not None
        words = self._left + (self._runs.width if self._mirrored else 0)
        return self._marker.left(words, mirrored=self._mirrored)

    @property
    def _first_row(self) -> int:
        return self._runs.first_row

    def _begin(self) -> None:
        """Starts from nothing in the leaf's style and the theme's colours."""
        self._dress: Dress = dress(self._theme, self._leaf.style, self._role, self._size)
        math = self._leaf.style is Style.MATH
        self._pieces = Pieces(self._ask, _display_words if math else _span_words)
        self._runs = Runs(self._pieces)
        self._height = -1
        self._hang()
        self._direction: Qt.LayoutDirection | None = None
        self._option = wrapping(_LTR, _LEFT)

    def _hang(self) -> None:
        marker = self._leaf.marker
        self._marker = Marker(marker, self._dress, self._theme) if marker else None

    def _turn(self) -> None:
        """Follows the direction of the words, and how a formula stands."""
        self._direction = direction_of(self._pieces.head())
        mirrored = self._direction is _RTL
        alignment = _RIGHT if mirrored else _LEFT
        if self._display_formula() is not None:
            alignment = _CENTRE
        option = wrapping(_RTL if mirrored else _LTR, alignment)
        if option is not self._option:
            self._option = option
            self._runs.clear()

    def _display_formula(self) -> Formula | None:
        piece = self._pieces.piece_at(0) if self._leaf.style is Style.MATH else None
        return piece.formula if piece is not None else None

    def _room(self, width: int) -> float:
        """How wide the lines are: a formula is never made smaller than it should be read."""
        formula = self._display_formula()
        return max(width, ceil(formula.width) if formula is not None else 0)

    def _ask(self, span: Span) -> Formula | None:
        display = self._leaf.style is Style.MATH
        if self._formulas is None or (display and not self._complete):
            return None
        return self._formulas.get(
            span.text,
            size=self._dress.formula_pixels,
            colour=self._dress.colour,
            display=display or span.display,
        )

    def _beside(self, point: QPointF) -> bool:
        """Whether a point is on the marker's side of the words."""
        if point.y() >= self._first_row:
            return False
        gap = self._dress.pixels * 0.25
        if self._mirrored:
            return point.x() > self._left + self._runs.width + gap
        return point.x() < self._left - gap

    def _laid(self, shade: Shade) -> Shade:
        """A part of the text as one of the layout, formulas whole."""
        prefix = self._prefix
        start, end = self._pieces.around(max(0, shade.start - prefix), max(0, shade.end - prefix))
        return Shade(self._pieces.to_layout(start), self._pieces.to_layout(end), shade.tint)

    def _places(self, start: int, end: int, sight: QRectF | None = None) -> Iterator[QRectF]:
        marker = self._marker
        if marker is not None and start < min(end, marker.length):
            first, last = self.caret(start), self.caret(min(end, marker.length))
            yield QRectF(first.topLeft(), QPointF(last.left(), last.bottom()))
        if end > self._prefix:
            laid = self._laid(Shade(start, end))
            for part in self._runs.parts(laid.start, laid.end, sight=sight):
                yield part.rect.translated(self._left, 0)

    def _mark_parts(self, mark: Mark, sight: QRectF | None = None) -> list[Part]:
        laid = self._laid(Shade(mark.start, mark.start + mark.length))
        return [
            part.moved(self._left) for part in self._runs.parts(laid.start, laid.end, sight=sight)
        ]

    def _formula_in(self, formula: Formula, span: Span, colour: QColor | None) -> Formula:
        """A formula in the colour of selected letters."""
        if colour is None or self._formulas is None or not formula.plain:
            return formula
        display = self._leaf.style is Style.MATH or span.display
        return (
            self._formulas.get(
                span.text, size=self._dress.formula_pixels, colour=colour, display=display
            )
            or formula
        )


def _inline(leaf: TextLeaf) -> Inline:
    """The words; a formula on lines of its own is one span."""
    if leaf.style is Style.MATH:
        return (Span("".join(span.text for span in leaf.inline), math=True),)
    return leaf.inline


def _span_words(span: Span) -> str:
    return words_of((span,))


def _display_words(span: Span) -> str:
    return f"$${span.text}$$"
