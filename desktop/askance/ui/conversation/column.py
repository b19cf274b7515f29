"""Widgets one under another, laid out by hand. GUI thread.

Qt's box layouts ask every child again when one changes; a reply that streams changes its last child
thirty times a second. Here only what lies at or below the change is placed anew, and the heights of
all others are remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class Tall(Protocol):
    """A widget that knows its height for a width, in logical pixels."""

    def height_for(self, width: int) -> int: ...


def height_of(widget: QWidget, width: int) -> int:
    """How high a widget wants to be at `width`."""
    if hasattr(widget, "height_for"):
        return cast(Tall, widget).height_for(width)
    return (
        widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
    )


@dataclass(slots=True)
class _Item:
    widget: QWidget
    gap: int
    left: int = 0


class Column(QWidget):
    """Its children have its width; hidden ones take no room. Whoever owns the column asks
    `height_for` and resizes it. `margin` is free room at both sides, for what sticks out a little.
    """

    def __init__(self, parent: QWidget | None = None, *, margin: int = 0) -> None:
        super().__init__(parent)
        self._margin = margin
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        # Growing below paints nothing above anew.
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._items: list[_Item] = []
        self._bottoms: list[int] = []
        self._width = -1

    @property
    def items(self) -> list[QWidget]:
        """The children from top to bottom."""
        return [item.widget for item in self._items]

    def insert(self, index: int, widget: QWidget, gap: int) -> None:
        """Adds a widget `gap` pixels under the one before it."""
        if widget.parentWidget() is not self:  # a new parent polishes the whole widget once more
            widget.setParent(self)
        self._items.insert(index, _Item(widget, gap))
        # Screen readers read in the order of stacking.
        for below in self._items[index + 1 :]:
            below.widget.raise_()
        del self._bottoms[index:]

    def add(self, widget: QWidget, gap: int) -> None:
        """Adds a widget at the end."""
        self.insert(len(self._items), widget, gap)

    def indent(self, widget: QWidget, left: int) -> None:
        """Moves a child `left` pixels in; it keeps its right edge."""
        index = self.index(widget)
        self._items[index].left = left
        del self._bottoms[index:]

    def remove(self, widget: QWidget) -> None:
        """Takes a widget out and deletes it."""
        index = self.index(widget)
        del self._items[index]
        del self._bottoms[index:]
        widget.hide()
        widget.deleteLater()

    def index(self, widget: QWidget) -> int:
        """Where a widget stands; looked for from the end, where changes happen."""
        for index in range(len(self._items) - 1, -1, -1):
            if self._items[index].widget is widget:
                return index
        raise ValueError("not a child of this column")

    def touch(self, widget: QWidget) -> None:
        """The widget's height, or whether it is shown, may have changed."""
        del self._bottoms[self.index(widget) :]

    def touch_all(self) -> None:
        """Everything may have changed."""
        self._bottoms.clear()

    def height_for(self, width: int) -> int:
        """Places what changed and returns the height of it all."""
        if width != self._width:
            self._width = width
            self._bottoms.clear()
        for index in range(len(self._bottoms), len(self._items)):
            self._bottoms.append(self._place(index, width))
        return self._bottoms[-1] if self._bottoms else 0

    def _place(self, index: int, width: int) -> int:
        item = self._items[index]
        widget = item.widget
        above = self._bottoms[index - 1] if index else 0
        if widget.isHidden() and widget.testAttribute(
            Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        ):
            return above
        top = above + (item.gap if above else 0)
        room = max(1, width - item.left - 2 * self._margin)
        height = height_of(widget, room)
        widget.setGeometry(self._margin + item.left, top, room, height)
        if widget.isHidden():
            widget.show()
        return top + height
