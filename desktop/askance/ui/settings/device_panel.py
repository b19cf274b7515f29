"""The built-in endpoint's page: what it does, and a test. There is nothing to set. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from askance.core.endpoint import ON_DEVICE
from askance.services.endpoints import EndpointCheck
from askance.ui.presets import name_of
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label, restyle


class DevicePanel(QWidget):
    """Two sentences and a button."""

    test_requested = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._test = Button(theme, self.tr("Test"), name=self.tr("Test reading"))
        self._test.clicked.connect(self._ask_test)
        self._result = label("", "small", wrap=True)
        self._result.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(name_of(ON_DEVICE), "title"))
        words = self.tr(
            "Reads the text, tables, QR codes and bar codes of a picture, without a key and "
            "without a network. It answers no other questions, and nothing leaves this computer."
        )
        column.addWidget(label(words, "soft", wrap=True))
        column.addSpacing(4)
        column.addWidget(self._test, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._result)

    def forget(self) -> None:
        """Takes an earlier test's result away."""
        self._result.hide()

    def set_test_result(self, check: EndpointCheck) -> None:
        """How the test went."""
        if check.problem is not None:
            problem = check.problem
            pieces = (f"{problem.title}.", problem.detail, problem.hint)
            self._say(" ".join(filter(None, pieces)), "problem_small")
            return
        seconds = f"{check.seconds:.1f}"
        if check.answer:
            words = self.tr("It read “{answer}” in {seconds} s.")
            self._say(words.format(answer=check.answer[:60], seconds=seconds), "good_small")
        else:
            self._say(self.tr("It read nothing where a word was."), "problem_small")

    def _ask_test(self) -> None:
        self._say(self.tr("Reading…"), "small")
        self.test_requested.emit()

    def _say(self, text: str, role: str) -> None:
        self._result.setText(text)
        self._result.setProperty("role", role)
        self._result.show()
        restyle(self._result)
        announce(self._result, text)
