"""Other programs' windows: under the pointer, by Tab, and taken."""

from unittest.mock import ANY

import pytest
from PySide6.QtCore import QPoint, Qt

from askance.core.screen import Region, WindowBox
from askance.ui.capture.result import CaptureAction, CaptureResult
from tests.ui.capture.conftest import LEFT, Rig

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BUTTON = Qt.MouseButton.LeftButton
FRONT = WindowBox("Terminal", Region(100, 100, 200, 150))
BACK = WindowBox("Browser", Region(50, 50, 400, 400))
ACROSS = WindowBox("Editor", Region(500, 20, 400, 300))


def taken(region: Region) -> CaptureResult:
    return CaptureResult(ANY, region, "", CaptureAction.TAKE)


def click(rig: Rig, x: int, y: int) -> None:
    rig.qtbot.mouseMove(rig.windows[0], QPoint(x, y))
    rig.qtbot.mouseClick(rig.windows[0], BUTTON, pos=QPoint(x, y))


@pytest.mark.parametrize(
    ("at", "window"), [((150, 150), FRONT), ((60, 60), BACK), ((550, 100), ACROSS)]
)
def test_a_click_takes_the_window_under_the_pointer(
    rig: Rig, at: tuple[int, int], window: WindowBox
) -> None:
    rig.open_among(FRONT, BACK, ACROSS)
    click(rig, *at)
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(window.bounds)]


def test_a_click_beside_every_window_takes_nothing(rig: Rig) -> None:
    rig.open_among(FRONT)
    click(rig, 20, 20)
    assert rig.windows[0].accessibleDescription() == rig.said
    assert "Drag, or click a window" in rig.said
    click(rig, 150, 150)
    assert rig.bar.isVisible()


def test_the_window_under_the_pointer_is_not_dimmed(rig: Rig) -> None:
    rig.open_among(FRONT, BACK)
    rig.qtbot.mouseMove(rig.windows[0], QPoint(110, 240))
    picture = rig.windows[0].grab().toImage()
    assert picture.pixelColor(290, 240).getRgb()[:3] == (200, 40, 40)
    assert picture.pixelColor(400, 400).red() < 110
    rig.qtbot.mouseMove(rig.windows[0], QPoint(500, 480))
    assert rig.windows[0].grab().toImage().pixelColor(290, 240).red() < 110


def test_a_drag_begun_over_a_window_draws_all_the_same(rig: Rig) -> None:
    rig.open_among(FRONT)
    rig.drag((120, 120), (160, 170))
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(Region(120, 120, 40, 50))]


def test_tab_walks_in_z_order_and_space_takes(rig: Rig) -> None:
    rig.open_among(FRONT, BACK, ACROSS)
    rig.key(Qt.Key.Key_Tab)
    assert rig.said == "Terminal, 200 by 150, 1 of 3"
    rig.key(Qt.Key.Key_Tab)
    assert rig.said == "Browser, 400 by 400, 2 of 3"
    rig.key(Qt.Key.Key_Backtab, SHIFT)
    rig.key(Qt.Key.Key_Backtab, SHIFT)
    assert rig.said == "Editor, 400 by 300, 3 of 3"
    rig.key(Qt.Key.Key_Space)
    assert rig.bar.isVisible()
    rig.type("what?")
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [CaptureResult(ANY, ACROSS.bounds, "what?", CaptureAction.ASK)]


def test_enter_takes_the_window_that_tab_came_to(rig: Rig) -> None:
    rig.open_among(FRONT, BACK)
    rig.key(Qt.Key.Key_Tab)
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(FRONT.bounds)]


def test_enter_takes_the_screen_when_only_the_pointer_is_over_a_window(rig: Rig) -> None:
    rig.open_among(FRONT, BACK)
    rig.qtbot.mouseMove(rig.windows[0], QPoint(150, 150))
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(LEFT.bounds)]


def test_arrows_begin_with_the_window_that_tab_came_to(rig: Rig) -> None:
    rig.open_among(FRONT, BACK)
    rig.key(Qt.Key.Key_Tab)
    rig.key(Qt.Key.Key_Right)
    rig.key(Qt.Key.Key_Right)
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(Region(101, 100, 200, 150))]


def test_once_chosen_tab_goes_to_the_question(rig: Rig) -> None:
    rig.open_among(FRONT)
    rig.key(Qt.Key.Key_Tab)
    rig.key(Qt.Key.Key_Space)
    rig.key(Qt.Key.Key_Tab)
    assert rig.bar.question.hasFocus()


def test_where_windows_are_unknown_nobody_is_told_to_click_one(rig: Rig) -> None:
    rig.open()
    assert "click a window" not in rig.said
    rig.key(Qt.Key.Key_Tab)
    rig.key(Qt.Key.Key_Space)
    assert "Drag over" in rig.said
