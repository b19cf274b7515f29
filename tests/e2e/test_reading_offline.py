"""On a fresh machine without a network, not even loopback: hotkey, drag, Enter, and the text is
there; in the conversation, in the history, and found by a search.
"""

import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.support import askance_program
from tests.support.accessibility import Accessibility
from tests.support.askance_program import Askance
from tests.support.askance_window import OVERLAY, askance_window
from tests.support.colours import TITLE as SHOWN
from tests.support.colours import picture_window
from tests.support.desktop import Desktop
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.e2e

LINES = (
    "Quarterly harvest report",
    "The orchard gave 4,180 crates of pears.",
    "Frost is expected on Thursday night.",
)
SIZE = (620, 220)
READ_WITHIN_S = 60.0
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def _no_network() -> tuple[str, ...]:
    """A command before the program's: a network of its own that reaches nothing at all."""
    for options in (("-n",), ("-r", "-n")):
        command = ("unshare", *options, "--")
        if (
            shutil.which("unshare")
            and not subprocess.run([*command, "true"], check=False).returncode
        ):
            return command
    pytest.skip("this system lets no program be cut off from the network (unshare -n)")


@pytest.fixture
def page(desktop: Desktop, display: Display) -> Iterator[tuple[int, int]]:
    """A window with known text; yields where its inside begins on the screen."""
    image = Image.new("RGB", SIZE, (250, 248, 240))
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(LINES):
        font = ImageFont.truetype(FONT, 20 if row == 0 else 15)
        draw.text((24, 24 + row * 52), line, font=font, fill=(30, 32, 40))
    with picture_window(desktop.display, image, x=350, y=250):
        x, y, width, height = display.wait_for_window(SHOWN)
        assert (width, height) == SIZE
        display.wait_for_pixel(x + 3, y + 3, (250, 248, 240))
        yield x, y


def test_a_page_is_read_with_no_network_at_all(
    fresh: Askance,
    tree: Accessibility,
    display: Display,
    page: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(askance_program, "COMMAND", (*_no_network(), *askance_program.COMMAND))
    x, y = page
    with askance_window(fresh, tree, display) as window:
        window.press_hotkey()
        window.wait_for_overlay()
        display.drag((x + 4, y + 4), (x + SIZE[0] - 4, y + SIZE[1] - 4))
        wait_for(lambda: "focused" in window.question.states, "the question to have the focus")
        display.press("Return")
        display.wait_until_gone(OVERLAY)
        window.wait_for_words(*LINES, patience_s=READ_WITHIN_S)
        window.wait_until_answered()
        window.quit()

    [listed] = fresh.run("history", "list", "--json").json
    shown = fresh.run("history", "show", str(listed["id"]), "--json").json
    assert [message["status"] for message in shown] == ["complete", "complete"]
    assert all(line in shown[1]["text"] for line in LINES)
    [hit] = fresh.run("history", "search", "crates of pears", "--json").json
    assert hit["conversation"]["id"] == listed["id"]
