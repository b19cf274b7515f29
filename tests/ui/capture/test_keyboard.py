"""The keyboard while the overlay is open: asked for again, missed, and taken for somebody there."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from askance.core.screen import Region, WindowBox
from askance.ui.capture.presence import TRIES
from askance.ui.capture.result import CaptureResult
from tests.ui.capture.conftest import Rig

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def other(rig: Rig) -> QWidget:
    window = QWidget()
    rig.qtbot.addWidget(window)
    window.show()
    rig.qtbot.waitExposed(window)
    return window


# Another window becomes active


def test_the_keyboard_is_asked_for_again(rig: Rig, other: QWidget) -> None:
    rig.open()
    with rig.qtbot.waitSignal(rig.windows[0].deactivated):
        other.activateWindow()
    rig.qtbot.waitUntil(rig.windows[0].isActiveWindow)
    rig.key(Qt.Key.Key_Escape)
    assert rig.events == ["cancelled"]


def test_the_question_has_the_keys_again(rig: Rig, other: QWidget) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("what?")
    rig.key(Qt.Key.Key_Home)
    with rig.qtbot.waitSignal(rig.windows[0].deactivated):
        other.activateWindow()
    rig.qtbot.waitUntil(rig.bar.question.hasFocus)
    rig.type("but ")
    rig.key(Qt.Key.Key_Return)
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    assert result.question == "but what?"


def test_a_program_that_insists_may_have_it(rig: Rig) -> None:
    class Insistent(QWidget):
        taken = 0

        def changeEvent(self, event: QEvent) -> None:
            if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
                Insistent.taken += 1
                QTimer.singleShot(0, self, self.activateWindow)

    rig.open()
    window = Insistent()
    rig.qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    rig.qtbot.waitUntil(lambda: Insistent.taken == TRIES)
    rig.qtbot.waitUntil(window.isActiveWindow)
    QApplication.processEvents()
    assert Insistent.taken == TRIES


def test_a_menu_of_the_question_keeps_the_keyboard(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    menu = QMenu(rig.bar.question)
    menu.addAction("Paste")
    menu.popup(QPoint(120, 120))
    rig.qtbot.waitUntil(menu.isVisible)
    rig.windows[0].deactivated.emit()
    QApplication.processEvents()
    assert menu.isVisible()
    menu.close()


# Another program holds it


def test_that_a_menu_has_it_is_told_until_it_has_gone(rig: Rig) -> None:
    rig.open()
    before = rig.windows[0].grab().toImage()
    rig.windows[0].refused.emit(True)
    assert rig.said == "A menu still holds the keys · press Esc once, or click"
    assert rig.windows[0].grab().toImage() != before
    rig.windows[0].refused.emit(False)
    assert rig.said.startswith("Drag over")
    assert rig.windows[0].grab().toImage() == before


def test_it_is_told_over_a_selection_too(rig: Rig) -> None:
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_region(Region(100, 300, 200, 100))
    before = rig.windows[0].grab().toImage()
    rig.windows[0].refused.emit(True)
    assert rig.windows[0].grab().toImage() != before
    rig.windows[0].refused.emit(False)
    assert rig.windows[0].grab().toImage() == before
    assert rig.said == "200 by 100 pixels at 100, 300"


# Somebody is there


def type_a_size(rig: Rig) -> None:
    rig.type("8")


def walk_in_the_size(rig: Rig) -> None:
    rig.key(Qt.Key.Key_End)
    rig.key(Qt.Key.Key_Left)


def tab(rig: Rig) -> None:
    rig.key(Qt.Key.Key_Tab)


def select_in_the_question(rig: Rig) -> None:
    rig.key(Qt.Key.Key_Home, SHIFT)


@pytest.mark.parametrize(
    ("begin", "act"),
    [
        ("#", type_a_size),
        ("#", walk_in_the_size),
        ("", tab),
        ("why", tab),
        ("why", select_in_the_question),
    ],
)
def test_every_key_counts_as_somebody_there(
    rig: Rig, begin: str, act: Callable[[Rig], None]
) -> None:
    rig.open_among(WindowBox("Terminal", Region(0, 0, 9, 9)))
    rig.drag((100, 100), (300, 200))
    rig.type(begin)
    watch = rig.session.findChild(QTimer, "forgotten")
    watch.stop()
    act(rig)
    assert watch.isActive()


def test_a_screen_that_changes_its_size_ends_the_capture(rig: Rig) -> None:
    rig.open()
    QGuiApplication.primaryScreen().geometryChanged.emit(QRect(0, 0, 640, 480))
    assert rig.events == ["cancelled"]
    assert not rig.windows
    rig.open()
    assert len(rig.windows) == 2
