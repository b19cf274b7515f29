"""The Screenshot portal, over a real session bus, in every mood a desktop may be in."""

import asyncio
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from askance.app.container import Container
from askance.app.doctor_capture import capture_row
from askance.capture import choose_grabber
from askance.capture.portal_grabber import PortalGrabber
from askance.core.checks import CheckState
from askance.core.errors import AskanceError, ErrorKind
from askance.core.screen import Extent, Screen, spread
from askance.core.settings import Settings
from askance.platforms.machine import PlatformInfo, Session, System
from askance.platforms.portal import Portal, PortalError, PortalFault
from askance.services.capture import CaptureService
from askance.services.one_thread import OneThread
from tests.fakes.portal import SHORTCUTS, FakePortal, Mood, fake_portal
from tests.support.desktop import session_bus
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

GNOME = PlatformInfo(System.LINUX, Session.WAYLAND, "gnome", wayland_display="wayland-0")
LEFT, RIGHT = (200, 30, 40), (10, 120, 230)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ask-") as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_RUNTIME_DIR": home}
        with session_bus(environment) as name:
            yield name


@pytest.fixture
def bus(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    return address


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    """Two screens beside each other, 60 × 40 logical pixels at scale 2, then 40 × 40 at 1."""
    picture = Image.new("RGB", (200, 80), LEFT)
    picture.paste(RIGHT, (120, 0, 200, 80))
    path = tmp_path / "a picture of everything ü.png"
    picture.save(path)
    return path


def taking(path: Path) -> Mood:
    return Mood(screenshot=lambda _interactive: (0, path.as_uri()))


def refusal(grabber: PortalGrabber) -> str:
    with pytest.raises(AskanceError) as caught:
        grabber.grab()
    problem = caught.value.problem
    assert problem.kind is ErrorKind.CAPTURE
    assert problem.title
    assert problem.hint
    return problem.detail


def test_the_whole_desktop_comes_and_its_file_goes(bus: str, shot: Path) -> None:
    with fake_portal(bus, taking(shot)) as portal:
        (frame,) = PortalGrabber().grab()
    assert portal.shots[0]["interactive"] is False
    assert frame.extent is Extent.DESKTOP
    assert (frame.pixels.width, frame.pixels.height) == (200, 80)
    assert bytes(frame.pixels.bgra[:3]) == bytes(reversed(LEFT))
    assert not shot.exists()


def test_it_is_cut_along_the_screens(bus: str, shot: Path) -> None:
    with fake_portal(bus, taking(shot)):
        (frame,) = PortalGrabber().grab()
    screens = (Screen("A", 0, 0, 60, 40, 2.0), Screen("B", 60, 0, 40, 40, 1.0))
    cut = spread(screens, frame.pixels)
    assert [(f.bounds.x, f.bounds.width, f.name) for f in cut.values()] == [
        (0, 120, "A"),
        (120, 80, "B"),
    ]
    assert {bytes(cut[0].pixels.bgra[at : at + 3]) for at in range(0, 400, 4)} == {
        bytes(reversed(LEFT))
    }
    assert bytes(cut[1].pixels.bgra[:3]) == bytes(reversed(RIGHT))


def test_where_it_must_be_asked_for_the_dialog_comes(bus: str, shot: Path) -> None:
    mood = Mood(screenshot=lambda interactive: (0, shot.as_uri()) if interactive else (2, ""))
    with fake_portal(bus, mood) as portal:
        (frame,) = PortalGrabber().grab()
    assert [each["interactive"] for each in portal.shots] == [False, True]
    assert frame.extent is Extent.PICKED
    assert not shot.exists()


def test_a_no_of_the_person_is_a_no(bus: str) -> None:
    with fake_portal(bus, Mood(screenshot=lambda _interactive: (1, ""))) as portal:
        assert "turned down" in refusal(PortalGrabber())
    assert len(portal.shots) == 1, "who said no is not asked again"


def test_refused_twice_is_told(bus: str) -> None:
    with fake_portal(bus, Mood(screenshot=lambda _interactive: (2, ""))):
        assert "refused" in refusal(PortalGrabber())


def test_a_silent_portal_is_not_waited_for_for_ever(bus: str) -> None:
    with fake_portal(bus, Mood(screenshot=lambda _interactive: None)):
        assert "did not answer" in refusal(PortalGrabber(quiet_s=0.2, late_s=0))


def test_what_nobody_waits_for_any_more_is_closed(bus: str) -> None:
    with fake_portal(bus, Mood(screenshot=lambda _interactive: None)) as portal:
        assert "no answer within 0.2 s" in refusal(PortalGrabber(quiet_s=0.2, late_s=0))
        wait_for(lambda: portal.closed, "the request to be closed")
        assert portal.closed == [portal.shots[0]["handle_token"]]


def test_a_picture_that_comes_too_late_does_not_stay_in_its_folder(bus: str, shot: Path) -> None:
    told = threading.Event()

    def late(_interactive: bool) -> tuple[int, str]:
        told.wait()
        return 0, shot.as_uri()

    with fake_portal(bus, Mood(screenshot=late)):
        try:
            assert "did not answer" in refusal(PortalGrabber(quiet_s=0.2))
            assert shot.exists()
        finally:
            told.set()
        wait_for(lambda: not shot.exists(), "the late picture to go")


def test_a_no_that_comes_too_late_is_the_end_of_it(bus: str) -> None:
    told, before = threading.Event(), set(listening())

    def late(_interactive: bool) -> tuple[int, str]:
        told.wait()
        return 1, ""

    with fake_portal(bus, Mood(screenshot=late)):
        try:
            assert "did not answer" in refusal(PortalGrabber(quiet_s=0.2))
            assert set(listening()) > before
        finally:
            told.set()
        wait_for(lambda: set(listening()) <= before, "nobody to listen any more")


def listening() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "askance-portal-late"]


def answer(code: int, uri: str) -> Callable[[bool], tuple[int, str]]:
    return lambda _interactive: (code, uri)


@pytest.mark.parametrize(
    ("screenshot", "words"),
    [
        (answer(1, ""), "turned down"),
        (answer(2, ""), "refused"),
        (lambda _interactive: None, "did not answer. What is known: no answer within 0.2 s"),
        (answer(0, "file:///nowhere/at/all.png"), "cannot be used"),
    ],
    ids=["denied", "refused", "silent", "wrong file"],
)
def test_the_status_page_says_what_the_portal_did_until_it_does_better(
    bus: str, shot: Path, screenshot: Callable[[bool], tuple[int, str] | None], words: str
) -> None:
    thread = OneThread("grab")
    service = CaptureService(make=lambda: PortalGrabber(quiet_s=0.2, late_s=0), thread=thread)
    environ = {"WAYLAND_DISPLAY": "wayland-0", "ASKANCE_GRABBER": "portal"}
    container = Container.keeping_nothing(environ)
    mood = Mood(screenshot=screenshot)
    with fake_portal(bus, mood):
        assert capture_row(container, Settings(), (), service.problem).state is CheckState.OK
        with pytest.raises(AskanceError) as caught:
            asyncio.run(service.grab())
        row = capture_row(container, Settings(), (), service.problem)
        assert row.state is CheckState.LIMITED
        assert "portal: the last capture failed. The screen could not be captured." in row.detail
        assert words in row.detail
        assert row.hint == caught.value.problem.hint
        mood.screenshot = answer(0, shot.as_uri())
        asyncio.run(service.grab())
        assert capture_row(container, Settings(), (), service.problem).state is CheckState.OK
    thread.close()


def test_a_late_answer_is_taken(bus: str, shot: Path) -> None:
    mood = taking(shot)
    mood.late_s = 0.3
    with fake_portal(bus, mood):
        assert PortalGrabber().grab()


@pytest.mark.parametrize(
    "uri",
    [
        "http://example.org/x.png",
        "file://elsewhere.example/x.png",
        "",
        "file:///nowhere/at/all.png",
        "nonsense",
    ],
)
def test_an_address_that_is_no_file_here_is_told(bus: str, uri: str) -> None:
    with fake_portal(bus, Mood(screenshot=lambda _interactive: (0, uri))) as portal:
        assert "cannot be used" in refusal(PortalGrabber())
    assert len(portal.shots) == 1, "a dialog would not help"


def test_a_file_that_is_no_picture_is_told_and_goes_too(bus: str, tmp_path: Path) -> None:
    path = tmp_path / "shot.png"
    path.write_bytes(b"not a picture")
    with fake_portal(bus, taking(path)):
        assert "no picture" in refusal(PortalGrabber())
    assert not path.exists()


def test_a_bus_without_a_portal_is_told(bus: str) -> None:
    assert "no Screenshot portal" in refusal(PortalGrabber())


def test_no_bus_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    with pytest.raises(PortalError) as caught:
        Portal()
    assert caught.value.fault is PortalFault.MISSING
    assert "no Screenshot portal" in refusal(PortalGrabber())


def test_a_portal_that_goes_away_in_the_middle_is_told(bus: str) -> None:
    def leave(_interactive: bool) -> None:
        raise OSError

    with fake_portal(bus, Mood(screenshot=leave)):
        assert refusal(PortalGrabber(quiet_s=0.5))


def test_it_is_chosen_where_it_answers(bus: str, shot: Path) -> None:
    with fake_portal(bus, taking(shot)):
        choice = choose_grabber(GNOME)
    assert isinstance(choice.chosen, PortalGrabber)
    assert shot.exists(), "choosing takes no picture"


def test_a_portal_without_screenshots_is_a_reason(
    bus: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with fake_portal(bus, Mood(interfaces=(SHORTCUTS,))):
        choice = choose_grabber(GNOME)
    assert not choice.available
    assert "no Screenshot portal" in choice.reasons[0]
    assert "gnome-screenshot is not installed" in choice.reasons[1]


def test_each_grab_is_a_connection_of_its_own(bus: str, shot: Path) -> None:
    data = shot.read_bytes()

    def again(_interactive: bool) -> tuple[int, str]:
        shot.write_bytes(data)
        return 0, shot.as_uri()

    grabber = PortalGrabber()
    with fake_portal(bus, Mood(screenshot=again)) as portal:
        assert _colours(grabber) == _colours(grabber)
    assert isinstance(portal, FakePortal)
    assert len(portal.shots) == 2


def _colours(grabber: PortalGrabber) -> bytes:
    return bytes(grabber.grab()[0].pixels.bgra)
