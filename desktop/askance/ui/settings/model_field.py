"""Which model of a server is asked: typed, or chosen from what the server names. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from askance.core.endpoint import SUGGESTED_MODEL, ModelInfo
from askance.core.errors import Problem
from askance.ui.inputs import ComboBox
from askance.ui.settings.beside import Beside
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label, restyle


class ModelField(QWidget):
    """Answer `list_requested` with `offer` or `show_problem`."""

    changed = Signal()
    list_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._box = ComboBox(theme, self.tr("Model name"))
        self._box.setEditable(True)
        self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # A long name must not make the form wider than its window.
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumContentsLength(8)
        edit = self._box.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(SUGGESTED_MODEL)
        self._edit = edit
        self.setFocusProxy(self._box)
        self._list = Button(theme, self.tr("List models"))
        self._list.clicked.connect(self.list_requested)
        self._line = label("", "small", wrap=True)
        self._line.hide()
        name = label(self.tr("Model"), "small")
        name.setBuddy(self._box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(name)
        column.addWidget(Beside(self._box, self._list))
        column.addWidget(self._line)
        self._box.currentTextChanged.connect(self.changed)

    @property
    def text(self) -> str:
        return self._box.currentText().strip()

    def set_text(self, text: str) -> None:
        """A model, as if it were typed."""
        self._box.setCurrentText(text)

    def begin(self, text: str, models: tuple[ModelInfo, ...]) -> None:
        """Another server: its models, and one of them. Without a signal."""
        self._line.hide()
        with QSignalBlocker(self._box):
            self._box.clear()
            self._box.setCurrentText(text)
            self._edit.setCursorPosition(0)
        if models:
            self.offer(models)

    def offer(self, models: tuple[ModelInfo, ...]) -> None:
        """These, those that see pictures first; what is typed stays."""
        typed = self._box.currentText()
        with QSignalBlocker(self._box):
            self._box.clear()
            self._box.addItems(
                [model.id for model in sorted(models, key=lambda item: item.sees_pictures is False)]
            )
            self._box.setCurrentText(typed)
        self._say(self.tr("{n} models found").format(n=len(models)) if models else "")

    def show_problem(self, problem: Problem) -> None:
        """No list: a typed name works all the same."""
        words = self.tr("The models could not be listed ({title}). Type a name.")
        self._say(words.format(title=problem.title))

    def set_asking(self) -> None:
        """The server was asked."""
        self._say(self.tr("Asking the server…"))

    def forget(self) -> None:
        """What was said is about another server."""
        self._line.hide()

    def set_listable(self, listable: bool) -> None:
        """Whether there is a server to ask."""
        self._list.setEnabled(listable)

    def point_at(self) -> None:
        """Brings the keyboard here and says that a name is missing."""
        self._say(self.tr("Which model? Type its name, or list them."), "problem_small")
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self._edit, self._line.text())

    def _say(self, text: str, role: str = "small") -> None:
        self._line.setText(text)
        self._line.setProperty("role", role)
        self._line.setVisible(bool(text))
        self._edit.setAccessibleDescription(text)
        restyle(self._line)
