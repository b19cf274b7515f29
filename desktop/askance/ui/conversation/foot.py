"""What stands under an answer: the note while it comes, the card that says how it ended, the row of
what can be done. GUI thread.

Each is made when it is first needed; the room for the row is kept from the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from askance.core.conversation import Message
from askance.core.cost import Spent
from askance.ui.conversation.ending import Ending, EndingCard
from askance.ui.conversation.meta import MetaRow, row_height
from askance.ui.conversation.note import NoteLine
from askance.ui.conversation.rows import Row, place
from askance.ui.theme import Theme
from askance.ui.widgets import label

_GAP = 10
_META_OUT = 4  # so that the icons, not their buttons, stand in line with the text
_COPIED_MS = 1600


def room_for_row(theme: Theme) -> int:
    """What the row takes under the words, made or not, in logical pixels."""
    return _GAP + row_height(theme)


class Foot(QObject):
    """Its parts are children of the answer."""

    retry_pressed = Signal()
    continue_pressed = Signal()
    stop_pressed = Signal()
    again_pressed = Signal()
    settings_pressed = Signal()
    add_model_pressed = Signal()
    copy_pressed = Signal()
    doubts_pressed = Signal()
    alternatives_asked = Signal()
    menu_asked = Signal(QPoint)
    branch_asked = Signal(int)
    details_toggled = Signal()
    """Its height changed."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._parent = theme, parent
        self.note: NoteLine | None = None
        self.card: EndingCard | None = None
        self.meta: MetaRow | None = None
        self._details: QLabel | None = None
        self._row_placed = False
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied.timeout.connect(self._offer_copy)

    @property
    def parts(self) -> list[QWidget]:
        """What there is, from top to bottom."""
        made = (self.note, self.card, self.meta, self._details)
        return [each for each in made if each is not None]

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        made = (self.note, self.card, self.meta)
        return [stop for each in made if each is not None for stop in each.stops]

    def place(self, *, left: int, top: int, width: int, with_row: bool) -> int:
        """Places what is shown under `top`; returns where it ends."""
        shown = [each for each in (self.note, self.card) if each and not each.isHidden()]
        bottom = top
        if shown:
            begin = top + (_GAP if top else 0)
            rows = (Row(each, _GAP) for each in shown)
            bottom = place(rows, left=left, top=begin, width=width)
        if not with_row:
            return bottom
        bottom += _GAP
        high = row_height(self._theme)
        if self.meta is not None:
            self.meta.setGeometry(QRect(left - _META_OUT, bottom, width + _META_OUT, high))
            self._row_placed = True
        bottom += high
        if self._details is not None and self.detailed:
            bottom = place((Row(self._details),), left=left, top=bottom + 4, width=width)
        return bottom

    def say(self, text: str, *, stalled: bool, streaming: bool) -> bool:
        """The quiet line; `stalled` offers to stop and to ask again. Whether it is another one."""
        if self.note is None:
            if not text:
                return False
            self.note = self._made_note()
        seen = bool(text) and streaming
        if (self.note.text, self.note.stalled, not self.note.isHidden()) == (text, stalled, seen):
            return False
        self.note.say(text, stalled=stalled)
        self.note.setVisible(seen)
        return True

    def show_ending(self, ending: Ending | None, *, streaming: bool) -> None:
        """How the answer ended; None: nothing is to be said."""
        if ending is not None and self.card is None:
            self.card = self._made_card()
        if self.card is not None:
            self.card.show_ending(ending)
        if self.note is not None and not streaming:
            self.note.hide()

    def show_row(self, message: Message, *, wanted: bool, doubts: int) -> bool:
        """Whether the row is shown, and with what. Returns whether it is to be placed first."""
        if wanted and self.meta is None:
            self.meta = self._made_meta(message)
        if self.meta is not None:
            self.meta.setVisible(wanted)
            card = self.card
            offered = card is not None and not card.isHidden() and not card.retry.isHidden()
            self.meta.retry.setVisible(not offered)
            self.meta.show_doubts(doubts)
            self.meta.show_branch(message)
        return wanted and not self._row_placed

    def make_row(self, message: Message) -> Iterator[None]:
        """Makes the row, hidden, and dresses one part of it after the other: to show it takes no
        time then.
        """
        if self.meta is None:
            self.meta = self._made_meta(message)
        for part in (self.meta, *self.meta.findChildren(QWidget)):
            yield
            part.ensurePolished()

    def show_facts(self, message: Message, spent: Spent | None, *more: str) -> None:
        """What the answer took."""
        if self.meta is not None:
            self.meta.show_facts(message, spent, *more)
            if self._details is not None:
                self._details.setText(self.meta.details)

    @property
    def detailed(self) -> bool:
        """Whether the details are open."""
        return self._details is not None and not self._details.isHidden()

    def say_copied(self) -> None:
        """The answer was copied."""
        if self.meta is not None:
            self.meta.copy.set_name(self.tr("Copied"))
            self._copied.start()

    @property
    def in_note(self) -> bool:
        """Whether the keyboard is in the note."""
        return _holds_focus(self.note)

    @property
    def in_ended(self) -> bool:
        """Whether the keyboard is in what is there for an answer that has ended."""
        return _holds_focus(self.card) or _holds_focus(self.meta)

    def restyle(self) -> None:
        """Follows the theme."""
        if self.card is not None:
            self.card.restyle()

    def _offer_copy(self) -> None:
        if self.meta is not None:
            self.meta.copy.set_name(self.tr("Copy answer"))

    def _show_details(self) -> None:
        assert self.meta is not None
        if self._details is None:
            self._details = label("", "meta", wrap=True)
            self._details.setParent(self._parent)
        self._details.setText(self.meta.details)
        self._details.setVisible(bool(self.meta.details))
        self.details_toggled.emit()

    def _made_note(self) -> NoteLine:
        note = NoteLine(theme=self._theme)
        note.setParent(self._parent)
        note.stop_pressed.connect(self.stop_pressed)
        note.again_pressed.connect(self.again_pressed)
        return note

    def _made_card(self) -> EndingCard:
        card = EndingCard(theme=self._theme)
        card.setParent(self._parent)
        card.retry_pressed.connect(self.retry_pressed)
        card.continue_pressed.connect(self.continue_pressed)
        card.settings_pressed.connect(self.settings_pressed)
        card.add_model_pressed.connect(self.add_model_pressed)
        return card

    def _made_meta(self, message: Message) -> MetaRow:
        meta = MetaRow(theme=self._theme, message=message)
        meta.setParent(self._parent)
        meta.retry.clicked.connect(self.retry_pressed)
        meta.copy.clicked.connect(self.copy_pressed)
        meta.doubts.clicked.connect(self.doubts_pressed)
        meta.doubts.opened.connect(self.alternatives_asked)
        meta.menu_asked.connect(self.menu_asked)
        meta.branch_asked.connect(self.branch_asked)
        meta.details_toggled.connect(self._show_details)
        return meta


def _holds_focus(part: QWidget | None) -> bool:
    focused = QApplication.focusWidget()
    return part is not None and focused is not None and part.isAncestorOf(focused)
