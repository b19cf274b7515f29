"""Buttons by keyboard: Return does what Space does."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from askance.core.settings import Appearance
from askance.ui.theme import Theme
from askance.ui.widgets import Button, CapButton, IconButton

KINDS: dict[str, Callable[[Theme], QAbstractButton]] = {
    "words": lambda theme: Button(theme, "Do"),
    "an icon": lambda theme: IconButton(theme, "copy", "Do"),
    "keys": lambda theme: CapButton(theme, "Do", name="Do"),
}


class Window(QWidget):
    """Takes the keys that nothing in it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(event.key())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.accept()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    sheet = qapp.styleSheet()
    made = Theme(qapp, Appearance.LIGHT)
    yield made
    made.deleteLater()
    qapp.setStyleSheet(sheet)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_presses_it(theme: Theme, qtbot: QtBot, kind: str, key: Qt.Key) -> None:
    button = KINDS[kind](theme)
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


@pytest.mark.parametrize("kind", KINDS)
def test_with_another_key_held_it_is_not_pressed(theme: Theme, qtbot: QtBot, kind: str) -> None:
    window, pressed = Window(), list[bool]()
    qtbot.addWidget(window)
    button = KINDS[kind](theme)
    button.setParent(window)
    button.clicked.connect(pressed.append)
    qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == []
    assert window.keys[-1] == Qt.Key.Key_Return


def test_return_in_a_field_presses_none(theme: Theme, qtbot: QtBot) -> None:
    """None of them answers for the dialog it is in."""
    dialog = QDialog()
    qtbot.addWidget(dialog)
    field, pressed = QLineEdit(), list[bool]()
    column = QVBoxLayout(dialog)
    column.addWidget(field)
    for make in KINDS.values():
        button = make(theme)
        button.clicked.connect(pressed.append)
        column.addWidget(button)
    dialog.show()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert pressed == []
