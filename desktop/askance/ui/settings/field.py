"""Inputs with their name above and, below, what is wrong with what is typed. GUI thread.

A field is judged as it is typed in; the words stand beside it and are its accessible description,
so that whoever cannot see them hears them on coming back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from askance.ui.inputs import CheckBox, ComboBox
from askance.ui.settings.beside import Beside
from askance.ui.settings.typed import InputError
from askance.ui.theme import Theme
from askance.ui.widgets import announce, breakable, label, restyle

T = TypeVar("T")
Number = Callable[[str], float | None]


class Field(QWidget):
    """One input. Those that can be wrong say how in `problem`."""

    changed = Signal()

    def __init__(self, name: str, control: QWidget, *, note: str = "") -> None:
        super().__init__()
        self.control, self._note = control, note
        if not control.accessibleName():
            control.setAccessibleName(name)
        self._name = label(name, "small", wrap=True)
        self._name.setBuddy(control)
        self._line = label("", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addWidget(control)
        column.addWidget(self._line)
        column.addStretch(1)
        self._say(note, "small")

    @property
    def problem(self) -> str:
        """What is wrong with what is typed, in words; empty when nothing is."""
        return ""

    def put_beside(self, button: QPushButton) -> None:
        """A button that fills the input in."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        position = layout.indexOf(self.control)
        layout.insertWidget(position, Beside(self.control, button))

    def check(self) -> bool:
        """Says what is wrong, if anything is; whether all is well."""
        problem = self.problem
        self._say(problem or self._note, "problem_small" if problem else "small")
        return not problem

    def point_at(self) -> None:
        """Brings the keyboard here and says what is wrong."""
        self.check()
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.problem:
            announce(self.control, self.problem)

    def set_note(self, note: str) -> None:
        """A sentence that stays while nothing is wrong."""
        self._note = note
        self.check()

    def _say(self, text: str, role: str) -> None:
        if (self._line.text(), self._line.property("role")) != (text, role):
            self._line.setText(text)
            self._line.setProperty("role", role)
            restyle(self._line)
        self._line.setVisible(bool(text))
        self.control.setAccessibleDescription(text)

    def _edited(self) -> None:
        self.check()
        self.changed.emit()


class LineField(Field):
    """One line of text. `judge` raises `InputError` for what cannot be used."""

    def __init__(
        self, name: str, judge: Callable[[str], object] = str, *, empty: str = "", note: str = ""
    ) -> None:
        self._edit = QLineEdit()
        self._edit.setPlaceholderText(empty)
        self._judge = judge
        super().__init__(name, self._edit, note=note)
        self._edit.textChanged.connect(self._edited)

    @property
    def text(self) -> str:
        return self._edit.text().strip()

    @property
    def problem(self) -> str:
        return _words(self._judge, self._edit.text())

    def set_text(self, text: str) -> None:
        with QSignalBlocker(self._edit):
            self._edit.setText(text)
            self._edit.setCursorPosition(0)
        self.check()


class NumberField(LineField):
    """A number, or nothing; `empty` says what nothing means, `hint` what is possible."""

    def __init__(self, name: str, read: Number, *, empty: str, hint: str = "") -> None:
        super().__init__(name, read, empty=empty)
        self._read = read
        self._edit.setToolTip(hint)

    @property
    def number(self) -> float | None:
        """Raises `InputError`."""
        return self._read(self._edit.text())

    def set_number(self, number: float | None) -> None:
        self.set_text("" if number is None else f"{number:.12g}")


class WholeField(LineField):
    """The same for whole numbers, however large."""

    def __init__(
        self, name: str, read: Callable[[str], int | None], *, empty: str, hint: str = ""
    ) -> None:
        super().__init__(name, read, empty=empty)
        self._read = read
        self._edit.setToolTip(hint)

    @property
    def number(self) -> int | None:
        """Raises `InputError`."""
        return self._read(self._edit.text())

    def set_number(self, number: int | None) -> None:
        self.set_text("" if number is None else str(number))


class LinesField(Field):
    """Several lines. `judge` raises `InputError` for what cannot be used."""

    def __init__(
        self,
        name: str,
        judge: Callable[[str], object] = str,
        *,
        empty: str = "",
        note: str = "",
        lines: int = 3,
    ) -> None:
        self._edit = _Lines(lines)
        self._edit.setPlaceholderText(empty)
        self._judge = judge
        super().__init__(name, self._edit, note=note)
        self._edit.textChanged.connect(self._edited)

    @property
    def text(self) -> str:
        return self._edit.toPlainText()

    @property
    def problem(self) -> str:
        return _words(self._judge, self.text)

    def set_text(self, text: str) -> None:
        with QSignalBlocker(self._edit):
            self._edit.setPlainText(text)
        self.check()


class ChoiceField(Field):
    """One of several values; a value that is not among them is added when it is set."""

    def __init__(self, theme: Theme, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self._box = ComboBox(theme, name)
        self._box.setSizeAdjustPolicy(
            ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._box.setMinimumContentsLength(6)
        for text, value in choices:
            self._box.addItem(text, value)
        super().__init__(name, self._box)
        self._box.currentIndexChanged.connect(self._edited)

    @property
    def value(self) -> str:
        return str(self._box.currentData())

    def set_value(self, value: str) -> None:
        with QSignalBlocker(self._box):
            if self._box.findData(value) < 0:
                self._box.addItem(value, value)
            self._box.setCurrentIndex(self._box.findData(value))


class WrappingCheck(QWidget):
    """A check box whose words take several lines where there is little room."""

    toggled = Signal(bool)

    def __init__(self, theme: Theme, text: str = "") -> None:
        super().__init__()
        self.box = CheckBox(theme, "")
        self._words = _Pressed(self.box)
        self.box.toggled.connect(self.toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.set_text(text)

    @property
    def checked(self) -> bool:
        return self.box.isChecked()

    def set_checked(self, checked: bool) -> None:
        """Without a signal."""
        with QSignalBlocker(self.box):
            self.box.setChecked(checked)
        self.box.update()

    def set_text(self, text: str) -> None:
        self._words.setText(breakable(text))
        self.box.setAccessibleName(text)


class _Pressed(QLabel):
    """The words of a check box: pressing them is pressing it."""

    def __init__(self, box: CheckBox) -> None:
        super().__init__()
        self._box = box
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setBuddy(box)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self._box.setFocus(Qt.FocusReason.MouseFocusReason)
            self._box.toggle()


class _Lines(QPlainTextEdit):
    """As high as so many lines of the text in force."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._count = lines
        self.setTabChangesFocus(True)
        self.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._fit()

    def _fit(self) -> None:
        margins = 2 * (self.document().documentMargin() + 11)
        height = self.fontMetrics().lineSpacing() * self._count + round(margins)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)


def _words(judge: Callable[[str], object], text: str) -> str:
    try:
        judge(text)
    except InputError as wrong:
        return wrong.words
    return ""
