"""The settings window: shows settings, asks for changes, keeps nothing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QRadioButton,
)

from askance.core.chord import Chord
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import Hotkey
from askance.core.settings import Appearance, Settings
from askance.services.endpoints import EndpointCheck
from askance.services.hotkeys import HotkeyState
from askance.ui.settings.chord_field import ChordField, chord_of
from askance.ui.settings.dialog import SettingsDialog, SettingsPage
from askance.ui.settings.key_field import KeyState
from askance.ui.theme import Theme
from tests.support.accessible_names import named, nameless_controls

RELAY = Endpoint(
    "Relay", "https://relay.example.com/v1", "gemini-pro-vision", system_prompt="Short."
)
LOCAL = Endpoint("Ollama", "http://127.0.0.1:11434/v1", "llava")
SETTINGS = Settings(endpoints=(RELAY, LOCAL), default_endpoint="Relay")
CHORD, FREE = Chord.parse("Ctrl+Alt+Space"), Chord.parse("Ctrl+Alt+A")
TAKEN = Problem(ErrorKind.HOTKEY, "Ctrl+Alt+Space is taken")
LOCKED = Problem(ErrorKind.KEYRING, "The keyring is locked", "", "Unlock it.")
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def dialog(qapp, qtbot):
    made = SettingsDialog(theme=Theme(qapp))
    qtbot.addWidget(made)
    made.set_settings(SETTINGS)
    made.show()
    return made


def one(dialog, name):
    (found,) = named(dialog, name)
    return found


def click(qtbot, dialog, name):
    qtbot.mouseClick(one(dialog, name), Qt.MouseButton.LeftButton)


def words(dialog):
    return [found.text() for found in dialog.findChildren(QLabel) if found.isVisible()]


def choose(dialog, row):
    models = one(dialog, "Models")
    assert isinstance(models, QListWidget)
    models.setCurrentRow(row)


def test_the_default_endpoint_is_shown_first(dialog):
    assert dialog.windowTitle() == "Askance – Settings"
    assert one(dialog, "Address").text() == RELAY.base_url
    assert not one(dialog, "Make default").isEnabled()


def test_choosing_another_asks_for_the_state_of_its_key(dialog, qtbot):
    with qtbot.waitSignal(dialog.models.key_state_wanted) as caught:
        choose(dialog, 1)
    assert caught.args == [LOCAL]
    dialog.models.set_key_state("Relay", KeyState.KEPT)
    assert not any("kept in the keyring" in text for text in words(dialog)), "of another endpoint"
    dialog.models.set_key_state("Ollama", KeyState.KEPT)
    assert any("kept in the keyring" in text for text in words(dialog))


def test_saving_keeps_what_the_form_does_not_show(dialog, qtbot):
    learnt = replace(RELAY, connect_timeout=3.0, dropped_params=("logprobs",))
    dialog.set_settings(replace(SETTINGS, endpoints=(learnt, LOCAL)))
    choose(dialog, 1)
    choose(dialog, 0)
    one(dialog, "Address").setText("https://other.example.com/v1")
    with qtbot.waitSignal(dialog.models.endpoint_saved) as caught:
        click(qtbot, dialog, "Save")
    endpoint, key = caught.args
    assert endpoint == replace(learnt, base_url="https://other.example.com/v1", dropped_params=())
    assert key is None


def test_what_is_being_typed_survives_a_change_elsewhere(dialog):
    one(dialog, "Address").setText("https://half.example")
    dialog.set_settings(replace(SETTINGS, text_size=120))
    assert one(dialog, "Address").text() == "https://half.example"


def test_a_name_is_given_only_once(dialog, qtbot):
    saved = []
    dialog.models.endpoint_saved.connect(lambda *args: saved.append(args))
    click(qtbot, dialog, "Add a model")
    one(dialog, "Name").setText("Relay")
    one(dialog, "Address").setText("https://new.example.com")
    click(qtbot, dialog, "Save")
    assert saved == []
    assert any("another name" in text for text in words(dialog))
    one(dialog, "Name").setText("New")
    click(qtbot, dialog, "Save")
    assert saved[0][0].name == "New"


def test_a_key_that_cannot_be_kept_is_offered_for_the_session(dialog, qtbot):
    key = one(dialog, "Key")
    assert isinstance(key, QLineEdit)
    key.setText("sk-test")
    with qtbot.waitSignal(dialog.models.endpoint_saved) as caught:
        click(qtbot, dialog, "Save")
    assert caught.args[1] == "sk-test"
    dialog.models.set_key_problem("Relay", LOCKED)
    with qtbot.waitSignal(dialog.models.session_key_requested) as caught:
        click(qtbot, dialog, "Use it for this session only")
    assert caught.args[1] == "sk-test"
    dialog.models.key_kept("Relay", KeyState.SESSION)
    assert key.text() == ""
    assert any("in memory" in text for text in words(dialog))


@pytest.mark.parametrize(("press", "expected"), [("Remove", ["Relay"]), ("Keep", [])])
def test_removing_asks_first(dialog, qtbot, press, expected):
    removed = []
    dialog.models.endpoint_removed.connect(removed.append)
    click(qtbot, dialog, "Remove…")
    box = dialog.findChild(QMessageBox)
    (answer,) = [found for found in box.findChildren(QPushButton) if found.text() == press]
    qtbot.mouseClick(answer, Qt.MouseButton.LeftButton)
    assert removed == expected


def test_a_removed_endpoint_gives_way_to_the_default(dialog):
    dialog.set_settings(SETTINGS.without_endpoint("Relay"))
    assert one(dialog, "Address").text() == LOCAL.base_url
    dialog.set_settings(Settings())
    assert any("nothing leaves this computer" in text for text in words(dialog))


def on_this_computer(dialog):
    choose(dialog, 2)


def test_the_built_in_endpoint_is_listed_last_and_cannot_be_changed(dialog):
    asked = []
    dialog.models.key_state_wanted.connect(asked.append)
    models = one(dialog, "Models")
    assert models.item(models.count() - 1).text().startswith("On this computer")
    on_this_computer(dialog)
    assert any("without a network" in text for text in words(dialog))
    assert not one(dialog, "Remove…").isEnabled()
    assert not one(dialog, "Address").isVisible()
    assert not one(dialog, "Save").isVisible()
    assert asked == [], "it has no key"
    choose(dialog, 0)
    assert one(dialog, "Address").isVisible()
    assert one(dialog, "Save").isVisible()


def test_the_built_in_endpoint_can_be_the_default(dialog, qtbot):
    on_this_computer(dialog)
    with qtbot.waitSignal(dialog.models.default_chosen) as caught:
        click(qtbot, dialog, "Make default")
    assert caught.args == [ON_DEVICE.name]
    dialog.set_settings(replace(SETTINGS, default_endpoint=ON_DEVICE.name))
    assert not one(dialog, "Make default").isEnabled()
    assert one(dialog, "Models").item(2).text().endswith("default")


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (EndpointCheck("Askance", 1.42), "It read “Askance” in 1.4 s."),
        (EndpointCheck("", 1.0), "It read nothing where a word was."),
        (EndpointCheck(problem=LOCKED), "The keyring is locked. Unlock it."),
    ],
)
def test_the_built_in_endpoint_can_be_tested(dialog, qtbot, check, said):
    on_this_computer(dialog)
    with qtbot.waitSignal(dialog.models.test_requested) as caught:
        click(qtbot, dialog, "Test reading")
    assert caught.args == [ON_DEVICE, None]
    assert "Reading…" in words(dialog)
    dialog.models.set_test_result(ON_DEVICE, check)
    assert said in words(dialog)
    choose(dialog, 0)
    on_this_computer(dialog)
    assert said not in words(dialog)


def test_no_model_takes_the_name_of_the_built_in_endpoint(dialog, qtbot):
    saved = []
    dialog.models.endpoint_saved.connect(lambda *args: saved.append(args))
    click(qtbot, dialog, "Add a model")
    one(dialog, "Name").setText(ON_DEVICE.name)
    one(dialog, "Address").setText("https://new.example.com")
    click(qtbot, dialog, "Save")
    assert saved == []


def test_make_default(dialog, qtbot):
    choose(dialog, 1)
    with qtbot.waitSignal(dialog.models.default_chosen) as caught:
        click(qtbot, dialog, "Make default")
    assert caught.args == ["Ollama"]


def key(code, modifiers=Qt.KeyboardModifier.NoModifier):
    return QKeyEvent(QEvent.Type.KeyPress, code, modifiers)


@pytest.mark.parametrize(
    ("event", "chord"),
    [
        (key(Qt.Key.Key_Space, CTRL | ALT), "Ctrl+Alt+Space"),
        (key(Qt.Key.Key_A, CTRL | SHIFT), "Ctrl+Shift+A"),
        (key(Qt.Key.Key_F9), "F9"),
        (key(Qt.Key.Key_Print), "Print"),
        (key(Qt.Key.Key_A), "A"),
        (key(Qt.Key.Key_Control, CTRL), None),
        (key(Qt.Key.Key_Tab), None),
        (key(Qt.Key.Key_Escape), None),
        (key(Qt.Key.Key_Return), None),
        (key(Qt.Key.Key_Return, CTRL), "Ctrl+Enter"),
        (key(0x416, CTRL), None),
    ],
)
def test_keys_become_chords(event, chord):
    assert chord_of(event) == (Chord.parse(chord) if chord else None)


def test_a_chord_is_recorded_and_applied(dialog, qtbot):
    dialog.show_page(SettingsPage.HOTKEY)
    dialog.hotkey.set_state(Hotkey.CAPTURE, HotkeyState(CHORD))
    assert "Active" in words(dialog)
    field = one(dialog, "Capture and ask")
    assert isinstance(field, ChordField)
    qtbot.keyClick(field, Qt.Key.Key_Q, CTRL | ALT)
    with qtbot.waitSignal(dialog.hotkey.chord_requested) as caught:
        click(qtbot, dialog, "Apply: Capture and ask")
    assert caught.args == ["capture", "Ctrl+Alt+Q"]


def test_a_chord_that_would_be_a_nuisance_is_not_applied(dialog, qtbot):
    dialog.show_page(SettingsPage.HOTKEY)
    qtbot.keyClick(one(dialog, "Capture and ask"), Qt.Key.Key_A)
    assert not one(dialog, "Apply: Capture and ask").isVisible()
    assert any("could no longer be typed" in text for text in words(dialog))


def test_a_taken_chord_comes_with_a_free_one(dialog, qtbot):
    dialog.show_page(SettingsPage.HOTKEY)
    dialog.hotkey.set_state(Hotkey.CAPTURE, HotkeyState(CHORD, TAKEN, FREE))
    assert any("is taken" in text for text in words(dialog))
    with qtbot.waitSignal(dialog.hotkey.chord_requested) as caught:
        click(qtbot, dialog, "Use Ctrl+Alt+A instead")
    assert caught.args == ["capture", "Ctrl+Alt+A"]


def test_a_chord_that_goes_on_working_is_shown_beside_the_problem(dialog, qtbot):
    dialog.show_page(SettingsPage.HOTKEY)
    working = Chord.parse("Ctrl+Alt+Q")
    dialog.hotkey.set_state(Hotkey.CAPTURE, HotkeyState(CHORD, TAKEN, FREE, working))
    assert one(dialog, "Capture and ask").text() == "Ctrl+Alt+Q"
    assert any(
        "is taken" in text and "Ctrl+Alt+Q is still active." in text for text in words(dialog)
    )
    assert one(dialog, "Use Ctrl+Alt+A instead").isVisible()
    qtbot.keyClick(one(dialog, "Capture and ask"), Qt.Key.Key_Q, CTRL | ALT)
    assert "Active" in words(dialog)


def test_looks_are_told_when_the_person_changes_them(dialog, qtbot):
    dialog.show_page(SettingsPage.APPEARANCE)
    told = []
    dialog.appearance.appearance_chosen.connect(told.append)
    dialog.appearance.text_size_chosen.connect(told.append)
    dialog.set_settings(replace(SETTINGS, appearance=Appearance.LIGHT, text_size=120))
    size = one(dialog, "Text size")
    assert isinstance(size, QComboBox)
    assert (told, size.currentText()) == ([], "120 %")
    (dark,) = [found for found in dialog.findChildren(QRadioButton) if found.text() == "Dark"]
    dark.click()
    size.setFocus()
    qtbot.keyClick(size, Qt.Key.Key_Down)
    assert told == [Appearance.DARK, 130]


def test_how_sure_a_word_must_be_is_told_when_the_person_chooses(dialog, qtbot):
    dialog.show_page(SettingsPage.APPEARANCE)
    told = []
    dialog.appearance.doubt_chosen.connect(told.append)
    field = one(dialog, "Mark words the model was less sure of than")
    assert isinstance(field, QComboBox)
    for percent, said in ((0, "Off"), (65, "65 %"), (80, "80 %")):
        dialog.set_settings(replace(SETTINGS, doubt_below=percent))
        assert field.currentText() == said
    assert told == []
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Home)
    assert told == [85, 0]


def test_every_control_has_a_name(dialog, qtbot):
    assert nameless_controls(dialog) == []
    click(qtbot, dialog, "Add a model")
    assert nameless_controls(dialog) == []
