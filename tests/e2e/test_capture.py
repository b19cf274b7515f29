"""Every other way to the overlay, and what it does: commands, buttons, keys alone; leaving, taking;
one at a time.
"""

import io
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PIL import Image

from tests.support.accessibility import Accessibility
from tests.support.askance_program import Askance
from tests.support.askance_window import HOTKEY, HOTKEY_CAPS, OVERLAY, TITLE, AskanceWindow
from tests.support.chat_server import ChatServer, Recorded, stream
from tests.support.colours import TITLE as COLOURS
from tests.support.colours import colour_window
from tests.support.desktop import Desktop
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.e2e

Open = Callable[..., AbstractContextManager[AskanceWindow]]


def sent_size(question: Recorded) -> tuple[int, int]:
    [data] = question.pictures
    return Image.open(io.BytesIO(data)).size


def overlays(window: AskanceWindow) -> int:
    return len(window.app.find_all("Capture region", role="filler"))


def test_a_region_is_asked_about_from_the_command_line(
    askance: Askance,
    window: AskanceWindow,
    chat_server: ChatServer,
    desktop: Desktop,
    display: Display,
) -> None:
    chat_server.script(stream("Stripes."))
    with colour_window(desktop.display, x=300, y=200, width=500, height=300) as image:
        x, y, _, _ = display.wait_for_window(COLOURS)
        display.wait_for_pixel(x + 5, y + 60, image.getpixel((5, 60)))
        region = f"{x + 40},{y + 30},200,150"
        asked = askance.run("capture", "--region", region, "--ask", "What is here?")
        assert (asked.code, asked.out, asked.err) == (0, "", "")
        question = chat_server.wait_for_question()
    [data] = question.pictures
    sent = Image.open(io.BytesIO(data)).convert("RGB")
    assert sent.tobytes() == image.crop((40, 30, 240, 180)).tobytes()
    assert question.question == "What is here?"
    assert overlays(window) == 0
    window.wait_for_words("What is here?", "Stripes.")


def test_a_whole_screen_is_asked_about_from_the_command_line(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer
) -> None:
    assert askance.run("capture", "--screen", "1", "--ask", "And here?").code == 0
    assert sent_size(chat_server.wait_for_question()) == (1920, 1080)
    refused = askance.run("capture", "--screen", "7")
    assert refused.code == 1
    assert "There is no screen 7" in refused.err


def test_a_region_beside_every_screen_is_told(askance: Askance, window: AskanceWindow) -> None:
    askance.run("capture", "--region", "5000,5000,10,10", "--ask", "What is here?")
    window.find("There is no such part of the screen", role="label")


def test_escape_leaves_and_nothing_stacks(
    askance: Askance, window: AskanceWindow, display: Display
) -> None:
    assert askance.run("capture").code == 0
    window.wait_for_overlay()
    display.press(HOTKEY)
    assert askance.run("capture").code == 0
    display.press(HOTKEY)
    # Answered only after everything before it was handled.
    assert askance.run("capture").code == 0
    assert overlays(window) == 1
    display.press("Escape")
    display.wait_until_gone(OVERLAY)
    display.wait_for_window(TITLE)
    window.press_hotkey()
    window.wait_for_overlay()
    display.press("Escape")
    display.wait_until_gone(OVERLAY)


def test_the_button_captures_and_enter_takes_the_picture_to_the_window(
    window: AskanceWindow, chat_server: ChatServer, display: Display
) -> None:
    window.press("Capture region")
    window.wait_for_overlay()
    display.drag((400, 300), (700, 500))
    wait_for(lambda: "focused" in window.question.states, "the question to have the focus")
    display.press("Return")
    display.wait_until_gone(OVERLAY)
    wait_for(lambda: any("300 × 200" in words for words in window.attachments()), "the chip")
    assert chat_server.requests == []
    window.ask("Now what is it?")
    question = chat_server.wait_for_question()
    assert sent_size(question) == (300, 200)
    assert question.question == "Now what is it?"
    wait_for(lambda: not window.attachments(), "the draft to be empty")


def test_a_second_picture_joins_the_first_one(
    window: AskanceWindow, chat_server: ChatServer, display: Display
) -> None:
    for corner in (200, 500):
        window.press("Capture region")
        window.wait_for_overlay()
        display.drag((corner, 300), (corner + 100, 350))
        wait_for(lambda: "focused" in window.question.states, "the question to have the focus")
        if corner == 200:
            display.press("Return")
        else:
            display.type("Which is newer?")
            window.app.find("Add to the last question").press()
        display.wait_until_gone(OVERLAY)
        display.wait_for_window(TITLE)
    wait_for(lambda: window.attachments().count("Region · 100 × 50") == 2, "both pictures")
    assert chat_server.requests == []
    window.press("Send")
    question = chat_server.wait_for_question()
    assert len(question.pictures) == 2
    assert question.question == "Which is newer?"


def test_everything_goes_by_keys_alone(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer, display: Display
) -> None:
    window.press_hotkey()
    overlay = window.wait_for_overlay()
    display.press("Left")  # a region in the middle, to begin with
    wait_for(lambda: "pixels at" in overlay.description, "the region to be read out")
    before = overlay.description
    display.press("shift+Right")
    wait_for(lambda: overlay.description != before, "the larger region to be read out")
    width, height = [int(word) for word in overlay.description.split() if word.isdigit()][:2]
    display.type("Any text?")
    display.press("Return")
    question = chat_server.wait_for_question()
    assert question.question == "Any text?"
    assert sent_size(question) == (width, height)
    window.wait_for_words("Any text?")


def test_ctrl_enter_asks_in_the_last_conversation(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer, display: Display
) -> None:
    window.ask("First of all?")
    window.wait_until_answered()
    window.press_hotkey()
    window.wait_for_overlay()
    display.drag((100, 100), (300, 300))
    wait_for(lambda: "focused" in window.question.states, "the question to have the focus")
    display.type("And this?")
    display.press("ctrl+Return")
    second = chat_server.wait_for_question(2)
    assert [message["role"] for message in second.json["messages"]] == ["user", "assistant", "user"]
    window.wait_until_answered()
    window.wait_for_words("First of all?", "And this?")
    assert len(window.history()) == 1


def test_capture_starts_askance_when_none_runs(
    askance: Askance, tree: Accessibility, display: Display
) -> None:
    with askance.started("capture") as program:
        window = AskanceWindow(program, tree, display)
        window.wait_for_overlay()
        display.press("Escape")
        display.wait_until_gone(OVERLAY)
        assert program.running
        assert askance.run("quit").code == 0
        assert program.wait() == 0


def test_a_second_start_shows_the_first(
    askance: Askance, window: AskanceWindow, display: Display
) -> None:
    window.find(HOTKEY_CAPS, role="label")  # what a hidden window is in reach by
    display.wait_for_focus(TITLE)
    display.press("alt+F4")
    display.wait_until_gone(TITLE)
    assert window.program.running
    second = askance.run()
    assert (second.code, second.out, second.err) == (0, "", "")
    display.wait_for_window(TITLE)
    display.wait_for_focus(TITLE)


def test_quit_ends_it_and_frees_the_place(askance: Askance, window: AskanceWindow) -> None:
    assert askance.run("quit").code == 0
    assert window.program.wait() == 0
    assert not (askance.home / "askance.sock").exists()
    again = askance.run("quit")
    assert "not running" in again.err


def test_a_hidden_start_answers_the_hotkey(
    askance: Askance, tree: Accessibility, display: Display
) -> None:
    with askance.started("--hidden") as program:
        window = AskanceWindow(program, tree, display)
        wait_for(lambda: pressed_opens(display), "the hotkey of a hidden Askance")
        window.wait_for_overlay()
        assert TITLE not in display.windows()
        display.press("Escape")
        display.wait_until_gone(OVERLAY)
        assert askance.run("quit").code == 0
        assert program.wait() == 0


def pressed_opens(display: Display) -> bool:
    """Whether the overlay is there; else the hotkey is pressed once more: until it is registered
    nobody hears it, and nothing on the screen tells.
    """
    if OVERLAY not in display.windows():
        display.press(HOTKEY)
    try:
        return bool(display.wait_for_window(OVERLAY, patience_s=1))
    except AssertionError:
        return False


def test_copying_puts_the_region_on_the_clipboard(
    window: AskanceWindow, desktop: Desktop, display: Display
) -> None:
    window.press("Capture region")
    window.wait_for_overlay()
    display.drag((200, 200), (260, 240))
    wait_for(lambda: "focused" in window.question.states, "the question to have the focus")
    display.press("ctrl+c")
    display.wait_until_gone(OVERLAY)
    command = ["xclip", "-selection", "clipboard", "-t", "image/png", "-o"]
    copied = subprocess.run(command, env=desktop.env(), capture_output=True, check=True).stdout
    assert Image.open(io.BytesIO(copied)).size == (60, 40)


def test_the_last_region_outlives_the_program(
    askance: Askance, open_window: Open, chat_server: ChatServer, display: Display
) -> None:
    chat_server.script(stream("Once."), stream("Twice."))
    with open_window():
        asked = askance.run("capture", "--region", "101,203,307,211", "--ask", "What is here?")
        assert asked.code == 0
        assert sent_size(chat_server.wait_for_question()) == (307, 211)
        assert askance.run("quit").code == 0
    with open_window() as window:
        assert askance.run("capture", "--last").code == 0
        overlay = window.wait_for_overlay()
        wait_for(
            lambda: overlay.description == "307 by 211 pixels at 101, 203", "the region of before"
        )
        display.type("And now?")
        display.press("Return")
        assert sent_size(chat_server.wait_for_question(2)) == (307, 211)


def test_it_can_be_ended_while_the_screen_is_frozen(
    askance: Askance, window: AskanceWindow
) -> None:
    assert askance.run("capture").code == 0
    wait_for(lambda: overlays(window), "the overlay")
    ended = askance.run("quit")
    assert (ended.code, ended.err) == (0, "")
