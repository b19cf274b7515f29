"""The test desktop is real: windows, keys, pointer, keyring, accessibility; and it ends clean."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.SecretService
import keyring.errors
import pytest

from tests.support import keyring_control
from tests.support.accessibility import Accessibility, AccessibilityError, Element
from tests.support.desktop import MARK, Desktop
from tests.support.desktop import desktop as start_desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

SAMPLE = Path(__file__).with_name("sample_window.py")
TITLE = "Sample – window"
RED = (255, 0, 0)


@pytest.fixture
def display(desktop: Desktop) -> Iterator[Display]:
    with Display(desktop.display) as display:
        yield display


@pytest.fixture
def sample(desktop: Desktop, display: Display) -> Iterator[Program]:
    with Program([sys.executable, SAMPLE], environment=desktop.env()) as program:
        display.wait_for_window(TITLE)
        display.wait_for_focus(TITLE)
        yield program


@pytest.fixture
def tree(desktop: Desktop, sample: Program) -> Iterator[Element]:
    with Accessibility(desktop) as accessibility:
        yield accessibility.application(sample.process.pid)


def test_a_window_is_seen_where_it_is(display: Display, sample: Program) -> None:
    x, y, width, height = display.windows()[TITLE]
    assert (x, y, width, height) == (300, 200, 500, 400)
    display.wait_for_pixel(x + 5, y + 5, RED)
    assert display.pixel(x - 50, y - 50) != RED
    before = display.screenshot()
    sample.end()
    display.wait_until_gone(TITLE)
    assert display.wait_for_change(before).size == (1920, 1080)


def test_keys_reach_the_window_with_the_focus(display: Display, tree: Element) -> None:
    display.type("What's This? (a+b)")
    display.press("shift+Home")
    display.press("ctrl+c")
    display.press("End")
    display.press("ctrl+v")
    display.press("Return")
    twice = "What's This? (a+b)" * 2
    assert tree.find(f"Entered: {twice}", role="label")


def test_the_pointer_clicks_and_drags(display: Display, tree: Element) -> None:
    field = tree.find("Question")
    field.set_text("abcdefgh")
    x, y, width, height = field.extents
    middle = y + height // 2
    display.drag((x + width - 4, middle), (x + 1, middle))
    display.type("z")
    wait_for(lambda: field.text == "z", "the selection to be typed over")
    left, top, wide, high = tree.find("Send", role="push button").extents
    display.click(left + wide // 2, top + high // 2)
    tree.find("Conversation").wait_for_text("You asked: z")


def test_the_tree_is_read_and_pressed(tree: Element) -> None:
    assert "Question" in {node.name for node in tree.tree().walk() if node.role == "text"}
    assert "focused" in tree.find("Question").states
    tree.find("Question").set_text("Who?")
    tree.find("Send").press()
    assert tree.find("Conversation").wait_for_text("Who?") == "You asked: Who?"
    assert tree.find("Send").actions[0] == "Press"
    assert tree.find_all("Nobody") == []


def test_what_can_not_be_pressed_says_so(tree: Element) -> None:
    with pytest.raises(AccessibilityError):
        tree.find("Ready", role="label").press("Press")


def test_the_keyring_is_real_and_private(keyring_session: Desktop) -> None:
    backend = keyring.backends.SecretService.Keyring()
    backend.set_password("askance", "somewhere", "a secret")
    assert backend.get_password("askance", "somewhere") == "a secret"
    assert list(keyring_control.secrets(keyring_session).values()) == ["a secret"]


def test_a_locked_keyring_needs_a_prompt() -> None:
    with start_desktop(screen=False) as desktop:
        ask = "import keyring; keyring.get_password('askance', 'x')"
        command = [
            sys.executable,
            "-c",
            f"import keyring; keyring.set_password('a','b','c'); {ask}",
        ]
        assert subprocess.run(command, env=desktop.env(), check=False).returncode == 0
        keyring_control.lock(desktop)
        locked = subprocess.run(
            [sys.executable, "-c", "import keyring; print(keyring.get_password('a', 'b'))"],
            env=desktop.env(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert "KeyringLocked" in locked.stderr


def test_a_desktop_may_lack_a_keyring() -> None:
    with start_desktop(screen=False, keyring=False) as desktop:
        answer = subprocess.run(
            [sys.executable, "-c", "import keyring; print(keyring.get_password('a', 'b'))"],
            env=desktop.env(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert "NoKeyringError" in answer.stderr


def test_one_screen_can_be_several_monitors() -> None:
    with start_desktop(width=1920, height=1080, keyring=False) as desktop:
        desktop.split_into_monitors(("LEFT", 0, 0, 960, 1080), ("RIGHT", 960, 0, 960, 1080))
        listed = subprocess.run(
            ["xrandr", "--listmonitors"],
            env=desktop.env(),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    assert "Monitors: 2" in listed


def test_nothing_outlives_the_desktop() -> None:
    with start_desktop() as desktop:
        with Program([sys.executable, SAMPLE], environment=desktop.env()) as program:
            with Accessibility(desktop) as accessibility:
                accessibility.application(program.process.pid)
            stray = subprocess.Popen(["sleep", "60"], env=desktop.env(), start_new_session=True)
        mark = f"{MARK}={desktop.home}".encode()
    assert stray.wait(10) != 0
    alive = [p for p in Path("/proc").glob("[0-9]*/environ") if mark in _read(p)]
    assert alive == []
    assert not desktop.home.exists()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
