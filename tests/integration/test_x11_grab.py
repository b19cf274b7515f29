"""mss on a real X server: exact pixels, several monitors, a desktop that changes, a server that
dies."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest
from Xlib import X
from Xlib import display as xlib_display

from askance.capture.mss_grabber import MssGrabber
from askance.core.errors import AskanceError, ErrorKind
from askance.core.screen import Frame, Region
from tests.support.desktop import x_server
from tests.support.programs import Program
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

WIDTH, HEIGHT = 640, 400
BACKGROUND = (1, 2, 3)
PAINTED = {
    Region(0, 0, 1, 1): (255, 0, 0),
    Region(639, 399, 1, 1): (0, 255, 0),
    Region(320, 0, 100, 50): (17, 34, 51),
    Region(10, 390, 629, 1): (250, 251, 252),
}


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.fixture
def display(environment: dict[str, str]) -> Iterator[str]:
    with x_server(environment, width=WIDTH, height=HEIGHT) as name, ExitStack() as stack:
        environment["DISPLAY"] = name
        paint(name, stack)
        yield name


@pytest.fixture
def grabber(display: str) -> Iterator[MssGrabber]:
    grabber = MssGrabber(display=display)
    yield grabber
    grabber.close()


def paint(display: str, stack: ExitStack) -> None:
    """A window over the whole screen with the rectangles of `PAINTED` on `BACKGROUND`."""
    connection = xlib_display.Display(display)
    stack.callback(connection.close)
    window = connection.screen().root.create_window(
        *(0, 0, WIDTH, HEIGHT, 0, connection.screen().root_depth),
        override_redirect=True,
        background_pixel=number(BACKGROUND),
        event_mask=X.ExposureMask,
    )
    window.map()
    for region, colour in PAINTED.items():
        gc = window.create_gc(foreground=number(colour))
        window.fill_rectangle(gc, region.x, region.y, region.width, region.height)
    connection.sync()


def number(colour: tuple[int, int, int]) -> int:
    red, green, blue = colour
    return red << 16 | green << 8 | blue


def expected(region: Region) -> bytes:
    """BGR of what `paint` put into a region."""
    rows = [bytearray(bytes(reversed(BACKGROUND)) * region.width) for _ in range(region.height)]
    for painted, colour in PAINTED.items():
        part = painted.intersected(region)
        for y in range(part.y, max(part.y, part.bottom)):
            start = (part.x - region.x) * 3
            row = rows[y - region.y]
            row[start : start + part.width * 3] = bytes(reversed(colour)) * part.width
    return b"".join(rows)


def bgr(frame: Frame) -> bytes:
    """The frame's pixels without the 4th byte, which means nothing."""
    raw = bytes(frame.pixels.bgra)
    out = bytearray(len(raw) // 4 * 3)
    out[0::3], out[1::3], out[2::3] = raw[0::4], raw[1::4], raw[2::4]
    return bytes(out)


def xrandr(environment: Mapping[str, str], *arguments: str) -> None:
    subprocess.run(["xrandr", *arguments], env=environment, check=True, capture_output=True)


def monitor(environment: Mapping[str, str], name: str, region: Region, output: str) -> None:
    size = f"{region.width}/{region.width}x{region.height}/{region.height}"
    xrandr(environment, "--setmonitor", name, f"{size}+{region.x}+{region.y}", output)


def bounds(frames: tuple[Frame, ...]) -> list[Region]:
    return [frame.bounds for frame in frames]


def test_every_pixel_is_what_was_painted(grabber: MssGrabber) -> None:
    (frame,) = grabber.grab()
    assert frame.bounds == Region(0, 0, WIDTH, HEIGHT)
    assert frame.name == "screen"
    assert bgr(frame) == expected(frame.bounds)


def test_two_monitors_are_two_frames(grabber: MssGrabber, environment: dict[str, str]) -> None:
    left, right = Region(0, 0, 400, 400), Region(400, 100, 240, 300)
    monitor(environment, "LEFT", left, "screen")
    monitor(environment, "RIGHT", right, "none")
    frames = grabber.grab()
    assert bounds(frames) == [left, right]
    for frame in frames:
        assert bgr(frame) == expected(frame.bounds)


def test_monitors_that_come_and_go_are_seen_at_the_next_grab(
    grabber: MssGrabber, environment: dict[str, str]
) -> None:
    assert bounds(grabber.grab()) == [Region(0, 0, WIDTH, HEIGHT)]
    half = Region(0, 0, 320, 400)
    monitor(environment, "LEFT", half, "screen")
    assert bounds(grabber.grab()) == [half]
    xrandr(environment, "--delmonitor", "LEFT")
    assert bounds(grabber.grab()) == [Region(0, 0, WIDTH, HEIGHT)]


def test_a_desktop_that_grew_is_taken_whole(
    grabber: MssGrabber, environment: dict[str, str], display: str
) -> None:
    timings = ("6", "320", "330", "340", "350", "240", "250", "260", "270")
    xrandr(environment, "--newmode", "small", *timings)
    xrandr(environment, "--addmode", "screen", "small")
    xrandr(environment, "--fb", "320x240", "--output", "screen", "--mode", "small")
    assert bounds(grabber.grab()) == [Region(0, 0, 320, 240)]
    whole = f"{WIDTH}x{HEIGHT}"
    xrandr(environment, "--fb", whole, "--output", "screen", "--mode", whole)
    with ExitStack() as stack:
        paint(display, stack)  # what was painted outside of the small screen is lost
        (frame,) = grabber.grab()
    assert frame.bounds == Region(0, 0, WIDTH, HEIGHT)
    assert bgr(frame) == expected(frame.bounds)


def test_a_monitor_sticking_out_of_the_desktop_is_cut(
    grabber: MssGrabber, environment: dict[str, str]
) -> None:
    monitor(environment, "WIDE", Region(600, 0, 400, 400), "screen")
    (frame,) = grabber.grab()
    assert frame.bounds == Region(600, 0, 40, 400)
    assert bgr(frame) == expected(frame.bounds)


def test_mirrored_monitors_are_one_frame(grabber: MssGrabber, environment: dict[str, str]) -> None:
    monitor(environment, "ONE", Region(0, 0, WIDTH, HEIGHT), "screen")
    monitor(environment, "TWO", Region(0, 0, WIDTH, HEIGHT), "none")
    assert bounds(grabber.grab()) == [Region(0, 0, WIDTH, HEIGHT)]


def test_a_dead_server_is_told_in_words_and_a_new_one_is_found(
    environment: dict[str, str],
) -> None:
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "320x200x24", "-nolisten", "tcp"]
    with Program(command, environment=environment, pass_fds=(writer,)) as server:
        os.close(writer)
        with os.fdopen(reader) as answer:
            name = f":{answer.readline().strip()}"
        grabber = MssGrabber(display=name)
        assert grabber.grab()
        server.kill()
        with pytest.raises(AskanceError) as caught:
            grabber.grab()
        assert caught.value.problem.kind is ErrorKind.CAPTURE
    again = ["Xvfb", name, "-screen", "0", "320x200x24", "-nolisten", "tcp", "-noreset"]
    with Program(again, environment=environment):
        wait_for(lambda: frames_or_none(grabber), "the new server")
        grabber.close()


def frames_or_none(grabber: MssGrabber) -> tuple[Frame, ...] | None:
    try:
        return grabber.grab()
    except AskanceError:
        return None


def test_preparing_reaches_the_server_and_swallows_its_absence(display: str) -> None:
    prepared = MssGrabber(display=display)
    prepared.prepare()
    assert prepared._mss is not None
    prepared.close()
    MssGrabber(display=":59999").prepare()
