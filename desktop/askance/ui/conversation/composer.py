"""Where a question is written: pictures, words, what it will cost, and Send. GUI thread.

Holds the draft and nothing else; preparing pictures, asking and stopping are for whoever listens.
The draft is only ever emptied by `take_draft` and `clear`: a question that could not be sent is put
back with `set_draft`.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from askance.core.conversation import PictureLink
from askance.ui.conversation.chips import ChipRow
from askance.ui.conversation.draft import Draft, DraftPicture, PictureContent
from askance.ui.drops import BroughtLink, brought_by
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader
from askance.ui.widgets import Button, IconButton, KeyCap, QuietLine

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


class Composer(QFrame):
    """The foot of the window."""

    send_requested = Signal(str)
    """The words. Take the whole draft with `take_draft` once it is accepted."""
    stop_requested = Signal()
    draft_changed = Signal()
    brought = Signal(object)
    """A tuple of `askance.ui.drops` values, pasted or typed in as an address."""
    open_requested = Signal()
    paste_requested = Signal()
    capture_requested = Signal()
    what_leaves_requested = Signal()
    embed_requested = Signal(int, str)
    """Download this address and `update_picture` that id."""

    def __init__(self, *, theme: Theme, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._theme = theme
        self._pictures: tuple[DraftPicture, ...] = ()
        self._last_id = 0
        self._running = False
        self.setProperty("panel", "raised")
        self._chips = ChipRow(theme, thumbnails)
        self.question = QuestionField()
        self._quiet = QuietLine(self.tr("What leaves"))
        self._send = Button(theme, self.tr("Send"), icon="send", kind="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._chips)
        column.addWidget(self.question)
        column.addLayout(self._foot())
        self._connect()
        self.set_placeholder(self.tr("Ask about a picture…"))
        self._changed()

    @property
    def draft(self) -> Draft:
        return Draft(self.question.toPlainText(), self._pictures)

    @property
    def running(self) -> bool:
        return self._running

    def take_draft(self) -> Draft:
        """The draft, which is empty from now on."""
        draft = self.draft
        self.clear()
        return draft

    def take_away(self, draft: Draft) -> None:
        """Takes out what was asked; what came since then stays."""
        asked = {picture.id for picture in draft.pictures}
        text = self.question.toPlainText()
        rest = text[len(draft.text) :].lstrip() if text.startswith(draft.text) else text
        kept = tuple(picture for picture in self._pictures if picture.id not in asked)
        self.set_draft(Draft(rest, kept))

    def set_draft(self, draft: Draft) -> None:
        """Puts a draft back, pictures with their ids."""
        self._last_id = max([self._last_id, *(picture.id for picture in draft.pictures)])
        self._pictures = draft.pictures
        self.question.setPlainText(draft.text)
        self.question.moveCursor(self.question.textCursor().MoveOperation.End)
        self._changed()

    def clear(self) -> None:
        self.set_draft(Draft())

    def insert_text(self, text: str) -> None:
        """As if typed at the cursor."""
        self.question.insertPlainText(text)
        self.focus_question()

    def focus_question(self) -> None:
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_picture(self, name: str, content: PictureContent = None, *, url: str = "") -> int:
        """Adds a chip (busy when there is no content yet) and returns its id."""
        self._last_id += 1
        self._pictures = (*self._pictures, DraftPicture(self._last_id, name, content, url))
        self._changed()
        return self._last_id

    def update_picture(self, picture_id: int, content: PictureContent, name: str = "") -> bool:
        """Sets what became of a picture; False when it was taken out meanwhile."""
        return self._replace(picture_id, content, name)

    def waits_for(self, picture_id: int) -> bool:
        """Whether a chip is there and still being prepared."""
        return any(item.id == picture_id and item.content is None for item in self._pictures)

    @Slot(int)
    def remove_picture(self, picture_id: int) -> None:
        self._pictures = tuple(item for item in self._pictures if item.id != picture_id)
        self._changed()
        self.focus_question()

    def set_running(self, running: bool) -> None:
        """While an answer runs, Send is Stop."""
        self._running = running
        if running:
            self._send.present(self.tr("Stop"), "stop", "")
        else:
            self._send.present(self.tr("Send"), "send", "primary")
        self._allow()

    def set_quiet_line(self, text: str) -> None:
        self._quiet.set_whole(text)

    def set_placeholder(self, text: str) -> None:
        self.question.setPlaceholderText(text)
        # Qt 6.11 repaints only when the placeholder comes or goes, not when its words change.
        self.question.viewport().update()

    def ask_for_address(self) -> None:
        """Asks for a picture's address without holding up the window."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(self.tr("Add a picture’s address"))
        dialog.setLabelText(self.tr("Address of a picture on the web"))
        dialog.setOkButtonText(self.tr("Add"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        field = dialog.findChild(QLineEdit)
        if field is not None:
            field.setAccessibleName(dialog.labelText())
            field.setPlaceholderText("https://")
            field.setMinimumWidth(360)
        dialog.textValueSelected.connect(self._address_given)
        dialog.open()

    def _foot(self) -> QHBoxLayout:
        attach = IconButton(self._theme, "plus", self.tr("Add a picture"))
        attach.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        attach.setMenu(self._attach_menu(attach))
        self._cap = KeyCap(self.tr("Enter"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(attach)
        row.addWidget(self._quiet)
        row.addStretch(1)
        row.addWidget(self._cap)
        row.addWidget(self._send)
        return row

    def _attach_menu(self, parent: IconButton) -> QMenu:
        menu = QMenu(parent)
        menu.addAction(self.tr("Open pictures…"), self.open_requested.emit)
        menu.addAction(self.tr("Paste"), self.paste_requested.emit)
        menu.addAction(self.tr("Capture region"), self.capture_requested.emit)
        menu.addAction(self.tr("Add a picture’s address…"), self.ask_for_address)
        return menu

    def _connect(self) -> None:
        self.question.entered.connect(self._enter)
        self.question.brought.connect(self.brought)
        self.question.textChanged.connect(self._text_changed)
        self._chips.removed.connect(self.remove_picture)
        self._chips.link_chosen.connect(self._choose_way)
        self._quiet.clicked.connect(self.what_leaves_requested)
        self._send.clicked.connect(self._press)

    @Slot()
    def _press(self) -> None:
        if self._running:
            self.stop_requested.emit()
        else:
            self._enter()

    @Slot()
    def _enter(self) -> None:
        if not self._running and self.draft.sendable:
            self.send_requested.emit(self.question.toPlainText())

    @Slot(int, bool)
    def _choose_way(self, picture_id: int, as_link: bool) -> None:
        url = next((item.url for item in self._pictures if item.id == picture_id), "")
        if not url:
            return
        self._replace(picture_id, PictureLink(url) if as_link else None, "")
        if not as_link:
            self.embed_requested.emit(picture_id, url)

    @Slot(str)
    def _address_given(self, text: str) -> None:
        if text.strip():
            self.brought.emit((BroughtLink(text.strip()),))

    def _replace(self, picture_id: int, content: PictureContent, name: str) -> bool:
        if all(item.id != picture_id for item in self._pictures):
            return False
        self._pictures = tuple(
            replace(item, content=content, name=name or item.name)
            if item.id == picture_id
            else item
            for item in self._pictures
        )
        self._changed()
        return True

    @Slot()
    def _text_changed(self) -> None:
        self._allow()
        self.draft_changed.emit()

    def _changed(self) -> None:
        self._chips.show_pictures(self._pictures)
        self._text_changed()

    def _allow(self) -> None:
        draft = self.draft
        self._send.setEnabled(self._running or draft.sendable)
        self._send.setToolTip("" if self._running else self._obstacle(draft))

    def _obstacle(self, draft: Draft) -> str:
        if draft.failed:
            return self.tr("Take out the picture that could not be read, or bring another.")
        if draft.preparing:
            return self.tr("A picture is still being prepared.")
        return ""
