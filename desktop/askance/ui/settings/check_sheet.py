"""A thorough look at an endpoint, row by row as it is known. GUI thread.

It lies over the models' page while it is open. Nothing is asked before Start is pressed.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from askance.core.address import host_of
from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Finding, Step, Verdict
from askance.core.errors import Problem
from askance.ui.flow_layout import FlowLayout
from askance.ui.settings.check_row import CheckRow, step_name, verdict_name
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, hairline, label


class CheckSheet(QWidget):
    """Give it the endpoint with `prepare`; answer `start_requested` with `add_findings` and then
    `end`, `stop_requested` with `end` too.
    """

    start_requested = Signal()
    stop_requested = Signal()
    closed = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._endpoint: Endpoint | None = None
        self._findings: list[Finding] = []
        self._running = False
        self._free = False
        """The person scrolled away from what is shown by itself."""
        self._heading = label("", "heading", wrap=True)
        self._intro = label("", "soft", wrap=True)
        self._summary = label("", "title", wrap=True)
        self._used = label("", "small", wrap=True)
        self._run = Button(theme, self.tr("Start"), kind="primary")
        self._run.clicked.connect(self._start_or_stop)
        self._copy = Button(theme, self.tr("Copy as text"), icon="copy")
        self._copy.clicked.connect(self._copy_all)
        back = Button(theme, self.tr("Back"))
        back.clicked.connect(self.leave)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self._run, self._copy, back):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._table(), 1)
        column.addWidget(hairline())
        column.addWidget(buttons)

    @property
    def running(self) -> bool:
        return self._running

    def prepare(self, endpoint: Endpoint) -> None:
        """Says what would be asked, and of whom."""
        self._endpoint = endpoint
        self._heading.setText(self.tr("Check {name}").format(name=endpoint.name))
        self._intro.setText(
            self.tr(
                "This asks a few tiny questions (a few cents at most) of {model} at {host}. It "
                "looks at the way there, the key, the model, and what the server takes."
            ).format(model=endpoint.model, host=host_of(endpoint.base_url))
        )
        self._clear()
        self._running = False
        self._run.present(self.tr("Start"), "", "primary")
        self._say("")
        self._run.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self._run, self._intro.text())

    def add_findings(self, findings: Sequence[Finding], tokens: int) -> None:
        """What became known; `tokens` were used so far."""
        for finding in findings:
            self._findings.append(finding)
            self._add_row(finding)
            announce(self, f"{step_name(finding.step)}: {verdict_name(finding.verdict)}")
        self._used.setText(self.tr("Used about {n} tokens.").format(n=f"{tokens:,}"))
        self._copy.setEnabled(bool(self._findings))
        if self._running:
            self._say(self._progress())

    def end(self, *, stopped: bool = False, problem: Problem | None = None, note: str = "") -> None:
        """It is over: all was seen, it was stopped, or it could not go on; `note` is said too."""
        if not self._running:
            return
        self._running = False
        self._run.present(self.tr("Check again"), "", "primary")
        failed = [each for each in self._findings if each.verdict is Verdict.FAILED]
        if problem is not None:
            pieces = (f"{problem.title}.", problem.detail, problem.hint)
            head = " ".join(filter(None, pieces))
        else:
            head = self.tr("Stopped.") if stopped else self._outcome(failed)
        self._say(" ".join(filter(None, (head, note))))
        self._used.setVisible(bool(self._used.text()))
        announce(self._summary, f"{self._summary.text()} {self._used.text()}".strip())
        self._free = False
        self._scroll()

    def as_text(self) -> str:
        """All of it as plain text, for a report."""
        endpoint = self._endpoint
        lines = [f"{endpoint.name}: {endpoint.model}, {endpoint.base_url}"] if endpoint else []
        for each in self._findings:
            lines.append(f"{step_name(each.step)}: {verdict_name(each.verdict)}. {each.words}")
            lines.extend(f"  {text}" for text in (each.next_step,) if text)
        lines += [self._summary.text(), self._used.text()]
        return "\n".join(filter(None, lines)) + "\n"

    @Slot()
    def leave(self) -> None:
        """Back to the form; what is under way is stopped."""
        if self._running:
            self.stop_requested.emit()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _table(self) -> QScrollArea:
        self._page = page = QWidget()
        page.setAccessibleName(self.tr("What was found"))
        down = QVBoxLayout(page)
        down.setContentsMargins(0, 0, 12, 0)
        down.setSpacing(8)
        for words in (self._heading, self._intro, self._summary, self._used):
            down.addWidget(words)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        down.addLayout(self._rows)
        down.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(page)
        bar = self._area.verticalScrollBar()
        bar.rangeChanged.connect(self._scroll)
        bar.actionTriggered.connect(self._scrolled_by_hand)
        return self._area

    def _clear(self) -> None:
        self._findings = []
        while self._rows.count():
            item = self._rows.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        self._copy.setEnabled(False)
        self._used.clear()
        self._used.hide()

    def _progress(self) -> str:
        words = self.tr("Looking… {n} of {all}")
        return words.format(n=len(self._findings), all=len(Step))

    def _outcome(self, failed: Sequence[Finding]) -> str:
        learnt = sum(each.verdict is Verdict.LEARNT for each in self._findings)
        if len(failed) == 1:
            words = self.tr("{step} failed. Its row says what to do.")
            return words.format(step=step_name(failed[0].step))
        if failed:
            words = self.tr("{n} things failed. Their rows say what to do.")
            return words.format(n=len(failed))
        if learnt == 1:
            return self.tr("It works. One thing goes another way from now on.")
        if learnt:
            words = self.tr("It works. {n} things go another way from now on.")
            return words.format(n=learnt)
        return self.tr("Everything works.")

    def _add_row(self, finding: Finding) -> None:
        row = CheckRow(self._theme, finding)
        row.reached.connect(lambda: self._area.ensureWidgetVisible(row, 0, 8))
        self._rows.addWidget(row)

    @Slot()
    def _scroll(self) -> None:
        """Rows get their heights late: what is to be seen is brought into view when they have."""
        bar = self._area.verticalScrollBar()
        if self._free:
            return
        if self._running:
            bar.setValue(bar.maximum())
        else:
            self._show_outcome()

    @Slot()
    def _scrolled_by_hand(self) -> None:
        bar = self._area.verticalScrollBar()
        self._free = not self._running or bar.sliderPosition() < bar.maximum() - 4

    def _show_outcome(self) -> None:
        """The first failure, with as much above it as fits; without one, the outcome's words."""
        self._area.verticalScrollBar().setValue(0)
        rows = self._page.findChildren(CheckRow)
        failed = [row for row in rows if row.finding.verdict is Verdict.FAILED]
        if failed:
            self._area.ensureWidgetVisible(failed[0], 0, 8)

    def _say(self, text: str) -> None:
        self._summary.setText(text)
        self._summary.setVisible(bool(text))

    @Slot()
    def _start_or_stop(self) -> None:
        if self._running:
            self.stop_requested.emit()
            return
        self._clear()
        self._running, self._free = True, False
        self._run.present(self.tr("Stop"), "stop", "")
        self._say(self._progress())
        self.start_requested.emit()

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())
        announce(self._copy, self.tr("Copied"))
