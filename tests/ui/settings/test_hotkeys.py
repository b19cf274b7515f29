"""The settings' page of the hotkeys: four fields that take keys and say what is wrong."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from askance.core.chord import Chord
from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import Hotkey
from askance.core.settings import Settings
from askance.services.hotkeys import ChordLook, HotkeyState
from askance.ui.settings.chord_row import ChordRow
from askance.ui.settings.hotkey_page import HotkeyPage
from askance.ui.settings.hotkey_words import keys_of
from askance.ui.theme import Theme
from tests.support.accessible_names import named, nameless_controls

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
SPACE, OTHER, FREE = (
    Chord.parse(text) for text in ("Ctrl+Alt+Space", "Ctrl+Alt+Q", "Ctrl+Shift+F9")
)
NAMES = ("Capture and ask", "Last region", "Whole screen", "Show the window")


@pytest.fixture
def page(qapp, qtbot):
    made = HotkeyPage(theme=Theme(qapp))
    qtbot.addWidget(made)
    made.set_desktop("gnome")
    made.resize(540, 600)
    made.show()
    made.set_state(Hotkey.CAPTURE, HotkeyState(SPACE))
    return made


def one(page: QWidget, name: str):
    (found,) = named(page, name)
    return found


def press(qtbot, page, name, key, modifiers=CTRL_ALT):
    qtbot.keyClick(one(page, name), key, modifiers)


def told(page, hotkey):
    """What stands under a field."""
    row = next(each for each in page.findChildren(ChordRow) if each.hotkey is hotkey)
    texts = [each.text() for each in row.findChildren(QLabel) if each.isVisible()]
    return texts[1] if len(texts) > 1 else ""


def test_there_are_four_and_only_what_is_set_can_be_cleared(page, qtbot):
    assert [one(page, name).text() for name in NAMES] == ["Ctrl+Alt+Space", "", "", ""]
    assert [one(page, f"Clear: {name}").isVisible() for name in NAMES] == [True, *[False] * 3]
    assert nameless_controls(page) == []
    with qtbot.waitSignal(page.cleared) as caught:
        qtbot.mouseClick(one(page, "Clear: Capture and ask"), Qt.MouseButton.LeftButton)
    assert caught.args == ["capture"]


def test_a_chord_is_looked_at_and_applied_for_its_hotkey(page, qtbot):
    with qtbot.waitSignal(page.look_wanted) as looked:
        press(qtbot, page, "Last region", Qt.Key.Key_Q)
    assert looked.args == ["last", "Ctrl+Alt+Q"]
    page.set_look(Hotkey.LAST, ChordLook(OTHER, free=True))
    with qtbot.waitSignal(page.chord_requested) as asked:
        qtbot.mouseClick(one(page, "Apply: Last region"), Qt.MouseButton.LeftButton)
    assert asked.args == ["last", "Ctrl+Alt+Q"]
    page.set_state(Hotkey.LAST, HotkeyState(OTHER, hotkey=Hotkey.LAST))
    assert told(page, Hotkey.LAST) == "Active"
    assert not one(page, "Apply: Last region").isVisible()
    assert one(page, "Clear: Last region").isVisible()


def test_which_of_ours_has_a_chord_is_named_and_the_next_is_offered(page, qtbot):
    press(qtbot, page, "Whole screen", Qt.Key.Key_Space)
    assert told(page, Hotkey.SCREEN) == "Capture and ask uses it already."
    assert not one(page, "Apply: Whole screen").isVisible()
    page.set_look(Hotkey.SCREEN, ChordLook(SPACE, free=False, other=FREE))
    assert told(page, Hotkey.SCREEN) == "Capture and ask uses it already."
    with qtbot.waitSignal(page.chord_requested) as asked:
        qtbot.mouseClick(one(page, f"Use {FREE} instead"), Qt.MouseButton.LeftButton)
    assert asked.args == ["screen", str(FREE)]


def test_a_chord_of_another_program_is_told(page, qtbot):
    press(qtbot, page, "Show the window", Qt.Key.Key_Q)
    assert one(page, "Apply: Show the window").isVisible()
    page.set_look(Hotkey.SHOW, ChordLook(OTHER, free=False))
    assert told(page, Hotkey.SHOW) == "Another program has Ctrl+Alt+Q."
    assert one(page, "Show the window").accessibleDescription() == told(page, Hotkey.SHOW)
    assert not one(page, "Apply: Show the window").isVisible()


def test_an_answer_about_another_chord_says_nothing(page, qtbot):
    press(qtbot, page, "Show the window", Qt.Key.Key_Q)
    page.set_look(Hotkey.SHOW, ChordLook(FREE, free=False))
    assert told(page, Hotkey.SHOW) == "Not applied yet"


def test_what_the_desktop_does_with_the_keys_is_a_warning_by_name(page, qtbot):
    press(qtbot, page, "Last region", Qt.Key.Key_T)
    assert told(page, Hotkey.LAST) == "In GNOME, Ctrl+Alt+T opens a terminal. Not applied yet."
    assert one(page, "Apply: Last region").isVisible()


@pytest.mark.parametrize(
    ("key", "modifiers", "words"),
    [
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "could no longer be typed"),
        (Qt.Key.Key_F3, CTRL_ALT, "switches to a text console"),
        (Qt.Key.Key_VolumeUp, CTRL_ALT, "cannot be part of a hotkey"),
    ],
)
def test_a_chord_that_cannot_be_is_refused_in_words(page, qtbot, key, modifiers, words):
    press(qtbot, page, "Last region", key, modifiers)
    assert words in told(page, Hotkey.LAST)
    assert not one(page, "Apply: Last region").isVisible()


def test_a_letter_that_cannot_be_is_named(page):
    field = one(page, "Last region")
    field.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Udiaeresis, CTRL_ALT, "ü"))
    assert "“Ü”" in told(page, Hotkey.LAST)


def test_the_modifiers_show_while_they_are_down(page):
    field = one(page, "Capture and ask")
    assert isinstance(field, QLineEdit)
    shift = Qt.KeyboardModifier.ShiftModifier
    field.keyPressEvent(
        QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    )
    assert field.text() == "Shift+"
    field.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Control, shift))
    assert field.text() == "Ctrl+Shift+"
    field.keyReleaseEvent(QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Control, shift))
    assert field.text() == "Ctrl+Alt+Space"


def test_tab_walks_from_field_to_field(page, qtbot):
    one(page, "Last region").setFocus()
    for name in ("Whole screen", "Show the window"):
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        assert page.focusWidget().accessibleName() == name


def test_clearing_leaves_the_keyboard_in_the_row(page, qtbot):
    clear = one(page, "Clear: Capture and ask")
    clear.setFocus()
    qtbot.keyClick(clear, Qt.Key.Key_Space)
    assert page.focusWidget() is one(page, "Capture and ask")


def test_switched_off_the_chords_show_and_cannot_be_changed(page):
    for hotkey in Hotkey:
        page.set_state(hotkey, None)
    page.set_settings(Settings(hotkey_enabled=False, hotkey_show="Ctrl+Alt+Q"))
    assert [one(page, name).text() for name in NAMES] == ["Ctrl+Alt+Space", "", "", "Ctrl+Alt+Q"]
    assert not any(one(page, name).isEnabled() for name in NAMES)


@pytest.mark.parametrize(
    ("trigger", "shown"),
    [
        ("Press <Control><Alt>space", "Ctrl+Alt+Space"),
        ("<Shift><Primary>q", "Ctrl+Shift+Q"),
        ("Press <Super>XF86Calculator", "Press <Super>XF86Calculator"),
        ("Press <Hyper>a", "Press <Hyper>a"),
        ("Meta+Q, or the key beside it", "Meta+Q, or the key beside it"),
        ("", ""),
    ],
)
def test_the_keys_a_desktop_gave_are_written_as_ours_where_they_are_understood(trigger, shown):
    assert keys_of(trigger) == shown


def test_where_the_desktop_decides_its_keys_and_the_way_there_are_shown(page, qtbot):
    given = HotkeyState(SPACE, by_desktop=True, trigger="Press <Super>F1")
    page.set_state(Hotkey.CAPTURE, given)
    assert one(page, "Capture and ask").text() == "Meta+F1"
    assert told(page, Hotkey.CAPTURE) == "Active. The desktop gave these keys."
    note = "The desktop decides which keys these are. Change them in Settings, Apps, Askance, "
    assert any(each.text().startswith(note) for each in page.findChildren(QLabel))
    change = one(page, "Change them in the desktop")
    with qtbot.waitSignal(page.configure_requested):
        qtbot.mouseClick(change, Qt.MouseButton.LeftButton)
    page.set_configured(False)
    assert not change.isVisible(), "the words say where"


def test_without_such_a_desktop_nothing_is_said_of_one(page):
    assert not one(page, "Change them in the desktop").isVisible()
    problem = Problem(ErrorKind.HOTKEY, "Ctrl+Alt+Q is already taken")
    page.set_state(Hotkey.LAST, HotkeyState(OTHER, problem, FREE, hotkey=Hotkey.LAST))
    assert told(page, Hotkey.LAST) == "Ctrl+Alt+Q is already taken."
    assert one(page, f"Use {FREE} instead").isVisible()
