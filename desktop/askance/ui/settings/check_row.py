"""One row of a thorough look at an endpoint. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from askance.core.endpoint_check import Finding, Step, Verdict
from askance.ui.theme import Theme
from askance.ui.widgets import IconLabel, label

_SIGNS = {
    Verdict.GOOD: ("check", "accent"),
    Verdict.LEARNT: ("info", "warn"),
    Verdict.FAILED: ("close", "danger"),
    Verdict.SKIPPED: ("more", "faint"),
}
_BESIDE_FROM = 58
"""From so many letters on, the words stand beside the step's name instead of under it."""


def step_name(step: Step) -> str:
    """What a step is called."""
    translate = QCoreApplication.translate
    return {
        Step.ADDRESS: translate("Step", "Address"),
        Step.NAME: translate("Step", "Host name"),
        Step.CONNECTION: translate("Step", "Connection"),
        Step.CERTIFICATE: translate("Step", "Certificate"),
        Step.KEY: translate("Step", "Key"),
        Step.MODEL: translate("Step", "Model"),
        Step.ANSWER: translate("Step", "Answer"),
        Step.STREAM: translate("Step", "Streaming"),
        Step.PICTURES: translate("Step", "Pictures"),
        Step.CHOICES: translate("Step", "Several answers"),
        Step.LOGPROBS: translate("Step", "Doubt"),
        Step.BODY: translate("Step", "Large questions"),
    }[step]


def verdict_name(verdict: Verdict) -> str:
    """A verdict in a word or three."""
    translate = QCoreApplication.translate
    return {
        Verdict.GOOD: translate("Verdict", "good"),
        Verdict.LEARNT: translate("Verdict", "learnt"),
        Verdict.FAILED: translate("Verdict", "failed"),
        Verdict.SKIPPED: translate("Verdict", "not looked at"),
    }[verdict]


class CheckRow(QFrame):
    """Can be focused, so that it is read whole to whoever walks through by keyboard; Up and Down
    lead to the rows around it.
    """

    reached = Signal()
    """The keyboard came here."""

    def __init__(self, theme: Theme, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        self._beside: bool | None = None
        self.setProperty("panel", "check")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        step, verdict = step_name(finding.step), verdict_name(finding.verdict)
        said = " ".join(filter(None, (finding.words, finding.next_step)))
        self.setAccessibleName(f"{step}: {verdict}. {said}".strip())
        icon, role = _SIGNS[finding.verdict]
        skipped = finding.verdict is Verdict.SKIPPED
        # Its verdict says it all; the words are for whoever hears the row alone.
        self._words = label("" if skipped else finding.words, "soft", wrap=True)
        self._words.setVisible(not skipped)
        self._next = label(finding.next_step, "", wrap=True)
        self._next.setVisible(bool(finding.next_step))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 7, 8, 7)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        top = Qt.AlignmentFlag.AlignTop
        self._name = label(step, "title", wrap=True)
        self._grid.addWidget(IconLabel(theme, icon, role=role), 0, 0, top)
        self._grid.addWidget(self._name, 0, 1, top)
        self._grid.addWidget(label(verdict, "small"), 0, 3, top | Qt.AlignmentFlag.AlignRight)
        self._arrange(beside=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(beside=self.width() >= self._letters(_BESIDE_FROM))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        other = self._neighbour(step) if step is not None else None
        if other is None:
            super().keyPressEvent(event)
        else:
            other.setFocus(Qt.FocusReason.OtherFocusReason)

    def _neighbour(self, step: int) -> QWidget | None:
        parent = self.parentWidget()
        rows = parent.findChildren(CheckRow) if parent is not None else []
        position = rows.index(self) + step if self in rows else -1
        return rows[position] if 0 <= position < len(rows) else None

    def _letters(self, count: int) -> int:
        return self._words.fontMetrics().averageCharWidth() * count

    def _arrange(self, *, beside: bool) -> None:
        if beside is self._beside:
            return
        self._beside = beside
        self._name.setFixedWidth(self._letters(18)) if beside else self._free_name()
        row, column = (0, 2) if beside else (1, 1)
        span = 1 if beside else 3
        for offset, words in enumerate((self._words, self._next)):
            self._grid.addWidget(words, row + offset, column, 1, span)
        for position in range(3):
            self._grid.setColumnStretch(position, 0)
        self._grid.setColumnStretch(2, 1)

    def _free_name(self) -> None:
        self._name.setMinimumWidth(0)
        self._name.setMaximumWidth(16_777_215)
