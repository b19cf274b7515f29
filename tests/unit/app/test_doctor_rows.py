"""The doctor's rows on hotkeys and screens, from what was found to the words."""

import asyncio
from pathlib import Path

import pytest

from askance.app import doctor
from askance.app.container import Container
from askance.app.doctor_capture import disagreements, enlarged
from askance.app.doctor_hotkeys import rows_of
from askance.capture.macos_permission import ScreenRecording
from askance.core.checks import Check, CheckState
from askance.core.chord import Chord
from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import Hotkey
from askance.core.screen import Extent, Frame, Pixels, Region, Screen
from askance.core.settings import Settings
from askance.core.system_pages import SCREEN_RECORDING
from askance.services.hotkeys import HotkeyState
from askance.storage.paths import Paths

SPACE, OTHER = Chord.parse("Ctrl+Alt+Space"), Chord.parse("Ctrl+Alt+Q")
NO_PORTAL = "This desktop has no GlobalShortcuts portal."


def refused(hotkey: Hotkey, chord: Chord) -> HotkeyState:
    problem = Problem(ErrorKind.HOTKEY, f"{chord} cannot be a hotkey here", NO_PORTAL)
    return HotkeyState(chord, problem, hotkey=hotkey)


def test_those_that_work_say_what_they_do() -> None:
    rows = rows_of((HotkeyState(SPACE), HotkeyState(OTHER, hotkey=Hotkey.SHOW)), "gnome")
    assert rows == (
        Check("Hotkey", CheckState.OK, "Ctrl+Alt+Space captures."),
        Check("Hotkey: show the window", CheckState.OK, "Ctrl+Alt+Q shows the window."),
    )


def test_the_keys_of_a_desktop_that_decides_are_told_in_its_words() -> None:
    given = HotkeyState(SPACE, by_desktop=True, trigger="Press <Super>F1")
    (row,) = rows_of((given,), "gnome")
    assert row.detail == "Press <Super>F1 captures. The desktop gave these keys."


@pytest.mark.parametrize(
    ("desktop", "first", "second"),
    [
        ("gnome", "askance capture", "askance capture --last"),
        ("kde", "askance capture", "askance capture --last"),
        ("xfce", "askance capture", "askance capture --last"),
        (
            "sway",
            "bindsym Ctrl+Mod1+space exec askance capture",
            "bindsym Ctrl+Mod1+q exec askance capture --last",
        ),
        (
            "hyprland",
            "bind = CTRL ALT, space, exec, askance capture",
            "bind = CTRL ALT, q, exec, askance capture --last",
        ),
    ],
)
def test_the_way_around_is_told_once_and_copied_for_each(
    desktop: str, first: str, second: str
) -> None:
    capture, last = rows_of((refused(Hotkey.CAPTURE, SPACE), refused(Hotkey.LAST, OTHER)), desktop)
    assert (capture.state, last.state) == (CheckState.MISSING, CheckState.MISSING)
    assert NO_PORTAL in capture.detail
    assert len(capture.steps) == 3
    assert (capture.ways, last.steps, last.ways) == ((), (), ())
    assert last.detail == "Ctrl+Alt+Q cannot be a hotkey here, for the same reason."
    assert (capture.command, last.command) == (first, second)


@pytest.mark.parametrize("desktop", ["", "newcomer"])
def test_where_nobody_knows_the_desktop_all_five_ways_are_told(desktop: str) -> None:
    (row,) = rows_of((refused(Hotkey.CAPTURE, SPACE),), desktop)
    assert [way.partition(":")[0] for way in row.ways] == [
        "GNOME",
        "KDE Plasma",
        "Sway",
        "Hyprland",
        "Xfce",
    ]
    assert row.command == "askance capture"


@pytest.fixture
def environ(askance_home: Path) -> dict[str, str]:
    return {"ASKANCE_HOME": str(askance_home), "ASKANCE_HOTKEYS": "none"}


def rows(container: Container, settings: Settings) -> dict[str, Check]:
    return {row.name: row for row in asyncio.run(doctor.examine(container, settings))}


def test_each_that_is_set_has_its_row(environ: dict[str, str]) -> None:
    with Container.open(environ) as container:
        told = rows(container, Settings(hotkey_screen=str(OTHER)))
    assert "switched off" in told["Hotkey"].detail
    assert told["Hotkey: whole screen"].command.endswith("askance capture --whole")
    assert "Hotkey: last region" not in told


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(hotkey=""), "None is set in Settings."),
        (Settings(hotkey_enabled=False), "Switched off in Settings."),
    ],
)
def test_none_wanted_is_nothing_wrong(
    environ: dict[str, str], settings: Settings, words: str
) -> None:
    with Container.open(environ) as container:
        row = rows(container, settings)["Hotkey"]
    assert (row.state, row.detail) == (CheckState.OK, words)


def frame(width: int, height: int, x: int = 0, extent: Extent = Extent.SCREEN) -> Frame:
    return Frame(Region(x, 0, width, height), Pixels(width, height, b""), extent=extent)


def screen(width: int, height: int, ratio: float = 1, x: int = 0) -> Screen:
    return Screen("", x, 0, width, height, ratio)


@pytest.mark.parametrize(
    ("screens", "frames", "told", "far"),
    [
        ((screen(1920, 1080),), (frame(1920, 1080),), (), False),
        ((screen(1536, 864, 1.25),), (frame(1920, 1080),), (), False),
        ((), (frame(1920, 1080),), (), False),
        (
            (screen(1919, 1080),),
            (frame(1920, 1080),),
            ("mss sees 1920 × 1080, Qt 1919 × 1080; the pixels count.",),
            False,
        ),
        (
            (screen(1920, 1080), screen(1280, 720, 2, x=1920)),
            (frame(1920, 1080), frame(2560, 1600, x=1920)),
            ("mss sees 2560 × 1600, Qt 2560 × 1440; the pixels count.",),
            True,
        ),
        ((screen(1920, 1080),), (frame(3840, 2160, extent=Extent.DESKTOP),), (), False),
    ],
)
def test_sizes_that_differ_are_told(
    screens: tuple[Screen, ...], frames: tuple[Frame, ...], told: tuple[str, ...], far: bool
) -> None:
    assert disagreements("mss", screens, frames) == (told, far)


@pytest.mark.parametrize("denied", [None, "macOS has not allowed it."])
def test_the_permission_of_macos_comes_with_its_page(
    askance_home: Path, monkeypatch: pytest.MonkeyPatch, denied: str | None
) -> None:
    monkeypatch.setattr(ScreenRecording, "denied", lambda _self: denied)
    container = Container(
        paths=Paths.find({"ASKANCE_HOME": str(askance_home)}).create(),
        environ={"ASKANCE_HOTKEYS": "none", "ASKANCE_GRABBER": "none"},
        sys_platform="darwin",
        on_hotkey=lambda _id: None,
    )
    with container:
        told = rows(container, Settings())
    row = told["Permission to see the screen"]
    if denied is None:
        assert (row.state, row.link) == (CheckState.OK, "")
        assert "Screen capture" in told
    else:
        assert (row.state, row.link) == (CheckState.MISSING, SCREEN_RECORDING)
        assert row.detail == denied
        assert "Screen capture" not in told


def test_one_picture_of_screens_of_different_scale_is_told_of() -> None:
    screens = (
        Screen("DP-1", 0, 0, 1280, 720, 1.0),
        Screen("eDP-1", 1280, 0, 960, 540, 2.0),
        Screen("DP-2", 2240, 0, 1280, 720, 1.5),
    )
    (told,) = enlarged("portal", screens)
    assert "DP-1 (1), DP-2 (1.5) comes enlarged" in told
    assert "eDP-1" not in told
    assert enlarged("portal", screens[:1] * 2) == ()
    assert enlarged("portal", ()) == ()
