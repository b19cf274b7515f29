"""The button over a painted table: Copy. GUI thread.

It is seen while the pointer is over its table or the keyboard on it, so that it covers no words of
a table that is read; it is there for Tab and for a screen reader all the time.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from askance.ui.conversation.boxes.code import CodeBox
from askance.ui.conversation.boxes.table import TableBox
from askance.ui.conversation.copying import Copying
from askance.ui.theme import RADIUS, Theme
from askance.ui.widgets import Button

_BESIDE = 6


class TableButton(QObject):
    """The one of a table; `parent` is what the table is painted on."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._box: TableBox | None = None
        self._place = QRect()
        self.copy = _Appearing(theme, self.tr("Copy"), self.tr("Copy table"), parent)
        self.copy.setToolTip(self.tr("Copy the table as CSV"))
        self.copy.clicked.connect(self._copy_table)
        self._copying = Copying(self.copy, resized=self._place_again)
        parent.installEventFilter(self)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches."""
        return [] if self.copy.isHidden() else [self.copy]

    @property
    def focused(self) -> bool:
        """Whether the keyboard is on it."""
        return self.copy.hasFocus()

    def show_for(self, box: CodeBox | TableBox, place: QRect) -> None:
        """Puts it beside the head of a table that stands at `place`; where there is no room, over
        the head's end.
        """
        assert isinstance(box, TableBox)
        self._place = place
        if box is not self._box:
            self._box = box
            self._copying.offer()
            self.copy.set_wanted(wanted=False)
        size = self.copy.sizeHint()
        left = place.left() + box.shown_width + _BESIDE
        if left + size.width() > place.right():
            left = place.right() + 1 - size.width()
        top = place.top() + max(0, (box.head_height - size.height()) // 2)
        self.copy.setGeometry(QRect(QPoint(left, top), size))
        self.copy.show()

    def hide(self) -> None:
        """Its table is not in sight."""
        self._box = None
        self.copy.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._box is None:
            return False
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            free = event.buttons() == Qt.MouseButton.NoButton
            self.copy.set_wanted(wanted=free and self._place.contains(event.position().toPoint()))
        elif event.type() == QEvent.Type.Leave:
            self.copy.set_wanted(wanted=False)
        return False

    def _copy_table(self) -> None:
        if self._box is not None:
            self._copying.copy(self._box.csv(), self.tr("Table copied"))

    def _place_again(self) -> None:
        if self._box is not None:
            self.show_for(self._box, self._place)


class _Appearing(Button):
    """Painted while it is wanted, hovered or focused; on a ground of its own."""

    def __init__(self, theme: Theme, text: str, name: str, parent: QWidget) -> None:
        super().__init__(theme, text, icon="copy", kind="quiet", name=name)
        self._wanted = False
        self.setParent(parent)
        self.setProperty("small", "true")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def set_wanted(self, *, wanted: bool) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self._wanted or self.underMouse() or self.hasFocus()):
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("background"))
            painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        super().paintEvent(event)
