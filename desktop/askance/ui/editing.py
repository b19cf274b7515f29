"""An earlier question changed and asked anew: its words and pictures come back into the composer.
GUI thread.

What was being written there is put aside meanwhile and comes back at the end, whichever way the
editing ends: sent, cancelled, or left for another conversation. Emptying the field is no end of it:
whoever types the question anew empties it first.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from askance.core.chat import EncodedPicture
from askance.core.conversation import Attachment, Message, PictureLink
from askance.core.errors import Problem
from askance.ui.asking import AskController
from askance.ui.composer.composer import Composer
from askance.ui.composer.draft import Draft
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label


class EditingLine(QWidget):
    """Says above the question that it is an earlier one, with the way out."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.words = label(self.tr("Editing an earlier question"), "soft")
        self.cancel = Button(theme, self.tr("Cancel editing"), icon="close")
        self.cancel.setProperty("small", "true")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.cancel)
        self.hide()


class Editing(QObject):
    """Knows which question is being edited."""

    changed = Signal()
    """Another question is being edited, or none."""

    def __init__(
        self,
        *,
        composer: Composer,
        asking: AskController,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._composer, self._asking = composer, asking
        self._message: Message | None = None
        self._aside = Draft()
        self.line = EditingLine(theme)
        self.line.cancel.clicked.connect(self.cancel)
        column = composer.layout()
        assert isinstance(column, QBoxLayout)
        column.insertWidget(0, self.line)
        composer.question.installEventFilter(self)
        asking.conversation_shown.connect(self._shown)

    @property
    def message_id(self) -> int | None:
        """The question in whose place the next one goes; None when none is being edited."""
        return self._message.id if self._message is not None else None

    def begin(self, message_id: int) -> None:
        """Puts a question of the shown conversation back into the composer."""
        message = self._asking.message(message_id)
        if message is None:
            return
        if self._message is None:
            self._aside = self._composer.draft
        self._message = message
        self._composer.set_draft(Draft())
        for part in message.parts:
            if isinstance(part, Attachment):
                self._fetch(part)
            elif isinstance(part, PictureLink):
                self._composer.add_picture(part.url, part, url=part.url)
        self._composer.set_text(message.text)
        self._tell()
        announce(self._composer, self.line.words.text())
        self._composer.focus_question()

    @Slot()
    def cancel(self) -> None:
        """Leaves the question as it was."""
        if self._message is not None:
            self._end(self._aside)
            self._composer.focus_question()

    def sent(self) -> None:
        """The edited question is kept and gone from the composer."""
        if self._message is not None:
            rest = self._composer.draft
            # What was written while it was being kept goes before an older draft.
            self._end(rest if rest.text or rest.pictures else self._aside)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape in the question field ends the editing, unless an answer runs: that is nearer."""
        if (
            self._message is None
            or self._composer.running
            or not isinstance(event, QKeyEvent)
            or event.key() != Qt.Key.Key_Escape
        ):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # else the window takes it
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.cancel()
        return True

    def _fetch(self, attachment: Attachment) -> None:
        name = attachment.name or self.tr("Picture")
        number = self._composer.add_picture(name, origin=attachment.origin)

        def here(data: bytes) -> None:
            size = (attachment.width, attachment.height)
            kind, origin = attachment.media_type, attachment.origin
            picture = EncodedPicture(data, kind, *size, attachment.name, origin)
            self._composer.update_picture(number, picture)

        def gone(problem: Problem) -> None:
            self._composer.update_picture(number, problem)

        job = self._asking.picture(attachment.sha256)
        job.succeeded.connect(here)
        job.failed.connect(gone)

    def _end(self, draft: Draft) -> None:
        self._message, self._aside = None, Draft()
        self._composer.set_draft(draft)
        self._tell()

    def _tell(self) -> None:
        self.line.setVisible(self._message is not None)
        self.changed.emit()

    @Slot(object)
    def _shown(self, _conversation_id: int | None) -> None:
        """Another conversation or branch may no longer have the question."""
        if self._message is not None and self._asking.message(self._message.id) is None:
            self.cancel()
