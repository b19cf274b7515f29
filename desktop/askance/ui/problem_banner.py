"""Problems that belong to no message (a taken hotkey, a missing keyring), on top of the window's
middle. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from askance.core.errors import ErrorKind, Problem
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconButton, IconLabel, announce, label

_BESIDE_FROM = 480


class ProblemBanner(QFrame):
    """One problem: what happened, what to do, perhaps a button that does it."""

    dismissed = Signal()
    action_chosen = Signal(str)

    def __init__(self, theme: Theme, problem: Problem, action: tuple[str, str] | None) -> None:
        super().__init__()
        self.setProperty("panel", "warn")
        self.setAccessibleName(f"{problem.title}. {problem.detail} {problem.hint}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        sign = IconLabel(theme, "warning", role="warn")
        row.addWidget(sign, 0, top)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(problem.title, "title", wrap=True))
        rest = " ".join(filter(None, (problem.detail, problem.hint)))
        if rest:
            words.addWidget(label(rest, "small", wrap=True))
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(8)
        self._middle.addLayout(words, 1)
        row.addLayout(self._middle, 1)
        if action is not None:
            action_id, text = action
            button = Button(theme, text, kind="preset")
            button.clicked.connect(lambda: self.action_chosen.emit(action_id))
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            self._middle.addWidget(button, 0, side)
        close = IconButton(theme, "close", self.tr("Dismiss: {title}").format(title=problem.title))
        close.setProperty("small", True)
        close.clicked.connect(self.dismissed)
        row.addWidget(close, 0, top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where there is little room the button goes below the words.
        wide = self.width() >= _BESIDE_FROM
        direction = QBoxLayout.Direction
        self._middle.setDirection(direction.LeftToRight if wide else direction.TopToBottom)


class ProblemBanners(QWidget):
    """The problems shown now, at most one of a kind."""

    action_chosen = Signal(str)
    dismissed = Signal(object)
    """The `ErrorKind` that the person has read."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._banners: dict[ErrorKind, ProblemBanner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 0)
        self._column.setSpacing(8)
        self.hide()

    def show_problem(self, problem: Problem, action: tuple[str, str] | None = None) -> None:
        """Shows it in place of an older one of its kind. `action` is (id, words of the button)."""
        self.dismiss(problem.kind)
        banner = ProblemBanner(self._theme, problem, action)
        banner.action_chosen.connect(self.action_chosen)
        banner.dismissed.connect(lambda: self._read(problem.kind))
        self._banners[problem.kind] = banner
        self._column.addWidget(banner)
        self.show()
        announce(banner, banner.accessibleName())

    def dismiss(self, kind: ErrorKind) -> None:
        """Takes it away once it no longer holds; nothing happens when it is not shown."""
        banner = self._banners.pop(kind, None)
        if banner is not None:
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._banners))

    def _read(self, kind: ErrorKind) -> None:
        self.dismiss(kind)
        self.dismissed.emit(kind)
