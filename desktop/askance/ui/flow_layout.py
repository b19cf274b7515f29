"""A layout that fills lines and begins a new one where there is no more room. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class FlowLayout(QLayout):
    """Its height follows its width. `centred` puts each line in the middle."""

    def __init__(self, parent: QWidget, *, spacing: int = 8, centred: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._centred = centred
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        parent.setSizePolicy(policy)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 -- Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 -- Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 -- Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 -- Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(height for _, height in self._lines(width)) + self._gaps(width)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 -- Qt's name
        super().setGeometry(rect)
        top = rect.top()
        for line, height in self._lines(rect.width()):
            left = rect.left()
            if self._centred:
                left += max(0, rect.width() - _width(line, self.spacing())) // 2
            for item in line:
                size = item.sizeHint().boundedTo(QSize(rect.width(), height))
                offset = (height - size.height()) // 2
                item.setGeometry(QRect(QPoint(left, top + offset), size))
                left += size.width() + self.spacing()
            top += height + self.spacing()

    def sizeHint(self) -> QSize:
        items = self._shown()
        height = max((item.sizeHint().height() for item in items), default=0)
        return QSize(_width(items, self.spacing()), height)

    def minimumSize(self) -> QSize:  # noqa: N802 -- Qt's name
        size = QSize(0, 0)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _gaps(self, width: int) -> int:
        return max(0, len(self._lines(width)) - 1) * self.spacing()

    def _lines(self, width: int) -> list[tuple[list[QLayoutItem], int]]:
        lines: list[tuple[list[QLayoutItem], int]] = []
        line: list[QLayoutItem] = []
        for item in self._shown():
            if line and _width([*line, item], self.spacing()) > width:
                lines.append((line, _height(line)))
                line = []
            line.append(item)
        if line:
            lines.append((line, _height(line)))
        return lines


def _width(items: list[QLayoutItem], spacing: int) -> int:
    return sum(item.sizeHint().width() for item in items) + spacing * max(0, len(items) - 1)


def _height(items: list[QLayoutItem]) -> int:
    return max(item.sizeHint().height() for item in items)
