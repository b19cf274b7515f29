"""What works on this computer, what does not, and what to do about it. GUI thread."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from askance.core.checks import Check, CheckState
from askance.ui.system_pages import open_system_page, words_of
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconButton, IconLabel, announce, hairline, label, panel

_TYPED = re.compile(r"`([^`]+)`")
_SIGNS = {
    CheckState.OK: ("check", "accent"),
    CheckState.LIMITED: ("warning", "warn"),
    CheckState.MISSING: ("close", "danger"),
}


class CheckRow(QFrame):
    """One check. Can be focused, so that it is read whole to whoever walks through by keyboard."""

    def __init__(self, theme: Theme, check: Check, state: str) -> None:
        super().__init__()
        self._command, self._link = check.command, check.link
        self.setProperty("panel", "check")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        steps = [_quoted(step) for step in _numbered(check)]
        ways = [_quoted(way) for way in check.ways]
        detail, hint = _quoted(check.detail), _quoted(check.hint)
        words = " ".join(filter(None, (detail, hint, *steps, *ways)))
        self.setAccessibleName(f"{check.name}: {state}. {words}".strip())
        icon, role = _SIGNS[check.state]
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(12)
        row.addWidget(IconLabel(theme, icon, role=role), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(label(check.name, "title", wrap=True), 1)
        head.addWidget(label(state, "small"))
        column.addLayout(head)
        for text, kind in ((detail, "soft"), (hint, "")):
            if text:
                column.addWidget(label(text, kind, wrap=True))
        for step in steps:
            column.addWidget(label(step, "", wrap=True))
        for way in ways:
            column.addWidget(label(way, "small", wrap=True))
        if check.command:
            column.addWidget(self._command_box(theme, check))
        if words_of(check.link):
            column.addLayout(self._link_row(theme, words_of(check.link)))
        row.addLayout(column, 1)

    def _command_box(self, theme: Theme, check: Check) -> QFrame:
        box = panel("code")
        row = QHBoxLayout(box)
        row.setContentsMargins(10, 2, 4, 2)
        command = label(check.command, "mono", wrap=True)
        command.setFont(theme.font(13, mono=True))
        row.addWidget(command, 1)
        copy = IconButton(theme, "copy", self.tr("Copy command: {c}").format(c=check.command))
        copy.clicked.connect(self._copy)
        row.addWidget(copy)
        return box

    def _link_row(self, theme: Theme, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        button = Button(theme, text, kind="preset")
        button.clicked.connect(self._open)
        row.addWidget(button)
        row.addStretch(1)
        return row

    @Slot()
    def _open(self) -> None:
        open_system_page(self._link)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._command)
        announce(self, self.tr("Copied"))


def _quoted(words: str) -> str:
    """What is to be typed: between backticks on a terminal and in a report, here in quotes."""
    return _TYPED.sub("“\\1”", words)


def _numbered(check: Check) -> list[str]:
    return [f"{number}. {step}" for number, step in enumerate(check.steps, 1)]


class StatusWindow(QDialog):
    """Give it the checks; it asks for new ones with `refresh_requested`."""

    refresh_requested = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._checks: tuple[Check, ...] = ()
        self.setWindowTitle(self.tr("Askance – Status"))
        self.setModal(False)
        self.resize(640, 560)
        self.setMinimumSize(420, 320)
        self._summary = label(self.tr("Looking…"), "title", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 12, 0)
        self._rows.setSpacing(0)
        page = QWidget()
        down = QVBoxLayout(page)
        down.setContentsMargins(0, 0, 0, 0)
        down.addLayout(self._rows)
        down.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self._area = area
        again = Button(theme, self.tr("Look again"), icon="retry")
        again.clicked.connect(self._look_again)
        self._copy = Button(theme, self.tr("Copy all"), icon="copy")
        self._copy.clicked.connect(self._copy_all)
        close = Button(theme, self.tr("Close"))
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(again)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._summary)
        column.addWidget(area, 1)
        column.addWidget(hairline())
        column.addLayout(buttons)

    def set_checks(self, checks: tuple[Check, ...]) -> None:
        """Shows them, what is wrong first."""
        self._checks = checks
        order = [CheckState.MISSING, CheckState.LIMITED, CheckState.OK]
        while self._rows.count():
            item = self._rows.takeAt(0)
            old = item.widget() if item is not None else None
            if old is not None:
                old.hide()
                old.deleteLater()
        for check in sorted(checks, key=lambda item: order.index(item.state)):
            self._rows.addWidget(CheckRow(self._theme, check, self._state_words(check.state)))
        self._summary.setText(self._summary_words(checks))
        announce(self._summary, self._summary.text())

    def as_text(self) -> str:
        """All checks as plain text, for a report."""
        lines: list[str] = []
        for check in self._checks:
            lines.append(f"{check.name}: {self._state_words(check.state)}")
            told = (check.detail, check.hint, *_numbered(check), *check.ways, check.command)
            lines.extend(f"  {text}" for text in told if text)
        return "\n".join(lines) + "\n"

    def _state_words(self, state: CheckState) -> str:
        return {
            CheckState.OK: self.tr("works"),
            CheckState.LIMITED: self.tr("works with limits"),
            CheckState.MISSING: self.tr("does not work"),
        }[state]

    def _summary_words(self, checks: tuple[Check, ...]) -> str:
        missing = sum(check.state is CheckState.MISSING for check in checks)
        if missing == 1:
            return self.tr("One thing does not work here")
        if missing:
            return self.tr("{n} things do not work here").format(n=missing)
        if any(check.state is CheckState.LIMITED for check in checks):
            return self.tr("Everything works here, some of it with limits")
        return self.tr("Everything works here")

    @Slot()
    def _look_again(self) -> None:
        self._summary.setText(self.tr("Looking…"))
        self.refresh_requested.emit()

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())
        announce(self._copy, self.tr("Copied"))
