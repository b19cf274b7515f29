"""The overlay's commands on a keyboard that writes no Latin letters."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from askance.core.screen import Region
from askance.ui.capture.result import CaptureAction, CaptureResult
from tests.ui.capture.conftest import LEFT, Rig
from tests.ui.capture.test_pins import pinned

PLACES = {"ф": 38, "д": 46, "е": 28, "в": 40, "ь": 58, "з": 33, "с": 54, "ы": 39, "ъ": 35}
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
BUTTON = Qt.MouseButton.LeftButton


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    system = SimpleNamespace(platformName=lambda: "xcb")
    monkeypatch.setattr("askance.ui.letters.QGuiApplication", system)


def press(letter: str, held: Qt.KeyboardModifier = NONE) -> None:
    """A Russian letter, to whatever has the focus."""
    target = QApplication.focusWidget()
    assert target is not None
    code, text = ord(letter.upper()), "" if held & CTRL else letter
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, code, held, PLACES.get(letter, 0), 0, 0, text)
        QApplication.sendEvent(target, event)


pytestmark = pytest.mark.usefixtures("linux")


def test_letters_are_commands_by_their_place(rig: Rig) -> None:
    rig.open()
    press("д")
    assert rig.said == "No region was captured yet"
    press("ь")
    assert rig.said == "The mouse pointer cannot be had here"
    rig.qtbot.mouseMove(rig.windows[1], QPoint(20, 20))
    press("с")
    assert QGuiApplication.clipboard().text() == "#2828C8"
    press("ф")
    rig.key(Qt.Key.Key_Return)
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    assert result.region == Region(600, 0, 600, 480)


def test_the_screen_is_pinned(rig: Rig) -> None:
    rig.open()
    press("з")
    assert rig.events == ["PIN"]


def test_a_delay_begins(rig: Rig) -> None:
    rig.open()
    press("в")
    assert not rig.windows
    assert rig.controller.busy


def test_text_mode_comes_and_goes(rig: Rig) -> None:
    rig.open()
    press("е")
    assert rig.session._text.mode is not None
    press("е")
    assert rig.session._text.mode is None


@pytest.mark.parametrize("begun", ["by pointer", "by keys"])
def test_a_question_is_written_in_its_own_letters(rig: Rig, begun: str) -> None:
    rig.open()
    if begun == "by pointer":
        rig.drag((100, 100), (300, 200))
    else:
        press("ф")
    for letter in "если всё сдадим?":
        press(letter)
    rig.key(Qt.Key.Key_Return)
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    assert (result.question, result.action) == ("если всё сдадим?", CaptureAction.ASK)


@pytest.mark.parametrize(
    ("letter", "event"), [("с", "COPY"), ("ы", "SAVE"), ("з", "PIN")], ids=["C", "S", "P"]
)
def test_with_ctrl_the_place_counts_once_something_is_chosen(
    rig: Rig, letter: str, event: str
) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    press(letter, CTRL)
    assert rig.events == [event]
    for window in QApplication.topLevelWidgets():
        if window.windowTitle() == "Save picture":
            window.close()


def test_ctrl_a_takes_the_screen(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    press("ф", CTRL)
    rig.key(Qt.Key.Key_Return)
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    assert result.region == LEFT.bounds


def test_the_colour_is_copied_while_a_region_is_drawn(rig: Rig) -> None:
    rig.open()
    rig.qtbot.mousePress(rig.windows[0], BUTTON, pos=QPoint(100, 100))
    rig.qtbot.mouseMove(rig.windows[0], QPoint(200, 200))
    press("с")
    assert QGuiApplication.clipboard().text() == "#C82828"
    rig.qtbot.mouseRelease(rig.windows[0], BUTTON, pos=QPoint(200, 200))


def test_a_pin_obeys_too(rig: Rig) -> None:
    pin = pinned(rig)
    pin.setFocus()
    pin.fade(-0.5)
    rig.qtbot.waitUntil(pin.hasFocus)
    press("ъ")
    assert pin.windowOpacity() == pytest.approx(0.6, abs=0.01)
    press("с", CTRL)
    assert QGuiApplication.clipboard().image().size() == pin.image.size()
