"""The field a question is written in. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from askance.ui.drops import brought_by

MOST_LINES = 8


class QuestionField(QPlainTextEdit):
    """One to eight lines; Enter sends, Shift+Enter begins a line, a pasted picture is brought."""

    entered = Signal()
    brought = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._composing = False
        self.setProperty("bare", True)
        self.setAccessibleName(self.tr("Question"))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # As high as its lines, less where the window is low.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.document().setDocumentMargin(1)
        # The window takes every drop, so that there is one place to drop on.
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.textChanged.connect(self._fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        new_line = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not enter or self._composing:
            super().keyPressEvent(event)
        elif new_line:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        elif not event.isAutoRepeat():
            self.entered.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        # While an input method composes, Enter belongs to it.
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 -- Qt's name
        return super().canInsertFromMimeData(source) or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 -- Qt's name
        pictures = brought_by(source, pasted=True)
        if pictures:
            self.brought.emit(pictures)
        else:
            super().insertFromMimeData(source)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().lineSpacing() + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _height(self) -> int:
        # A plain text document measures its height in lines.
        lines = max(1, min(MOST_LINES, round(self.document().size().height())))
        return lines * self.fontMetrics().lineSpacing() + 4

    @Slot()
    def _fit(self) -> None:
        full = self.document().size().height() > MOST_LINES or self.height() < self._height()
        policy = (
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if full else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)
        self.updateGeometry()
        if not full:
            self.verticalScrollBar().setValue(0)
