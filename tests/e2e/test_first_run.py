"""The first start: one page, a local server found, an address of one's own, no key, no keyring; and
a hotkey that somebody else has.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from Xlib import XK, X
from Xlib import display as xlib_display

from tests.support import keyring_control
from tests.support.accessibility import Accessibility
from tests.support.askance_program import Askance
from tests.support.askance_window import OVERLAY, AskanceWindow, askance_window
from tests.support.chat_server import MODEL, ChatServer
from tests.support.desktop import Desktop
from tests.support.desktop import desktop as start_desktop
from tests.support.secret import TEST_KEY, files_with_key
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.e2e

PAGE = "Glance at anything, and ask"
USUAL_PORTS = {1234: "LM Studio", 1337: "Jan", 8080: "llama.cpp", 11434: "Ollama"}


@pytest.fixture
def local_server() -> Iterator[tuple[ChatServer, str]]:
    """A server on a port where people run one, and the name such a server goes by."""
    for port, name in USUAL_PORTS.items():
        try:
            server = ChatServer(port=port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        with server:
            yield server, name
        return
    pytest.skip("every usual port of a local server is in use on this machine")


@pytest.fixture
def first(fresh: Askance, tree: Accessibility, display: Display) -> Iterator[AskanceWindow]:
    """The window of the very first start."""
    with askance_window(fresh, tree, display) as window:
        window.find(PAGE, role="label")
        yield window


def test_a_server_on_this_computer_is_found(
    fresh: Askance,
    local_server: tuple[ChatServer, str],
    tree: Accessibility,
    display: Display,
) -> None:
    server, name = local_server
    with askance_window(fresh, tree, display) as window:
        window.find(PAGE, role="label")
        window.find(f"{name} · 1 model", role="check box").press()
        window.press("Save and start")
        window.ask("Hello?")
        window.wait_for_words("A window with three buttons.")
        question = server.wait_for_question()
        assert (question.json["model"], question.key) == (MODEL, None)
        window.wait_until_answered()
    kept, _built_in = fresh.run("endpoint", "list", "--json").json
    assert (kept["name"], kept["model"], kept["default"]) == (name, MODEL, True)


def test_an_address_of_one_s_own_with_a_key(
    fresh: Askance, first: AskanceWindow, chat_server: ChatServer, keyring_session: Desktop
) -> None:
    fill_in(first, chat_server)
    assert first.find("Model name", role="text").text == MODEL
    first.press("Test")
    tested = chat_server.wait_for_question()
    assert (tested.key, tested.pictures) == (TEST_KEY, [])
    first.press("Save and start")
    first.ask("Hello?")
    assert chat_server.wait_for_question(2).key == TEST_KEY
    assert list(keyring_control.secrets(keyring_session).values()) == [TEST_KEY]
    kept, _built_in = fresh.run("endpoint", "list", "--json").json
    assert kept["base_url"] == chat_server.base_url


def fill_in(window: AskanceWindow, server: ChatServer) -> None:
    window.find("An address of your own", role="check box").press()
    window.find("Address", role="text").set_text(server.base_url)
    key = window.find("Key", role="password text")
    key.set_text(TEST_KEY)
    assert TEST_KEY not in key.text


def test_starting_without_a_key(
    fresh: Askance, first: AskanceWindow, display: Display, tree: Accessibility
) -> None:
    first.press("Start without a key")
    wait_for(lambda: not first.shows(PAGE), "the page to go")
    # Without a model a question is answered honestly, and is kept.
    first.ask("Who answers?")
    first.wait_for_words("Who answers?", "Add a model", "Retry")
    first.quit()
    with askance_window(fresh, tree, display) as again:
        again.find("Question", role="text")
        assert not again.shows(PAGE)


def test_without_a_keyring_the_key_serves_this_session(
    askance_home: Path, chat_server: ChatServer
) -> None:
    with (
        start_desktop(keyring=False) as desktop,
        Accessibility(desktop) as tree,
        Display(desktop.display) as display,
    ):
        askance = Askance(askance_home, desktop.env())
        with askance_window(askance, tree, display) as window:
            fill_in(window, chat_server)
            window.press("Save and start")
            wait_for(
                lambda: any("There is no keyring" in word for word in window.app.read()),
                "words about the keyring",
            )
            window.press("Use it for this session only")
            window.ask("Hello?")
            assert chat_server.wait_for_question().key == TEST_KEY
            window.wait_until_answered()
            window.quit()
        assert files_with_key(askance_home) == []
        with askance_window(askance, tree, display) as window:
            window.ask("Again?")
            assert chat_server.wait_for_question(2).key is None


@contextmanager
def chord_taken(name: str) -> Iterator[None]:
    """Another program that has Ctrl+Alt+Space."""
    connection = xlib_display.Display(name)
    root = connection.screen().root
    space = connection.keysym_to_keycode(XK.string_to_keysym("space"))
    modes = (X.GrabModeAsync, X.GrabModeAsync)
    root.grab_key(space, X.ControlMask | X.Mod1Mask, False, *modes)
    connection.sync()
    try:
        yield
    finally:
        connection.close()


def test_a_taken_hotkey_is_told_and_the_next_free_one_offered(
    askance: Askance, tree: Accessibility, display: Display, desktop: Desktop
) -> None:
    with chord_taken(desktop.display), askance_window(askance, tree, display) as window:
        window.press("Use Ctrl+Shift+Space")
        window.find("Ctrl Shift Space", role="label")
        assert not window.shows("Use Ctrl+Shift+Space")
        display.press("ctrl+shift+space")
        window.wait_for_overlay()
        display.press("Escape")
        display.wait_until_gone(OVERLAY)
        window.quit()
    with askance_window(askance, tree, display) as window:  # and that is remembered
        window.find("Ctrl Shift Space", role="label")
