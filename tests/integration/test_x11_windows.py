"""Which windows an X server shows, and how its pointer looks: known windows under openbox and
without a manager.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from Xlib import X, Xatom
from Xlib import display as xlib_display

from askance.capture.pointer_x11 import X11Pointer
from askance.capture.windows_x11 import X11Windows
from askance.core.screen import Frame, Pixels, Region, WindowBox, with_pointer
from tests.support.desktop import Desktop, x_server
from tests.support.desktop import desktop as start_desktop
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

NOBODY = -1


@pytest.fixture(scope="module")
def place() -> Iterator[Desktop]:
    with start_desktop(width=1000, height=800, keyring=False) as desktop:
        # It lists the windows it manages once it has begun to; one mapped earlier may be lost.
        connection = xlib_display.Display(desktop.display)
        listed = connection.intern_atom("_NET_CLIENT_LIST_STACKING")
        root = connection.screen().root
        wait_for(lambda: root.get_full_property(listed, X.AnyPropertyType), "the window manager")
        connection.close()
        yield desktop


class Shown:
    """A window of our own making, on a connection of its own."""

    def __init__(self, display: str, title: str, box: tuple[int, int, int, int]) -> None:
        self.connection = xlib_display.Display(display)
        root = self.connection.screen().root
        depth = self.connection.screen().root_depth
        self.window = root.create_window(*box, 0, depth, background_pixel=0x336699)
        self.window.set_wm_name(title)
        self.window.set_wm_normal_hints(flags=1)  # the person placed it

    def say(self, name: str, *values: int, kind: int = Xatom.CARDINAL) -> None:
        self.window.change_property(self.connection.intern_atom(name), kind, 32, values)

    def map(self) -> None:
        self.window.map()
        self.connection.sync()

    def ask(self, name: str, *values: int) -> None:
        """As a pager asks the manager."""
        from Xlib.protocol.event import ClientMessage

        kind = self.connection.intern_atom(name)
        data = (32, [*values, *[0] * (5 - len(values))])
        event = ClientMessage(window=self.window, client_type=kind, data=data)
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        self.connection.screen().root.send_event(event, event_mask=mask)
        self.connection.sync()


@contextmanager
def shown(display: str, title: str, *box: int, **said: tuple[int, ...]) -> Iterator[Shown]:
    x, y, width, height = box
    window = Shown(display, title, (x, y, width, height))
    for name, values in said.items():
        window.say(name, *values)
    window.map()
    try:
        yield window
    finally:
        window.window.destroy()
        window.connection.close()


def look(display: str, own: int = NOBODY) -> dict[str, Region]:
    boxes = X11Windows(display=display, own=own).windows()
    return {box.title: box.bounds for box in boxes}


def test_front_to_back_with_the_managers_frame(place: Desktop) -> None:
    display = place.display
    with shown(display, "Back", 100, 100, 300, 200), shown(display, "Front", 250, 150, 300, 200):
        wait_for(lambda: list(look(display)) == ["Front", "Back"], "both, the newer in front")
        bounds = look(display)["Back"]
        with shown(display, "Other", 0, 0, 50, 50) as other:
            wait_for(lambda: next(iter(look(display))) == "Other", "the newest in front")
            frame = other.connection.intern_atom("_NET_FRAME_EXTENTS")
            found = other.window.get_full_property(frame, X.AnyPropertyType)
            assert found is not None
            left, right, top, bottom = found.value
        assert (bounds.width, bounds.height) == (300 + left + right, 200 + top + bottom)
        assert top > 5  # a title bar


def test_a_shadow_that_a_window_draws_itself_is_not_in_it(place: Desktop) -> None:
    with shown(
        place.display, "Shadowy", 200, 200, 300, 200, _GTK_FRAME_EXTENTS=(20, 22, 10, 30)
    ) as window:
        window.say("_MOTIF_WM_HINTS", 2, 0, 0, 0, 0)
        wait_for(lambda: "Shadowy" in look(place.display), "the window")
        bounds = look(place.display)["Shadowy"]
        assert (bounds.width, bounds.height) == (300 - 42, 200 - 40)


def test_minimised_own_and_far_ones_are_left_out(place: Desktop) -> None:
    display = place.display
    with ExitStack() as stack:
        stack.enter_context(shown(display, "Ours", 10, 10, 100, 100, _NET_WM_PID=(4242,)))
        small = stack.enter_context(shown(display, "Small", 300, 300, 100, 100))
        stack.enter_context(shown(display, "There", 500, 300, 100, 100))
        wait_for(lambda: set(look(display)) == {"Ours", "Small", "There"}, "all three")
        assert set(look(display, own=4242)) == {"Small", "There"}
        small.ask("WM_CHANGE_STATE", 3)
        wait_for(lambda: "Small" not in look(display), "the minimised one to go")
        assert "There" in look(display)


def test_a_window_is_cut_at_the_desktop(place: Desktop) -> None:
    with shown(place.display, "Edge", 850, 600, 100, 100) as window:
        wait_for(lambda: "Edge" in look(place.display), "the window")
        window.window.configure(x=950, y=750)
        window.connection.sync()
        wait_for(lambda: look(place.display)["Edge"].right == 1000, "the desktop's end")
        assert look(place.display)["Edge"].bottom == 800


def test_without_a_manager_the_roots_children_are_windows(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    with (
        x_server(environment, width=640, height=480) as display,
        shown(display, "Below", 10, 20, 300, 200),
        shown(display, "Above", 100, 120, 200, 100),
        shown(display, "Dot", 600, 400, 2, 2),
    ):
        assert X11Windows(display=display, own=NOBODY).windows() == (
            WindowBox("Above", Region(100, 120, 200, 100)),
            WindowBox("Below", Region(10, 20, 300, 200)),
        )


# python-xlib leaves the sockets it could not connect to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_without_a_server_there_are_none() -> None:
    assert X11Windows(display=":4999").windows() == ()
    assert X11Pointer(display=":4999").look() is None
    gc.collect()


def test_the_pointer_as_the_server_draws_it(place: Desktop) -> None:
    connection = xlib_display.Display(place.display)
    root = connection.screen().root
    shape = root.create_pixmap(8, 8, 1)
    shape.fill_rectangle(shape.create_gc(foreground=1), 0, 0, 8, 8)
    red = (65535, 0, 0)
    cursor = shape.create_cursor(shape, red, red, 4, 4)
    box = (380, 280, 40, 40, 0, connection.screen().root_depth)
    window = root.create_window(*box, override_redirect=True, cursor=cursor)
    window.map()
    root.warp_pointer(400, 300)
    connection.sync()
    pointer = X11Pointer(display=place.display)
    pointer.prepare()
    picture = pointer.look()
    pointer.close()
    connection.close()
    assert picture is not None
    assert picture.bounds == Region(396, 296, 8, 8)
    blue = Frame(Region(0, 0, 1000, 800), Pixels(1000, 800, b"\xff\x00\x00\x00" * 800_000))
    (drawn,) = with_pointer((blue,), picture)
    rows = {drawn.pixels.cropped(Region(396, y, 8, 1)).bgra for y in range(296, 304)}
    assert rows == {b"\x00\x00\xff\x00" * 8}
    assert drawn.pixels.cropped(Region(395, 296, 1, 8)).bgra == b"\xff\x00\x00\x00" * 8
    assert set(blue.pixels.bgra[0::4]) == {255}
