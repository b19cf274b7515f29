"""What comes quickly one after the other, on a real X server: the picture is still that of the
screen, and there is one overlay at most.
"""

from collections.abc import Iterator

import pytest

from tests.integration.support.capturing import (
    OVERLAY,
    SLOW_PROGRAM,
    capturing,
    digest,
    open_overlay,
    press_hotkey,
    taken,
)
from tests.support.desktop import Desktop
from tests.support.desktop import desktop as start_desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

SLOW_PART = (0, 0, 1280, 740)
SLOW_COLOUR = (0x33, 0x66, 0xAA)


@pytest.fixture(scope="module")
def place() -> Iterator[Desktop]:
    with start_desktop(width=1280, height=800, keyring=False) as desktop:
        yield desktop


@pytest.fixture
def display(place: Desktop) -> Iterator[Display]:
    with Display(place.display) as display:
        yield display


def test_a_capture_right_behind_another_shows_what_lay_below(
    place: Desktop, display: Display
) -> None:
    """A window that was covered is seen again only when it has painted itself."""
    slow = Program(SLOW_PROGRAM, environment=place.env())
    with slow, capturing(place.env()) as program:
        slow.wait_for_output("painted")
        display.wait_for_pixel(600, 400, SLOW_COLOUR, within=0)
        whole = display.screenshot()
        assert whole.crop(SLOW_PART).getcolors() == [(1280 * 740, SLOW_COLOUR)]
        for number in range(1, 4):
            open_overlay(display, program)
            display.press("Escape")
            display.wait_until_gone(OVERLAY)
            open_overlay(display, program)
            display.press("Return")
            wait_for(lambda number=number: program.output.count("pixels ") == number, "it")
            assert taken(program) == ((0, 0, 1280, 800), digest(whole))
            display.wait_until_gone(OVERLAY)


def test_presses_without_a_pause_open_one_overlay(place: Desktop, display: Display) -> None:
    with capturing(place.env()) as program:
        for _ in range(4):
            press_hotkey(display)
        display.wait_for_focus(OVERLAY)
        assert len(display.places(OVERLAY)) == 1
        display.press("Escape")
        display.wait_until_gone(OVERLAY)
        assert program.output.count("opened") == program.output.count("cancelled") == 1


def test_escape_and_presses_in_one_burst_leave_it_usable(place: Desktop, display: Display) -> None:
    whole = display.screenshot()
    with capturing(place.env()) as program:
        for _ in range(10):
            press_hotkey(display)
            display.press("Escape")
        # Some reached the desktop, some the overlay, some are on their way: open it is, or not.
        wait_for(lambda: _takes(display, program), "a picture to be taken", every_s=0.3)
        assert taken(program) == ((0, 0, 1280, 800), digest(whole))


def _takes(display: Display, program: Program) -> bool:
    if "pixels " in program.output:
        return True
    if display.focused_title == OVERLAY:
        display.press("Return")
    else:
        press_hotkey(display)
    return False
