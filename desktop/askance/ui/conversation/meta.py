"""The quiet row under a finished answer: copy, ask again, what it took, what is doubtful.

GUI thread.
"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from askance.core.conversation import Message, Usage
from askance.core.cost import Spent
from askance.core.endpoint import ON_DEVICE
from askance.ui.conversation.doubt import counted
from askance.ui.figures import spent_words, tokens
from askance.ui.presets import name_of
from askance.ui.theme import Theme
from askance.ui.widgets import IconButton, label


class MetaRow(QWidget):
    """Copy, retry, what the answer cost, and how many of its words are doubtful."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.copy = IconButton(theme, "copy", self.tr("Copy answer"), role="faint")
        self.retry = IconButton(theme, "retry", self.tr("Ask again"), role="faint")
        self._words = label("", "meta")
        self.doubts = QPushButton()
        self.doubts.setProperty("kind", "link")
        self.doubts.setAutoDefault(False)
        self.doubts.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self.copy, self.retry):
            button.setProperty("small", "true")
            row.addWidget(button)
        row.addSpacing(6)
        row.addWidget(self._words)
        row.addSpacing(6)
        row.addWidget(self.doubts)
        row.addStretch(1)

    def show_doubts(self, count: int) -> None:
        """How many words are doubtful; each press of the words goes to the next of them."""
        self.doubts.setVisible(count > 0)
        self.doubts.setText(counted(count))
        self.doubts.setAccessibleName(
            self.tr("{words}, go to the next").format(words=counted(count))
        )

    def show_facts(self, message: Message, spent: Spent | None) -> None:
        """Who answered, and what it took: `spent` where it was reckoned, else what the server
        counted.
        """
        took = spent_words(spent) if spent is not None else _counted(message.usage or Usage())
        self._words.setText(" · ".join(filter(None, (_who(message), took))))


def _counted(usage: Usage) -> str:
    total = usage.total_tokens
    if total is None and usage.completion_tokens is not None:
        total = (usage.prompt_tokens or 0) + usage.completion_tokens
    return "" if total is None else tokens(total, exact=True)


def _who(message: Message) -> str:
    """Who answered: a model, or this computer and what it reads with."""
    if message.endpoint != ON_DEVICE.name:
        return message.model
    names = (name_of(ON_DEVICE), message.model)
    return " · ".join(dict.fromkeys(name for name in names if name))
