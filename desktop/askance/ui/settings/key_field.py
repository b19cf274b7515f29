"""The field for a key, and what is known about the one that is kept. GUI thread.

The key is only ever in the field: it goes out through a signal and is forgotten with `clear`.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from askance.core.errors import Problem
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconButton, label, restyle


class KeyState(StrEnum):
    """Where the key of an endpoint is. `UNKNOWN` while nobody has looked yet."""

    UNKNOWN = "unknown"
    NONE = "none"
    KEPT = "kept"
    SESSION = "session"
    ENVIRONMENT = "environment"


class KeyField(QWidget):
    """A masked field, a button that shows what is typed, and one line about the kept key."""

    changed = Signal()
    state_changed = Signal()
    """Something else is known about the kept key."""
    session_requested = Signal()
    """Keep the typed key in memory only."""
    forget_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._state = KeyState.UNKNOWN
        self._edit = QLineEdit()
        self._edit.setAccessibleName(self.tr("Key"))
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.setFocusProxy(self._edit)
        self._edit.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._edit.textChanged.connect(self.changed)
        self._show = IconButton(theme, "eye", self.tr("Show key"))
        self._show.setCheckable(True)
        self._show.toggled.connect(self._reveal)
        self._line = label("", "small", wrap=True)
        self._session = Button(theme, self.tr("Use it for this session only"), kind="preset")
        self._session.clicked.connect(self.session_requested)
        self._forget = Button(theme, self.tr("Forget the key"), kind="accent_link")
        self._forget.clicked.connect(self.forget_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._edit, 1)
        row.addWidget(self._show)
        column.addLayout(row)
        below = QHBoxLayout()
        below.addWidget(self._line, 1)
        below.addWidget(self._forget, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(below)
        column.addWidget(self._session, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_state(KeyState.UNKNOWN)

    @property
    def key(self) -> str | None:
        """What is typed, blanks around it dropped; None when nothing is."""
        return self._edit.text().strip() or None

    @property
    def kept(self) -> bool:
        """Whether a key is known to be kept somewhere."""
        return self._state in (KeyState.KEPT, KeyState.SESSION, KeyState.ENVIRONMENT)

    def clear(self) -> None:
        """Forgets what is typed, undo included, and masks the field again."""
        self._edit.clear()
        self._edit.setModified(False)
        self._show.setChecked(False)

    def set_state(self, state: KeyState) -> None:
        """Says where the key is."""
        texts = {
            KeyState.UNKNOWN: "",
            KeyState.NONE: self.tr("No key is kept. Servers on this computer seldom need one."),
            KeyState.KEPT: self.tr("A key is kept in the keyring. Type a new one to replace it."),
            KeyState.SESSION: self.tr("A key is kept in memory until Askance quits."),
            KeyState.ENVIRONMENT: self.tr("ASKANCE_API_KEY gives the key for this session."),
        }
        kept = state in (KeyState.KEPT, KeyState.SESSION)
        self._edit.setPlaceholderText("••••••••••••" if kept else "")
        self._say(texts[state], "small")
        self._session.hide()
        self._forget.setVisible(kept)
        self._state = state
        self.state_changed.emit()

    def set_moved(self, host: str) -> None:
        """Says that the key was forgotten because the address is another by now. `host`: of the
        address before.
        """
        self.set_state(KeyState.NONE)
        words = self.tr("The key was for {host}. Add the one for the new address.")
        self._say(words.format(host=host), "problem_small")

    def set_problem(self, problem: Problem, *, offer_session: bool) -> None:
        """Says why the keyring cannot be used. `offer_session`: a typed key is waiting."""
        words = f"{problem.title}: {problem.detail}" if problem.detail else problem.title
        self._say(" ".join(filter(None, (words, problem.hint))), "problem_small")
        self._session.setVisible(offer_session)
        self._forget.hide()

    def _say(self, text: str, role: str) -> None:
        self._line.setText(text)
        self._line.setVisible(bool(text))
        self._line.setProperty("role", role)
        self._edit.setAccessibleDescription(text)
        restyle(self._line)

    @Slot(bool)
    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self._edit.setEchoMode(mode)
        self._show.set_name(self.tr("Hide key") if shown else self.tr("Show key"))
