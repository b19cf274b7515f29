"""A code block: a framed panel, its language, the code with its colours. GUI thread.

A fence that grows costs what has come: sizes are reckoned, lines laid out when they are painted.
Colours come from another process once the block is complete, and each line takes its own when it
is laid out, so that nothing is done for all lines at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil
from weakref import ref

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from askance.core.typesetting import Colouring, Run, Typesetter
from askance.ui.conversation.boxes.box import Box, Shade, Tint
from askance.ui.conversation.boxes.code_layout import CARET, CodeLayout
from askance.ui.conversation.boxes.code_rows import Place
from askance.ui.conversation.boxes.lines import cut16, utf16
from askance.ui.conversation.boxes.panel import paint_panel
from askance.ui.conversation.boxes.sideways import THICK, Sideways
from askance.ui.conversation.boxes.tints import in_order, letters, paint_ground
from askance.ui.conversation.doubt import Mark, Marks, mark_at, paint
from askance.ui.conversation.flow import CodeLeaf, Leaf
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import RADIUS, Theme

_SMALL = 12.0
_SIDE, _ABOVE, _BELOW = 12, 6, 10
_HEAD, _LEAST_HEAD = 2.3, 28  # of the small text's size; logical pixels
_BUTTONS = 14.0  # of the small text's size: what the head leaves to the canvas's buttons


class CodeBox(Box):
    """One code block. `changed` is called when it is to be laid out and painted again by itself:
    its colours came, or it was told to wrap.

    Not wrapped, its height never depends on what is laid out. Wrapped, long lines of anything but
    plain ASCII are reckoned until `set_sight` names them.
    """

    def __init__(
        self,
        leaf: CodeLeaf,
        *,
        theme: Theme,
        offthread: Offthread,
        changed: Callable[[], None],
    ) -> None:
        self._theme, self._offthread, self._changed = theme, offthread, changed
        self._language = leaf.code.language
        self._wrapped = False
        self._width = self._height = 0
        self._side = Sideways()
        self._marks: dict[int, list[Mark]] = {}
        self._asked: tuple[str, str] | None = None
        self._runs: list[Sequence[Run]] = []
        self._dress()
        self._body.write(leaf.code.text)

    @property
    def text(self) -> str:
        return self._body.lines.text

    @property
    def head_height(self) -> int:
        """Logical pixels of the head above the code, the upper edge included."""
        return self._head

    @property
    def language(self) -> str:
        """The name the reply gives it, or empty."""
        return self._language

    @property
    def wrapped(self) -> bool:
        """Whether long lines go on below instead of scrolling sideways."""
        return self._wrapped

    def set_wrapped(self, wrapped: bool) -> None:
        """Wraps long lines, or not."""
        if wrapped != self._wrapped:
            self._wrapped = wrapped
            self._fit()
            self._changed()

    def write(self, leaf: Leaf, *, complete: bool) -> None:
        assert isinstance(leaf, CodeLeaf)
        self._language = leaf.code.language
        first = self._body.write(leaf.code.text)
        if self._marks and first < len(self._body.lines):
            self._marks = {line: kept for line, kept in self._marks.items() if line < first}
        if complete:
            self._ask_for_colours()

    def lay_out(self, width: int) -> int:
        self._width = width
        self._fit()
        return self._height

    def set_sight(self, top: int, bottom: int) -> bool:
        changed = self._body.settle(top - self._top, bottom - self._top)
        self._fit()  # what was painted since may be wider than it was reckoned
        return changed

    def paint(self, painter: QPainter, dirty: QRectF, shades: Sequence[Shade]) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_panel(painter, dirty)
        if dirty.top() <= self._head:
            self._paint_head(painter)
        inside = QRectF(1, self._head + 1, self._width - 2, self._height - self._head - 2)
        painter.setClipRect(inside.intersected(dirty), Qt.ClipOperation.IntersectClip)
        painter.setPen(self._theme.colour("text"))
        self._paint_code(painter, dirty, shades)
        self._side.paint(painter, self._theme)
        painter.restore()

    def position_at(self, point: QPointF) -> int:
        return self._body.position_at(point - self._origin)

    def caret(self, position: int) -> QRectF:
        return self._body.caret(position).translated(self._origin)

    def rects(self, start: int, end: int) -> list[QRectF]:
        """A line that is inside from end to end is reckoned, not laid out."""
        origin = self._origin
        return [
            each.translated(origin) for each in self._body.rects(start, end) if each.width() > 0
        ]

    def copied(self, start: int, end: int) -> str:
        return cut16(self.text, start, end)

    def restyle(self) -> None:
        text = self.text
        self._dress()
        self._body.write(text)
        self._body.colour(self._runs)

    @property
    def end(self) -> QPointF:
        place = self.caret(self._body.lines.length)
        return QPointF(place.left(), place.center().y())

    @property
    def marks(self) -> list[Mark]:
        return [
            self._placed(line, mark) for line in sorted(self._marks) for mark in self._marks[line]
        ]

    def set_marks(self, marks: Marks) -> None:
        count = len(self._body.lines)
        self._marks = {line: inside for (line,), inside in marks.items() if 0 <= line < count}

    def mark_at(self, point: QPointF) -> Mark | None:
        if not self._marks or point.y() < self._top:
            return None
        point = point - self._origin
        place, corner = self._body.at(point)
        found = mark_at(self._body.layout(place), point - corner, self._marks_in(place))
        if found is None:
            return None
        return self._placed(place.line, replace(found, start=found.start + place.chunk.start))

    @property
    def overflow(self) -> int:
        return self._side.overflow

    def scroll_sideways(self, by: int) -> bool:
        return self._side.scroll(by)

    def reveal(self, start: int, end: int) -> bool:
        left = self._body.caret(start).left()
        last = self._body.caret(end)
        self._fit()  # laid out, a line may be wider than it was reckoned
        right = last.right() if last.left() >= left else left
        return self._side.reveal(left, right)

    def grab(self, point: QPointF) -> bool:
        return self._side.grab(point)

    def drag(self, point: QPointF) -> bool:
        return self._side.drag(point)

    @property
    def _top(self) -> int:
        return self._head + 1 + _ABOVE

    @property
    def _origin(self) -> QPointF:
        """Where the first line begins."""
        return QPointF(1 + _SIDE - self._side.offset, self._top)

    def _dress(self) -> None:
        theme = self._theme
        self._head = max(_LEAST_HEAD, ceil(theme.pixels(_SMALL) * _HEAD))
        self._small = theme.font(_SMALL, mono=True)
        self._body = CodeLayout(theme)
        self._fit()

    def _fit(self) -> None:
        room = max(1.0, self._width - 2.0 * (1 + _SIDE))
        self._body.fit(room, wrapped=self._wrapped)
        self._height = self._top + self._body.height + _BELOW + 1
        strip = QRectF(1 + _SIDE, self._height - 2 - THICK, room, THICK)
        widest = self._body.widest
        self._side.fit(widest + CARET if widest > room else 0.0, room, strip)

    def _paint_panel(self, painter: QPainter, dirty: QRectF) -> None:
        # Edges out of sight are drawn just out of sight: a panel of a thousand lines costs no more.
        top = max(0, int(dirty.top()) - 3 * RADIUS)
        bottom = min(self._height, ceil(dirty.bottom()) + 3 * RADIUS)
        place, theme = QRect(0, top, self._width, bottom - top), self._theme
        paint_panel(painter, place, RADIUS, theme.colour("code"), theme.colour("line"))

    def _paint_head(self, painter: QPainter) -> None:
        theme, left = self._theme, 1 + _SIDE
        painter.fillRect(QRectF(1, self._head, self._width - 2, 1), theme.colour("line"))
        room = self._width - 2 * left - theme.pixels(_SMALL) * _BUTTONS
        name = QFontMetricsF(self._small).elidedText(
            self._language, Qt.TextElideMode.ElideRight, max(0.0, room)
        )
        painter.setFont(self._small)
        painter.setPen(theme.colour("faint"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, 1, self._width - left, self._head - 1), middle, name)

    def _paint_code(self, painter: QPainter, dirty: QRectF, shades: Sequence[Shade]) -> None:
        origin, lines = self._origin, self._body.lines
        seen = list(self._body.seen(dirty.translated(-origin)))
        near: list[Shade] = []
        if seen and shades:
            start, last = lines.starts[seen[0][0].line], seen[-1][0].line
            end = lines.starts[last] + lines.units_of(last)
            near = in_order(each for each in shades if each.start <= end and each.end > start)
        for place, corner in seen:
            self._paint_chunk(painter, place, corner + origin, near)

    def _paint_chunk(
        self, painter: QPainter, place: Place, corner: QPointF, shades: list[Shade]
    ) -> None:
        layout = self._body.layout(place)
        if not shades:
            layout.draw(painter, corner)
        else:
            for shade in shades:
                self._paint_shade(painter, place, corner, shade)
            start, count = self._body.start_of(place), utf16(place.chunk.text)
            layout.draw(painter, corner, letters(shades, start, count, self._theme))
        if self._marks and (marks := self._marks_in(place)):
            paint(painter, layout, corner, marks, self._theme)

    def _paint_shade(self, painter: QPainter, place: Place, corner: QPointF, shade: Shade) -> None:
        lines = self._body.lines
        start, length = lines.starts[place.line], lines.units_of(place.line)
        a, b = max(0, shade.start - start), min(length, shade.end - start)
        for each in self._body.rects_in(place, corner, a, b):
            paint_ground(painter, each, shade.tint, self._theme)
        last = place.chunk.start + utf16(place.chunk.text) == length
        if shade.tint is Tint.SELECTED and last and shade.start <= start + length < shade.end:
            # The line break is selected too.
            behind = self.caret(start + length)
            behind.setWidth(self._body.advance / 2)
            paint_ground(painter, behind, shade.tint, self._theme)

    def _ask_for_colours(self) -> None:
        wanted = (self._language, self.text)
        if wanted == self._asked or not self._language:
            return
        self._asked = wanted
        me = ref(self)  # a box that was dropped meanwhile needs no colours

        def made(typesetter: Typesetter) -> Colouring:
            return typesetter.colour(*wanted)

        def come(colouring: Colouring) -> None:
            box = me()
            if box is not None:
                box._colour(wanted, colouring)  # noqa: SLF001 -- its own

        self._offthread.typeset(made, come, lambda: me() is not None)

    def _colour(self, wanted: tuple[str, str], colouring: Colouring) -> None:
        if colouring and wanted == (self._language, self.text):
            self._runs = list(colouring)  # lines that are written anew lose theirs
            self._body.colour(self._runs)
            self._changed()

    def _marks_in(self, place: Place) -> list[Mark]:
        """The marks of a chunk, their places counted in it."""
        start, end = place.chunk.start, place.chunk.start + utf16(place.chunk.text)
        return [
            replace(mark, start=mark.start - start)
            for mark in self._marks.get(place.line, ())
            if start <= mark.start < end
        ]

    def _placed(self, line: int, mark: Mark) -> Mark:
        return replace(mark, start=self._body.lines.starts[line] + mark.start)
