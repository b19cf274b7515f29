"""Setting up, from the pages a person uses to the ports: keys, models, hotkey and text size."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QWidget

from askance.core.chord import Chord
from askance.core.endpoint import PROVIDERS, Endpoint, ModelInfo
from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import Hotkey
from askance.core.settings import Settings
from askance.ui.main_window import Page
from askance.ui.settings.dialog import SettingsDialog, SettingsPage
from askance.ui.settings.key_field import KeyState
from tests.support.accessible_names import named
from tests.support.house import READY, RELAY, SPACE, Build, House

ELSEWHERE = "https://elsewhere.example/v1"
LOCAL = Endpoint("Local", "http://127.0.0.1:11434/v1", "llava")
GEMINI = PROVIDERS[1]
OTHER, TAKEN = Chord.parse("Ctrl+Alt+Q"), Chord.parse("Ctrl+Alt+A")
LOCKED = Problem(ErrorKind.KEYRING, "The keyring is locked", "", "Unlock it.")
FULL = Problem(ErrorKind.STORAGE, "The disk is full")


def settings_of(house: House) -> SettingsDialog:
    house.shell.window.settings_requested.emit()
    dialog = house.shell.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


def field(dialog: QWidget, name: str) -> QLineEdit:
    (found,) = named(dialog, name)
    assert isinstance(found, QLineEdit)
    return found


def press(house: House, dialog: QWidget, name: str) -> None:
    (found,) = named(dialog, name)
    house.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def words(dialog: QWidget) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def move_and_save(house: House, dialog: SettingsDialog, key: str = "") -> None:
    field(dialog, "Address").setText(ELSEWHERE)
    field(dialog, "Key").setText(key)
    press(house, dialog, "Save")


def test_a_kept_key_is_not_tried_on_another_address(build: Build) -> None:
    house = build()
    house.keys.keys["Relay"] = "kept"
    dialog = settings_of(house)
    press(house, dialog, "Test")
    house.until(lambda: "It answered" in words(dialog))
    field(dialog, "Address").setText(ELSEWHERE)
    press(house, dialog, "Test")
    house.until(lambda: len(house.chat.keys) == 2)
    assert house.chat.requests[1].endpoint.base_url == ELSEWHERE
    assert house.chat.keys == ["kept", None]


def test_models_of_another_address_are_listed_without_the_kept_key(build: Build) -> None:
    house = build()
    house.keys.keys["Relay"] = "kept"
    asked: list[tuple[str, str | None]] = []

    async def models(endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        asked.append((endpoint.base_url, key))
        return ()

    house.chat.models = models  # type: ignore[method-assign]
    dialog = settings_of(house)
    field(dialog, "Address").setText(ELSEWHERE)
    press(house, dialog, "List models")
    house.until(lambda: asked)
    assert asked == [(ELSEWHERE, None)]


def test_a_moved_endpoint_forgets_the_key_of_its_old_address(build: Build) -> None:
    house = build()
    house.keys.keys["Relay"] = "kept"
    dialog = settings_of(house)
    move_and_save(house, dialog)
    house.until(lambda: "The key was for relay.example.com." in words(dialog))
    assert "Add the one for the new address." in words(dialog)
    assert house.keys.get("Relay") is None
    house.until(
        lambda: house.settings.load().endpoint("Relay") == replace(RELAY, base_url=ELSEWHERE)
    )
    house.ask("What is this?")
    house.until(lambda: house.chat.keys)
    assert house.chat.keys == [None]


def test_a_moved_endpoint_without_a_key_says_nothing_of_one(build: Build) -> None:
    house = build()
    dialog = settings_of(house)
    move_and_save(house, dialog)
    house.until(lambda: house.settings.load().endpoint("Relay") != RELAY)
    house.until(lambda: "No key is kept" in words(dialog))
    assert "The key was for" not in words(dialog)


def test_a_moved_endpoint_takes_the_key_typed_for_it(build: Build) -> None:
    house = build()
    house.keys.keys["Relay"] = "kept"
    dialog = settings_of(house)
    move_and_save(house, dialog, "new")
    house.until(lambda: house.keys.keys.get("Relay") == "new")
    assert house.settings.load().endpoint("Relay") == replace(RELAY, base_url=ELSEWHERE)
    house.until(lambda: field(dialog, "Key").text() == "")
    assert "The key was for" not in words(dialog)


@pytest.mark.parametrize("key", ["", "new"])
def test_an_endpoint_stays_where_it_is_while_its_key_cannot_be_forgotten(
    build: Build, key: str
) -> None:
    house = build()
    house.keys.keys["Relay"] = "kept"
    dialog = settings_of(house)
    house.until(lambda: "A key is kept" in words(dialog))
    house.keys.problem = LOCKED
    move_and_save(house, dialog, key)
    house.until(lambda: "The keyring is locked" in words(dialog))
    assert "relay.example.com" in words(dialog)
    assert "Saved" not in words(dialog).splitlines()
    assert house.settings.load() == READY
    assert field(dialog, "Key").text() == key
    assert not [
        found for found in named(dialog, "Use it for this session only") if found.isVisible()
    ]


def test_a_key_for_the_session_follows_no_endpoint_either(build: Build) -> None:
    house = build()
    house.keys.session["Relay"] = "old"
    dialog = settings_of(house)
    moved = replace(RELAY, base_url=ELSEWHERE)
    dialog.models.session_key_requested.emit(moved, "new")
    house.until(lambda: house.settings.load().endpoint("Relay") == moved)
    house.until(lambda: house.keys.session == {"Relay": "new"})


def test_a_path_may_change_and_the_key_stays(build: Build) -> None:
    house = build()
    house.keys.keys["Relay"] = "kept"
    dialog = settings_of(house)
    field(dialog, "Address").setText("https://relay.example.com/v2")
    press(house, dialog, "Save")
    house.until(lambda: house.settings.load().endpoint("Relay") != RELAY)
    assert house.keys.keys == {"Relay": "kept"}


def choose_gemini(house: House, key: str = "") -> None:
    house.shell.window.add_model_requested.emit()
    welcome = house.shell.window.welcome
    press(house, welcome, GEMINI.name)
    field(welcome, "Key").setText(key)
    press(house, welcome, "Save and start")


def test_adding_a_model_replaces_none_of_the_same_name(build: Build) -> None:
    mine = Endpoint(GEMINI.name, "https://proxy.example/v1", GEMINI.model, system_prompt="Short.")
    house = build(READY.with_endpoint(mine))
    house.keys.keys[GEMINI.name] = "mine"
    choose_gemini(house, "new")
    house.until(lambda: len(house.settings.load().endpoints) == 3)
    added = Endpoint("Google Gemini 2", GEMINI.base_url, GEMINI.model)
    assert house.settings.load().endpoints == (RELAY, mine, added)
    assert house.settings.load().current == added
    assert house.keys.keys == {GEMINI.name: "mine", "Google Gemini 2": "new"}


def test_another_model_of_the_same_server_is_another_endpoint(build: Build) -> None:
    mine = Endpoint(GEMINI.name, GEMINI.base_url, "gemini-of-old")
    second = replace(mine, name="Google Gemini 2", model="gemini-older")
    house = build(READY.with_endpoint(mine).with_endpoint(second))
    choose_gemini(house)
    house.until(lambda: len(house.settings.load().endpoints) == 4)
    assert house.settings.load().current == replace(
        mine, name="Google Gemini 3", model=GEMINI.model
    )


@pytest.mark.parametrize("name", ["Google Gemini", "Google Gemini 2"])
def test_the_same_endpoint_again_keeps_how_it_is_asked(build: Build, name: str) -> None:
    other = Endpoint(GEMINI.name, "https://proxy.example/v1", "mine")
    mine = Endpoint(name, GEMINI.base_url, GEMINI.model, max_tokens=512, system_prompt="Short.")
    before = READY.with_endpoint(other).with_endpoint(mine)
    house = build(before)
    choose_gemini(house, "new")
    house.until(lambda: house.keys.keys == {name: "new"})
    house.until(lambda: house.settings.load().default_endpoint == name)
    assert house.settings.load().endpoints == before.endpoints


def test_the_typed_key_stays_until_the_endpoint_is_kept(build: Build) -> None:
    house = build(Settings())
    house.settings.problem = FULL
    told: list[Problem] = []
    house.shell._setting_up.problem.connect(told.append)
    choose_gemini(house, "typed")
    house.until(lambda: told)
    assert field(house.shell.window.welcome, "Key").text() == "typed"
    assert house.shell.window.page is Page.WELCOME
    house.settings.problem = None
    press(house, house.shell.window.welcome, "Save and start")
    house.until(lambda: house.shell.window.page is Page.EMPTY)
    assert field(house.shell.window.welcome, "Key").text() == ""


def test_a_hotkey_switched_off_while_it_registers_stays_off(build: Build) -> None:
    house = build()
    setting_up = house.shell._setting_up
    house.until(lambda: Hotkey.CAPTURE in setting_up.hotkeys.states)
    dialog = settings_of(house)
    go_on, register = threading.Event(), house.hotkeys.register

    def slow(hotkey_id: str, chord: Chord) -> None:
        assert go_on.wait(8)
        register(hotkey_id, chord)

    house.hotkeys.register = slow  # type: ignore[method-assign]
    ended: list[bool] = []
    setting_up.hotkeys.use(OTHER).ended.connect(lambda: ended.append(True))
    dialog.hotkey.enabled_changed.emit(False)
    go_on.set()
    house.until(lambda: ended and not house.hotkeys.registered)
    assert not setting_up.hotkeys.states
    house.until(lambda: not house.settings.load().hotkey_enabled)
    assert house.settings.load().hotkey is None
    dialog.show_page(SettingsPage.HOTKEY)
    assert "Active" not in words(dialog).splitlines()


def test_a_taken_chord_leaves_the_old_one_shown_and_at_work(build: Build) -> None:
    house = build(taken={TAKEN})
    setting_up = house.shell._setting_up
    house.until(lambda: Hotkey.CAPTURE in setting_up.hotkeys.states)
    dialog = settings_of(house)
    dialog.show_page(SettingsPage.HOTKEY)
    dialog.hotkey.chord_requested.emit(Hotkey.CAPTURE, str(TAKEN))
    house.until(lambda: "already taken" in words(dialog))
    assert house.hotkeys.registered == {"capture": SPACE}
    assert field(dialog, "Capture and ask").text() == str(SPACE)
    assert f"{SPACE} is still active." in words(dialog)
    assert house.shell.window.hides_on_close
    assert house.settings.load().hotkey is None


def test_an_answer_is_not_shown_under_another_endpoint(build: Build) -> None:
    house = build(READY.with_endpoint(LOCAL))
    asked: list[str] = []

    async def models(endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        asked.append(endpoint.name)
        return (ModelInfo("of the relay"),)

    house.chat.models = models  # type: ignore[method-assign]
    dialog = settings_of(house)
    held: list[object] = []
    bridge_run = house.shell._bridge.run

    def slow_run(work: object, done: object = None, failed: object = None) -> object:
        """Holds the answer back until it is told to give it; what the window does by itself
        meanwhile goes on.
        """
        if "EndpointService" not in getattr(work, "__qualname__", ""):
            return bridge_run(work, done, failed)  # type: ignore[arg-type]
        return bridge_run(work, lambda result: held.append((done, result)), failed)  # type: ignore[arg-type]

    house.shell._bridge.run = slow_run  # type: ignore[assignment,method-assign]
    press(house, dialog, "Test")
    press(house, dialog, "List models")
    house.until(lambda: len(held) == 2)
    house.shell._bridge.run = bridge_run  # type: ignore[method-assign]
    (models_list,) = named(dialog, "Models")
    assert isinstance(models_list, QListWidget)
    models_list.setCurrentRow(1)
    for done, result in held:  # type: ignore[misc]
        done(result)
    assert asked == ["Relay"]
    assert "It answered" not in words(dialog)
    assert "models found" not in words(dialog)


def test_quick_steps_of_the_text_size_all_count(build: Build) -> None:
    house = build()
    step = house.shell.window.text_size_stepped.emit
    for _ in range(3):
        step(1)
    house.until(lambda: house.settings.load().text_size == 130)
    step(0)
    step(-1)
    house.until(lambda: house.settings.load().text_size == 90)


def test_the_key_states_are_told_apart(build: Build) -> None:
    house = build()
    dialog = settings_of(house)
    dialog.models.set_key_state("Relay", KeyState.KEPT)
    dialog.models.set_key_moved("Local", "relay.example.com")
    assert "The key was for" not in words(dialog), "of another endpoint"
    dialog.models.set_key_moved("Relay", "relay.example.com")
    assert "The key was for relay.example.com." in words(dialog)
    assert not [found for found in named(dialog, "Forget the key") if found.isVisible()]


def test_how_sure_a_word_must_be_is_kept_and_holds_at_once(build: Build) -> None:
    house = build()
    house.shell._setting_up.set_doubt_below(60)
    assert house.shell._setting_up._theme.doubt_below == 0.6
    house.until(lambda: house.settings.load().doubt_below == 60)
