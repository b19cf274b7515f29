"""Everything about an endpoint that most people never need, in a fold. GUI thread.

It is open at once where something is not as usual; folded, one quiet line says what.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from askance.core.endpoint import Endpoint
from askance.ui.settings.answer_part import AnswerPart, PricePart, WaitingPart
from askance.ui.settings.deviations import deviations, learnt
from askance.ui.settings.field import Field
from askance.ui.settings.part import DEFAULTS, Part
from askance.ui.settings.way_part import ExtrasPart, WayPart
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label, restyle


class Advanced(QWidget):
    """Tell it the endpoint as a whole with `set_whole` after each change: it says what deviates."""

    changed = Signal()
    forget_requested = Signal()
    """What was learnt about the server is to be forgotten."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._whole = DEFAULTS
        self._toggle = Button(theme, self.tr("Advanced"), icon="right", kind="quiet")
        self._toggle.setProperty("small", "fold")
        self._toggle.setCheckable(True)
        self._toggle.toggled.connect(self._fold)
        self._summary = label("", "small", wrap=True)
        self._learnt = _Learnt(theme)
        self._learnt.forget_requested.connect(self.forget_requested)
        self._parts: tuple[Part, ...] = (
            AnswerPart(theme),
            WaitingPart(),
            WayPart(theme),
            ExtrasPart(),
            PricePart(),
        )
        self._inside = QWidget()
        down = QVBoxLayout(self._inside)
        down.setContentsMargins(0, 4, 0, 4)
        down.setSpacing(20)
        down.addWidget(self._learnt)
        for part in self._parts:
            part.changed.connect(self.changed)
            down.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.addWidget(self._toggle)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._summary)
        column.addWidget(self._inside)
        self._inside.hide()

    def show_endpoint(self, endpoint: Endpoint | None) -> None:
        """Fills the fields in, and opens the fold where one is not as usual."""
        shown = endpoint or DEFAULTS
        for part in self._parts:
            part.show_endpoint(shown)
        self.set_whole(shown)
        self._toggle.setChecked(bool(deviations(shown)))

    def applied_to(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint with what is typed here. Raises `InputError` while a field has a problem."""
        for part in self._parts:
            endpoint = part.applied_to(endpoint)
        return endpoint

    def set_whole(self, endpoint: Endpoint | None) -> None:
        """The endpoint as it stands, what was learnt included; None while something is wrong."""
        if endpoint is not None:
            self._whole = endpoint
            self._learnt.show_words(learnt(endpoint))
        self._say()

    @property
    def wrong(self) -> list[Field]:
        """The fields that cannot be kept like this, in order."""
        fields = [field for part in self._parts for field in part.fields]
        return [field for field in fields if not field.check()]

    def point_at(self, field: Field) -> None:
        """Opens the fold and brings the keyboard to one of `wrong`."""
        self._toggle.setChecked(True)
        field.point_at()

    def _say(self) -> None:
        wrong = bool(self.wrong)
        if wrong:
            text = self.tr("Something in here needs mending.")
        else:
            pieces = (*deviations(self._whole), learnt(self._whole))
            text = " · ".join(filter(None, pieces))
        self._summary.setText(text)
        self._summary.setProperty("role", "problem_small" if wrong else "small")
        restyle(self._summary)
        self._summary.setVisible(bool(text) and not self._toggle.isChecked())
        self._toggle.setAccessibleDescription(text)

    @Slot(bool)
    def _fold(self, opened: bool) -> None:
        self._toggle.present(self.tr("Advanced"), "down" if opened else "right", "quiet")
        self._inside.setVisible(opened)
        self._say()


class _Learnt(QFrame):
    """What the server was found not to take."""

    forget_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("panel", "info")
        self._words = label("", "small_text", wrap=True)
        self._forget = Button(
            theme, self.tr("Forget"), kind="preset", name=self.tr("Forget what was learnt")
        )
        self._forget.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.addWidget(self._words, 1)
        row.addWidget(self._forget)
        self.hide()

    def show_words(self, words: str) -> None:
        self._words.setText(words)
        self._forget.setAccessibleDescription(words)
        self.setVisible(bool(words))

    @Slot()
    def _ask(self) -> None:
        announce(self, self.tr("Forgotten"))
        # The button goes: the keyboard goes on from what comes after it.
        self.focusNextChild()
        self.forget_requested.emit()
