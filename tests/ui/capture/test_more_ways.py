"""A typed size, the last region, a delay, the colour, the keys, joining, the lock."""

from unittest.mock import ANY

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from askance.core.endpoint import Endpoint
from askance.core.errors import Problem
from askance.core.screen import Region
from askance.ui.capture.countdown import CHOICES, Countdown
from askance.ui.capture.key_list import KeyList
from askance.ui.capture.result import CaptureAction, CaptureResult
from askance.ui.capture.size_field import SizeField
from tests.ui.capture.conftest import LEFT, Rig

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BUTTON = Qt.MouseButton.LeftButton


def result(rig: Rig, which: int = -1) -> CaptureResult:
    found = rig.results[which]
    assert isinstance(found, CaptureResult)
    return found


def children(rig: Rig, kind: type[QWidget]) -> list[QWidget]:
    found = [child for window in rig.windows for child in window.findChildren(kind)]
    return [child for child in found if child.isVisible()]


def countdowns() -> list[Countdown]:
    tops = QApplication.topLevelWidgets()
    return [widget for widget in tops if isinstance(widget, Countdown) and widget.isVisible()]


# A size


def test_a_size_is_typed_where_it_stands(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("#")
    (field,) = children(rig, SizeField)
    assert isinstance(field, SizeField)
    assert (field.text(), field.accessibleName(), field.hasFocus()) == ("200 × 100", "Size", True)
    rig.type("150x90")
    rig.key(Qt.Key.Key_Return)
    assert not children(rig, SizeField)
    rig.key(Qt.Key.Key_Return)
    assert result(rig).region == Region(100, 100, 150, 90)


def test_escape_leaves_the_size_as_it_was_and_then_the_overlay(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_F2)
    rig.type("1x1")
    rig.key(Qt.Key.Key_Escape)
    assert not children(rig, SizeField)
    assert rig.windows
    assert "200 × 100" in rig.bar._cost.text()
    rig.key(Qt.Key.Key_Escape)
    assert rig.events == ["cancelled"]


def test_what_is_no_size_is_told_and_can_be_mended(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("#wide")
    rig.key(Qt.Key.Key_Return)
    assert "800 × 600" in rig.said
    (field,) = children(rig, SizeField)
    assert isinstance(field, SizeField)
    field.selectAll()
    rig.type("16:9")
    rig.key(Qt.Key.Key_Return)
    rig.key(Qt.Key.Key_Return)
    assert result(rig).region == Region(100, 100, 200, 112)


def test_a_click_on_the_size_opens_its_field(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    place = rig.windows[0].label_place.center()
    rig.qtbot.mouseClick(rig.windows[0], BUTTON, pos=place)
    assert children(rig, SizeField)
    rig.qtbot.mouseClick(rig.windows[0], BUTTON, pos=QPoint(20, 480))
    assert not children(rig, SizeField)


def test_without_a_selection_a_size_begins_one_in_the_middle(rig: Rig) -> None:
    rig.open()
    rig.type("#100x100")
    rig.key(Qt.Key.Key_Return)
    rig.key(Qt.Key.Key_Return)
    assert result(rig).region == Region(150, 125, 100, 100)


def test_a_number_sign_inside_a_question_is_one(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("issue #7?")
    assert rig.bar.question.text() == "issue #7?"


def test_shift_draws_a_square(rig: Rig) -> None:
    rig.open()
    window = rig.windows[0]
    rig.qtbot.mousePress(window, BUTTON, SHIFT, QPoint(100, 100))
    rig.qtbot.mouseMove(window, QPoint(120, 110))
    rig.qtbot.mouseRelease(window, BUTTON, SHIFT, QPoint(300, 160))
    rig.key(Qt.Key.Key_Return)
    assert result(rig).region == Region(100, 100, 200, 200)


# The last region


def test_l_takes_the_last_region_again(rig: Rig) -> None:
    rig.open()
    rig.type("l")
    assert rig.said == "No region was captured yet"
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_Return)
    rig.open()
    rig.type("l")
    rig.key(Qt.Key.Key_Return)
    assert [result(rig, n).region for n in (0, 1)] == [Region(100, 100, 200, 100)] * 2


def test_the_last_region_comes_selected_by_its_own_hotkey(rig: Rig) -> None:
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_last()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_C, CTRL)
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_last()
    rig.type("again?")
    rig.key(Qt.Key.Key_Return)
    assert result(rig).region == Region(100, 100, 200, 100)


@pytest.mark.parametrize(
    "gone", [Region(5000, 0, 10, 10), Region(700, 482, 50, 10)], ids=["beside", "between"]
)
def test_a_last_region_on_no_screen_is_told(rig: Rig, gone: Region) -> None:
    rig.controller.outcomes._last = gone
    rig.open()
    rig.type("l")
    assert rig.said == "The last region is on no screen now"
    rig.key(Qt.Key.Key_Escape)
    with rig.qtbot.waitSignal(rig.controller.problem):
        rig.controller.start_last()
    (problem,) = rig.problems
    assert isinstance(problem, Problem)
    assert problem.title == "The last region is on no screen now"


def test_the_last_region_is_remembered_and_recalled(rig: Rig) -> None:
    noted: list[Region] = []
    rig.controller.outcomes._remember = noted.append
    rig.controller.outcomes._recall = lambda: Region(1, 2, 30, 40)
    rig.open()
    rig.type("l")
    rig.key(Qt.Key.Key_Return)
    assert result(rig).region == Region(1, 2, 30, 40)
    assert noted == [Region(1, 2, 30, 40)]


def test_the_screen_under_the_pointer_has_its_own_hotkey(rig: Rig) -> None:
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_screen_under_pointer()
    rig.key(Qt.Key.Key_Return)
    assert result(rig).region == LEFT.bounds


def test_ctrl_a_takes_the_screen_until_a_question_is_begun(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_A, CTRL)
    assert rig.said.startswith("600 by 500 pixels")
    rig.type("all of it?")
    rig.key(Qt.Key.Key_A, CTRL)
    rig.type("this?")
    rig.key(Qt.Key.Key_Return)
    assert result(rig).question == "this?"


# A delay


def test_d_leaves_counts_down_and_freezes_again(rig: Rig) -> None:
    rig.open()
    rig.type("d")
    assert not rig.windows
    (counting,) = countdowns()
    assert counting.accessibleName() == "Capture in 3 s"
    assert counting.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    seen: list[bool] = []
    rig.grabber.on_grab = lambda: seen.append(counting.isVisible())
    with rig.qtbot.waitSignal(rig.controller.opened):
        while counting.seconds_left:
            counting._tick()
    assert seen == [False]
    rig.key(Qt.Key.Key_Escape)
    assert not countdowns()


@pytest.mark.parametrize("seconds", CHOICES)
def test_a_delay_can_be_chosen_and_cancelled(rig: Rig, seconds: int) -> None:
    rig.controller.start_after(5)
    (counting,) = countdowns()
    (button,) = (
        b for b in counting.findChildren(QPushButton) if b.accessibleName() == f"{seconds} seconds"
    )
    button.click()
    assert counting.accessibleName() == f"Capture in {seconds} s"
    rig.qtbot.keyClick(counting, Qt.Key.Key_Escape)
    assert rig.events == ["cancelled"]
    assert not countdowns()
    assert not rig.controller.busy
    assert rig.grabber.grabs == 0


def test_the_hotkey_during_the_countdown_waits_no_longer(rig: Rig) -> None:
    rig.controller.start_after(10)
    rig.open()
    assert rig.grabber.grabs == 1
    assert not countdowns()


# The colour


def test_c_copies_the_colour_and_stays(rig: Rig) -> None:
    rig.open()
    rig.qtbot.mouseMove(rig.windows[1], QPoint(20, 20))
    rig.type("c")
    assert QGuiApplication.clipboard().text() == "#2828C8"
    assert rig.said == "#2828C8 copied"
    assert len(rig.windows) == 2


def test_the_clipboard_is_nobodys_business_otherwise(rig: Rig) -> None:
    QGuiApplication.clipboard().setText("mine")
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "mine"


# Keys


def test_a_question_mark_lists_the_keys(rig: Rig) -> None:
    rig.open()
    rig.type("?")
    (keys,) = children(rig, KeyList)
    assert keys.accessibleName() == "Keys"
    assert "Tab" not in keys.accessibleDescription()
    assert "L: Last region again" in rig.said
    rig.key(Qt.Key.Key_Escape)
    assert not children(rig, KeyList)
    assert rig.windows
    rig.key(Qt.Key.Key_F1)
    assert children(rig, KeyList)
    rig.type("a")
    assert not children(rig, KeyList)
    assert rig.bar.isVisible()


# Joining


def join_buttons(rig: Rig) -> list[QPushButton]:
    found = [b for b in rig.bar.findChildren(QPushButton) if b.text() == "Add to the last question"]
    return [button for button in found if button.isVisible()]


def test_a_second_capture_within_a_minute_may_join_a_waiting_picture(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    assert not join_buttons(rig)
    rig.key(Qt.Key.Key_Return)
    rig.now = 59
    rig.open()
    rig.drag((10, 10), (60, 60))
    rig.type("and these?")
    (button,) = join_buttons(rig)
    button.click()
    joined = Region(10, 10, 50, 50)
    assert rig.results[1] == CaptureResult(ANY, joined, "and these?", CaptureAction.TAKE)


def test_a_second_capture_within_a_minute_may_join_a_question(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("what?")
    rig.key(Qt.Key.Key_Return)
    rig.now = 59
    rig.open()
    rig.drag((10, 10), (60, 60))
    rig.type("and this?")
    (button,) = join_buttons(rig)
    button.click()
    assert (result(rig).question, result(rig).action) == ("and this?", CaptureAction.ADD)


@pytest.mark.parametrize("how", ["later", "copied"])
def test_nothing_is_joined_after_a_minute_or_a_copy(rig: Rig, how: str) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_C, CTRL) if how == "copied" else rig.key(Qt.Key.Key_Return)
    rig.now = 61 if how == "later" else 1
    rig.open()
    rig.drag((10, 10), (60, 60))
    assert not join_buttons(rig)


# The lock


@pytest.mark.parametrize("at_once", [True, False])
def test_a_locked_screen_refuses(rig: Rig, at_once: bool) -> None:
    rig.lock.state = True
    rig.endpoint = Endpoint("Relay", "relay.example.com", "gpt-5-mini")
    with rig.qtbot.waitSignal(rig.controller.problem):
        rig.controller.start_region(Region(0, 0, 10, 10), "what?" if at_once else None)
    (problem,) = rig.problems
    assert isinstance(problem, Problem)
    assert problem.title == "The screen is locked"
    assert rig.results == []
    assert rig.events == []
    assert not rig.windows
    assert not rig.controller.busy
