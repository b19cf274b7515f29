"""Pictures that come from elsewhere than the screen: pasted, dropped by another program, several at
once; and those that can't be read.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from tests.support.askance_window import TITLE, AskanceWindow
from tests.support.chat_server import ChatServer, body_reply
from tests.support.colours import pattern
from tests.support.desktop import Desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.e2e

SOURCE = Path(__file__).with_name("drag_source.py")


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    file = tmp_path / "chart.png"
    pattern(120, 90).save(file)
    return file


@contextmanager
def clipboard(desktop: Desktop, kind: str, data: bytes) -> Iterator[None]:
    """Another program that owns the clipboard."""
    command = ["xclip", "-quiet", "-selection", "clipboard", "-t", kind]
    with Program(command, environment=desktop.env(), typed=data):
        wait_for(lambda: kind in offered(desktop), f"{kind} on the clipboard")
        yield


def offered(desktop: Desktop) -> str:
    """The kinds of data on the clipboard, one a line."""
    command = ["xclip", "-selection", "clipboard", "-o", "-t", "TARGETS"]
    done = subprocess.run(command, env=desktop.env(), capture_output=True, text=True, check=False)
    return done.stdout


def paste(window: AskanceWindow) -> None:
    window.question.focus()
    window.display.wait_for_focus(TITLE)
    window.display.press("ctrl+v")


def wait_for_chip(window: AskanceWindow, words: str) -> list[str]:
    def look() -> list[str] | None:
        found = window.attachments()
        return found if any(words in each for each in found) else None

    return wait_for(look, f"{words!r} on a chip")


def sent_pictures(server: ChatServer) -> list[Image.Image]:
    question = server.wait_for_question()
    return [Image.open(io.BytesIO(data)).convert("RGB") for data in question.pictures]


def test_a_pasted_picture(
    window: AskanceWindow, chat_server: ChatServer, desktop: Desktop, chart: Path
) -> None:
    with clipboard(desktop, "image/png", chart.read_bytes()):
        paste(window)
        wait_for_chip(window, "Pasted picture")
    wait_for(lambda: not any("…" in each for each in window.attachments()), "it to be ready")
    window.ask("What does it show?")
    [sent] = sent_pictures(chat_server)
    assert sent.tobytes() == pattern(120, 90).tobytes()
    window.wait_for_words("What does it show?", "A window with three buttons.")


def test_pasted_files_and_an_address(
    window: AskanceWindow, chat_server: ChatServer, desktop: Desktop, chart: Path
) -> None:
    second = chart.with_name("wide photo.jpg")
    pattern(200, 100).save(second, quality=95)
    uris = f"{chart.as_uri()}\r\n{second.as_uri()}\r\n".encode()
    with clipboard(desktop, "text/uri-list", uris):
        paste(window)
        wait_for_chip(window, "wide photo.jpg")
    web = chat_server.serve("/cat.png", body_reply(chart.read_bytes(), "image/png"))
    with clipboard(desktop, "UTF8_STRING", web.encode()):
        paste(window)
        wait_for_chip(window, "cat.png")
    wait_for(lambda: not any("…" in each for each in window.attachments()), "all to be ready")
    window.ask("Which one?")
    assert [sent.size for sent in sent_pictures(chat_server)] == [(120, 90), (200, 100), (120, 90)]
    fetched = [request for request in chat_server.requests if request.path == "/cat.png"]
    assert [request.key for request in fetched] == [None]


def test_pasted_words_are_words(
    window: AskanceWindow, chat_server: ChatServer, desktop: Desktop
) -> None:
    with clipboard(desktop, "UTF8_STRING", "Was heißt „Übergang“?".encode()):
        paste(window)
        wait_for(lambda: window.question.text == "Was heißt „Übergang“?", "the words")
    assert not window.attachments()


def test_a_broken_file_is_told_and_the_draft_stays(
    window: AskanceWindow, chat_server: ChatServer, desktop: Desktop, chart: Path
) -> None:
    broken = chart.with_name("broken.png")
    broken.write_bytes(chart.read_bytes()[:200])
    window.question.set_text("What is wrong here?")
    uris = f"{broken.as_uri()}\r\n{chart.as_uri()}\r\n".encode()
    with clipboard(desktop, "text/uri-list", uris):
        paste(window)
        words = wait_for_chip(window, "broken.png: ")  # and what is the matter with it
    assert any("chart.png" in each for each in words)
    assert window.question.text == "What is wrong here?"
    assert "enabled" not in window.find("Send", role="push button").states
    window.press("Remove picture broken.png")
    window.press("Send")
    assert [sent.size for sent in sent_pictures(chat_server)] == [(120, 90)]
    assert chat_server.questions[0].question == "What is wrong here?"


def test_files_dropped_by_another_program(
    window: AskanceWindow, chat_server: ChatServer, desktop: Desktop, display: Display, chart: Path
) -> None:
    second = chart.with_name("second.gif")
    pattern(100, 80).save(second)
    command = [sys.executable, SOURCE, chart, second]
    with Program(command, environment=desktop.env()):
        x, y, width, height = display.wait_for_window("Drag source")
        start = (x + width // 2, y + height // 2)
        left, top, wide, _ = display.windows()[TITLE]
        target = (left + wide // 2, top + 300)
        spot = (left + 40, top + 300, 10, 10)
        before = display.screenshot(spot).tobytes()

        def veiled() -> None:
            wait_for(lambda: display.screenshot(spot).tobytes() != before, "the drop hint")

        display.drag(start, target, before_release=veiled)
        wait_for_chip(window, "second.gif")
    wait_for(lambda: not any("…" in each for each in window.attachments()), "all to be ready")
    window.ask("And these?")
    assert [sent.size for sent in sent_pictures(chat_server)] == [(120, 90), (100, 80)]
