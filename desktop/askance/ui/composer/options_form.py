"""The parameters of one question, each left to the endpoint unless the person says. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from askance.core.chat import ChatOptions
from askance.core.endpoint import Endpoint
from askance.core.overrides import (
    MOST_ALTERNATIVES,
    MOST_ANSWERS,
    MOST_STOPS,
    Overrides,
    stops_as_text,
    stops_in,
)
from askance.ui.composer.number_field import NumberField
from askance.ui.inputs import ComboBox
from askance.ui.theme import Theme
from askance.ui.widgets import Button, label

_SEED = 2.0**53  # the largest that every JSON reader keeps whole


class OptionsForm(QFrame):
    """A popup beside the composer. What is changed holds at once."""

    changed = Signal(object)
    """The `Overrides` as they are now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._filling = False
        self.setProperty("panel", "popup")
        self.setAccessibleName(self.tr("Question options"))
        self.setWindowTitle(self.tr("Question options"))
        self._make_fields()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(1, 230)
        for field in self._fields:
            self._add(field)
        self._problem = label("", "problem_small", wrap=True)
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(label(self.tr("For your next questions"), "strong"))
        column.addLayout(self._grid)
        column.addWidget(self._problem)
        column.addLayout(self._buttons())
        self.set_endpoint(Endpoint("", "", ""))

    @property
    def overrides(self) -> Overrides:
        """What is said here."""
        return Overrides(
            temperature=self._temperature.value,
            top_p=self._top_p.value,
            max_tokens=self._most.count,
            n=self._answers.currentData(),
            top_logprobs=self._doubts.currentData(),
            detail=self._detail.currentData(),
            reasoning_effort=self._effort.currentData(),
            seed=self._seed.count,
            stop=stops_in(self._stop.toPlainText()),
        )

    def set_overrides(self, overrides: Overrides) -> None:
        """Shows what is said; `changed` follows once, if it was something else."""
        if overrides == self.overrides and not self._wrong():
            return
        self._filling = True
        self._temperature.set_value(overrides.temperature)
        self._top_p.set_value(overrides.top_p)
        self._most.set_value(overrides.max_tokens)
        self._seed.set_value(overrides.seed)
        for box, value in (
            (self._answers, overrides.n),
            (self._doubts, overrides.top_logprobs),
            (self._detail, overrides.detail),
            (self._effort, overrides.reasoning_effort),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        self._stop.setPlainText(stops_as_text(overrides.stop))
        self._filling = False
        self._tell()

    def set_endpoint(self, endpoint: Endpoint) -> None:
        """Whose own values stand where nothing is said."""
        own = ChatOptions.of(endpoint)
        for field, value in (
            (self._temperature, own.temperature),
            (self._top_p, own.top_p),
            (self._most, own.max_tokens),
            (self._seed, own.seed),
        ):
            field.setPlaceholderText(self._own(field.shown(value)))
        stops = ", ".join(stops_as_text(own.stop).splitlines())
        self._stop.setPlaceholderText(self._own(stops))
        alternatives = "" if own.top_logprobs is None else str(own.top_logprobs)
        for box, words in (
            (self._answers, str(own.n)),
            (self._doubts, alternatives),
            (self._detail, own.detail or ""),
            (self._effort, own.reasoning_effort or ""),
        ):
            box.setItemText(0, self._own(words))

    def focus_first(self) -> None:
        """The keyboard begins at the top."""
        self._answers.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.hide()
        else:
            super().keyPressEvent(event)

    def _own(self, value: str) -> str:
        words = self.tr("As in Settings")
        return self.tr("{words}: {value}").format(words=words, value=value) if value else words

    def _make_fields(self) -> None:
        self._temperature = NumberField(self.tr("Temperature"), low=0, high=2)
        self._top_p = NumberField(self.tr("Top p"), low=0, high=1)
        self._most = NumberField(self.tr("Most tokens"), low=1, high=None, whole=True)
        self._seed = NumberField(self.tr("Seed"), low=-_SEED, high=_SEED, whole=True)
        self._answers = self._choices(
            self.tr("Answers"), [(str(count), count) for count in range(1, MOST_ANSWERS + 1)]
        )
        alternatives = [
            (self.tr("{count} alternatives").format(count=count), count)
            for count in range(2, MOST_ALTERNATIVES + 1)
        ]
        off = (self.tr("Off"), 0)
        one = (self.tr("1 alternative"), 1)
        self._doubts = self._choices(self.tr("Doubtful words"), [off, one, *alternatives])
        automatic, low, high = self.tr("Automatic"), self.tr("Low"), self.tr("High")
        self._detail = self._choices(
            self.tr("Picture detail"), [(automatic, "auto"), (low, "low"), (high, "high")]
        )
        self._effort = self._choices(
            self.tr("Reasoning effort"),
            [(low, "low"), (self.tr("Medium"), "medium"), (high, "high")],
        )
        self._stop = QPlainTextEdit()
        self._stop.setAccessibleName(self.tr("Stop at"))
        tip = self.tr("One a line, at most {count}. \\n is a line’s end.").format(count=MOST_STOPS)
        self._stop.setToolTip(tip)
        self._stop.setAccessibleDescription(tip)
        self._stop.setTabChangesFocus(True)
        self._stop.setFixedHeight(2 * self._stop.fontMetrics().lineSpacing() + 24)
        self._stop.textChanged.connect(self._tell)
        self._numbers = (self._temperature, self._top_p, self._most, self._seed)
        for number in self._numbers:
            number.changed.connect(self._tell)
        self._fields: tuple[QWidget, ...] = (
            self._answers,
            self._temperature,
            self._top_p,
            self._most,
            self._doubts,
            self._detail,
            self._effort,
            self._seed,
            self._stop,
        )

    def _choices(self, name: str, choices: Sequence[tuple[str, object]]) -> ComboBox:
        box = ComboBox(self._theme, name)
        box.addItem("", None)
        for words, value in choices:
            box.addItem(words, value)
        box.currentIndexChanged.connect(self._tell)
        return box

    def _add(self, field: QWidget) -> None:
        words = label(field.accessibleName(), "soft")
        words.setBuddy(field)
        row = self._grid.rowCount()
        up = Qt.AlignmentFlag.AlignTop if field is self._stop else Qt.AlignmentFlag.AlignVCenter
        if field is self._stop:
            words.setContentsMargins(0, 8, 0, 0)
        self._grid.addWidget(words, row, 0, up)
        self._grid.addWidget(field, row, 1)

    def _buttons(self) -> QHBoxLayout:
        self.reset = Button(self._theme, self.tr("Reset"), icon="undo")
        self.reset.clicked.connect(lambda: self.set_overrides(Overrides()))
        done = Button(self._theme, self.tr("Done"), kind="primary")
        done.clicked.connect(self.hide)
        row = QHBoxLayout()
        row.addWidget(self.reset)
        row.addStretch(1)
        row.addWidget(done)
        return row

    def _wrong(self) -> list[NumberField]:
        return [number for number in self._numbers if number.wrong]

    @Slot()
    def _tell(self) -> None:
        if self._filling:
            return
        wrong = self._wrong()
        self._problem.setText("\n".join(number.limits for number in wrong))
        self._problem.setVisible(bool(wrong))
        overrides = self.overrides
        self.reset.setEnabled(bool(wrong) or overrides != Overrides())
        self.changed.emit(overrides)
        if self.isVisible():
            self.adjustSize()
