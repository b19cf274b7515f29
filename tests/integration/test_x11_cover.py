"""The cover on a real X server, with and without a compositing manager: what stands on the screens
stays, darkened, until it is lifted.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from Xlib import X
from Xlib import display as xlib_display
from Xlib.xobject.drawable import Window

from askance.capture.cover_x11 import X11Cover
from askance.core.screen import Region, Shade
from tests.support.desktop import x_server
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Colour, Display

pytestmark = pytest.mark.integration

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, LATER = (200, 100, 40), (20, 60, 250), (240, 240, 240)
DIM = 0.5


class Server:
    """An X server with two windows of one colour each, side by side."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.name = name
        self._connection = xlib_display.Display(name)
        stack.callback(self._connection.close)
        self.see = stack.enter_context(Display(name))
        self._left = self._window(0, LEFT)
        self._window(WIDTH // 2, RIGHT)
        self.see.wait_for_pixel(WIDTH - 10, HEIGHT - 10, RIGHT)

    def _window(self, left: int, colour: Colour) -> Window:
        root = self._connection.screen().root
        size = (left, 0, WIDTH // 2, HEIGHT, 0, X.CopyFromParent)
        window = root.create_window(*size, background_pixel=_number(colour))
        window.map()
        self._connection.sync()
        return window

    def repaint(self) -> None:
        """As a program does that goes on."""
        self._left.change_attributes(background_pixel=_number(LATER))
        self._left.clear_area()
        self._connection.sync()

    def wait_for(self, left: Colour, right: Colour) -> None:
        """Until both halves have their colour, to each corner."""
        self.see.wait_for_pixel(0, 0, left)
        self.see.wait_for_pixel(WIDTH // 2 - 1, HEIGHT - 1, left)
        self.see.wait_for_pixel(WIDTH // 2, 0, right)
        self.see.wait_for_pixel(WIDTH - 1, HEIGHT - 1, right)


def _number(colour: Colour) -> int:
    return int.from_bytes(colour, "big")


def xrandr(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(["xrandr", *arguments], env=environment, check=True, capture_output=True)


def darkened(colour: Colour) -> Colour:
    red, green, blue = (round(channel * (1 - DIM)) for channel in colour)
    return red, green, blue


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}


@pytest.fixture(params=["bare", "composited"])
def server(request: pytest.FixtureRequest, environment: dict[str, str]) -> Iterator[Server]:
    with x_server(environment, width=WIDTH, height=HEIGHT) as name, ExitStack() as stack:
        environment["DISPLAY"] = name
        if request.param == "composited":
            stack.enter_context(Program(["xcompmgr", "-n"], environment=environment))
            connection = xlib_display.Display(name)
            stack.callback(connection.close)
            manager = connection.get_atom("_NET_WM_CM_S0")
            wait_for(lambda: connection.get_selection_owner(manager), "the compositing manager")
        yield Server(name, stack)


@pytest.fixture
def cover(server: Server) -> Iterator[X11Cover]:
    cover = X11Cover(display=server.name)
    cover.prepare()
    yield cover
    cover.close()


def test_what_was_there_stays_until_it_is_lifted(server: Server, cover: X11Cover) -> None:
    cover.lay(Shade(DIM))
    server.wait_for(darkened(LEFT), darkened(RIGHT))
    server.repaint()
    server.wait_for(darkened(LEFT), darkened(RIGHT))
    cover.lift()
    server.wait_for(LATER, RIGHT)


def test_each_time_it_keeps_what_is_there_then(server: Server, cover: X11Cover) -> None:
    cover.lay(Shade(DIM))
    server.wait_for(darkened(LEFT), darkened(RIGHT))
    server.repaint()
    cover.lift()
    server.wait_for(LATER, RIGHT)
    cover.lay(Shade(DIM))
    server.wait_for(darkened(LATER), darkened(RIGHT))


def test_what_is_clear_is_not_darkened(server: Server, cover: X11Cover) -> None:
    cover.lay(Shade(DIM, Region(WIDTH // 2, 0, WIDTH // 2, HEIGHT)))
    server.wait_for(darkened(LEFT), RIGHT)


def test_it_goes_with_its_connection(server: Server, cover: X11Cover) -> None:
    cover.lay(Shade(DIM))
    server.wait_for(darkened(LEFT), darkened(RIGHT))
    cover.close()
    server.wait_for(LEFT, RIGHT)


def test_without_the_extension_the_screens_stay_as_they_are(environment: dict[str, str]) -> None:
    options = ("-extension", "RENDER")
    with (
        x_server(environment, *options, width=WIDTH, height=HEIGHT) as name,
        ExitStack() as stack,
    ):
        server, cover = Server(name, stack), X11Cover(display=name)
        cover.prepare()
        cover.lay(Shade(DIM))
        server.wait_for(LEFT, RIGHT)
        cover.lift()


def test_a_server_that_dies_is_no_fault(environment: dict[str, str]) -> None:
    with x_server(environment, width=WIDTH, height=HEIGHT) as name:
        cover = X11Cover(display=name)
        cover.lay(Shade(DIM))
    cover.lift()
    cover.close()


def test_a_desktop_that_grew_is_covered_whole(environment: dict[str, str]) -> None:
    with x_server(environment, width=WIDTH, height=HEIGHT) as name, ExitStack() as stack:
        environment["DISPLAY"] = name
        timings = ("6", "320", "330", "340", "350", "240", "250", "260", "270")
        xrandr(environment, "--newmode", "small", *timings)
        xrandr(environment, "--addmode", "screen", "small")
        xrandr(environment, "--fb", "320x240", "--output", "screen", "--mode", "small")
        cover = X11Cover(display=name)
        stack.callback(cover.close)
        cover.prepare()
        whole = f"{WIDTH}x{HEIGHT}"
        xrandr(environment, "--fb", whole, "--output", "screen", "--mode", whole)
        server = Server(name, stack)
        cover.lay(Shade(DIM))
        server.wait_for(darkened(LEFT), darkened(RIGHT))
