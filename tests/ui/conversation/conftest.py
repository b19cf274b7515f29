"""A theme, and a conversation in a window of its own."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from askance.core.settings import Appearance
from askance.core.typesetting import Typesetter
from askance.typesetting.process import ProcessTypesetter
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    font, sheet = qapp.font(), qapp.styleSheet()
    made = Theme(qapp, Appearance.LIGHT)
    yield made
    made.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setFont(QFont(font))


@pytest.fixture(scope="session")
def typesetter() -> Iterator[Typesetter]:
    """The real one: its process starts when a test has something to set."""
    made = ProcessTypesetter()
    yield made
    made.close()


@pytest.fixture
def offthread(qapp: QApplication, typesetter: Typesetter) -> Iterator[Offthread]:
    made = Offthread(typesetter=typesetter)
    yield made
    made.deleteLater()


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    """What a part of a conversation is put on."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 900)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, typesetter: Typesetter) -> Iterator[ConversationView]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = ConversationView(theme=theme, typesetter=typesetter)
    window.setCentralWidget(made)
    window.resize(900, 600)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield made
    window.close()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine: no rest after a refresh but where a test asks for it."""
    monkeypatch.setattr("askance.ui.conversation.view.rest_after", lambda _cost: 0)
