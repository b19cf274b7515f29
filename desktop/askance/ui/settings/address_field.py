"""Where a server is: the address as typed, the one that is really called, and, where the way there
is not encrypted, a warning and the person's word that a key may go along. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from askance.core.address import api_root, chat_url, host_of, is_loopback, same_origin
from askance.core.errors import AskanceError, Problem
from askance.ui.settings.field import WrappingCheck
from askance.ui.theme import Theme
from askance.ui.widgets import IconLabel, announce, breakable, label, restyle


class AddressField(QWidget):
    """Tell it with `set_has_key` whether a key would go along."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._consented_to = ""
        self._edit = QLineEdit()
        self._edit.setAccessibleName(self.tr("Address"))
        self._edit.setPlaceholderText("https://api.example.com/v1")
        self._name = label(self.tr("Address"), "small")
        self._name.setBuddy(self._edit)
        self.setFocusProxy(self._edit)
        self._goes_to = label("", "small", wrap=True)
        self._open = _OpenWay(theme)
        self._open.consent.toggled.connect(self._agreed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self._name, self._edit, self._goes_to):
            column.addWidget(widget)
        column.addSpacing(2)
        column.addWidget(self._open)
        self._edit.textChanged.connect(self._edited)
        self._show()

    @property
    def text(self) -> str:
        return self._edit.text().strip()

    @property
    def problem(self) -> Problem | None:
        """Why no question can go to what is typed."""
        try:
            chat_url(self._edit.text())
        except AskanceError as error:
            return error.problem
        return None

    @property
    def plain_http(self) -> bool:
        """The person agreed that a key goes unencrypted to this very server."""
        return self._unencrypted and same_origin(self._consented_to, self.text)

    def set_address(self, text: str, *, plain_http: bool = False) -> None:
        """Without a signal. `plain_http`: the person agreed to that before."""
        self._edit.blockSignals(True)
        self._edit.setText(text)
        self._edit.setCursorPosition(0)
        self._edit.blockSignals(False)
        self._consented_to = text if plain_http else ""
        self._show()

    def set_has_key(self, has_key: bool) -> None:
        """Whether a key is there that would be sent."""
        self._open.ask(has_key or self.plain_http)

    def point_at(self) -> None:
        """Brings the keyboard here and says what is wrong."""
        self._show(insist=True)
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self._edit, self._goes_to.text())

    @property
    def _unencrypted(self) -> bool:
        try:
            return api_root(self.text).scheme == "http" and not is_loopback(self.text)
        except AskanceError:
            return False

    @Slot()
    def _edited(self) -> None:
        if self._consented_to and not self.plain_http:
            # Coming back to the same server is no consent: it is asked for anew.
            self._consented_to = ""
        self._show()
        self.changed.emit()

    @Slot(bool)
    def _agreed(self, agreed: bool) -> None:
        self._consented_to = self.text if agreed else ""
        self._open.say(agreed=agreed)
        self.changed.emit()

    def _show(self, *, insist: bool = False) -> None:
        problem = self.problem
        said = bool(self.text) or insist
        if problem is None:
            text = self.tr("Questions go to {url}").format(url=chat_url(self.text))
        else:
            text = f"{problem.title}. {problem.detail}" if said else ""
        self._goes_to.setText(text)
        self._goes_to.setVisible(bool(text))
        self._goes_to.setProperty("role", "problem_small" if problem and said else "small")
        restyle(self._goes_to)
        unencrypted = self._unencrypted
        self._open.setVisible(unencrypted)
        if unencrypted:
            self._open.show_host(host_of(self.text), agreed=self.plain_http)
        self._edit.setAccessibleDescription(
            " ".join(filter(None, (text, self._open.words if unencrypted else "")))
        )


class _OpenWay(QFrame):
    """Says that others can listen, and asks whether a key may go all the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("panel", "warn")
        self._asking = False
        self._words = label("", "small_text", wrap=True)
        self._refused = label("", "small_text", wrap=True)
        self.consent = WrappingCheck(theme, self.tr("Send the key unencrypted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(IconLabel(theme, "warning", role="warn"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(6)
        for widget in (self._words, self._refused, self.consent):
            column.addWidget(widget)
        row.addLayout(column, 1)

    @property
    def words(self) -> str:
        """What is warned of, in one piece."""
        refused = "" if self._refused.isHidden() else self._refused.text()
        return " ".join(filter(None, (self._words.accessibleName(), refused)))

    def show_host(self, host: str, *, agreed: bool) -> None:
        text = self.tr(
            "This address is not encrypted: whoever is on the way to {host} can read the "
            "questions, the pictures and the answers."
        ).format(host=host)
        self._words.setText(breakable(text))
        self._words.setAccessibleName(text)
        self._refused.setText(self.tr("Questions with a key are refused until you allow it:"))
        self.consent.set_text(self.tr("Send the key unencrypted to {host}").format(host=host))
        self.consent.set_checked(agreed)
        self.say(agreed=agreed)

    def ask(self, asking: bool) -> None:
        """Whether there is a key to ask about."""
        self._asking = asking
        self.consent.setVisible(asking)
        self.say(agreed=self.consent.checked)

    def say(self, *, agreed: bool) -> None:
        self._refused.setVisible(self._asking and not agreed)
