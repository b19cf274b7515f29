"""The settings window over two models, as the tests of its pages see it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from askance.core.endpoint import Endpoint
from askance.core.settings import Settings
from askance.ui.settings.dialog import SettingsDialog
from askance.ui.theme import Theme
from tests.support.accessible_names import named


class Window:
    """Its controls by their accessible names."""

    def __init__(self, dialog: SettingsDialog, qtbot) -> None:
        self.dialog, self.models, self.qtbot = dialog, dialog.models, qtbot
        self.saved: list[Endpoint] = []
        self.models.endpoint_saved.connect(lambda endpoint, _key: self.saved.append(endpoint))

    def open(self, *endpoints: Endpoint) -> None:
        self.dialog.set_settings(Settings(endpoints=endpoints, default_endpoint=endpoints[0].name))

    def find(self, name: str) -> QWidget:
        (found,) = named(self.dialog, name)
        return found

    def write(self, name: str, text: str) -> None:
        found = self.find(name)
        if isinstance(found, QPlainTextEdit):
            found.setPlainText(text)
        else:
            assert isinstance(found, QLineEdit)
            found.setText(text)

    def choose(self, name: str, text: str) -> None:
        found = self.find(name)
        assert isinstance(found, QComboBox)
        found.setCurrentText(text)

    def press(self, name: str) -> None:
        found = self.find(name)
        assert isinstance(found, QAbstractButton)
        self.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)

    def save(self) -> Endpoint | None:
        """What Save kept, or None when it refused."""
        before = len(self.saved)
        self.press("Save")
        return self.saved[-1] if len(self.saved) > before else None

    @property
    def words(self) -> str:
        found = [each for each in self.dialog.findChildren(QLabel) if each.isVisible()]
        return "\n".join(each.text() for each in found)


@pytest.fixture
def window(qapp, qtbot):
    dialog = SettingsDialog(theme=Theme(qapp))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    return Window(dialog, qtbot)
