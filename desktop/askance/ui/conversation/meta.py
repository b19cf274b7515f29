"""The quiet row under a message: copy, ask again, more, which branch, what it took, what is
doubtful. GUI thread.

Made when the pointer or the keyboard comes near, and for the last answer; the room for it is always
kept, so that nothing jumps.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from askance.core.conversation import Message
from askance.core.cost import Spent
from askance.ui.conversation.doubt import counted
from askance.ui.conversation.facts import brief, facts_of
from askance.ui.figures import whole
from askance.ui.theme import Theme
from askance.ui.widgets import IconButton, label

_PAGER_AT = 3
_LEAST = 24  # logical pixels: a small button's height


def row_height(theme: Theme) -> int:
    """What a row takes, made or not, in logical pixels."""
    return max(_LEAST, theme.pixels(12) + 12)


class Pager(QWidget):
    """`‹ 2 / 3 ›`: the branches on which a message has another state."""

    asked = Signal(int)
    """The message of this id is to be shown."""

    def __init__(self, *, message: Message) -> None:
        super().__init__()
        self._siblings: Sequence[int] = ()
        self._at = 0
        self.earlier = self._arrow("‹", self.tr("Earlier version"))
        self.later = self._arrow("›", self.tr("Later version"))
        self._place = label("", "meta")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self.earlier, self._place, self.later):
            row.addWidget(widget)
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        self.show_place(message)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [self.earlier, self.later]

    def show_place(self, message: Message) -> None:
        """Which of its branches the message is on."""
        self._siblings = message.siblings
        self._at = message.siblings.index(message.id) if message.id in message.siblings else 0
        place, count = whole(self._at + 1), whole(len(self._siblings))
        self._place.setText(self.tr("{place} / {count}").format(place=place, count=count))
        named = self.tr("Version {place} of {count}").format(place=place, count=count)
        self._place.setAccessibleName(named)
        self.setAccessibleName(named)
        self.earlier.setEnabled(self._at > 0)
        self.later.setEnabled(self._at < len(self._siblings) - 1)

    def _step(self, by: int) -> None:
        at = self._at + by
        if 0 <= at < len(self._siblings):
            self.asked.emit(self._siblings[at])

    def _arrow(self, sign: str, name: str) -> QPushButton:
        made = QPushButton(sign)
        made.setProperty("kind", "quiet")
        made.setProperty("small", "true")
        made.setAutoDefault(True)
        made.setAccessibleName(name)
        made.setToolTip(name)
        return made


class DoubtsLink(QPushButton):
    """How many words are doubtful: pressed, it goes to the next of them; Down opens what else the
    model weighed there.
    """

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "link")
        self.setAutoDefault(True)
        self.setToolTip(self.tr("Go to the next one; Down shows what else the model weighed"))
        self.setAccessibleDescription(self.toolTip())
        self.hide()

    def show_count(self, count: int) -> None:
        """Hidden where there are none."""
        self.setVisible(count > 0)
        self.setText(counted(count))
        self.setAccessibleName(self.tr("{words}, go to the next").format(words=counted(count)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class MetaRow(QWidget):
    """Copy, retry, more; what the answer cost, and how many of its words are doubtful."""

    details_toggled = Signal()
    branch_asked = Signal(int)
    """The message of this id is to be shown instead."""
    menu_asked = Signal(QPoint)
    """The message's menu is to be opened at a place on the screen."""

    def __init__(self, *, theme: Theme, message: Message) -> None:
        super().__init__()
        self.copy = IconButton(theme, "copy", self.tr("Copy answer"), role="faint")
        self.retry = IconButton(theme, "retry", self.tr("Ask again"), role="faint")
        self.more = IconButton(theme, "more", self.tr("More"), role="faint")
        self.pager: Pager | None = None
        self.facts = QPushButton()
        self.facts.setAutoDefault(True)
        self.facts.setCheckable(True)
        self.facts.setProperty("kind", "facts")
        self.facts.toggled.connect(self.details_toggled)
        self.doubts = DoubtsLink()
        self._details = ""
        self.more.clicked.connect(
            lambda: self.menu_asked.emit(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        self._row = self._lay_out()
        self.show_branch(message)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        pages = self.pager.stops if self.pager is not None else []
        return [self.copy, self.retry, self.more, *pages, self.facts, self.doubts]

    @property
    def details(self) -> str:
        """All that is known about the answer; empty unless somebody asked."""
        return self._details if self.facts.isChecked() else ""

    def show_branch(self, message: Message) -> None:
        """Which of its branches the message is on, if there are several."""
        if len(message.siblings) < 2:
            return
        if self.pager is None:
            self.pager = Pager(message=message)
            self.pager.asked.connect(self.branch_asked)
            self._row.insertWidget(_PAGER_AT, self.pager)
        self.pager.show_place(message)

    def show_doubts(self, count: int) -> None:
        """How many words are doubtful; each press of the words goes to the next of them."""
        self.doubts.show_count(count)

    def show_facts(self, message: Message, spent: Spent | None, *more: str) -> None:
        """Who answered, and what it took: `spent` where it was reckoned, else what the server
        counted. `more` is told in the details alone.
        """
        words = " · ".join(brief(message, spent))
        self._details = " · ".join((*facts_of(message, spent), *filter(None, more)))
        self.facts.setText(words.replace("&", "&&"))
        self.facts.setVisible(bool(words))
        self.facts.setAccessibleName(self.tr("{facts}, details").format(facts=words))
        self.facts.setAccessibleDescription(self._details)

    def _lay_out(self) -> QHBoxLayout:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self.copy, self.retry, self.more):
            button.setProperty("small", "true")
            row.addWidget(button)
        row.addSpacing(6)
        row.addWidget(self.facts)
        row.addSpacing(6)
        row.addWidget(self.doubts)
        row.addStretch(1)
        return row
