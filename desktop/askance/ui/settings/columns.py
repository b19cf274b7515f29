"""Equal columns, as many as there is room for. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_LETTERS = 22
"""How many letters wide a column is at least: it follows the size of the text."""


class ColumnsLayout(QLayout):
    """Its items fill rows of one height; its height follows its width."""

    def __init__(self, parent: QWidget, *, most: int = 3, across: int = 12, down: int = 10) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._most, self._across, self._down = most, across, down
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 -- Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 -- Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 -- Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 -- Qt's name
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), moving=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 -- Qt's name
        super().setGeometry(rect)
        self._place(rect, moving=True)

    def sizeHint(self) -> QSize:
        width = self._most * self._least_width() + (self._most - 1) * self._across
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:  # noqa: N802 -- Qt's name
        least = max((item.minimumSize().width() for item in self._shown()), default=0)
        return QSize(least, 0)

    def _least_width(self) -> int:
        parent = self.parentWidget()
        return parent.fontMetrics().averageCharWidth() * _LETTERS if parent is not None else 0

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, moving: bool) -> int:
        """The height that all take in `rect`'s width, each put in its place if `moving`."""
        items = self._shown()
        room = (rect.width() + self._across) // (self._least_width() + self._across)
        columns = max(1, min(self._most, room))
        width = (rect.width() - (columns - 1) * self._across) // columns
        top = rect.top()
        for start in range(0, len(items), columns):
            row = items[start : start + columns]
            height = max(_height(item, width) for item in row)
            if moving:
                for column, item in enumerate(row):
                    left = rect.left() + column * (width + self._across)
                    item.setGeometry(QRect(left, top, width, height))
            top += height + self._down
        return max(0, top - rect.top() - self._down)


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()
