"""A line between sections. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from askance.ui.conversation.boxes.box import Box, Shade
from askance.ui.conversation.flow import Leaf, TextLeaf
from askance.ui.conversation.leaf_text import text_of
from askance.ui.theme import Theme

_HEIGHT = 4
_CARET = 2.0


class RuleBox(Box):
    """A line between sections."""

    def __init__(self, leaf: TextLeaf, *, theme: Theme) -> None:
        self._leaf, self._theme, self._width = leaf, theme, 0

    @property
    def text(self) -> str:
        return text_of(self._leaf)

    @property
    def end(self) -> QPointF:
        return QPointF(self._width, _HEIGHT / 2)

    def write(self, leaf: Leaf, *, complete: bool) -> None:
        if not isinstance(leaf, TextLeaf):
            raise TypeError(leaf)
        self._leaf = leaf

    def lay_out(self, width: int) -> int:
        self._width = width
        return _HEIGHT

    def paint(self, painter: QPainter, dirty: QRectF, shades: Sequence[Shade]) -> None:
        line = QRectF(0, _HEIGHT // 2, self._width, 1)
        painter.fillRect(line, self._theme.colour("line"))

    def position_at(self, _point: QPointF) -> int:
        return 0

    def caret(self, _position: int) -> QRectF:
        return QRectF(0, 0, _CARET, _HEIGHT)

    def rects(self, _start: int, _end: int) -> list[QRectF]:
        return []

    def copied(self, _start: int, _end: int) -> str:
        return ""

    def restyle(self) -> None:
        """Asks the theme at each painting."""
