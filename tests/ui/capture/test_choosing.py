"""Choosing a region and asking about it, by pointer and by keyboard alone."""

import gc
import weakref
from unittest.mock import ANY

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import ErrorKind, Problem
from askance.core.prompts import DEVICE_PRESETS, PRESETS, Preset
from askance.core.screen import Frame, Pixels, Region
from askance.ui.capture.result import CaptureAction, CaptureResult
from askance.ui.capture.session import CaptureSession
from tests.ui.capture.conftest import LEFT, RIGHT, Rig

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def asked(region: Region, question: str, action: CaptureAction) -> CaptureResult:
    return CaptureResult(ANY, region, question, action)


def test_every_screen_is_covered_by_its_own_frozen_frame(rig: Rig) -> None:
    rig.open()
    left, right = rig.windows
    assert (left.width(), left.height()) == (600, 500)
    assert (right.x(), right.width(), right.height()) == (600, 400, 320)
    assert {window.windowTitle() for window in rig.windows} == {"Askance – Capture"}
    assert {window.accessibleName() for window in rig.windows} == {"Capture region"}


def test_the_selection_is_clear_and_the_rest_dimmed(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    picture = rig.windows[0].grab().toImage()
    assert picture.pixelColor(200, 150).getRgb()[:3] == (200, 40, 40)
    assert picture.pixelColor(50, 50).red() < 110


def test_drag_type_and_enter_asks(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("What is this?")
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(Region(100, 100, 200, 100), "What is this?", CaptureAction.ASK)]
    assert not rig.windows


def test_ctrl_enter_adds_to_the_conversation(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("And this?")
    rig.key(Qt.Key.Key_Return, CTRL)
    assert rig.results == [asked(Region(100, 100, 200, 100), "And this?", CaptureAction.ADD)]


def test_enter_without_a_question_takes_the_picture(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(Region(100, 100, 200, 100), "", CaptureAction.TAKE)]


def test_a_double_click_takes_the_picture(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.qtbot.mouseDClick(rig.windows[0], Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert rig.results == [asked(Region(100, 100, 200, 100), "", CaptureAction.TAKE)]


def test_enter_without_a_selection_takes_the_screen_under_the_pointer(rig: Rig) -> None:
    rig.open()
    rig.qtbot.mouseMove(rig.windows[1], QPoint(20, 20))
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(RIGHT.bounds, "", CaptureAction.TAKE)]


def test_on_a_scaled_screen_the_region_is_in_its_pixels(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (200, 200), window=1)
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(Region(750, 150, 150, 150), "", CaptureAction.TAKE)]


def test_a_drag_crosses_from_one_screen_to_another(rig: Rig) -> None:
    rig.open()
    rig.drag((500, 100), (750, 200), window=0)
    # Most of it is on the right screen: the ask bar goes there.
    assert rig.bar.window() is rig.windows[1]
    rig.type("both")
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(Region(500, 100, 250, 100), "both", CaptureAction.ASK)]


@pytest.mark.parametrize("typed", ["", "half a question"])
def test_escape_leaves_whatever_was_begun(rig: Rig, typed: str) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type(typed)
    rig.key(Qt.Key.Key_Escape)
    assert rig.events == ["cancelled"]
    assert not rig.windows
    assert not rig.controller.busy


def test_escape_leaves_before_anything_was_chosen(rig: Rig) -> None:
    rig.open()
    rig.key(Qt.Key.Key_Escape)
    assert rig.events == ["cancelled"]


def test_everything_by_keyboard(rig: Rig) -> None:
    rig.open()
    rig.key(Qt.Key.Key_Right)
    assert rig.windows[0].accessibleDescription() == "300 by 250 pixels at 150, 125"
    rig.key(Qt.Key.Key_Right)
    rig.key(Qt.Key.Key_Up, CTRL)
    rig.key(Qt.Key.Key_Down, SHIFT)
    rig.key(Qt.Key.Key_Left, SHIFT, CTRL)
    rig.key(Qt.Key.Key_Tab)
    assert rig.bar.question.hasFocus()
    rig.type("read it")
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(Region(151, 115, 290, 251), "read it", CaptureAction.ASK)]


def test_letters_find_the_question_by_themselves(rig: Rig) -> None:
    rig.open()
    rig.key(Qt.Key.Key_Right)
    rig.type("a cat?")
    assert rig.bar.question.text() == "a cat?"


def test_a_takes_the_screen_while_nothing_is_selected(rig: Rig) -> None:
    rig.open()
    rig.type("a")
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(LEFT.bounds, "", CaptureAction.TAKE)]


def test_arrows_in_an_empty_question_move_the_selection(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    assert rig.bar.question.hasFocus()
    rig.key(Qt.Key.Key_Left)
    rig.type("x")
    rig.key(Qt.Key.Key_Left)
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(Region(99, 100, 200, 100), "x", CaptureAction.ASK)]


def test_a_preset_asks_at_one_press(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    (button,) = (b for b in rig.bar.findChildren(QPushButton) if b.text() == "Explain")
    button.click()
    prompt = next(preset.prompt for preset in PRESETS if preset.id == "explain")
    assert rig.results == [asked(Region(100, 100, 200, 100), prompt, CaptureAction.ASK)]


def test_a_preset_names_the_persons_language(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    (button,) = (b for b in rig.bar.findChildren(QPushButton) if b.text() == "Translate")
    button.setFocus()
    rig.key(Qt.Key.Key_Return)
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    assert "{" not in result.question
    assert "English" in result.question


def test_copying_puts_the_pixels_on_the_clipboard(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_C, CTRL)
    picture = QGuiApplication.clipboard().image()
    assert (picture.width(), picture.height()) == (200, 100)
    assert picture.pixelColor(0, 0).getRgb()[:3] == (200, 40, 40)
    assert rig.events == ["COPY"]


def test_the_secondary_button_steps_back(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.qtbot.mouseClick(rig.windows[0], Qt.MouseButton.RightButton, pos=QPoint(10, 10))
    assert not rig.bar.isVisible()
    rig.qtbot.mouseClick(rig.windows[0], Qt.MouseButton.RightButton, pos=QPoint(10, 10))
    assert rig.events == ["cancelled"]


def test_on_this_computer_enter_reads_at_once(rig: Rig) -> None:
    rig.endpoint = ON_DEVICE
    rig.open()
    rig.drag((100, 100), (300, 200))
    assert rig.bar.question.placeholderText() == "Press Enter to read the text"
    labels = [label.text() for label in rig.bar.findChildren(QLabel)]
    assert "200 × 100 · stays on this computer" in labels
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(Region(100, 100, 200, 100), "Extract text", CaptureAction.ASK)]


def test_on_this_computer_ctrl_enter_reads_into_the_conversation(rig: Rig) -> None:
    rig.endpoint = ON_DEVICE
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_Return, CTRL)
    assert rig.results == [asked(Region(100, 100, 200, 100), "Extract text", CaptureAction.ADD)]


def test_on_this_computer_a_typed_question_is_asked_as_it_stands(rig: Rig) -> None:
    rig.endpoint = ON_DEVICE
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("why?")
    rig.key(Qt.Key.Key_Return)
    assert rig.results == [asked(Region(100, 100, 200, 100), "why?", CaptureAction.ASK)]


@pytest.mark.parametrize("preset", DEVICE_PRESETS, ids=lambda preset: preset.id)
def test_on_this_computer_the_presets_are_what_it_can_do(rig: Rig, preset: Preset) -> None:
    rig.endpoint = ON_DEVICE
    rig.open()
    rig.drag((100, 100), (300, 200))
    texts = [button.text() for button in rig.bar.findChildren(QPushButton)]
    assert "Explain" not in texts
    rig.bar.findChildren(QPushButton)[texts.index(preset.title)].click()
    assert rig.results == [asked(Region(100, 100, 200, 100), preset.prompt, CaptureAction.ASK)]


def test_on_this_computer_a_double_click_still_takes_the_picture(rig: Rig) -> None:
    rig.endpoint = ON_DEVICE
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.qtbot.mouseDClick(rig.windows[0], Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert rig.results == [asked(Region(100, 100, 200, 100), "", CaptureAction.TAKE)]


def test_the_quiet_line_says_what_would_leave_and_where_to(rig: Rig) -> None:
    rig.endpoint = Endpoint("G", "https://relay.example.com/v1", "gemini-2.5-pro")
    rig.open()
    rig.drag((100, 100), (300, 200))
    lines = [label.text() for label in rig.bar.findChildren(QLabel)]
    assert "200 × 100 · ≈ 258 tokens · relay.example.com" in lines


def test_a_second_press_stacks_nothing(rig: Rig) -> None:
    rig.open()
    rig.controller.start()
    rig.controller.start_region(Region(0, 0, 10, 10), "x")
    assert len(rig.windows) == 2
    assert rig.grabber.grabs == 1
    assert rig.results == []


def test_nobody_there_means_leaving(rig: Rig) -> None:
    rig.open()
    (session,) = rig.controller.findChildren(CaptureSession)
    timer = session.findChild(QTimer, "forgotten")
    assert timer.isActive()
    assert timer.interval() == 120_000
    timer.start(0)
    rig.qtbot.waitUntil(lambda: rig.events == ["cancelled"])


@pytest.mark.parametrize("why", ["nobody there", "another mode", "a screen more", "one less"])
def test_what_was_written_is_kept_when_it_cannot_stay(rig: Rig, why: str) -> None:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.type("Half a question ")
    screen = QGuiApplication.primaryScreen()
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    {
        "nobody there": rig.session.findChild(QTimer, "forgotten").timeout.emit,
        "another mode": lambda: screen.geometryChanged.emit(QRect(0, 0, 640, 480)),
        "a screen more": lambda: app.screenAdded.emit(screen),
        "one less": lambda: app.screenRemoved.emit(screen),
    }[why]()
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    assert (result.action, result.question) == (CaptureAction.TAKE, "Half a question")
    assert result.region == Region(100, 100, 200, 100)
    assert not rig.windows
    assert not rig.controller.busy


def test_every_control_has_a_name_and_the_bar_stays_on_its_screen(rig: Rig) -> None:
    rig.open()
    for begin, end in (((1, 1), (30, 30)), ((560, 460), (599, 499)), ((1, 1), (599, 499))):
        rig.drag(begin, end)
        bar, window = rig.bar, rig.windows[0]
        card = bar.geometry().adjusted(20, 20, -20, -20)
        assert window.rect().contains(card), (begin, end)
        for control in bar.findChildren(QWidget):
            if isinstance(control, QPushButton | QLineEdit):
                assert control.accessibleName() or control.text(), control
        rig.windows[0].setFocus()
        rig.qtbot.mouseClick(window, Qt.MouseButton.RightButton)


def test_a_refused_capture_is_told(rig: Rig) -> None:
    refusal = Problem(ErrorKind.CAPTURE, "No permission")
    rig.grabber.refusal = refusal
    with rig.qtbot.waitSignal(rig.controller.problem):
        rig.controller.start()
    assert rig.problems == [refusal]
    assert not rig.controller.busy


@pytest.mark.parametrize("ending", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_no_frame_outlives_its_capture(rig: Rig, ending: Qt.Key) -> None:
    class Watched(bytearray):
        pass

    alive: list[weakref.ref[Watched]] = []

    def watched(frame: Frame) -> Frame:
        pixels = Watched(frame.pixels.bgra)
        alive.append(weakref.ref(pixels))
        return Frame(frame.bounds, Pixels(frame.pixels.width, frame.pixels.height, pixels))

    plain = rig.grabber.grab
    rig.grabber.grab = lambda *_, **__: tuple(watched(frame) for frame in plain())  # type: ignore[method-assign]
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(ending)
    rig.results.clear()

    def gone() -> bool:
        gc.collect()
        return [ref() for ref in alive] == [None, None]

    rig.qtbot.waitUntil(gone)
