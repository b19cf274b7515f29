"""Selecting with the mouse. GUI thread.

A press in one message may be drawn into another, and over the edge of the sight: then the page
scrolls for as long as the button is down. A double click selects a word, a third one the paragraph,
Shift draws on from where it began. A click that drew nothing is one on a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication, QScrollArea

from askance.ui.conversation.caret import CaretWalk, word_at
from askance.ui.conversation.page import Page
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.scroller import Scroller
from askance.ui.conversation.selecting import Selecting
from askance.ui.conversation.selection import Position, Selection
from askance.ui.conversation.sight import Sight
from askance.ui.conversation.utf16 import length

_EDGE = 16
_SCROLL_MS = 30
_FASTEST = 60


class Unit(Enum):
    """What a drag selects by."""

    CHARACTER = 1
    WORD = 2
    LEAF = 3


@dataclass(slots=True)
class _Drag:
    """A button that is down: where it went down, on the screen and in the text."""

    at: QPointF
    anchor: Selection
    unit: Unit
    moved: bool = False


class Dragging(QObject):
    """Takes the view's mouse events."""

    def __init__(
        self,
        *,
        area: QScrollArea,
        page: Page,
        roll: Roll,
        sight: Sight,
        scroller: Scroller,
        selecting: Selecting,
        walk: CaretWalk,
    ) -> None:
        super().__init__(area)
        self._area, self._page, self._roll, self._sight = area, page, roll, sight
        self._scroller, self._selecting, self._walk = scroller, selecting, walk
        self._drag: _Drag | None = None
        self._clicked = QElapsedTimer()
        self._clicked_at = QPointF()
        self._edge = QTimer(self, interval=_SCROLL_MS)
        self._edge.timeout.connect(self._scroll_on)

    def stop(self) -> None:
        """Other messages come: the button is down on nothing."""
        self._drag = None
        self._edge.stop()

    def press(self, event: QMouseEvent) -> bool:
        """The button went down. Whether that begins a selection."""
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        point = event.globalPosition()
        place = self.place_at(point)
        if place is None:
            return False
        unit = Unit.CHARACTER
        again = self._clicked.isValid() and self._near(point, self._clicked_at)
        if again and self._clicked.elapsed() < QApplication.doubleClickInterval():
            unit = Unit.LEAF
        self._clicked.invalidate()
        self._selecting.set_caret(None)
        if (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            and self._selecting.selection is not None
        ):
            began = Selection(self._selecting.selection.anchor, self._selecting.selection.anchor)
            self._begin(point, began, unit, moved=True)
            self._draw_to(place)
        else:
            self._begin(point, self._unit(place, unit), unit)
            self._selecting.select(self._unit(place, unit))
        return True

    def double_click(self, event: QMouseEvent) -> None:
        """Selects a word; a third click selects the paragraph."""
        place = self.place_at(event.globalPosition())
        if event.button() != Qt.MouseButton.LeftButton or place is None:
            return
        self._clicked.start()
        self._clicked_at = event.globalPosition()
        word = self._unit(place, Unit.WORD)
        self._begin(event.globalPosition(), word, Unit.WORD)
        self._selecting.select(word)

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves with the button down."""
        drag, point = self._drag, event.globalPosition()
        if drag is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if not drag.moved and self._near(point, drag.at):
            return
        drag.moved = True
        self._draw(point)
        if self._overshoot(point):
            self._edge.start()
        else:
            self._edge.stop()

    def release(self, event: QMouseEvent) -> str:
        """The button went up. The address under it, when it was a click and nothing else."""
        drag, self._drag = self._drag, None
        self._edge.stop()
        self._sight.hold(None)
        if drag is None or event.button() != Qt.MouseButton.LeftButton:
            return ""
        self._selecting.offer()
        if drag.moved or drag.unit is not Unit.CHARACTER:
            return ""
        return self._link_at(event.globalPosition())

    def place_at(self, point: QPointF) -> Position | None:
        """The place in the text nearest to a point of the screen."""
        return self._walk.at(QPointF(self._page.mapFromGlobal(point)))

    def _begin(self, point: QPointF, anchor: Selection, unit: Unit, *, moved: bool = False) -> None:
        self._drag = _Drag(point, anchor, unit, moved)
        self._sight.hold(self._roll[anchor.first.message].id)

    def _draw(self, point: QPointF) -> None:
        place = self.place_at(point)
        if place is not None:
            self._draw_to(place)

    def _draw_to(self, place: Position) -> None:
        drag = self._drag
        if drag is not None:
            began, now = drag.anchor, self._unit(place, drag.unit)
            if now.first < began.first:
                self._selecting.select(Selection(began.last, now.first))
            else:
                self._selecting.select(Selection(began.first, max(now.last, began.last)))

    def _unit(self, place: Position, unit: Unit) -> Selection:
        text = "" if unit is Unit.CHARACTER else self._selecting.texts.leaf(place)
        if unit is Unit.WORD:
            start, end = word_at(text, place.offset)
        elif unit is Unit.LEAF:
            start, end = 0, length(text)
        else:
            start = end = place.offset
        return Selection(place._replace(offset=start), place._replace(offset=end))

    def _near(self, point: QPointF, other: QPointF) -> bool:
        return (point - other).manhattanLength() < QApplication.startDragDistance()

    def _overshoot(self, point: QPointF) -> int:
        """How far the pointer is over an edge, in logical pixels; negative above."""
        viewport = self._area.viewport()
        y = round(viewport.mapFromGlobal(point).y())
        if y < _EDGE:
            return y - _EDGE
        return max(0, y - viewport.height() + _EDGE)

    @Slot()
    def _scroll_on(self) -> None:
        point = QPointF(QCursor.pos())
        over = self._overshoot(point)
        if self._drag is None or not over:
            self._edge.stop()
            return
        self._scroller.scroll_by(max(-_FASTEST, min(_FASTEST, over)))
        self._draw(point)

    def _link_at(self, point: QPointF) -> str:
        inside = QPointF(self._page.mapFromGlobal(point))
        number = self._sight.at_page(inside.y())
        view = self._sight.view(number)
        for body, canvas in enumerate(view.bodies() if view is not None else ()):
            corner = view.pos() + view.body_rect(body).topLeft() if view is not None else None
            link = canvas.link_at(inside - QPointF(corner)) if corner is not None else ""
            if link:
                return link
        return ""
