"""A pile of leaves painted by one widget: places, shades, the caret, links under the pointer.

The mouse does not select here: the view selects across messages, so presses and moves pass through
to it, but for the thin bar that scrolls wide code and tables sideways. GUI thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from itertools import chain

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from askance.ui.conversation.boxes.box import Box, Shade
from askance.ui.conversation.boxes.estimate import measures_of
from askance.ui.conversation.boxes.factory import BoxMaker
from askance.ui.conversation.doubt import Mark, words_of
from askance.ui.conversation.flow import Leaf
from askance.ui.conversation.pile import BAR, Pile
from askance.ui.theme import Theme

_MARK_HEIGHT = 0.7  # of a line
_WHEEL = 0.5  # logical pixels a unit of a wheel's angle
Shades = Mapping[int, Sequence[Shade]]
"""Shaded parts by the number of the leaf."""


class Painted(QWidget):
    """All measures are the widget's logical pixels. Whoever places it tells what is seen."""

    doubt_activated = Signal(int, object)
    """A click, and no drag, on a doubtful word: its leaf and its `Mark`."""
    resized = Signal()
    """Its height changed by itself: more was read, a formula came, code was wrapped."""

    def __init__(self, *, theme: Theme, maker: BoxMaker, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pile = Pile(maker, changed=self._box_changed, moved=self._update_from)
        self._shades: dict[int, tuple[Shade, ...]] = {}
        self._layers: dict[str, Shades] = {}
        self._caret: tuple[int, int] | None = None
        self._writing = False
        self._held = -1
        self._holds = False
        self._gone: object = None
        self._fresh = False  # all of it waits to be painted, however it changes
        self._stale: int | None = None
        self._said = ""
        self._pressed = QPointF(-1, -1)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        # Growing below paints nothing above anew.
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.setMouseTracking(True)

    @property
    def leaves(self) -> Sequence[Leaf]:
        """What is shown, in reading order."""
        return self._pile.leaves

    def top_of(self, leaf: int) -> int:
        """Where a leaf begins."""
        return self._pile.top(leaf)

    def leaf_at(self, y: float) -> int:
        """The leaf at a height, or the nearest; -1 when there is none."""
        return self._pile.at(y)

    def position_at(self, point: QPointF) -> tuple[int, int]:
        """The leaf and the offset into its text nearest to a point."""
        number = self._pile.at(point.y())
        if number < 0:
            return 0, 0
        box = self._pile.lay(number)
        return number, box.position_at(point - self._pile.corner(number))

    def caret(self, leaf: int, offset: int) -> QRectF | None:
        """Where a caret stands; None while the leaf is not laid out."""
        box = self._pile.laid(leaf)
        return box.caret(offset).translated(self._pile.corner(leaf)) if box is not None else None

    def rects(self, leaf: int, start: int, end: int) -> list[QRectF]:
        """The parts of a leaf's text, one a line; none while the leaf is not laid out."""
        box = self._pile.laid(leaf)
        if box is None:
            return []
        corner = self._pile.corner(leaf)
        return [each.translated(corner) for each in box.rects(start, end)]

    def reveal(self, leaf: int, start: int, end: int) -> None:
        """Scrolls a leaf sideways until a part of its text is seen; it is laid out for it."""
        if self._pile.lay(leaf).reveal(start, end):
            self.update(self._pile.rect(leaf))

    def box(self, leaf: int) -> Box:
        """A leaf's box, laid out now if it was not."""
        return self._pile.lay(leaf)

    def link_at(self, point: QPointF) -> str:
        """The address under a point, or empty."""
        number, box = self._under(point)
        return box.link_at(point - self._pile.corner(number)) if box is not None else ""

    def mark_at(self, point: QPointF) -> tuple[int, Mark] | None:
        """The doubtful word under a point, its `start` counted in its leaf's text, and the leaf."""
        number, box = self._under(point)
        mark = box.mark_at(point - self._pile.corner(number)) if box is not None else None
        return (number, mark) if mark is not None else None

    def tip_for(self, mark: Mark) -> str:
        """What a doubtful word says under the pointer, as HTML."""
        return f"<span>{escape(words_of(mark))}</span>"

    def set_shades(self, shades: Shades) -> None:
        """What is shaded for who looks at all messages: what is selected or found."""
        self._shade("outer", shades)
        self._shade("pointed", {})

    def set_caret(self, place: tuple[int, int] | None) -> None:
        """Where a caret is painted, as a leaf and an offset."""
        before, self._caret = self._caret, place
        for each in (before, place) if before != place else ():
            rect = self.caret(*each) if each is not None else None
            if rect is not None:
                self.update(rect.toAlignedRect().adjusted(-2, -1, 3, 1))

    def renew(self) -> None:
        """Shows nothing, like one that was just made. What it showed is kept until `let_go`: to
        take it apart takes as long as to lay out a paragraph, and a frame is waited for.
        """
        self._gone = self._pile.clear()
        self._shades, self._layers, self._caret = {}, {}, None
        self._writing, self._held = False, -1
        if self._said:
            self._said = ""
            self.setToolTip("")
        self._fresh = True
        self.update()

    def let_go(self) -> None:
        """There is time to forget what it showed before."""
        self._gone = None

    @contextmanager
    def painted_later(self) -> Iterator[None]:
        """What changes meanwhile is painted when it ends. Qt moves a picture only where nothing in
        it waits to be painted, so a page that grows and scrolls would be painted twice.
        """
        self._holds = True
        try:
            yield
        finally:
            self._holds = False
            stale, self._stale = self._stale, None
            if stale is not None:
                self._update_from(stale)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._fresh = False
        with QPainter(self) as painter:  # ended also where painting fails: a second one would crash
            self._paint(painter, event.rect())

    def _paint(self, painter: QPainter, dirty: QRect) -> None:
        for number in self._pile.within(dirty.top(), dirty.bottom() + 1):
            self._paint_bars(painter, number)
            box = self._pile.laid(number)
            if box is not None:
                corner = self._pile.corner(number)
                painter.translate(corner)
                box.paint(painter, QRectF(dirty).translated(-corner), self._shades.get(number, ()))
                painter.translate(-corner)
        if self._writing:
            self._paint_mark(painter)
        if self._caret is not None and (rect := self.caret(*self._caret)) is not None:
            painter.fillRect(rect, self._theme.colour("text"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number, box = self._under(event.position())
        taken = (
            event.button() == Qt.MouseButton.LeftButton
            and box is not None
            and box.grab(event.position() - self._pile.corner(number))
        )
        self._pressed = event.position()
        if taken:
            self._held = number
            self.update(self._pile.rect(number))
        event.setAccepted(taken)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        held = self._pile.laid(self._held)
        if held is not None and event.buttons():
            if held.drag(event.position() - self._pile.corner(self._held)):
                self.update(self._pile.rect(self._held))
            return
        if not event.buttons():
            self._hover(event.position())
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self._held >= 0)
        moved = (event.position() - self._pressed).manhattanLength()
        if self._held < 0 and moved < QApplication.startDragDistance():
            self._click(event)
        self._held = -1

    def wheelEvent(self, event: QWheelEvent) -> None:
        number, box = self._under(event.position())
        by = _sideways(event)
        if not by or box is None or not box.overflow:
            event.ignore()
        elif box.scroll_sideways(-by):
            self.update(self._pile.rect(number))

    def _hover(self, point: QPointF) -> None:
        """What the pointer is over. The tool tip is set beforehand: to answer Qt's question for it
        would take every event of every canvas through Python.
        """
        link, found = self.link_at(point), self.mark_at(point)
        shape = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.IBeamCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        # As text: an address may look like markup.
        said = f"<span>{escape(link)}</span>" if link else ""
        if found is not None:
            said = self.tip_for(found[1])
        if said != self._said:
            self._said = said
            self.setToolTip(said)

    def _click(self, event: QMouseEvent) -> None:
        found = self.mark_at(event.position())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and found is not None and not self.link_at(event.position()):
            self.doubt_activated.emit(*found)

    def point_nowhere(self) -> None:
        """What was pointed out is so no more."""
        self._shade("pointed", {})

    def _shade(self, layer: str, shades: Shades) -> None:
        """Another state of one layer of shades; what differs is painted again."""
        if not shades and not self._layers.get(layer):
            return
        self._layers[layer] = shades
        layers = self._layers.values()
        fresh = {
            leaf: tuple(chain.from_iterable(each.get(leaf, ()) for each in layers))
            for leaf in {leaf for each in layers for leaf in each}
        }
        changed = [
            leaf
            for leaf in fresh.keys() | self._shades.keys()
            if fresh.get(leaf, ()) != self._shades.get(leaf, ()) and leaf < len(self.leaves)
        ]
        self._shades = fresh
        self._repaint(changed)

    def _repaint(self, leaves: Iterable[int]) -> None:
        for leaf in leaves:
            self.update(self._pile.rect(leaf))

    def _update_from(self, top: int) -> None:
        if self._fresh:
            return
        if self._holds:
            self._stale = top if self._stale is None else min(top, self._stale)
            return
        rect = QRect(0, top, self.width(), max(0, self.height() - top))
        ground = _ground_of(self)
        # Of the ground too, where scrolling leaves what is to be painted: Qt paints what is stale
        # of an opaque widget, and then once more what is stale of those on it.
        ground.update(QRect(self.mapTo(ground, rect.topLeft()), rect.size()))

    def _under(self, point: QPointF) -> tuple[int, Box | None]:
        """The leaf under a point and its box, if it has one."""
        number = self._pile.at(point.y())
        if number < 0 or not self._pile.rect(number).contains(point.toPoint()):
            return -1, None
        return number, self._pile.laid(number)

    def _box_changed(self, number: int) -> None:
        """A box changed by itself."""
        if number not in self._pile.boxes:
            return
        if self._pile.lay_again(number):
            self._update_from(self._pile.top(number))
            self.resized.emit()
        else:
            self.update(self._pile.rect(number))

    def _paint_bars(self, painter: QPainter, number: int) -> None:
        bars = self._pile.bars(number)
        if not bars:
            return
        rect = self._pile.rect(number)
        before = self._pile.bars(number - 1) if number else []
        for bar in bars:
            top = self._pile.rect(number - 1).bottom() + 1 if bar in before else rect.top()
            place = QRect(bar, top, BAR, rect.bottom() + 1 - top)
            painter.fillRect(place, self._theme.colour("line"))

    def _paint_mark(self, painter: QPainter) -> None:
        last = len(self.leaves) - 1
        box = self._pile.laid(last)
        if box is not None:
            painter.save()
            paint_writing_mark(painter, box.end + self._pile.corner(last), self._theme)
            painter.restore()


def _ground_of(widget: QWidget) -> QWidget:
    """The nearest widget below it that paints every pixel."""
    ground = widget
    while not ground.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent):
        parent = ground.parentWidget()
        if parent is None or ground.isWindow():
            break
        ground = parent
    return ground


def paint_writing_mark(painter: QPainter, left_middle: QPointF, theme: Theme) -> None:
    """The soft block behind the last word of a reply that goes on. It does not blink."""
    height = measures_of(theme).line * _MARK_HEIGHT
    colour = theme.colour("accent")
    colour.setAlphaF(0.75)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    box = QRectF(left_middle.x(), left_middle.y() - height / 2, 8, height)
    painter.drawRoundedRect(box, 2, 2)


def _sideways(event: QWheelEvent) -> int:
    """How far a wheel moves sideways, in logical pixels; with Shift an upright one does too."""
    pixels, angle = event.pixelDelta(), event.angleDelta()
    if abs(angle.x()) > abs(angle.y()):
        return pixels.x() or round(angle.x() * _WHEEL)
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        return pixels.y() or round(angle.y() * _WHEEL)
    return 0
