"""Painting waits once, until nothing else does."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from askance.ui.conversation.breathing import Breathing


class Counting(QWidget):
    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1


def test_the_next_painting_waits_and_no_other(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    shown = Counting(window)
    breathing = Breathing(shown)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: shown.painted > 0)

    def painted_at_once() -> bool:
        before = shown.painted
        shown.update()
        QCoreApplication.sendPostedEvents()
        return shown.painted > before

    assert painted_at_once()
    before = shown.painted
    breathing.breathe()
    breathing.breathe()
    assert not painted_at_once()
    qtbot.waitUntil(lambda: shown.painted > before)
    assert painted_at_once()
