"""The pointer counts from the start, wherever it rests; keys do not begin with it."""

from unittest.mock import ANY

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from askance.core.screen import Region, WindowBox
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.result import CaptureAction, CaptureResult
from tests.ui.capture.conftest import LEFT, RIGHT, Rig

CLEAR, BLUE = (200, 40, 40), (40, 40, 200)
FRONT = WindowBox("Terminal", Region(100, 100, 200, 150))
BACK = WindowBox("Browser", Region(50, 50, 400, 400))


def colour(window: OverlayWindow, x: int, y: int) -> tuple[int, ...]:
    rgb = window.grab().toImage().pixelColor(x, y).getRgb()
    assert isinstance(rgb, tuple)
    return rgb[:3]


def taken(region: Region) -> CaptureResult:
    return CaptureResult(ANY, region, "", CaptureAction.TAKE)


def enter(window: OverlayWindow, x: int, y: int) -> None:
    at = QPointF(x, y)
    QApplication.sendEvent(window, QEnterEvent(at, at, at))


def test_the_window_under_it_is_outlined_and_taken_by_space(rig: Rig) -> None:
    rig.screens.spot = (0, 60, 60)
    rig.open_among(FRONT, BACK)
    assert colour(rig.windows[0], 440, 440) == CLEAR
    rig.key(Qt.Key.Key_Space)
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(BACK.bounds)]


def test_its_pixels_are_magnified(rig: Rig) -> None:
    rig.screens.spot = (0, 300, 300)
    rig.open()
    # The lens is right of and below the pointer, and shows pixels as they are: none is dimmed.
    assert colour(rig.windows[0], 300 + 24 + 20, 300 + 24 + 20) == CLEAR
    assert colour(rig.windows[0], 250, 250) != CLEAR


@pytest.mark.parametrize(("spot", "name"), [((0, 9, 9), "#C82828"), ((1, 9, 9), "#2828C8")])
def test_c_copies_the_colour_at_once(rig: Rig, spot: tuple[int, int, int], name: str) -> None:
    rig.screens.spot = spot
    rig.open()
    rig.type("c")
    assert QGuiApplication.clipboard().text() == name


def test_c_says_so_while_nobody_knows_where_it_is(rig: Rig) -> None:
    QGuiApplication.clipboard().setText("mine")
    rig.open()
    rig.type("c")
    assert rig.said == "Move the mouse first, to point at a colour"
    assert QGuiApplication.clipboard().text() == "mine"


def test_it_is_learnt_when_it_comes_in(rig: Rig) -> None:
    rig.open_among(FRONT, BACK)
    enter(rig.windows[0], 120, 120)
    assert colour(rig.windows[0], 110, 240) == CLEAR
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(LEFT.bounds)]


def test_on_a_scaled_screen_it_is_on_the_right_pixel(rig: Rig) -> None:
    rig.screens.spot = (1, 100, 50)
    rig.open()
    assert rig.session._desk.pointer == (750, 75)
    rig.type("a")
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(RIGHT.bounds)]


def test_tab_begins_at_the_front_all_the_same(rig: Rig) -> None:
    rig.screens.spot = (0, 60, 60)
    rig.open_among(FRONT, BACK)
    rig.key(Qt.Key.Key_Tab)
    assert rig.said == "Terminal, 200 by 150, 1 of 2"
    # A window that comes under the pointer by itself changes nothing of that.
    enter(rig.windows[0], 61, 61)
    rig.key(Qt.Key.Key_Tab)
    assert rig.said == "Browser, 400 by 400, 2 of 2"
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(BACK.bounds)]


def test_tab_goes_on_from_where_somebody_points(rig: Rig) -> None:
    rig.screens.spot = (0, 500, 480)
    rig.open_among(FRONT, BACK)
    for x in (110, 120):
        rig.qtbot.mouseMove(rig.windows[0], QPoint(x, 120))
    rig.key(Qt.Key.Key_Tab)
    assert rig.said == "Browser, 400 by 400, 2 of 2"


def test_enter_takes_the_screen_though_it_rests_on_a_window(rig: Rig) -> None:
    rig.screens.spot = (0, 120, 120)
    rig.open_among(FRONT)
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [taken(LEFT.bounds)]


def test_nothing_is_magnified_while_keys_walk(rig: Rig) -> None:
    rig.screens.spot = (0, 460, 300)
    rig.open_among(FRONT)
    lens = (460 - 24 - 20, 300 + 24 + 20)
    assert colour(rig.windows[0], *lens) == CLEAR
    rig.key(Qt.Key.Key_Tab)
    assert colour(rig.windows[0], *lens) != CLEAR
