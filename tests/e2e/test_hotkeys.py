"""The other hotkeys, pressed as a hand presses them: show the window, capture the whole screen."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from askance.storage.paths import Paths
from askance.storage.settings import JsonSettings
from tests.support.accessibility import Accessibility
from tests.support.askance_program import Askance
from tests.support.askance_window import (
    HOTKEY,
    HOTKEY_CAPS,
    OVERLAY,
    TITLE,
    AskanceWindow,
    askance_window,
)
from tests.support.chat_server import ChatServer
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.e2e

WHOLE, SHOW = "ctrl+alt+q", "ctrl+shift+F9"


@pytest.fixture
def window(askance: Askance, tree: Accessibility, display: Display) -> Iterator[AskanceWindow]:
    """The running program, with chords for both."""
    store = JsonSettings(Paths.find({"ASKANCE_HOME": str(askance.home)}).settings_file)
    store.update(
        lambda settings: replace(settings, hotkey_screen="Ctrl+Alt+Q", hotkey_show="Ctrl+Shift+F9")
    )
    with askance_window(askance, tree, display) as window:
        window.find(HOTKEY_CAPS, role="label")  # all are registered at once
        yield window


def test_a_hidden_window_is_shown(window: AskanceWindow, display: Display) -> None:
    display.wait_for_focus(TITLE)
    display.press("alt+F4")
    display.wait_until_gone(TITLE)
    display.press(SHOW)
    display.wait_for_window(TITLE)
    display.wait_for_focus(TITLE)


def test_the_whole_screen_is_captured(
    window: AskanceWindow, chat_server: ChatServer, display: Display
) -> None:
    display.move(900, 500)
    display.press(WHOLE)
    overlay = window.wait_for_overlay()
    wait_for(lambda: "pixels at" in overlay.description, "the screen to be read out")
    display.type("What is all this?")
    display.press("Return")
    display.wait_until_gone(OVERLAY)
    question = chat_server.wait_for_question()
    [data] = question.pictures
    assert question.question == "What is all this?"
    assert Image.open(io.BytesIO(data)).size == display.size


def test_the_commands_do_the_same(
    askance: Askance, window: AskanceWindow, display: Display
) -> None:
    for flag in ("--whole", "--last"):
        done = askance.run("capture", flag)
        assert (done.code, done.out, done.err) == (0, "", "")
        window.wait_for_overlay()
        display.press("Escape")
        display.wait_until_gone(OVERLAY)
    refused = askance.run("capture", "--last", "--ask", "What?")
    assert refused.code == 2
    assert "--ask goes with" in refused.err


def test_keys_that_are_at_work_can_be_recorded(window: AskanceWindow, display: Display) -> None:
    display.wait_for_focus(TITLE)
    display.press("ctrl+comma")
    display.wait_for_focus("Askance – Settings")
    x, y, width, height = window.find("Hotkeys", role="list item").extents
    display.click(x + width // 2, y + height // 2)
    field = window.find("Last region", role="text")
    field.focus()
    wait_for(lambda: "focused" in field.states, "the field to have the focus")
    display.press(HOTKEY)
    wait_for(lambda: field.description == "Capture and ask uses it already.", "the refusal")
    assert OVERLAY not in display.windows()
    display.press("ctrl+alt+w")
    wait_for(lambda: field.description == "Not applied yet", "the new keys")
    window.press("Apply: Last region")
    wait_for(lambda: field.description == "Active", "the new keys to work")
    window.press("Clear: Last region")
    wait_for(lambda: field.text == "", "nothing left")
