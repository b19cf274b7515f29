"""Where a caret goes: by characters and words as they are written, by lines as they are laid out.

GUI thread. Characters and words are found in the text alone, so that they are found in a message
without a widget; lines need one, and the message the caret comes to is laid out first.
"""

from __future__ import annotations

from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRect, QRectF, QTextBoundaryFinder

from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.doubt import Mark
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.scroller import Scroller
from askance.ui.conversation.selection import Position
from askance.ui.conversation.sight import Sight
from askance.ui.conversation.texts import Texts
from askance.ui.conversation.utf16 import length

_STEP = 6  # logical pixels between two looks for the next line
_FAR = 1000  # nothing that parts two lines is higher
_LETTERS = ("L", "R", "AL")


def word_at(text: str, offset: int) -> tuple[int, int]:
    """The word, or what stands between words, at an offset."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, text)
    end = length(text)
    if not end:
        return 0, 0
    offset = min(offset, end - 1)
    finder.setPosition(offset)
    start = offset if finder.isAtBoundary() else max(0, finder.toPreviousBoundary())
    finder.setPosition(offset)
    behind = finder.toNextBoundary()
    return start, end if behind < 0 else behind


def right_to_left(text: str) -> bool:
    """Whether the first letter is of a script written from right to left."""
    first = next((kind for char in text if (kind := bidirectional(char)) in _LETTERS), "L")
    return first != "L"


class CaretWalk:
    """Each step takes a place and gives the next one, or the same where there is none."""

    def __init__(self, *, roll: Roll, sight: Sight, scroller: Scroller, texts: Texts) -> None:
        self._roll, self._sight, self._scroller, self._texts = roll, sight, scroller, texts

    def reveal(self, place: Position, about: int, end: int | None = None) -> None:
        """Brings a place into sight, with some logical pixels of room about it, and of what is
        scrolled sideways all up to the offset `end`.
        """
        canvas = self._canvas(place)
        if canvas is not None and place.leaf < len(canvas.leaves):
            canvas.reveal(place.leaf, place.offset, place.offset if end is None else end)
        for _ in range(2):  # laying it out may move it
            view, rect = self._sight.view(place.message), self.rect(place)
            if view is None or rect is None:
                return
            self._scroller.show(place.message, rect.translated(-view.pos()), about)

    def character(self, place: Position, forward: bool) -> Position:
        """One character on, or back."""
        return self._boundary(place, forward, QTextBoundaryFinder.BoundaryType.Grapheme)

    def word(self, place: Position, forward: bool) -> Position:
        """To the next beginning of a word, or the one before."""
        text = self._texts.leaf(place)
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, text)
        finder.setPosition(place.offset)
        while True:
            found = finder.toNextBoundary() if forward else finder.toPreviousBoundary()
            if found < 0:
                return self._beyond(place, text, forward)
            reasons = finder.boundaryReasons()
            if reasons & QTextBoundaryFinder.BoundaryReason.StartOfItem or found == length(text):
                return place._replace(offset=found)

    def paragraph(self, place: Position, forward: bool) -> Position:
        """To the next leaf, or to the beginning of this one or the one before."""
        if forward:
            return self._texts.next_leaf(place) or self._texts.last(len(self._roll) - 1)
        if place.offset:
            return place._replace(offset=0)
        before = self._texts.leaf_before(place)
        return before._replace(offset=0) if before is not None else place

    def line(self, place: Position, down: bool, x: float) -> Position:
        """To the next line, or the one before, at `x` of the page."""
        rect = self.rect(place)
        if rect is None:
            return place
        y = rect.bottom() + 1 if down else rect.top() - 1
        for step in range(0, _FAR, _STEP):
            found = self.at(QPointF(x, y + (step if down else -step)))
            lies = self.rect(found) if found is not None else None
            if found is None or lies is None:
                break
            if (lies.center().y() > rect.bottom()) if down else (lies.center().y() < rect.top()):
                return found
        other = self._texts.next_leaf(place) if down else self._texts.leaf_before(place)
        return other or place

    def line_end(self, place: Position, forward: bool) -> Position:
        """To an end of the line."""
        view = self._sight.view(place.message)
        rect = self.rect(place)
        if view is None or rect is None or place.body >= len(view.bodies()):
            return place
        canvas = view.bodies()[place.body]
        place_in = view.body_rect(place.body).translated(view.pos())
        right = forward is not right_to_left(self._texts.leaf(place))
        hidden = canvas.box(place.leaf).overflow if place.leaf < len(canvas.leaves) else 0
        x = canvas.width() + 1 + hidden if right else -1 - hidden
        leaf, offset = canvas.position_at(QPointF(x, rect.center().y() - place_in.top()))
        return place._replace(offset=offset) if leaf == place.leaf else place

    def at(self, point: QPointF) -> Position | None:
        """The place nearest to a point of the page; None without messages or where the message
        there has no widget.
        """
        number = self._sight.at_page(point.y())
        if number < 0:
            return None
        view = self._sight.view(number)
        if view is None:
            return Position(number)
        inside = point - QPointF(view.pos())
        bodies = view.bodies()
        best: tuple[float, int] | None = None
        for body in range(len(bodies)):
            rect = view.body_rect(body)
            away = max(rect.top() - inside.y(), inside.y() - rect.bottom(), 0.0)
            if bodies[body].leaves and (best is None or away < best[0]):
                best = away, body
        if best is None:
            return Position(number)
        body = best[1]
        within = inside - QPointF(view.body_rect(body).topLeft())
        return Position(number, body, *bodies[body].position_at(within))

    def rect(self, place: Position) -> QRect | None:
        """Where a caret stands on the page; the leaf is laid out for it. None without a widget."""
        if place.message >= len(self._roll):
            return None
        view = self._sight.view(place.message)
        bodies = view.bodies() if view is not None else []
        if view is None or place.body >= len(bodies):
            return None
        canvas = bodies[place.body]
        if place.leaf >= len(canvas.leaves):
            return None
        corner = view.body_rect(place.body).topLeft() + view.pos()
        found = canvas.caret(place.leaf, place.offset)
        if found is None:
            top = canvas.top_of(place.leaf)
            canvas.position_at(QPointF(0, top))  # lays it out
            found = canvas.caret(place.leaf, place.offset) or QRectF(0, top, 1, 20)
        return found.translated(QPointF(corner)).toAlignedRect()

    def link_at(self, place: Position) -> str:
        """The address of the link that a place is in, or behind which it stands; or empty."""
        view, rect = self._sight.view(place.message), self.rect(place)
        if view is None or rect is None or place.body >= len(view.bodies()):
            return ""
        canvas = view.bodies()[place.body]
        corner = view.body_rect(place.body).topLeft() + view.pos()
        at = QPointF(rect.center() - corner)
        return canvas.link_at(at + QPointF(2, 0)) or canvas.link_at(at - QPointF(3, 0))

    def doubt_at(self, place: Position) -> tuple[BlocksCanvas, Mark] | None:
        """The doubtful word that a place is in, or at an end of, and what paints it."""
        canvas = self._canvas(place)
        if canvas is None:
            return None
        for leaf, mark in canvas.doubts:
            if leaf == place.leaf and mark.start <= place.offset <= mark.start + mark.length:
                return canvas, mark
        return None

    def _canvas(self, place: Position) -> BlocksCanvas | None:
        """What paints the body a place is in; None without a widget."""
        view = self._sight.view(place.message)
        bodies = view.bodies() if view is not None else []
        return bodies[place.body] if place.body < len(bodies) else None

    def _boundary(
        self, place: Position, forward: bool, kind: QTextBoundaryFinder.BoundaryType
    ) -> Position:
        text = self._texts.leaf(place)
        finder = QTextBoundaryFinder(kind, text)
        finder.setPosition(place.offset)
        found = finder.toNextBoundary() if forward else finder.toPreviousBoundary()
        return place._replace(offset=found) if found >= 0 else self._beyond(place, text, forward)

    def _beyond(self, place: Position, text: str, forward: bool) -> Position:
        if forward:
            last = place._replace(offset=length(text))
            return self._texts.next_leaf(place) or last
        return self._texts.leaf_before(place) or place._replace(offset=0)
