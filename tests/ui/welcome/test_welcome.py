"""The first-run page, and the form it shares with the settings."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMainWindow

from askance.core.endpoint import (
    LOCAL_SERVERS,
    PROVIDERS,
    SUGGESTED_MODEL,
    Endpoint,
    FoundServer,
    ModelInfo,
)
from askance.core.errors import ErrorKind, Problem
from askance.services.endpoints import EndpointCheck
from askance.ui.theme import Theme
from askance.ui.welcome import WelcomePage
from tests.support.accessible_names import named, nameless_controls

OLLAMA = FoundServer(LOCAL_SERVERS[0], (ModelInfo("llama3", False), ModelInfo("llava", True)))
LOCKED = Problem(ErrorKind.KEYRING, "The keyring is locked", "The prompt was closed.")


@pytest.fixture
def page(qapp, qtbot):
    made = WelcomePage(theme=Theme(qapp))
    qtbot.addWidget(made)
    made.resize(800, 800)
    made.show()
    return made


def one(page, name):
    (found,) = named(page, name)
    return found


def click(qtbot, page, name):
    qtbot.mouseClick(one(page, name), Qt.MouseButton.LeftButton)


def type_into(page, name, text):
    field = one(page, name)
    assert isinstance(field, QLineEdit)
    field.setText(text)


def model(page):
    return next(found for found in named(page, "Model name") if isinstance(found, QComboBox))


def words(page):
    return [found.text() for found in page.findChildren(QLabel) if found.isVisible()]


def test_it_says_what_works_without_a_key(page, qtbot):
    assert any("reads text, tables and codes right away" in text for text in words(page))
    with qtbot.waitSignal(page.skipped):
        click(qtbot, page, "Start without a key")


def test_later_it_only_adds_a_model(page, qtbot):
    page.set_first_run(False)
    assert not any("right away" in text for text in words(page))
    with qtbot.waitSignal(page.skipped):
        click(qtbot, page, "Not now")


def test_nothing_can_be_saved_before_a_server_is_chosen(page):
    assert not one(page, "Save and start").isEnabled()
    assert one(page, "Start without a key").isEnabled()


def test_it_takes_the_keyboard_in_a_window_that_was_in_front_before(qapp, qtbot):
    """As at a first start, where the desktop may bring the window forward before it is filled."""
    window, page = QMainWindow(), WelcomePage(theme=Theme(qapp))
    qtbot.addWidget(window)
    window.setCentralWidget(page)
    page.hide()
    page.focus_first()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.show()
    assert one(page, "OpenAI").hasFocus()


def test_there_is_somewhere_else_only_beside_what_is_here(page):
    assert "Somewhere else" not in words(page)
    page.set_found((OLLAMA,))
    found = [text for text in words(page) if text in ("Found on this computer", "Somewhere else")]
    assert found == ["Found on this computer", "Somewhere else"]


def test_a_server_found_here_is_chosen_with_a_model_that_sees(page, qtbot):
    page.set_found((OLLAMA,))
    with qtbot.waitSignal(page.saved) as caught:
        click(qtbot, page, "Save and start")
    endpoint, key = caught.args
    assert (endpoint.name, endpoint.base_url) == ("Ollama", "http://127.0.0.1:11434/v1")
    assert endpoint.model == "llava"
    assert key is None


def test_what_the_person_chose_is_not_replaced_by_what_is_found(page, qtbot):
    click(qtbot, page, "OpenAI")
    page.set_found((OLLAMA,))
    assert one(page, "Address").text() == PROVIDERS[0].base_url


def test_an_address_of_ones_own(page, qtbot):
    click(qtbot, page, "An address of your own")
    assert model(page).currentText() == SUGGESTED_MODEL
    type_into(page, "Address", "relay.example.com")
    assert "Questions go to https://relay.example.com/v1/chat/completions" in words(page)
    type_into(page, "Key", "  sk-test  ")
    with qtbot.waitSignal(page.saved) as caught:
        click(qtbot, page, "Save and start")
    endpoint, key = caught.args
    assert (endpoint.name, endpoint.base_url) == ("relay.example.com", "relay.example.com")
    assert key == "sk-test"
    page.finish()
    assert one(page, "Key").text() == ""


def test_an_address_that_cannot_be_used_is_explained_and_not_saved(page, qtbot):
    click(qtbot, page, "An address of your own")
    type_into(page, "Address", "ftp://example.com")
    assert any("http and https" in text for text in words(page))
    assert not one(page, "Save and start").isEnabled()
    assert not one(page, "Test").isEnabled()


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (EndpointCheck("ready", 0.84), "It answered “ready” in 0.8 s."),
        (EndpointCheck("", 2.0), "It answered without words in 2.0 s."),
        (
            EndpointCheck(
                problem=Problem(ErrorKind.AUTH, "The key was refused", "401", "Check it.")
            ),
            "The key was refused. 401 Check it.",
        ),
    ],
)
def test_a_test_says_how_it_went(page, qtbot, check, expected):
    click(qtbot, page, "OpenAI")
    type_into(page, "Key", "sk-test")
    with qtbot.waitSignal(page.test_requested) as caught:
        click(qtbot, page, "Test")
    assert caught.args[1] == "sk-test"
    assert not one(page, "Test").isEnabled()
    page.set_test_result(caught.args[0], check)
    assert expected in words(page)
    assert one(page, "Test").isEnabled()


def test_models_are_offered_and_what_is_typed_stays(page, qtbot):
    click(qtbot, page, "An address of your own")
    type_into(page, "Address", "http://127.0.0.1:9")
    model(page).setCurrentText("typed")
    with qtbot.waitSignal(page.models_requested) as caught:
        click(qtbot, page, "List models")
    page.set_models(caught.args[0], (ModelInfo("blind", False), ModelInfo("seeing", True)))
    assert model(page).currentText() == "typed"
    assert [model(page).itemText(row) for row in range(2)] == ["seeing", "blind"]


def test_an_answer_about_what_was_typed_before_is_dropped(page, qtbot):
    click(qtbot, page, "OpenAI")
    with qtbot.waitSignals([page.test_requested, page.models_requested]):
        click(qtbot, page, "Test")
        click(qtbot, page, "List models")
    asked = Endpoint(PROVIDERS[0].name, PROVIDERS[0].base_url, PROVIDERS[0].model)
    type_into(page, "Address", "https://elsewhere.example/v1")
    assert "Asking…" not in words(page)
    assert one(page, "Test").isEnabled()
    page.set_test_result(asked, EndpointCheck("ready", 0.8))
    page.set_models(replace(asked, model=""), (ModelInfo("theirs"),))
    assert not any("It answered" in text or "models found" in text for text in words(page))
    assert model(page).findText("theirs") == -1


def test_what_was_answered_goes_once_something_else_is_typed(page, qtbot):
    click(qtbot, page, "OpenAI")
    with qtbot.waitSignal(page.test_requested) as caught:
        click(qtbot, page, "Test")
    page.set_test_result(caught.args[0], EndpointCheck("ready", 0.8))
    type_into(page, "Key", "sk-test")
    assert any("It answered" in text for text in words(page))
    model(page).setCurrentText("another")
    assert not any("It answered" in text for text in words(page))


def test_models_that_cannot_be_listed_are_said_for_the_address_asked(page, qtbot):
    click(qtbot, page, "OpenAI")
    with qtbot.waitSignal(page.models_requested) as caught:
        click(qtbot, page, "List models")
    click(qtbot, page, "Mistral")
    page.set_models_problem(caught.args[0], LOCKED)
    assert not any("could not be listed" in text for text in words(page))
    with qtbot.waitSignal(page.models_requested) as caught:
        click(qtbot, page, "List models")
    page.set_models_problem(caught.args[0], LOCKED)
    assert any("could not be listed" in text for text in words(page))


def test_a_locked_keyring_offers_this_session(page, qtbot):
    click(qtbot, page, "OpenAI")
    type_into(page, "Key", "sk-test")
    page.set_key_problem(LOCKED)
    assert "The keyring is locked: The prompt was closed." in words(page)
    with qtbot.waitSignal(page.session_key_requested) as caught:
        click(qtbot, page, "Use it for this session only")
    assert caught.args[1] == "sk-test"


def test_the_key_is_masked_until_shown(page, qtbot):
    click(qtbot, page, "OpenAI")
    key = one(page, "Key")
    assert key.echoMode() == QLineEdit.EchoMode.Password
    click(qtbot, page, "Show key")
    assert key.echoMode() == QLineEdit.EchoMode.Normal
    page.finish()
    assert key.echoMode() == QLineEdit.EchoMode.Password


def test_choosing_another_server_forgets_the_typed_key(page, qtbot):
    click(qtbot, page, "OpenAI")
    type_into(page, "Key", "sk-test")
    click(qtbot, page, "Mistral")
    assert one(page, "Key").text() == ""


def test_where_keys_are_made_is_shown_before_it_is_opened(page, qtbot):
    click(qtbot, page, "OpenAI")
    link = one(page, "Where to get a key")
    assert "platform.openai.com/api-keys" in link.text()
    with qtbot.waitSignal(page.link_opened) as caught:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert caught.args == ["https://platform.openai.com/api-keys"]


def test_it_can_be_skipped(page, qtbot):
    with qtbot.waitSignal(page.skipped):
        click(qtbot, page, "Start without a key")


def test_every_control_has_a_name(page):
    page.set_found((OLLAMA,))
    assert nameless_controls(page) == []


def test_a_key_for_an_unencrypted_address_needs_the_person_s_word(page, qtbot):
    click(qtbot, page, "An address of your own")
    type_into(page, "Address", "http://models.lab.example/v1")
    assert any("is not encrypted" in text for text in words(page))
    type_into(page, "Key", "sk-test")
    qtbot.mouseClick(
        one(page, "Send the key unencrypted to models.lab.example"), Qt.MouseButton.LeftButton
    )
    with qtbot.waitSignal(page.saved) as caught:
        click(qtbot, page, "Save and start")
    assert caught.args[0].plain_http
