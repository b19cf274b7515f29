"""Pictures pinned on top of everything."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from askance.core.screen import Region, cut
from askance.ui.capture.pin import LARGEST, SMALLEST, PinWindow
from askance.ui.capture.result import CaptureAction, CaptureResult
from tests.ui.capture.conftest import Rig

CTRL = Qt.KeyboardModifier.ControlModifier


def pinned(rig: Rig, window: int = 0) -> PinWindow:
    """A picture from 100, 100 (points of a window), 200 by 100 points."""
    rig.open()
    rig.drag((100, 100), (300, 200), window=window)
    before = set(rig.controller.outcomes.pins)
    rig.key(Qt.Key.Key_P, CTRL)
    (pin,) = set(rig.controller.outcomes.pins) - before
    return pin


def picture(pin: PinWindow) -> QRect:
    """Where it is on the screen, without the frame around it."""
    return pin.geometry().adjusted(1, 1, -1, -1)


def test_a_pin_stands_where_its_picture_was(rig: Rig) -> None:
    pin = pinned(rig)
    assert rig.events == ["PIN"]
    assert not rig.windows
    assert picture(pin) == QRect(100, 100, 200, 100)
    assert pin.image.pixelColor(5, 5).getRgb()[:3] == (200, 40, 40)
    flags = pin.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert flags & Qt.WindowType.FramelessWindowHint
    assert pin.accessibleName() == "Pinned picture, 200 by 100"
    assert pin.windowTitle() == "Askance – Pinned picture"


def test_on_a_scaled_screen_a_pin_has_its_points(rig: Rig) -> None:
    pin = pinned(rig, window=1)
    assert picture(pin) == QRect(700, 100, 200, 100)
    assert (pin.image.width(), pin.image.height()) == (300, 150)


def test_p_alone_pins_the_screen(rig: Rig) -> None:
    rig.open()
    rig.type("p")
    (pin,) = rig.controller.outcomes.pins
    assert (pin.image.width(), pin.image.height()) == (600, 500)


def test_several_stand_side_by_side_and_each_closes_by_escape(rig: Rig) -> None:
    first, second = pinned(rig), pinned(rig)
    rig.qtbot.keyClick(first, Qt.Key.Key_Escape)
    rig.qtbot.waitUntil(lambda: rig.controller.outcomes.pins == (second,))


def test_arrows_and_a_drag_move(rig: Rig) -> None:
    pin = pinned(rig)
    rig.qtbot.keyClick(pin, Qt.Key.Key_Right)
    rig.qtbot.keyClick(pin, Qt.Key.Key_Down, CTRL)
    assert picture(pin).topLeft() == QPoint(101, 110)
    rig.qtbot.mousePress(pin, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    rig.qtbot.mouseMove(pin, QPoint(50, 40))
    rig.qtbot.mouseRelease(pin, Qt.MouseButton.LeftButton, pos=QPoint(50, 40))
    assert picture(pin).topLeft() == QPoint(131, 130)


def test_it_zooms_about_the_pointer_and_within_limits(rig: Rig) -> None:
    pin = pinned(rig)
    pin.set_zoom(2.0, QPointF(51, 51))
    assert picture(pin) == QRect(50, 50, 400, 200)
    rig.qtbot.keyClicks(pin, "0")
    assert picture(pin).size() == QSize(200, 100)
    rig.qtbot.keyClicks(pin, "+")
    assert pin.zoom == pytest.approx(1.1)
    rig.qtbot.keyClicks(pin, "-")
    assert pin.zoom == pytest.approx(1.0)
    pin.set_zoom(1000)
    assert pin.zoom == LARGEST
    pin.set_zoom(0)
    assert pin.zoom == SMALLEST


@pytest.mark.parametrize(
    ("width", "height", "largest"),
    [(200, 100, 8.0), (8_000, 10, 2.0), (4_000, 4_000, 2.0), (12_000, 9_000, 1.0)],
)
def test_it_grows_no_larger_than_a_window_can_be(
    rig: Rig, width: int, height: int, largest: float
) -> None:
    image = QImage(width, height, QImage.Format.Format_Mono)
    pin = PinWindow(rig.controller.outcomes._theme, image, QPoint(0, 0), 1.0)
    rig.qtbot.addWidget(pin)
    pin.set_zoom(1000)
    assert pin.zoom == pytest.approx(largest)
    pin.set_zoom(0.5)
    assert pin.zoom == 0.5


def wheel(pin: PinWindow, held: Qt.KeyboardModifier) -> None:
    at = QPointF(pin.rect().center())
    event = QWheelEvent(
        at,
        pin.mapToGlobal(at),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pin, event)


def test_the_wheel_zooms_and_with_ctrl_fades(rig: Rig) -> None:
    pin = pinned(rig)
    wheel(pin, Qt.KeyboardModifier.NoModifier)
    assert pin.zoom == pytest.approx(1 / 1.1)
    wheel(pin, CTRL)
    assert pin.windowOpacity() == pytest.approx(0.9, abs=0.01)
    for _ in range(20):
        rig.qtbot.keyClicks(pin, "[")
    assert pin.windowOpacity() == pytest.approx(0.2, abs=0.01)
    rig.qtbot.keyClicks(pin, "]")
    assert pin.windowOpacity() == pytest.approx(0.3, abs=0.01)


def test_its_menu_copies_and_asks(rig: Rig) -> None:
    pin = pinned(rig)
    rig.qtbot.keyClick(pin, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().image().size() == pin.image.size()
    QApplication.sendEvent(pin, _context(pin))
    (menu,) = pin.findChildren(QMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert set(actions) >= {"Ask about this…", "Copy picture", "Save picture…", "Close"}
    actions["Ask about this…"].trigger()
    menu.close()
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    assert result.action is CaptureAction.TAKE
    assert result.region == Region(0, 0, 200, 100)
    assert bytes(cut(result.frames, Region(3, 3, 1, 1)).bgra[:3]) == bytes((40, 40, 200))


def _context(pin: PinWindow) -> QContextMenuEvent:
    at = QPoint(5, 5)
    return QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, pin.mapToGlobal(at))


def test_a_pin_is_not_hidden_from_the_next_capture(rig: Rig) -> None:
    pin = pinned(rig)
    rig.own.append(pin)
    seen: list[bool] = []
    rig.grabber.on_grab = lambda: seen.append(pin.isVisible())
    rig.open()
    assert seen == [True]
