"""Some lines of a paragraph in one layout, with their formulas and code spans. GUI thread.

Laying out costs what the whole `QTextLayout` holds, so a long paragraph is several of them, one
below the other, cut where lines begin.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from askance.core.markdown import Span
from askance.ui.conversation.boxes.dress import Dress
from askance.ui.conversation.boxes.formula import Formula
from askance.ui.conversation.boxes.lines import LINE_END, is_bidirectional, stretches, x_at
from askance.ui.conversation.boxes.pieces import PLACEHOLDER, Tail

_ASIDE = 1e7
"""Where lines stand that a run leaves to the next one: outside of every sight."""
_TINY = 1
"""Pixels of the letter that stands for a formula; its spacing makes the room."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one line, in logical pixels: its row's rectangle, and the baseline."""

    rect: QRectF
    baseline: float

    def moved(self, x: float) -> Part:
        return Part(self.rect.translated(x, 0), self.baseline)


@dataclass(frozen=True, slots=True)
class Placed:
    """A formula in a run, and how much smaller it is drawn to fit into a line."""

    at: int
    formula: Formula
    span: Span
    scale: float


@dataclass(slots=True)
class Run:
    """One layout. Places within it count from `at`, heights from `top`."""

    layout: QTextLayout
    at: int
    end: int
    seen: int
    """Up to where the text had a say in its lines."""
    bidirectional: bool
    top: int = 0
    rows: list[int] = field(default_factory=list)
    """Where each line's row begins, and where the last one ends."""
    baselines: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    chips: list[tuple[int, int]] = field(default_factory=list)
    """Code spans."""
    formulas: list[Placed] = field(default_factory=list)

    @property
    def height(self) -> int:
        return self.rows[-1]

    def leave(self, row: int) -> None:
        """Leaves the lines from `row` on to the next run."""
        for number in range(row, len(self.starts)):
            self.layout.lineAt(number).setPosition(QPointF(0, _ASIDE))
        kept = self.starts[row]
        self.end = self.at + kept
        del self.starts[row:], self.baselines[row:], self.rows[row + 1 :]
        self.formulas = [each for each in self.formulas if each.at < kept]
        self.chips = [(a, min(b, kept)) for a, b in self.chips if a < kept]

    def parts(self, start: int, end: int) -> Iterator[Part]:
        """The parts of `[start, end)`, places of the layout, one a line or several where
        directions meet.
        """
        start, end = start - self.at, end - self.at
        row = max(0, bisect_right(self.starts, start) - 1)
        while start < end and row < len(self.starts):
            stop = self.starts[row + 1] if row + 1 < len(self.starts) else self.end - self.at
            line = self.layout.lineAt(row)
            upto = min(end, stop)
            for left, right in stretches(line, start, upto, bidirectional=self.bidirectional):
                yield self._part(row, left, right)
            start, row = upto, row + 1

    def caret(self, place: int) -> Part:
        """Where a caret stands: a part without width."""
        row = max(0, bisect_right(self.starts, place - self.at) - 1)
        x = x_at(self.layout.lineAt(row), place - self.at)
        return self._part(row, x, x)

    def line_at(self, height: float) -> QTextLine:
        """The nearest line to a height of the paragraph."""
        row = bisect_right(self.rows, height - self.top, hi=len(self.rows) - 1) - 1
        return self.layout.lineAt(max(0, row))

    def paint(
        self,
        painter: QPainter,
        left: float,
        top: float,
        bottom: float,
        letters: list[QTextLayout.FormatRange],
        tinted: Callable[[Formula, Span, QColor | None], Formula],
    ) -> None:
        """Draws what lies between two heights: the letters and formulas in the painter's pen, those
        in `letters` in other colours; a formula in such a colour is asked of `tinted`.
        """
        at = QPointF(left, self.top)
        ends = self.top + self.rows[-1]
        if top <= self.top and bottom >= ends and self.end == self.seen:
            self.layout.draw(painter, at, letters)
        else:
            high = max(1.0, min(bottom, ends) - top)
            self.layout.draw(painter, at, letters, QRectF(-_ASIDE, top, 2 * _ASIDE, high))
        if self.formulas:
            self._paint_formulas(painter, left, top, bottom, letters, tinted)

    def paint_chips(
        self, painter: QPainter, left: float, top: float, bottom: float, dress: Dress
    ) -> None:
        """The grounds of code spans between two heights."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(dress.chip)
        above, below = ceil(dress.ascent) + 1, ceil(dress.descent) + 1
        for start, end in self.chips:
            for part in self.parts(self.at + start, self.at + end):
                rect, upper = part.rect, part.baseline - above
                if upper <= bottom and rect.bottom() >= top:
                    place = QRectF(rect.left() + left - 2, upper, rect.width() + 4, above + below)
                    painter.drawRoundedRect(place, 3, 3)
        painter.restore()

    def _paint_formulas(
        self,
        painter: QPainter,
        left: float,
        above: float,
        below: float,
        letters: list[QTextLayout.FormatRange],
        tinted: Callable[[Formula, Span, QColor | None], Formula],
    ) -> None:
        for each in self.formulas:
            row = bisect_right(self.starts, each.at) - 1
            top, bottom = self.top + self.rows[row], self.top + self.rows[row + 1]
            if top <= below and bottom >= above:
                line = self.layout.lineAt(row)
                (x, _), *_ = stretches(line, each.at, each.at + 1, bidirectional=self.bidirectional)
                formula = tinted(each.formula, each.span, _colour_at(letters, each.at))
                baseline = QPointF(left + x, self.top + self.baselines[row])
                formula.paint(painter, baseline, each.scale)

    def _part(self, row: int, left: float, right: float) -> Part:
        top, bottom = self.rows[row], self.rows[row + 1]
        return Part(
            QRectF(left, self.top + top, right - left, bottom - top),
            self.top + self.baselines[row],
        )


def make_run(tail: Tail, width: float, dress: Dress, option: QTextOption) -> Run:
    """Lays out a part of a paragraph that begins where a line begins. Without lines (`end` is
    where it begins) if all would go into the line that is left to the next run.
    """
    layout = QTextLayout(tail.text, dress.font)
    layout.setCacheEnabled(True)
    layout.setTextOption(option)
    bidirectional = is_bidirectional(tail.text)
    end = tail.at + tail.width
    run = Run(layout, tail.at, end, end, bidirectional)
    formats = _formats(tail, run, width, dress)
    if formats:
        layout.setFormats(formats)
    _lay(run, tail.text, width, dress)
    if not tail.last:
        run.leave(len(run.starts) - 1)
    return run


def _formats(tail: Tail, run: Run, width: float, dress: Dress) -> list[QTextLayout.FormatRange]:
    """The dresses of a run's pieces; takes down its code spans and formulas."""
    ranges: list[QTextLayout.FormatRange] = []
    last: QTextCharFormat | None = None
    for piece in tail.pieces:
        form = dress.format(piece.span)
        if form is None and piece.formula is None:
            last = None
            continue
        start = max(0, piece.at - tail.at)
        end = min(tail.width, piece.at + piece.width - tail.at)
        if piece.formula is not None:
            scale = min(1.0, width / max(1.0, piece.formula.width))
            run.formulas.append(Placed(start, piece.formula, piece.span, scale))
            form = _room(dress.font, piece.formula.width * scale)
        elif piece.span.code:
            _add_chip(run.chips, start, end)
        if form is not None and form is last:
            ranges[-1].length = end - ranges[-1].start
        elif form is not None:
            each = QTextLayout.FormatRange()
            each.start, each.length, each.format = start, end - start, form
            ranges.append(each)
        last = form
    return ranges


def _add_chip(chips: list[tuple[int, int]], start: int, end: int) -> None:
    if chips and chips[-1][1] == start:
        start = chips.pop()[0]
    chips.append((start, end))


def _room(font: QFont, width: float) -> QTextCharFormat:
    """Makes a placeholder as wide as the formula it stands for."""
    tiny = QFont(font)
    tiny.setPixelSize(_TINY)
    made = QTextCharFormat()
    made.setProperty(QTextFormat.Property.FontPixelSize, _TINY)
    made.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
    made.setFontLetterSpacing(width - QFontMetricsF(tiny).horizontalAdvance(PLACEHOLDER))
    made.setForeground(QColor(0, 0, 0, 0))
    return made


def _lay(run: Run, text: str, width: float, dress: Dress) -> None:
    layout, box, top, end = run.layout, dress.line, 0, 0
    starts, rows, baselines = run.starts, run.rows, run.baselines
    formulas = iter(run.formulas)
    formula = next(formulas, None)
    # A text that ends with a line's end has one more, empty line; of any other text it is known
    # which line is the last, without another one having to be asked for.
    units, more = run.end - run.at, text.endswith(LINE_END)
    layout.beginLayout()
    while more or end < units or not starts:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        ascent = line.ascent()
        above, below = box.around_letters(ascent, line.descent())
        starts.append(end)
        end += line.textLength()
        while formula is not None and formula.at < end:
            above = max(above, ceil(formula.formula.ascent * formula.scale) + 1)
            below = max(below, ceil(formula.formula.descent * formula.scale) + 1)
            formula = next(formulas, None)
        line.setPosition(QPointF(0, top + above - ascent))
        rows.append(top)
        baselines.append(top + above)
        top += above + below
    layout.endLayout()
    rows.append(top)


def _colour_at(letters: list[QTextLayout.FormatRange], at: int) -> QColor | None:
    for each in reversed(letters):
        if each.start <= at < each.start + each.length:
            return each.format.foreground().color()
    return None
