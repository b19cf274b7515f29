"""Content wider than its box: how far it is scrolled, and the thin bar that shows it. GUI thread.

Painted and hit by arithmetic, like the box it belongs to: a real scroll bar would be a widget for
each code block in sight. All measures are logical pixels in the box's coordinates.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from askance.ui.theme import Theme

THICK = 6
"""The bar's height."""

_SHORTEST = 28
_ABOUT = 40.0  # beside what is brought into sight
_REACH = 3  # how far beside the bar a press still takes it


class Sideways:
    """The sideways place of one box's content."""

    def __init__(self) -> None:
        self.offset = 0
        """How far the content is moved to the left."""
        self._content = self._room = 0.0
        self._strip = QRectF()
        self._held = 0.0

    @property
    def overflow(self) -> int:
        """How much wider the content is than its room."""
        return max(0, ceil(self._content - self._room))

    def fit(self, content: float, room: float, strip: QRectF) -> None:
        """The content's width, the room it has, and where the bar lies."""
        self._content, self._room, self._strip = content, room, strip
        self.offset = min(self.offset, self.overflow)

    def scroll(self, by: int) -> bool:
        """Moves the content; whether anything moved."""
        old, self.offset = self.offset, max(0, min(self.overflow, self.offset + by))
        return self.offset != old

    def reveal(self, left: float, right: float) -> bool:
        """Moves the content until what lies between two places in it is seen, with something about
        it, and at least its beginning. Whether anything moved.
        """
        about = min(_ABOUT, self._room / 4)
        to = max(float(self.offset), right + about - self._room)
        return self.scroll(round(min(to, left - about)) - self.offset)

    def grab(self, point: QPointF) -> bool:
        """A press at a point; whether it took the bar. Beside the handle the handle comes to it."""
        reach = self._strip.adjusted(0, -_REACH, 0, _REACH)
        if not self.overflow or not reach.contains(point):
            return False
        handle = self._handle()
        if handle.left() <= point.x() <= handle.right():
            self._held = point.x() - handle.left()
        else:
            self._held = handle.width() / 2
            self.drag(point)
        return True

    def drag(self, point: QPointF) -> bool:
        """The pointer that took the bar is at another point; whether anything moved."""
        free = self._strip.width() - self._handle().width()
        if free <= 0:
            return False
        left = point.x() - self._held - self._strip.left()
        return self.scroll(round(left / free * self.overflow) - self.offset)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draws the bar, if there is anything to scroll."""
        if not self.overflow:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = theme.colour("faint")
        colour.setAlphaF(0.55)
        painter.setBrush(colour)
        painter.drawRoundedRect(self._handle(), THICK / 2, THICK / 2)
        painter.restore()

    def _handle(self) -> QRectF:
        strip = self._strip
        width = strip.width() * self._room / max(1.0, self._content)
        width = min(strip.width(), max(_SHORTEST, width))
        share = self.offset / self.overflow if self.overflow else 0.0
        left = strip.left() + (strip.width() - width) * share
        return QRectF(left, strip.top(), width, strip.height())
