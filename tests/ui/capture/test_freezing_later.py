"""A delay begun from the overlay: how long is told by keys, and what was done there is kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from askance.core.screen import Region
from askance.ui.capture.countdown import Countdown
from askance.ui.capture.result import CaptureResult
from tests.ui.capture.conftest import LEFT, Rig

CTRL = Qt.KeyboardModifier.ControlModifier


def countdown() -> Countdown:
    tops = QApplication.topLevelWidgets()
    (found,) = (each for each in tops if isinstance(each, Countdown) and each.isVisible())
    return found


def wait_out(rig: Rig) -> None:
    counting = countdown()
    with rig.qtbot.waitSignal(rig.controller.opened):
        while counting.seconds_left:
            counting._tick()


def only_result(rig: Rig) -> CaptureResult:
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    return result


@pytest.mark.parametrize(("key", "seconds"), [("3", 3), ("5", 5), ("0", 10)])
def test_a_digit_tells_how_long(rig: Rig, key: str, seconds: int) -> None:
    rig.open()
    rig.type(key)
    assert countdown().seconds_left == seconds
    rig.controller.cancel()
    rig.open()
    rig.type("d")
    assert countdown().seconds_left == seconds


def test_with_ctrl_once_a_question_may_begin_with_a_digit(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("5 of what")
    assert rig.bar.question.text() == "5 of what"
    rig.key(Qt.Key.Key_5, CTRL)
    assert countdown().seconds_left == 5


def test_the_list_of_keys_tells_it(rig: Rig) -> None:
    rig.open()
    rig.type("?")
    assert "3, 5, 0: The same, in 3, 5 or 10 seconds" in rig.said


@pytest.mark.parametrize("focus", ["question", "overlay"])
@pytest.mark.parametrize("how", ["waited", "hotkey"])
def test_the_region_and_the_question_go_on(rig: Rig, focus: str, how: str) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("why so")
    if focus == "overlay":
        rig.windows[0].setFocus()
    else:
        rig.key(Qt.Key.Key_Home)
    rig.key(Qt.Key.Key_D, CTRL)
    assert not rig.windows
    if how == "waited":
        wait_out(rig)
    else:
        rig.open()
    rig.type(" red?")
    rig.key(Qt.Key.Key_Return)
    assert only_result(rig).question == "why so red?"
    assert only_result(rig).region == Region(100, 100, 200, 100)
    rig.results.clear()
    rig.open()
    rig.type("a")
    rig.key(Qt.Key.Key_Return)
    assert only_result(rig).question == ""


def test_where_nothing_was_chosen_nothing_is(rig: Rig) -> None:
    rig.open()
    rig.type("d")
    wait_out(rig)
    assert rig.said.startswith("Drag over")
    rig.key(Qt.Key.Key_Return)
    assert only_result(rig).region == LEFT.bounds
