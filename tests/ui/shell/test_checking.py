"""A thorough look at an endpoint, from the button to the settings: keys, stopping, learning."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from askance.core.chat import ChatEvent, ParameterDropped, TextDelta, UsageReported
from askance.core.conversation import Usage
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.ui.settings.dialog import SettingsDialog
from tests.fakes.chat import HANG
from tests.support.accessible_names import named
from tests.support.house import RELAY, Build, House

SAYS: tuple[ChatEvent, ...] = (
    TextDelta(0, "red and blue"),
    UsageReported(Usage(prompt_tokens=8, completion_tokens=2, total_tokens=10)),
)
UNFIT = (ParameterDropped("logprobs", None), *SAYS)


def settings_of(house: House) -> SettingsDialog:
    house.shell.window.settings_requested.emit()
    dialog = house.shell.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


def press(house: House, dialog: QWidget, name: str) -> None:
    (found,) = named(dialog, name)
    house.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def write(dialog: QWidget, name: str, text: str) -> None:
    (found,) = named(dialog, name)
    if isinstance(found, QPlainTextEdit):
        found.setPlainText(text)
    else:
        assert isinstance(found, QLineEdit)
        found.setText(text)


def words(dialog: QWidget) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def check(house: House, dialog: QWidget) -> None:
    press(house, dialog, "Check everything…")
    press(house, dialog, "Start")


def test_a_saved_endpoint_is_looked_over_with_its_key(build: Build) -> None:
    house = build()
    house.chat.script = list(SAYS)
    house.keys.keys["Relay"] = "kept"
    dialog = settings_of(house)
    check(house, dialog)
    house.until(lambda: "Used about 40 tokens." in words(dialog))
    assert "Everything works." in words(dialog)
    assert set(house.chat.keys) == {"kept"}
    assert house.settings.load().endpoint("Relay") == RELAY


def test_what_was_learnt_is_kept_with_the_saved_endpoint(build: Build) -> None:
    house = build()
    house.chat.script = list(UNFIT)
    dialog = settings_of(house)
    check(house, dialog)
    house.until(lambda: "from now on" in words(dialog))
    learnt = replace(RELAY, dropped_params=("logprobs",))
    house.until(lambda: house.settings.load().endpoint("Relay") == learnt)
    assert "Save the model" not in words(dialog)
    press(house, dialog, "Back")
    assert "This server does not take: logprobs" in words(dialog)
    press(house, dialog, "Save")
    house.settle()
    assert house.settings.load().endpoint("Relay") == learnt


def test_what_was_learnt_of_a_draft_is_kept_once_it_is_saved(build: Build) -> None:
    house = build()
    house.chat.script = list(UNFIT)
    dialog = settings_of(house)
    write(dialog, "Standing instructions", "Short.")
    check(house, dialog)
    house.until(lambda: "Save the model to keep what was learnt." in words(dialog))
    assert house.settings.load().endpoint("Relay") == RELAY
    press(house, dialog, "Back")
    press(house, dialog, "Save")
    expected = replace(RELAY, system_prompt="Short.", dropped_params=("logprobs",))
    house.until(lambda: house.settings.load().endpoint("Relay") == expected)


def test_a_kept_key_goes_to_no_other_server(build: Build) -> None:
    house = build()
    house.chat.script = list(SAYS)
    house.keys.keys["Relay"] = "kept"
    dialog = settings_of(house)
    write(dialog, "Address", "https://elsewhere.example/v1")
    check(house, dialog)
    house.until(lambda: "Everything works." in words(dialog))
    assert house.chat.requests[0].endpoint.base_url == "https://elsewhere.example/v1"
    assert set(house.chat.keys) == {None}


def test_a_typed_key_goes_where_it_was_typed_for(build: Build) -> None:
    house = build()
    house.chat.script = list(SAYS)
    house.keys.keys["Relay"] = "kept"
    dialog = settings_of(house)
    write(dialog, "Address", "https://elsewhere.example/v1")
    write(dialog, "Key", "typed")
    check(house, dialog)
    house.until(lambda: "Everything works." in words(dialog))
    assert set(house.chat.keys) == {"typed"}
    assert house.keys.keys == {"Relay": "kept"}


def test_stopping_ends_it_at_once(build: Build) -> None:
    house = build()
    house.chat.script = [*SAYS, HANG]
    dialog = settings_of(house)
    check(house, dialog)
    house.until(lambda: "Certificate" in words(dialog))
    press(house, dialog, "Stop")
    house.until(lambda: "Stopped." in words(dialog))
    house.until(lambda: house.chat.dropped)
    assert len(house.chat.requests) == 1
    house.chat.script = list(SAYS)
    press(house, dialog, "Check again")
    house.until(lambda: "Everything works." in words(dialog))


def test_what_failed_comes_with_what_to_do(build: Build) -> None:
    house = build()
    refused = Problem(ErrorKind.AUTH, "The key was refused", "401", "Check the key.")
    house.chat.script = [AskanceError(refused)]
    dialog = settings_of(house)
    check(house, dialog)
    house.until(lambda: "Key failed. Its row says what to do." in words(dialog))
    house.until(lambda: words(dialog).splitlines().count("not looked at") == 7)
    assert "Check the key." in words(dialog).splitlines()


def test_closing_the_settings_stops_it(build: Build) -> None:
    house = build()
    house.chat.script = [HANG]
    dialog = settings_of(house)
    check(house, dialog)
    house.until(lambda: house.chat.requests)
    dialog.close()
    house.until(lambda: house.chat.dropped)
    house.settle()
