"""The overlay's keys on a real X server where they do not simply come: another layout, a menu that
holds them, a screen that changes.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from Xlib import X
from Xlib import display as xlib_display
from Xlib.ext import xtest

from tests.integration.support.capturing import COUNTDOWN, OVERLAY, capturing, open_overlay
from tests.support.accessibility import Accessibility
from tests.support.colours import TITLE as COLOURS
from tests.support.colours import colour_window
from tests.support.desktop import Desktop
from tests.support.desktop import desktop as start_desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

REFUSED = "A menu still holds the keys · press Esc once, or click"


@pytest.fixture
def place() -> Iterator[Desktop]:
    with start_desktop(width=1280, height=800, keyring=False) as desktop:
        yield desktop


@pytest.fixture
def display(place: Desktop) -> Iterator[Display]:
    with Display(place.display) as display:
        yield display


def told(place: Desktop, program: Program, words: str) -> None:
    """Waits until the overlay's window says so, through the accessibility tree."""
    with Accessibility(place) as accessibility:
        overlay = accessibility.application(program.process.pid).find("Capture region")
        wait_for(lambda: words in overlay.description, f"the overlay to say {words!r}")


@contextmanager
def hands(place: Desktop) -> Iterator[xlib_display.Display]:
    connection = xlib_display.Display(place.display)
    yield connection
    connection.close()


def tap(connection: xlib_display.Display, *keycodes: int) -> None:
    for code in keycodes:
        xtest.fake_input(connection, X.KeyPress, code)
        xtest.fake_input(connection, X.KeyRelease, code)
    connection.sync()


@pytest.mark.parametrize("layout", ["ru", "gr", "ru,us", "us,il"])
def test_letters_are_commands_on_every_layout(
    place: Desktop, display: Display, layout: str
) -> None:
    subprocess.run(["setxkbmap", layout], env=place.env(), check=True)
    with capturing(place.env()) as program, hands(place) as connection:
        open_overlay(display, program)
        tap(connection, 38)  # where a US keyboard has A
        display.press("Return")
        program.wait_for_output(r"take 0,0,1280,800 \n")


def test_a_question_is_written_in_russian(place: Desktop, display: Display) -> None:
    subprocess.run(["setxkbmap", "ru"], env=place.env(), check=True)
    with capturing(place.env()) as program, hands(place) as connection:
        open_overlay(display, program)
        tap(connection, 38)
        tap(connection, 28, 39, 28)
        display.press("Return")
        program.wait_for_output(r"ask 0,0,1280,800 еые\n")


@contextmanager
def open_menu(connection: xlib_display.Display) -> Iterator[None]:
    """Another program's, which holds keys and pointer until Escape or a click."""
    root = connection.screen().root
    now, either = X.CurrentTime, X.GrabModeAsync
    buttons = X.ButtonPressMask | X.ButtonReleaseMask
    got = (
        root.grab_keyboard(False, either, either, now),
        root.grab_pointer(False, buttons, either, either, X.NONE, X.NONE, now),
    )
    assert got == (X.GrabSuccess, X.GrabSuccess)
    yield
    close_menu(connection)


def close_menu(connection: xlib_display.Display) -> None:
    connection.ungrab_keyboard(X.CurrentTime)
    connection.ungrab_pointer(X.CurrentTime)
    connection.sync()


def test_a_menu_that_holds_the_keys_is_told(place: Desktop, display: Display) -> None:
    with capturing(place.env()) as program, hands(place) as connection:
        open_overlay(display, program)
        plain = display.screenshot()
        display.type("d")
        display.wait_for_window(COUNTDOWN)
        with open_menu(connection):
            wait_for(lambda: program.output.count("opened") == 2, "the overlay, by itself")
            told(place, program, REFUSED)
            warning = display.screenshot()
            assert warning.tobytes() != plain.tobytes()
            display.press("Escape")
            event = wait_for(lambda: _key_pressed(connection), "the menu to get the key")
            assert event.detail == connection.keysym_to_keycode(0xFF1B)
            assert "cancelled" not in program.output
            close_menu(connection)
            told(place, program, "Drag")
            display.wait_for_change(warning)
        display.drag((300, 250), (700, 500))
        display.press("Return")
        program.wait_for_output("take 300,250,400,250")


def _key_pressed(connection: xlib_display.Display) -> object:
    while connection.pending_events():
        event = connection.next_event()
        if event.type == X.KeyPress:
            return event
    return None


def test_the_window_under_a_resting_pointer_is_outlined(place: Desktop, display: Display) -> None:
    with (
        colour_window(place.display, x=200, y=150, width=400, height=300),
        capturing(place.env()) as program,
    ):
        x, y, _, _ = display.wait_for_window(COLOURS)
        corner = (x + 380, y + 20)
        live = display.pixel(*corner)
        display.move(x + 50, y + 260)
        open_overlay(display, program)
        display.wait_for_pixel(*corner, live)
        display.press("Escape")
        display.wait_until_gone(OVERLAY)


def test_a_screen_that_changes_its_mode_ends_the_capture(place: Desktop, display: Display) -> None:
    def xrandr(*arguments: str) -> None:
        subprocess.run(["xrandr", *arguments], env=place.env(), check=True, capture_output=True)

    timings = "6 640 650 660 670 480 490 500 510"
    xrandr("--newmode", "small", *timings.split())
    xrandr("--addmode", "screen", "small")
    with capturing(place.env()) as program:
        open_overlay(display, program)
        xrandr("--fb", "640x480", "--output", "screen", "--mode", "small")
        program.wait_for_output("cancelled")
        display.wait_until_gone(OVERLAY)
        open_overlay(display, program)
        assert display.places(OVERLAY) == [(0, 0, 640, 480)]


def test_two_pictures_wait_for_their_places(place: Desktop, display: Display) -> None:
    dialog = "Save picture"
    with capturing(place.env()) as program:
        for number, side in enumerate((120, 90), 1):
            open_overlay(display, program)
            display.drag((900, 600), (900 + side, 600 + side))
            display.press("ctrl+s")
            wait_for(lambda number=number: len(display.places(dialog)) == number, "the dialog")
            display.wait_for_focus(dialog)
        for left, name in ((1, "one"), (0, "two")):
            display.press("ctrl+a")
            display.type(name)
            display.press("Return")
            wait_for(lambda left=left: len(display.places(dialog)) == left, "it to close")
            if left:
                display.wait_for_focus(dialog)
        open_overlay(display, program)  # still there
        pictures = [place.home / f"{name}.png" for name in ("one", "two")]
        for picture in pictures:
            wait_for(picture.exists, f"{picture.name}")
        wait_for(lambda: {_width(picture) for picture in pictures} == {120, 90}, "both, whole")


def _width(picture: Path) -> int:
    try:
        with Image.open(picture) as image:
            return image.width
    except OSError:  # not written to the end yet
        return 0
