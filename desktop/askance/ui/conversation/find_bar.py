"""The bar at the upper right that searches the conversation. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from askance.ui.theme import Theme
from askance.ui.widgets import IconButton, announce, label

_FIELD = 200


class FindBar(QFrame):
    """A field, the count, and the ways to the next hit, the one before, and out."""

    edited = Signal(str)
    stepped = Signal(bool)
    """To the next hit; or, when false, to the one before."""
    closed = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", "raised")
        self.setAutoFillBackground(True)
        self._field = QLineEdit()
        self._field.setAccessibleName(self.tr("Find in conversation"))
        self._field.setPlaceholderText(self.tr("Find in conversation"))
        self._field.setClearButtonEnabled(True)
        self._field.setMinimumWidth(80)
        self._count = label(role="soft")
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("000 of 0,000+"))
        self._back = IconButton(theme=theme, icon="up", name=self.tr("Previous match"))
        self._on = IconButton(theme=theme, icon="down", name=self.tr("Next match"))
        out = IconButton(theme=theme, icon="close", name=self.tr("Close search"))
        self._on.clicked.connect(lambda: self.stepped.emit(True))
        self._back.clicked.connect(lambda: self.stepped.emit(False))
        out.clicked.connect(self.closed)
        self._field.textChanged.connect(self.edited)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(self._field, 1)
        row.addWidget(self._count)
        for button in (self._back, self._on, out):
            row.addWidget(button)
        self.show_count(0, 0, more=False)

    @property
    def words(self) -> str:
        """What is looked for."""
        return self._field.text()

    def set_words(self, words: str) -> None:
        """Looks for this; says nothing."""
        self._field.blockSignals(True)
        self._field.setText(words)
        self._field.blockSignals(False)

    def take_focus(self) -> None:
        """The keyboard goes to the field."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def show_count(self, rank: int, count: int, *, more: bool) -> None:
        """The hit that is shown and how many there are; `more` may still be found."""
        some = f"{count:,}+" if more else f"{count:,}"
        if not self.words:
            said = ""
        elif not count and not more:
            said = self.tr("No matches")
        elif rank:
            said = self.tr("{rank} of {count}").format(rank=f"{rank:,}", count=some)
        else:
            said = some
        if said != self._count.text():
            self._count.setText(said)
            self._on.setEnabled(bool(count))
            self._back.setEnabled(bool(count))
            if said and not more:
                announce(self._field, said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3):
            self.stepped.emit(not shifted)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.take_focus()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(event.key() == Qt.Key.Key_Down)
        else:
            event.ignore()
            return
        event.accept()
