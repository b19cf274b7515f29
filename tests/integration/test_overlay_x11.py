"""The overlay on a real X server: it covers everything, gets the keyboard, and lets it go again."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageChops

from tests.integration.support.capturing import (
    HERE,
    OVERLAY,
    SAMPLE,
    SAMPLE_PROGRAM,
    capturing,
    open_overlay,
)
from tests.support.accessibility import Accessibility
from tests.support.desktop import Desktop, x_server
from tests.support.desktop import desktop as start_desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration


@pytest.fixture
def display(desktop: Desktop) -> Iterator[Display]:
    with Display(desktop.display) as display:
        yield display


def test_the_keyboard_comes_and_goes_back(desktop: Desktop, display: Display) -> None:
    with (
        Program(SAMPLE_PROGRAM, environment=desktop.env()) as other,
        capturing(desktop.env()) as program,
    ):
        display.wait_for_focus(SAMPLE)
        open_overlay(display, program)
        assert display.windows()[OVERLAY] == (0, 0, 1920, 1080)
        display.wait_for_focus(OVERLAY)
        display.drag((50, 60), (250, 160))
        display.type("Why?")
        display.press("Return")
        program.wait_for_output("ask 50,60,200,100 Why\\?")
        display.wait_until_gone(OVERLAY)
        display.wait_for_focus(SAMPLE)
        display.type("typed on")
        display.press("Return")
        with Accessibility(desktop) as accessibility:
            application = accessibility.application(other.process.pid)
            application.find("Entered: typed on")


def test_escape_leaves_even_when_another_window_comes_up(
    desktop: Desktop, display: Display
) -> None:
    with capturing(desktop.env()) as program:
        open_overlay(display, program)
        with Program(SAMPLE_PROGRAM, environment=desktop.env()):
            display.wait_for_window(SAMPLE)
            display.press("Escape")
            program.wait_for_output("cancelled")
            display.wait_until_gone(OVERLAY)


@pytest.mark.parametrize("kind", ["managed", "unmanaged"])
def test_a_full_screen_program_is_covered(desktop: Desktop, display: Display, kind: str) -> None:
    game = [sys.executable, HERE / "full_screen_window.py", kind]
    with Program(game, environment=desktop.env()), capturing(desktop.env()) as program:
        display.wait_for_pixel(500, 500, (0xCC, 0, 0))
        open_overlay(display, program)
        display.drag((300, 300), (700, 600))
        # Before that it may be outlined, being under the pointer, and then it is not darkened.
        wait_for(lambda: _darkened_red(display.pixel(200, 500)), "it to be dimmed")
        display.wait_for_pixel(500, 500, (0xCC, 0, 0))
        display.press("Return")
        program.wait_for_output("take 300,300,400,300")
        display.wait_until_gone(OVERLAY)


def _darkened_red(pixel: tuple[int, int, int]) -> bool:
    red, green, blue = pixel
    return (green, blue) == (0, 0) and 0 < red < 0x88


def test_our_own_window_is_not_in_the_picture(desktop: Desktop, display: Display) -> None:
    with capturing(desktop.env(), "with a window") as program:
        display.wait_for_pixel(700, 400, (0, 255, 0))
        open_overlay(display, program)
        red, green, blue = display.pixel(700, 400)
        assert green <= max(red, blue) + 2
        display.press("Escape")
        display.wait_for_pixel(700, 400, (0, 255, 0))


def test_the_overlay_can_be_read_and_used_through_the_accessibility_tree(
    desktop: Desktop, display: Display
) -> None:
    with capturing(desktop.env()) as program, Accessibility(desktop) as accessibility:
        open_overlay(display, program)
        application = accessibility.application(program.process.pid)
        application.find("Capture region")
        display.press("Right")
        application.find("Question").set_text("What is this?")
        application.find("Send").press()
        program.wait_for_output(r"ask 480,270,960,540 What is this\?")


def test_without_a_window_manager(tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "C.UTF-8",
    }
    with x_server(environment, width=1280, height=800) as name:
        environment["DISPLAY"] = name
        with Display(name) as display, capturing(environment) as program:
            for _ in range(3):
                open_overlay(display, program)
                display.type("a")
                display.press("Escape")
                display.wait_until_gone(OVERLAY)
            open_overlay(display, program)
            display.type("awhole?")
            display.press("Return")
            program.wait_for_output(r"ask 0,0,1280,800 whole\?")


def test_screens_of_different_scale() -> None:
    with start_desktop(width=1920, height=1080, keyring=False) as desktop:
        desktop.split_into_monitors(("LEFT", 0, 0, 960, 1080), ("RIGHT", 960, 0, 960, 1080))
        environment = desktop.env(QT_SCREEN_SCALE_FACTORS="LEFT=1;RIGHT=1.5")
        with (
            Display(desktop.display) as display,
            Program(SAMPLE_PROGRAM, environment=desktop.env()),
            capturing(environment) as program,
        ):
            display.wait_for_focus(SAMPLE)
            # Its cursor would blink in the picture.
            display.press("Tab")
            region = (901, 103, 333, 222)
            live = display.screenshot(region)
            open_overlay(display, program)
            display.drag((901, 103), (901 + 333, 103 + 222))
            inner = (20, 20, 313, 202)
            wait_for(
                lambda: (
                    ImageChops.difference(
                        display.screenshot(region).crop(inner), live.crop(inner)
                    ).getbbox()
                    is None
                ),
                "the selection to show what was there, pixel for pixel",
            )
            display.press("Return")
            program.wait_for_output("take 901,103,333,222")
