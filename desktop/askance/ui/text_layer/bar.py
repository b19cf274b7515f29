"""The card over a picture whose text can be selected: how far the reading is, and the few things
to do with it by pointer. GUI thread.

Its accessible description is all text read so far, for who reads it rather than selects it.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from askance.ui.raised import SHADOW, paint_raised
from askance.ui.text_layer.controller import TextController
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconButton, label

GAP = 12
TOP = 24


class TextBar(QWidget):
    """`SHADOW` points on every side are not the card."""

    left = Signal()
    """The person is done with the text."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._controller: TextController | None = None
        self._room, self._centred = QRect(), True
        self._status = label()
        self._keys = label(role="faint")
        self.again_button = Button(theme, self.tr("Try again"), icon="retry", kind="preset")
        self.copy_button = Button(
            theme, self.tr("Copy"), icon="copy", kind="preset", name=self.tr("Copy text")
        )
        self.close_button = IconButton(theme, "close", self.tr("Leave the text"))
        self.again_button.clicked.connect(self._again)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.left)
        self._lay_out()
        self.setAccessibleName(self.tr("Text in the picture"))
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def show_text(self, controller: TextController) -> None:
        """Tells about this text from now on."""
        if self._controller is not None:
            self._controller.told.disconnect(self.refresh)
        self._controller = controller
        controller.told.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Says what is so now."""
        controller = self._controller
        if controller is None:
            return
        before = self._status.text(), self._keys.text(), self.again_button.isVisibleTo(self)
        self._status.setText(controller.status)
        self._keys.setText(controller.keys)
        self.setToolTip(controller.detail)
        self.again_button.setVisible(controller.failed)
        self.copy_button.setVisible(not controller.failed)
        self.copy_button.setEnabled(not controller.selection.empty)
        self._status.setAccessibleDescription(controller.detail)
        if before != (self._status.text(), self._keys.text(), controller.failed):
            self._resettle()

    def describe(self, text: str) -> None:
        """All text read so far, for a screen reader."""
        self.setAccessibleDescription(text)

    def place(self, room: QRect, beside: QRect | None, pointer: QPoint | None) -> None:
        """Under what is `beside` or over it where there is room, else at the top or the bottom of
        `room`, away from the pointer. All in points of the parent.
        """
        self.ensurePolished()
        self._room = room
        card = QRect(QPoint(), self._wanted())
        low = pointer is not None and pointer.y() < room.center().y()
        card.moveLeft(room.center().x() - card.width() // 2)
        card.moveTop(room.bottom() + 1 - TOP - card.height() if low else room.top() + TOP)
        self._centred = True
        if beside is not None:
            under = beside.bottom() + 1 + GAP
            over = beside.top() - GAP - card.height()
            if under + card.height() + GAP <= room.bottom() or over >= room.top() + GAP:
                fits = under + card.height() + GAP <= room.bottom()
                card.moveTopLeft(QPoint(beside.left(), under if fits else over))
                self._centred = False
        self._put(card)

    def _wanted(self) -> QSize:
        """The card's size: without the keys where they do not fit."""
        room, shadows = self._room, QSize(2 * SHADOW, 2 * SHADOW)
        self._keys.show()
        size = self.sizeHint() - shadows
        if size.width() > room.width() - 2 * GAP:
            self._keys.hide()
            size = self.sizeHint() - shadows
        return QSize(min(size.width(), room.width()), size.height())

    def _put(self, card: QRect) -> None:
        room = self._room
        farthest = max(room.left(), room.right() + 1 - GAP - card.width())
        card.moveLeft(max(room.left(), min(max(card.left(), room.left() + GAP), farthest)))
        self.setGeometry(card.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        button = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(button, QPushButton | QToolButton) and button.hasFocus():
            button.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_raised(painter, self.rect(), self._theme)
        painter.end()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SHADOW + 16, SHADOW + 6, SHADOW + 6, SHADOW + 6)
        row.setSpacing(8)
        self._keys.setFont(self._theme.font(12))
        self._keys.setStyleSheet(f"font-size: {self._theme.pixels(12)}px;")
        row.addWidget(self._status)
        row.addSpacing(8)
        row.addWidget(self._keys)
        row.addSpacing(8)
        for button in (self.again_button, self.copy_button, self.close_button):
            row.addWidget(button)

    def _resettle(self) -> None:
        """Grows or shrinks around its middle, or from its left edge, as it stands."""
        if self._room.isEmpty():
            return
        before = self.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        card = QRect(before.topLeft(), self._wanted())
        if self._centred:
            card.moveLeft(self._room.center().x() - card.width() // 2)
        self._put(card)

    def _again(self) -> None:
        if self._controller is not None:
            self._controller.again()

    def _copy(self) -> None:
        if self._controller is not None:
            self._controller.copy()
