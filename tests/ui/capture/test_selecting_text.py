"""Selecting text off the frozen screens, by pointer and by keyboard alone."""

import threading

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from askance.core.errors import ErrorKind, Problem
from askance.core.reading.values import Code, Quad
from askance.core.screen import Pixels, Region
from askance.ui.capture.result import CaptureResult
from askance.ui.text_layer.bar import TextBar
from askance.ui.text_layer.card import MarkCard
from tests.fakes.reader import CHARACTER, line_of
from tests.ui.capture.conftest import LEFT, RIGHT, Rig

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BUTTON = Qt.MouseButton.LeftButton
WIDE, HIGH = CHARACTER
PITCH = 2 * HIGH
BROKEN = Problem(ErrorKind.READING, "Reading stopped", "It crashed.", "Try again.")


def word(column: int, row: int = 0) -> QPoint:
    """The middle of a character of the fake's lines, in points of the left screen."""
    return QPoint(column * WIDE + WIDE // 2, row * PITCH + HIGH // 2)


def text_bar(rig: Rig) -> TextBar:
    (bar,) = (bar for window in rig.windows for bar in window.findChildren(TextBar))
    return bar


def status(rig: Rig) -> str:
    return text_bar(rig).findChildren(QLabel)[0].text()


def cards(rig: Rig) -> list[MarkCard]:
    found = [card for window in rig.windows for card in window.findChildren(MarkCard)]
    return [card for card in found if card.isVisible()]


def in_text(rig: Rig) -> bool:
    return any(bar.isVisible() for w in rig.windows for bar in w.findChildren(TextBar))


def read(rig: Rig) -> None:
    """Text mode, and all of it read."""
    rig.key(Qt.Key.Key_T)
    rig.qtbot.waitUntil(lambda: status(rig) == "Drag over words to select them")


def drag(rig: Rig, begin: QPoint, end: QPoint) -> None:
    window = rig.windows[0]
    rig.qtbot.mousePress(window, BUTTON, pos=begin)
    rig.qtbot.mouseMove(window, (begin + end) / 2)
    rig.qtbot.mouseMove(window, end)
    rig.qtbot.mouseRelease(window, BUTTON, pos=end)


def copied(rig: Rig) -> str:
    rig.key(Qt.Key.Key_C, CTRL)
    return QGuiApplication.clipboard().text()


def test_the_overlay_warms_the_reader_once_it_stands(rig: Rig) -> None:
    rig.open()
    rig.qtbot.waitUntil(lambda: rig.reader.warmed == 1)
    assert rig.reader.requests == []


def test_t_reads_the_screen_under_the_pointer_nearest_first(rig: Rig) -> None:
    rig.open()
    rig.qtbot.mouseMove(rig.windows[1], QPoint(20, 30))
    read(rig)
    (request,) = rig.reader.requests
    assert isinstance(request.picture, Pixels)
    bounds = RIGHT.bounds
    assert (request.picture.width, request.picture.height) == (bounds.width, bounds.height)
    assert request.focus == (30, 45)


def test_a_drag_selects_words_and_ctrl_c_copies_them(rig: Rig) -> None:
    rig.open()
    read(rig)
    drag(rig, word(7), word(6, 1))
    assert copied(rig) == "image now\npush denied"
    assert status(rig) == "Copied"
    assert rig.windows, "copying text does not end the capture"


def test_clicks_take_a_word_and_a_line(rig: Rig) -> None:
    rig.open()
    read(rig)
    window = rig.windows[0]
    rig.qtbot.mouseClick(window, BUTTON, pos=word(6, 1))
    rig.qtbot.mouseDClick(window, BUTTON, pos=word(6, 1))
    assert copied(rig) == "denied"
    rig.qtbot.mouseDClick(window, BUTTON, pos=word(6, 1))
    rig.qtbot.mouseClick(window, BUTTON, pos=word(6, 1))
    assert copied(rig) == "push denied here"
    rig.qtbot.mouseClick(window, BUTTON, SHIFT, pos=word(1, 0))
    assert copied(rig) == "build image now\npush denied here"


def test_the_pointer_tells_words_from_links_and_the_rest(rig: Rig) -> None:
    rig.open()
    window = rig.windows[0]
    rig.qtbot.mouseMove(window, QPoint(300, 100))
    read(rig)
    cursor = Qt.CursorShape
    for place, shape in (
        (word(1), cursor.IBeamCursor),
        (QPoint(400, 300), cursor.ArrowCursor),
        (word(6, 2), cursor.PointingHandCursor),
    ):
        rig.qtbot.mouseMove(window, place)
        rig.qtbot.waitUntil(lambda shape=shape: window.cursor().shape() == shape)
    rig.key(Qt.Key.Key_Escape)
    assert window.cursor().shape() == cursor.CrossCursor


def test_everything_by_keyboard(rig: Rig) -> None:
    rig.open()
    read(rig)
    rig.key(Qt.Key.Key_Right)
    assert rig.windows[0].accessibleDescription() == "build"
    rig.key(Qt.Key.Key_Right)
    rig.key(Qt.Key.Key_Down)
    assert rig.windows[0].accessibleDescription() == "push denied here"
    assert copied(rig) == "denied"
    rig.key(Qt.Key.Key_Right, SHIFT)
    assert copied(rig) == "denied here"
    rig.key(Qt.Key.Key_A, CTRL)
    assert copied(rig) == "build image now\npush denied here\nsee https://example.com/a"
    rig.key(Qt.Key.Key_Return)
    assert rig.results == []
    assert rig.windows


def test_escape_leaves_the_text_first_and_then_the_overlay(rig: Rig) -> None:
    rig.open()
    read(rig)
    rig.key(Qt.Key.Key_Escape)
    assert not in_text(rig)
    assert rig.windows
    rig.key(Qt.Key.Key_Escape)
    assert rig.events == ["cancelled"]


def test_a_selected_region_alone_is_read_and_its_question_waits(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (400, 300))
    rig.type("why")
    rig.key(Qt.Key.Key_T, CTRL)
    rig.qtbot.waitUntil(lambda: status(rig) == "Drag over words to select them")
    assert not rig.bar.isVisible()
    (request,) = rig.reader.requests
    assert isinstance(request.picture, Pixels)
    assert (request.picture.width, request.picture.height) == (300, 200)
    drag(rig, QPoint(100, 100) + word(1), QPoint(100, 100) + word(7))
    assert copied(rig) == "build image"
    rig.key(Qt.Key.Key_Escape)
    assert rig.bar.isVisible()
    assert rig.bar.question.text() == "why"
    rig.key(Qt.Key.Key_Return)
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    assert (result.region, result.question) == (Region(100, 100, 300, 200), "why")


def test_t_in_an_empty_question_selects_text_but_may_still_begin_a_word(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (400, 300))
    rig.type("t")
    assert in_text(rig)
    rig.type("ranslate this")
    assert not in_text(rig)
    assert rig.bar.question.text() == "translate this"


def test_a_capital_t_begins_a_question(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (400, 300))
    rig.type("This")
    assert rig.bar.question.text() == "This"
    assert rig.reader.requests == []


def test_the_button_on_the_ask_bar_does_the_same(rig: Rig) -> None:
    rig.open()
    rig.drag((100, 100), (400, 300))
    (button,) = (b for b in rig.bar.findChildren(QPushButton) if b.text() == "Text")
    assert (button.accessibleName(), button.toolTip()) == ("Select text", "Select text (Ctrl+T)")
    button.click()
    assert in_text(rig)
    rig.key(Qt.Key.Key_T)
    assert not in_text(rig)
    assert rig.bar.question.hasFocus()


def test_words_can_be_selected_while_others_are_still_read(rig: Rig) -> None:
    rig.reader.gate = threading.Event()
    rig.open()
    rig.key(Qt.Key.Key_T)
    rig.qtbot.waitUntil(lambda: status(rig) == "Reading… 0 of 3 lines")
    rig.reader.gate.set()
    rig.qtbot.waitUntil(lambda: status(rig) == "Drag over words to select them")


@pytest.mark.parametrize("leaves", [1, 2])
def test_leaving_stops_the_reading(rig: Rig, leaves: int) -> None:
    rig.reader.gate = threading.Event()
    rig.open()
    rig.key(Qt.Key.Key_T)
    rig.qtbot.waitUntil(lambda: rig.reader.under_way == 1)
    for _ in range(leaves):
        rig.key(Qt.Key.Key_Escape)
    rig.qtbot.waitUntil(lambda: rig.reader.stopped == 1)


def test_what_was_read_is_not_read_again(rig: Rig) -> None:
    rig.open()
    read(rig)
    rig.key(Qt.Key.Key_T)
    assert not in_text(rig)
    read(rig)
    assert len(rig.reader.requests) == 1
    drag(rig, word(1), word(1))
    rig.key(Qt.Key.Key_A, CTRL)
    assert copied(rig).startswith("build")


def test_every_screen_the_pointer_comes_to_is_read(rig: Rig) -> None:
    rig.open()
    read(rig)
    rig.key(Qt.Key.Key_A, CTRL)
    rig.qtbot.mouseMove(rig.windows[1], QPoint(5, 5))
    rig.qtbot.waitUntil(lambda: len(rig.reader.requests) == 2)
    assert text_bar(rig).window() is rig.windows[1]
    rig.qtbot.waitUntil(lambda: status(rig) == "Drag over words to select them")
    assert rig.windows[1].cursor().shape() is not Qt.CursorShape.CrossCursor


def test_a_failure_is_told_and_r_tries_again(rig: Rig) -> None:
    rig.reader.problem = BROKEN
    rig.open()
    rig.key(Qt.Key.Key_T)
    rig.qtbot.waitUntil(lambda: status(rig) == "Reading stopped")
    (again,) = (b for b in text_bar(rig).findChildren(QPushButton) if "Try again" in b.text())
    assert again.isVisible()
    assert text_bar(rig).toolTip() == "It crashed. Try again."
    rig.reader.problem = None
    rig.key(Qt.Key.Key_R)
    rig.qtbot.waitUntil(lambda: status(rig) == "Drag over words to select them")
    assert not again.isVisible()
    assert rig.problems == []


def test_an_empty_picture_says_so(rig: Rig) -> None:
    rig.reader.lines = ()
    rig.open()
    rig.key(Qt.Key.Key_T)
    rig.qtbot.waitUntil(lambda: status(rig) == "No text found here")
    rig.key(Qt.Key.Key_A, CTRL)
    rig.key(Qt.Key.Key_C, CTRL)
    rig.key(Qt.Key.Key_Down)
    assert status(rig) in ("Select some words first", "No text found here")
    assert rig.windows


def test_a_link_opens_after_a_look_and_the_overlay_leaves_first(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, int]] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append((url.toString(), len(rig.windows)))
    )
    rig.open()
    read(rig)
    rig.qtbot.mouseClick(rig.windows[0], BUTTON, pos=word(6, 2))
    (card,) = cards(rig)
    assert card.accessibleName() == "This leads to example.com"
    assert card.accessibleDescription() == "https://example.com/a"
    assert card.copy_button.hasFocus()
    assert opened == []
    card.open_button.click()
    assert opened == [("https://example.com/a", 0)]
    assert rig.events == ["cancelled"]


def test_a_link_by_keyboard_and_escape_closes_its_card_first(rig: Rig) -> None:
    rig.open()
    read(rig)
    rig.key(Qt.Key.Key_Down)
    rig.key(Qt.Key.Key_Down)
    rig.key(Qt.Key.Key_Down)
    rig.key(Qt.Key.Key_End)
    assert rig.windows[0].accessibleDescription() == "https://example.com/a, link"
    rig.key(Qt.Key.Key_Return)
    assert len(cards(rig)) == 1
    rig.key(Qt.Key.Key_Escape)
    assert cards(rig) == []
    assert in_text(rig)
    rig.key(Qt.Key.Key_Return)
    rig.key(Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "https://example.com/a"
    assert in_text(rig)


def test_what_is_no_address_can_only_be_copied(rig: Rig) -> None:
    box = Quad.of(Region(300, 200, 80, 80))
    rig.reader.codes = (Code("QRCode", "javascript:alert(1)", box),)
    rig.open()
    read(rig)
    rig.qtbot.mouseClick(rig.windows[0], BUTTON, pos=QPoint(340, 240))
    (card,) = cards(rig)
    assert card.accessibleName() == "QR code with this text"
    assert not card.open_button.isVisible()
    card.copy_button.click()
    assert QGuiApplication.clipboard().text() == "javascript:alert(1)"
    assert status(rig) == "Copied"


def test_a_host_in_foreign_letters_is_also_told_as_it_is_sent(rig: Rig) -> None:
    rig.reader.codes = (
        Code("QRCode", "https://xn--80ak6aa92e.com/", Quad.of(Region(300, 200, 80, 80))),
    )
    rig.open()
    read(rig)
    rig.qtbot.mouseClick(rig.windows[0], BUTTON, pos=QPoint(340, 240))
    (card,) = cards(rig)
    assert "xn--80ak6aa92e.com" in card.accessibleName()
    assert QUrl(card.accessibleDescription()).isValid()


def test_what_is_read_stands_out_and_what_is_selected_is_coloured(rig: Rig) -> None:
    rig.open()
    read(rig)
    rig.qtbot.mouseMove(rig.windows[0], QPoint(300, 400))
    plain = rig.windows[0].grab().toImage()
    assert plain.pixelColor(word(1)).getRgb()[:3] == (200, 40, 40)
    assert plain.pixelColor(300, 300).red() < 180
    rig.key(Qt.Key.Key_A, CTRL)
    banded = rig.windows[0].grab().toImage()
    assert banded.pixelColor(word(1)).blue() > 60


def test_each_control_has_a_name_and_all_text_is_described(rig: Rig) -> None:
    rig.open()
    read(rig)
    bar = text_bar(rig)
    for control in bar.findChildren(QWidget):
        if isinstance(control, QPushButton | QToolButton):
            assert control.accessibleName(), control
    assert bar.accessibleName() == "Text in the picture"
    expected = "build image now\npush denied here\nsee https://example.com/a"
    assert bar.accessibleDescription() == expected


def test_on_a_scaled_screen_words_are_where_they_are_seen(rig: Rig) -> None:
    rig.reader.lines = (line_of("far away", left=300, top=150),)
    rig.open()
    rig.qtbot.mouseMove(rig.windows[1], QPoint(100, 200))
    read(rig)
    rig.qtbot.mouseDClick(rig.windows[1], BUTTON, pos=QPoint(203, 104))
    assert copied(rig) == "far"


def test_the_bar_stands_away_from_the_pointer_and_hides_while_selecting(rig: Rig) -> None:
    rig.open()
    window = rig.windows[0]
    for y in (20, LEFT.height - 20):
        rig.qtbot.mouseMove(window, QPoint(300, y))
        read(rig)
        card = text_bar(rig).geometry().adjusted(20, 20, -20, -20)
        assert window.rect().contains(card)
        assert not card.contains(300, y)
        rig.key(Qt.Key.Key_T)
    read(rig)
    rig.qtbot.mousePress(window, BUTTON, pos=word(1, 2))
    rig.qtbot.mouseMove(window, word(1, 1))
    rig.qtbot.waitUntil(lambda: not text_bar(rig).isVisible())
    rig.qtbot.mouseRelease(window, BUTTON, pos=word(1, 1))
    assert text_bar(rig).isVisible()
