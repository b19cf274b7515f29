"""The overlay among other programs' windows, on a real X server with a real window manager: a
click, Tab, a pin, a countdown.
"""

from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops
from Xlib import X
from Xlib import display as xlib_display

from tests.integration.support.capturing import (
    COUNTDOWN,
    OVERLAY,
    SAMPLE,
    SAMPLE_PROGRAM,
    Box,
    capturing,
    digest,
    open_overlay,
    taken,
)
from tests.support.colours import TITLE as COLOURS
from tests.support.colours import colour_window, picture_window
from tests.support.desktop import Desktop
from tests.support.desktop import desktop as start_desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

PIN = "Askance – Pinned picture"


@pytest.fixture(scope="module")
def place() -> Iterator[Desktop]:
    with start_desktop(width=1280, height=800, keyring=False) as desktop:
        # It lists the windows it manages once it has begun to; one mapped earlier may be lost.
        connection = xlib_display.Display(desktop.display)
        listed = connection.intern_atom("_NET_CLIENT_LIST_STACKING")
        root = connection.screen().root
        wait_for(lambda: root.get_full_property(listed, X.AnyPropertyType), "the window manager")
        connection.close()
        yield desktop


@pytest.fixture
def display(place: Desktop) -> Iterator[Display]:
    with Display(place.display) as display:
        yield display


def wait_until_steady(display: Display) -> Image.Image:
    """The desktop once it looks the same twice: the manager draws its frames in its own time."""
    last = display.screenshot()

    def look() -> Image.Image | None:
        nonlocal last
        before, last = last, display.screenshot()
        return last if ImageChops.difference(before, last).getbbox() is None else None

    return wait_for(look, "a steady desktop", every_s=0.1)


def test_a_click_takes_the_window_with_its_frame_and_nothing_else(
    place: Desktop, display: Display
) -> None:
    with (
        colour_window(place.display, x=200, y=150, width=400, height=300),
        capturing(place.env()) as program,
    ):
        x, y, width, height = display.wait_for_window(COLOURS)
        live = wait_until_steady(display)
        open_overlay(display, program, among_windows=True)
        display.move(x + 50, y + 60)
        # Not dimmed any more: it is outlined.
        display.wait_for_pixel(x + 300, y + 20, live.getpixel((x + 300, y + 20)))
        display.click(x + 50, y + 60)
        display.press("Return")
        (left, top, wide, high), pixels = taken(program)
        display.wait_until_gone(OVERLAY)
    assert (left, wide) == (x - (wide - width) // 2, wide)
    assert top < y < y + height < top + high
    assert wide - width < 20
    assert pixels == digest(live.crop((left, top, left + wide, top + high)))


def test_tab_walks_front_to_back_and_space_takes(place: Desktop, display: Display) -> None:
    with (
        colour_window(place.display, x=100, y=100, width=300, height=200),
        picture_window(place.display, Image.new("RGB", (250, 150), "red"), x=600, y=300),
        capturing(place.env()) as program,
    ):
        wait_for(lambda: len(display.places(COLOURS)) == 2, "both windows")
        live = wait_until_steady(display)
        display.move(1200, 20)
        for tabs, inside in ((1, (700, 400)), (2, (200, 200)), (3, (700, 400))):
            open_overlay(display, program, among_windows=True)
            for number in range(tabs):
                # The newer window is in front.
                lit = ((700, 400), (200, 200))[number % 2]
                tab_to(display, lit, live.getpixel(lit))
            display.press("space")
            seen = program.output.count("pixels ")
            display.press("Return")
            wait_for(lambda seen=seen: program.output.count("pixels ") > seen, "the picture")
            (left, top, wide, high), pixels = taken(program)
            display.wait_until_gone(OVERLAY)
            assert left < inside[0] < left + wide
            assert top < inside[1] < top + high
            assert pixels == digest(live.crop((left, top, left + wide, top + high)))


def tab_to(display: Display, pixel: tuple[int, int], colour: object) -> None:
    display.press("Tab")
    wait_for(lambda: display.pixel(*pixel) == colour, "the next window to be outlined")


def test_a_pin_shows_the_pixels_and_stays_on_top(place: Desktop, display: Display) -> None:
    with capturing(place.env()) as program:
        with colour_window(place.display, x=200, y=150, width=400, height=300):
            x, y, _, _ = display.wait_for_window(COLOURS)
            region = (x + 20, y + 30, 200, 120)
            live = wait_until_steady(display).crop(_corners(region))
            open_overlay(display, program, among_windows=True)
            display.drag((x + 20, y + 30), (x + 220, y + 150))
            display.press("ctrl+p")
            display.wait_for_window(PIN)
            display.wait_until_gone(OVERLAY)
        display.wait_until_gone(COLOURS)
        wait_for(lambda: _same(display.screenshot(region), live), "the pinned picture")
        with picture_window(place.display, Image.new("RGB", (600, 500), "red"), x=100, y=80):
            wait_for(lambda: display.pixel(*_beside(region)) == (255, 0, 0), "a newer window")
            assert _same(display.screenshot(region), live)
            left, top, _, _ = region
            display.click(left + 5, top + 5)
            display.wait_for_focus(PIN)
            display.press("Escape")
            display.wait_until_gone(PIN)
            display.wait_for_pixel(left + 5, top + 5, (255, 0, 0))


def _corners(region: Box) -> Box:
    x, y, width, height = region
    return x, y, x + width, y + height


def _beside(region: Box) -> tuple[int, int]:
    return region[0] - 20, region[1] + 20


def _same(a: Image.Image, b: Image.Image) -> bool:
    return ImageChops.difference(a, b).getbbox() is None


def test_the_countdown_is_not_in_the_picture_it_waits_for(place: Desktop, display: Display) -> None:
    with capturing(place.env()) as program:
        live = wait_until_steady(display)
        open_overlay(display, program, among_windows=True)
        opened = program.output.count("opened")
        display.type("d")
        where = display.wait_for_window(COUNTDOWN)
        display.wait_until_gone(OVERLAY)
        wait_for(lambda: not _same(display.screenshot(where), live.crop(_corners(where))), "it")
        wait_for(lambda: program.output.count("opened") > opened, "the overlay, by itself")
        assert COUNTDOWN not in display.windows()
        display.wait_for_focus(OVERLAY)
        display.type("a")
        display.press("Return")
        region, pixels = taken(program)
        assert region == (0, 0, 1280, 800)
        assert pixels == digest(live)


@pytest.mark.parametrize("leaving", ["Escape", "ctrl+c"])
def test_the_window_before_gets_the_keyboard_back(
    place: Desktop, display: Display, leaving: str
) -> None:
    with Program(SAMPLE_PROGRAM, environment=place.env()), capturing(place.env()) as program:
        display.wait_for_focus(SAMPLE)
        open_overlay(display, program, among_windows=True)
        display.press(leaving)
        display.wait_until_gone(OVERLAY)
        display.wait_for_focus(SAMPLE)
