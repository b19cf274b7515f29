"""The main job, with everything on the way real: hotkey, drag, question, and the answer as it
streams; and after a restart, in the history.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PIL import Image, ImageChops

from tests.support import keyring_control
from tests.support.accessibility import Accessibility
from tests.support.askance_program import Askance
from tests.support.askance_window import OVERLAY, TITLE, askance_window
from tests.support.chat_server import (
    MODEL,
    ChatServer,
    Gate,
    Recorded,
    Reply,
    Say,
    delta,
    sse_end,
    sse_head,
)
from tests.support.colours import TITLE as COLOURS
from tests.support.colours import colour_window
from tests.support.desktop import Desktop
from tests.support.secret import TEST_KEY
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.e2e

REGION = (30, 25, 430, 325)
"""Left, top, right, bottom of what is dragged over, inside the coloured window."""


@dataclass(frozen=True, slots=True)
class Colours:
    """What the coloured window shows, and where on the screen."""

    image: Image.Image
    x: int
    y: int

    @property
    def start(self) -> tuple[int, int]:
        return self.x + REGION[0], self.y + REGION[1]

    @property
    def end(self) -> tuple[int, int]:
        return self.x + REGION[2], self.y + REGION[3]

    def below(self, window: tuple[int, int, int, int]) -> bool:
        """Whether a window at x, y, width, height reaches over the region."""
        x, y, width, height = window
        across = x < self.end[0] and x + width > self.start[0]
        return across and y < self.end[1] and y + height > self.start[1]


@pytest.fixture
def colours(desktop: Desktop, display: Display) -> Iterator[Colours]:
    with colour_window(desktop.display, x=300, y=200, width=640, height=420) as image:
        x, y, width, height = display.wait_for_window(COLOURS)
        assert (width, height) == image.size
        display.wait_for_pixel(x + 5, y + 60, image.getpixel((5, 60)))
        yield Colours(image, x, y)


def sent_picture(question: Recorded) -> Image.Image:
    [data] = question.pictures
    return Image.open(io.BytesIO(data))


def assert_same_pixels(sent: Image.Image, expected: Image.Image) -> None:
    assert sent.size == expected.size
    difference = ImageChops.difference(sent.convert("RGB"), expected.convert("RGB"))
    if sent.format == "PNG":
        assert difference.getbbox() is None
    else:
        strong = difference.convert("L").point(lambda value: 255 * (value > 40))
        assert sum(strong.histogram()[255:]) < 0.02 * sent.width * sent.height


def test_the_main_job(
    fresh: Askance,
    tree: Accessibility,
    chat_server: ChatServer,
    keyring_session: Desktop,
    display: Display,
    colours: Colours,
) -> None:
    fresh.set_up(chat_server.base_url)
    assert list(keyring_control.secrets(keyring_session).values()) == [TEST_KEY]
    gate = Gate()
    half, whole = "Stripes of **many", " colours** and two bars."
    steps = (*sse_head(), Say(delta(half)), gate, Say(delta(whole)), *sse_end())
    chat_server.script(Reply(steps))
    with askance_window(fresh, tree, display) as window:
        assert colours.below(display.windows()[TITLE])  # which must not be in the picture
        window.press_hotkey()
        window.wait_for_overlay()
        display.drag(colours.start, colours.end)
        wait_for(lambda: "focused" in window.question.states, "the question to have the focus")
        display.type("What colours are these?")
        display.press("Return")

        question = chat_server.wait_for_question()
        assert_same_pixels(sent_picture(question), colours.image.crop(REGION))
        assert question.question == "What colours are these?"
        assert question.json["model"] == MODEL
        assert question.key == TEST_KEY

        display.wait_until_gone(OVERLAY)
        window.wait_for_words("What colours are these?", "Stripes of many")
        assert not question.answered
        assert window.shows("Stop")
        gate.open()
        window.wait_until_answered()
        words = window.wait_for_words("Stripes of many colours and two bars.", "Copy answer")
        assert words.index("Stripes") < words.index("Copy answer")  # as it is read out
        window.quit()

    [listed] = fresh.run("history", "list", "--json").json
    assert listed["title"] == "What colours are these?"
    shown = fresh.run("history", "show", str(listed["id"]), "--json").json
    assert [message["status"] for message in shown] == ["complete", "complete"]
    assert shown[1]["text"] == half + whole
    assert shown[0]["pictures"][0]["size"] == [400, 300]

    with askance_window(fresh, tree, display) as window:
        window.open_conversation("What colours are these?")
        window.wait_for_words("What colours are these?", "Stripes of many colours")
        assert len(window.history()) == 1
