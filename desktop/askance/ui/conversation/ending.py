"""How an answer ended, in words, with what can be done next. GUI thread.

A failure is shown beside the answer it concerns, never in a dialog: what came before it stays
readable, and Continue and Retry are one press away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from askance.core.choices import may_answer_again
from askance.core.conversation import Choice, Message, MessageStatus
from askance.core.endpoint import ON_DEVICE
from askance.core.errors import ErrorKind, Problem
from askance.ui.conversation.flow import plain_leaves
from askance.ui.conversation.prose import ProseView
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconLabel, label, restyle

IN_SETTINGS = frozenset(
    {
        ErrorKind.AUTH,
        ErrorKind.NO_KEY,
        ErrorKind.NO_ENDPOINT,
        ErrorKind.WRONG_URL,
        ErrorKind.MODEL_NOT_FOUND,
        ErrorKind.KEYRING,
    }
)
"""Problems whose next step is in the settings."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What is said under an answer. `grave` is a failure; others are a note. The last four are
    what can be done.
    """

    title: str
    detail: str = ""
    hint: str = ""
    grave: bool = False
    retry: bool = False
    settings: bool = False
    add_model: bool = False
    go_on: bool = False


def can_go_on(message: Message) -> bool:
    """Whether an answer can be continued where it ended: one answer with words, cut for a reason
    that lies outside it, by a model.
    """
    if message.endpoint == ON_DEVICE.name or len(message.choices) != 1 or not message.text.strip():
        return False
    match message.status:
        case MessageStatus.CANCELLED | MessageStatus.INTERRUPTED | MessageStatus.FAILED:
            return True
        case MessageStatus.COMPLETE:
            return message.choices[0].finish_reason == "length"
    return False


def ending_of(message: Message, choice: Choice | None) -> Ending | None:
    """What to say under the answer; None when it is simply complete or still coming."""
    ending = _ending_of(message, choice)
    return replace(ending, go_on=can_go_on(message)) if ending else None


def _ending_of(message: Message, choice: Choice | None) -> Ending | None:
    match message.status:
        case MessageStatus.FAILED:
            return _failed(message.problem)
        case MessageStatus.CANCELLED:
            return Ending(_tr("Stopped"), retry=True)
        case MessageStatus.INTERRUPTED:
            return Ending(
                _tr("Interrupted"),
                _tr("Askance ended before the answer was complete. What had come is kept."),
                retry=True,
            )
        case MessageStatus.COMPLETE:
            return _finished(message, choice)
    return None


def _failed(problem: Problem | None) -> Ending:
    if problem is None:
        return Ending(_tr("The answer failed"), grave=True, retry=True)
    if problem.kind is ErrorKind.NEEDS_MODEL:
        # Nothing failed: this is what the device can say to such a question.
        return Ending(problem.title, problem.detail, problem.hint, retry=True, add_model=True)
    return Ending(
        problem.title,
        problem.detail,
        problem.hint,
        grave=True,
        retry=True,
        settings=problem.kind in IN_SETTINGS,
    )


def _finished(message: Message, choice: Choice | None) -> Ending | None:
    if choice is not None and choice.problem is not None:
        return replace(_failed(choice.problem), retry=may_answer_again(message, choice))
    reason = choice.finish_reason if choice else None
    match reason:
        case "length":
            return Ending(_tr("The answer was cut at the token limit."), retry=True)
        case "content_filter":
            return Ending(_tr("The server’s content filter ended the answer."), retry=True)
        case "tool_calls":
            return Ending(
                _tr("The model wanted to use a tool. Askance lends it none, so it said no more."),
                retry=True,
            )
        case "error":
            return Ending(_tr("The server ended the answer with an error."), retry=True)
    if choice is None or not (choice.text.strip() or choice.refusal.strip()):
        return Ending(_tr("The answer is empty."), retry=True)
    return None


class EndingCard(QWidget):
    """Shows an ending, or nothing."""

    retry_pressed = Signal()
    continue_pressed = Signal()
    settings_pressed = Signal()
    add_model_pressed = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._icon = IconLabel(theme, "info", role="soft")
        self._title = label("", wrap=True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._detail = ProseView(theme=theme, name=self.tr("What happened"), size=13.5)
        self._hint = label("", "soft", wrap=True)
        self.go_on = Button(theme, self.tr("Continue"), icon="down")
        self.retry = Button(theme, self.tr("Retry"), icon="retry")
        self.settings = Button(theme, self.tr("Open settings"), icon="settings")
        self.add_model = Button(theme, self.tr("Add a model…"), icon="plus")
        self._actions = (self.add_model, self.go_on, self.retry, self.settings)
        for button in self._actions:
            button.setProperty("small", "true")
        self.go_on.clicked.connect(self.continue_pressed)
        self.retry.clicked.connect(self.retry_pressed)
        self.settings.clicked.connect(self.settings_pressed)
        self.add_model.clicked.connect(self.add_model_pressed)
        self._lay_out()
        self.hide()

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [self._detail, *self._actions]

    def show_ending(self, ending: Ending | None) -> None:
        """What to show; hides with None."""
        self.setVisible(ending is not None)
        if ending is None:
            return
        self._title.setText(ending.title)
        self._title.setProperty("role", "strong" if ending.detail or ending.grave else "soft")
        restyle(self._title)
        self._detail.write(tuple(plain_leaves(ending.detail)))
        self._detail.setVisible(bool(ending.detail))
        self._hint.setText(ending.hint)
        self._hint.setVisible(bool(ending.hint))
        self.go_on.setVisible(ending.go_on)
        self.retry.setVisible(ending.retry)
        self.settings.setVisible(ending.settings)
        self.add_model.setVisible(ending.add_model)
        self._buttons.setVisible(any(not button.isHidden() for button in self._actions))
        self.setProperty("card", "warn" if ending.grave else "note")
        self._icon.set_icon(
            "warning" if ending.grave else "info", "warn" if ending.grave else "soft"
        )
        words = (ending.title, ending.detail, ending.hint)
        self.setAccessibleName(" ".join(word for word in words if word))
        restyle(self)

    def restyle(self) -> None:
        """Follows the theme."""
        self._detail.restyle()

    def _lay_out(self) -> None:
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 6, 0, 0)
        buttons.setSpacing(8)
        for button in self._actions:
            buttons.addWidget(button)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(3)
        for piece in (self._title, self._detail, self._hint, self._buttons):
            words.addWidget(piece)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Ending", text)
