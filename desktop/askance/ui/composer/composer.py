"""Where a question is written: pictures, words, what it will cost, and Send. GUI thread.

Holds the draft and nothing else; preparing pictures, asking and stopping are for whoever listens.
`options` is what the person asks of the question other than the endpoint says.
The draft is only ever emptied by `take_draft` and `clear`: a question that could not be sent is put
back with `set_draft`.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
)

from askance.core.chat import EncodedPicture
from askance.core.conversation import PictureLink, PictureOrigin
from askance.core.endpoint import Endpoint
from askance.ui.composer.chips import ChipRow
from askance.ui.composer.draft import Draft, DraftPicture, PictureContent
from askance.ui.composer.options import QuestionOptions
from askance.ui.composer.question_field import QuestionField
from askance.ui.drops import BroughtLink
from askance.ui.preset_row import PresetRow
from askance.ui.presets import presets_for
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader
from askance.ui.widgets import Button, IconButton, KeyCap, QuietLine


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
    preset_chosen = Signal(object)
    """A `Preset` of the built-in endpoint, which can do a few things only."""
    embed_requested = Signal(int, str)
    """Download this address and `update_picture` that id."""
    origin_opened = Signal(object)
    """The `PictureOrigin` of a part that is asked about: show it there."""

    def __init__(self, *, theme: Theme, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._theme = theme
        self._pictures: tuple[DraftPicture, ...] = ()
        self._last_id = 0
        self._running = self._follow_up = False
        self.setProperty("panel", "raised")
        self._chips = ChipRow(theme, thumbnails)
        self.question = QuestionField()
        self._presets = PresetRow(theme, spacing=6)
        self._quiet = QuietLine(self.tr("What leaves"))
        self.options = QuestionOptions(theme)
        self._send = Button(theme, self.tr("Send"), icon="send", kind="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._chips)
        column.addWidget(self._presets)
        column.addWidget(self.question)
        column.addWidget(self.options.chip)
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

    def add_picture(
        self,
        name: str,
        content: PictureContent = None,
        *,
        url: str = "",
        origin: PictureOrigin | None = None,
    ) -> int:
        """Adds a chip (busy when there is no content yet) and returns its id."""
        self._last_id += 1
        if origin is None and isinstance(content, EncodedPicture):
            origin = content.origin
        added = DraftPicture(self._last_id, name, content, url, origin)
        self._pictures = (*self._pictures, added)
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
        self._cap.setText(self.tr("Esc") if running else self.tr("Enter"))
        if running:
            self._send.present(self.tr("Stop"), "stop", "")
        else:
            self._send.present(self.tr("Send"), "send", "primary")
        self._allow()

    def set_endpoint(self, endpoint: Endpoint) -> None:
        """Where a question goes: in a conversation, what the built-in endpoint can do is offered
        here; before one, the empty page offers it.
        """
        self._presets.set_presets(presets_for(endpoint) if endpoint.on_device else ())
        self.options.set_endpoint(endpoint)
        self._allow()

    def set_follow_up(self, follow_up: bool) -> None:
        """Whether a conversation is shown."""
        self._follow_up = follow_up
        self._allow()

    def set_text(self, text: str) -> None:
        """The question, in place of what was typed."""
        self.question.setPlainText(text)
        self.question.moveCursor(self.question.textCursor().MoveOperation.End)

    def set_quiet_line(self, text: str) -> None:
        self._quiet.set_whole(text)

    def set_placeholder(self, text: str) -> None:
        if text == self.question.placeholderText():
            return
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
        layout, field = dialog.layout(), dialog.findChild(QLineEdit)
        if layout is not None:
            layout.setContentsMargins(20, 20, 20, 16)
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
        row.addWidget(self.options.button)
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
        self.question.entered.connect(self.send)
        self.question.brought.connect(self.brought)
        self.question.textChanged.connect(self._text_changed)
        self._chips.removed.connect(self.remove_picture)
        self._chips.link_chosen.connect(self._choose_way)
        self._chips.origin_opened.connect(self.origin_opened)
        self._presets.chosen.connect(self.preset_chosen)
        self._quiet.clicked.connect(self.what_leaves_requested)
        self._send.clicked.connect(self._press)

    @Slot()
    def _press(self) -> None:
        if self._running:
            self.stop_requested.emit()
        else:
            self.send()

    @Slot()
    def send(self) -> None:
        """As if Send were pressed: nothing happens while there is nothing that can be sent."""
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
        offers = self._follow_up and not self._running
        self._presets.setVisible(offers and bool(self._presets.presets))

    def _obstacle(self, draft: Draft) -> str:
        if draft.failed:
            return self.tr("Take out the picture that could not be read, or bring another.")
        if draft.preparing:
            return self.tr("A picture is still being prepared.")
        return ""
