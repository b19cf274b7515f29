"""Under a real Wayland compositor: two outputs of scale 1 and 2, sway's own portal, grim, and the
program itself from the command to the picture that a server gets.
"""

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from askance.app.container import Container
from askance.app.doctor_capture import capture_row
from askance.capture.portal_grabber import PortalGrabber
from askance.capture.tools import GRIM, ToolGrabber
from askance.core.checks import CheckState
from askance.core.ports import Grabber
from askance.core.screen import Extent, Frame, Region, Screen, placed, spread
from askance.core.settings import Settings
from tests.support.askance_program import Askance
from tests.support.chat_server import ChatServer, stream
from tests.support.desktop import Desktop
from tests.support.secret import TEST_KEY
from tests.support.waiting import wait_for
from tests.support.wayland import Output, desktop_windows, need_sway, wayland_desktop
from tests.support.wayland_pointer import WaylandPointer

pytestmark = pytest.mark.integration

LEFT, RIGHT = "#c81e28", "#0a78e6"
OUTPUTS = (Output(1280, 720, 1, LEFT), Output(1920, 1080, 2, RIGHT))
SCREENS = (
    Screen("HEADLESS-1", 0, 0, 1280, 720, 1.0),
    Screen("HEADLESS-2", 1280, 0, 960, 540, 2.0),
)


@pytest.fixture(scope="module")
def sway() -> Iterator[Desktop]:
    need_sway()
    with wayland_desktop(OUTPUTS) as desktop:
        wait_for(lambda: colours_of(desktop) == {LEFT, RIGHT}, "the wallpapers")
        yield desktop


def colours_of(desktop: Desktop) -> set[str]:
    """The colours in the middle of both outputs, as grim shows them now."""
    picture = shot(desktop)
    return {colour_at(picture, at) for at in ((1280, 720), (3520, 540))}


def colour_at(picture: Image.Image, at: tuple[int, int]) -> str:
    return f"#{bytes(picture.getpixel(at)).hex()}"


def shot(desktop: Desktop) -> Image.Image:
    done = subprocess.run(
        ["grim", "-t", "ppm", "-"], env=desktop.env(), check=True, capture_output=True
    )
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


@pytest.fixture(params=["grim", "portal"])
def grabber(
    request: pytest.FixtureRequest, sway: Desktop, monkeypatch: pytest.MonkeyPatch
) -> Grabber:
    for name, value in sway.env().items():
        monkeypatch.setenv(name, value)
    return ToolGrabber(GRIM) if request.param == "grim" else PortalGrabber()


def test_named_outputs_come_each_at_its_own_scale(grabber: Grabber) -> None:
    frames = grabber.grab(tuple(screen.name for screen in SCREENS))
    if grabber.name == "portal":
        assert [frame.extent for frame in frames] == [Extent.DESKTOP]
        return
    beside = placed(SCREENS, frames)
    assert [each.bounds for each in beside.values()] == [
        Region(0, 0, 1280, 720),
        Region(1280, 0, 1920, 1080),
    ]
    for index, colour in ((0, LEFT), (1, RIGHT)):
        pixel = bytes.fromhex(colour[1:])[::-1]
        seen = bytes(beside[index].pixels.bgra)
        assert {seen[at : at + 3] for at in range(0, len(seen), 4)} == {pixel}


@pytest.mark.parametrize(
    ("at", "index", "spot"), [((400, 300), 0, (400, 300)), ((1500, 200), 1, (440, 400))]
)
def test_grim_draws_the_pointer_when_it_is_told_to(
    sway: Desktop,
    monkeypatch: pytest.MonkeyPatch,
    at: tuple[int, int],
    index: int,
    spot: tuple[int, int],
) -> None:
    """Without a graphics card sway draws it into every picture, so only its presence is proved; the
    arguments are in tests/unit/capture/test_tools.py.
    """
    for name, value in sway.env().items():
        monkeypatch.setenv(name, value)
    names = tuple(screen.name for screen in SCREENS)
    with WaylandPointer(sway.env(), (2240, 720)) as pointer:
        pointer.move(*at)
        wait_for(
            lambda: _pointed(ToolGrabber(GRIM).grab(names, pointer=True)[index], spot),
            "the pointer in the picture",
        )


def _pointed(frame: Frame, spot: tuple[int, int]) -> bool:
    """Whether something else than the wallpaper is where the arrow's body is."""
    around = frame.pixels.cropped(Region(spot[0] - 2, spot[1] - 2, 24, 24)).bgra
    return len({bytes(around[at : at + 3]) for at in range(0, len(around), 4)}) > 1


def test_an_unknown_name_gives_the_whole_desktop(grabber: Grabber) -> None:
    (frame,) = grabber.grab(("HEADLESS-1", "Nobody's"))
    assert frame.extent is Extent.DESKTOP


def test_without_names_both_come_at_the_higher_scale(grabber: Grabber) -> None:
    (frame,) = grabber.grab()
    assert frame.extent is Extent.DESKTOP
    cut = spread(SCREENS, frame.pixels)
    assert [(each.bounds.width, each.bounds.height) for each in cut.values()] == [
        (2560, 1440),
        (1920, 1080),
    ]
    for index, colour in ((0, LEFT), (1, RIGHT)):
        whole = cut[index].pixels
        # Where one output meets the other or nothing, a scaled picture is a mixture.
        inside = whole.cropped(Region(4, 4, whole.width - 8, whole.height - 8)).bgra
        seen = {bytes(inside[at : at + 3]) for at in range(0, len(inside), 4 * 997)}
        assert seen == {bytes.fromhex(colour[1:])[::-1]}


@pytest.mark.parametrize(
    ("way", "told", "enlarged"),
    [("grim", "1280 × 720, 1920 × 1080", False), ("portal", "HEADLESS-1 (1) comes enlarged", True)],
)
def test_the_status_page_says_which_screens_come_enlarged(
    sway: Desktop, monkeypatch: pytest.MonkeyPatch, way: str, told: str, enlarged: bool
) -> None:
    for name, value in sway.env(ASKANCE_GRABBER=way).items():
        monkeypatch.setenv(name, value)
    container = Container.keeping_nothing(sway.env(ASKANCE_GRABBER=way))
    row = capture_row(container, Settings(), SCREENS)
    assert row.state is CheckState.OK
    assert told in row.detail
    assert ("enlarged" in row.detail) is enlarged


def test_the_portals_file_is_gone(sway: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sway.env().items():
        monkeypatch.setenv(name, value)
    before = pictures(sway.home)
    PortalGrabber().grab()
    assert pictures(sway.home) == before


def pictures(home: Path) -> set[Path]:
    return {*home.rglob("*.png"), *Path("/tmp").glob("*.png")}


@pytest.fixture
def askance(sway: Desktop, askance_home: Path, chat_server: ChatServer) -> Askance:
    made = Askance(askance_home, sway.env(ASKANCE_API_KEY=TEST_KEY))
    made.set_up(chat_server.base_url, key=None)
    return made


@pytest.mark.parametrize("way", ["grim", "portal"])
def test_a_screen_goes_from_the_command_to_the_server(
    askance: Askance, chat_server: ChatServer, sway: Desktop, way: str
) -> None:
    chat_server.script(stream("A colour."), stream("Another."))
    with askance.started(ASKANCE_GRABBER=way):
        wait_for(lambda: len(desktop_windows(sway)) == 1, "the window")
        seen = [asked(askance, chat_server, screen) for screen in (1, 2)]
        assert sorted(seen) == sorted((LEFT, RIGHT))
        assert askance.run("quit").code == 0


def asked(askance: Askance, chat_server: ChatServer, screen: int) -> str:
    """Asks about a screen; the colour of the picture that went out."""
    arguments = ("capture", "--screen", str(screen), "--ask", "Which colour?")
    assert askance.run(*arguments).code == 0
    [data] = chat_server.wait_for_question(screen).pictures
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    assert picture.size[0] * 9 == picture.size[1] * 16
    return colour_at(picture, (40, 40))


def test_the_overlay_covers_each_output_at_its_own_scale(askance: Askance, sway: Desktop) -> None:
    with askance.started():
        wait_for(lambda: len(desktop_windows(sway)) == 1, "the window")
        assert askance.run("capture").code == 0
        wait_for(lambda: len(overlays(sway)) == 2, "an overlay on both outputs")
        wait_for(lambda: all(map(fills, overlays(sway))), "them to fill their screens")
        assert sorted(each[0] for each in overlays(sway)) == [0, 1280]
        dimmed = wait_for(lambda: _dimmed(sway), "the frozen screens")
        assert dimmed
        assert askance.run("quit").code == 0


def overlays(desktop: Desktop) -> list[tuple[int, int, int, int]]:
    return [place for title, place in desktop_windows(desktop) if title == "Askance – Capture"]


def fills(place: tuple[int, int, int, int]) -> bool:
    return place[2:] in ((1280, 720), (960, 540))


def _dimmed(desktop: Desktop) -> bool:
    """Whether both outputs show their own colour, darker: the frozen screen under its dim."""
    picture = shot(desktop)
    left, right = picture.getpixel((200, 200)), picture.getpixel((4300, 900))
    return (
        left[0] > left[2]
        and right[2] > right[0]
        and left[0] < int(LEFT[1:3], 16)
        and right[2] < int(RIGHT[5:7], 16)
    )
