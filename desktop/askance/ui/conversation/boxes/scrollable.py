"""A box that now and then is wider than the page: how it is scrolled sideways. GUI thread.

Hardly any text has a formula that is wider than the page, so the place and the bar are made by the
box that needs them, and until then there is nothing to scroll. A base and no part, for a box asks
how far it is scrolled whenever it paints.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF

from askance.ui.conversation.boxes.box import Box
from askance.ui.conversation.boxes.sideways import Sideways


class ScrollableBox(Box):
    """Who lays the content out sets `_side`, None until there is something to scroll, and fits
    it. All measures are logical pixels in the box's coordinates.
    """

    _side: Sideways | None

    def scroll_sideways(self, by: int) -> bool:
        return self._side is not None and self._side.scroll(by)

    def reveal(self, start: int, end: int) -> bool:
        if self._side is None:
            return False
        left = self.caret(start).left() + self._side.offset
        return self._side.reveal(left, max(left, self.caret(end).right() + self._side.offset))

    def grab(self, point: QPointF) -> bool:
        return self._side is not None and self._side.grab(point)

    def drag(self, point: QPointF) -> bool:
        return self._side is not None and self._side.drag(point)

    @property
    def _scrolled(self) -> int:
        return self._side.offset if self._side is not None else 0
