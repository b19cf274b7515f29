"""What this machine is → what captures, what listens for the hotkey, and the words where nothing
does. One row a kind of machine; the session bus is real, the portal on it ours.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from askance.capture import choose_grabber
from askance.hotkeys import candidates, choose_hotkeys, macos_api, windows_api
from askance.platforms.machine import PlatformInfo
from tests.fakes.portal import SCREENSHOT, SHORTCUTS, Mood, fake_portal
from tests.fakes.system_keys import Desk, FakeCarbon, FakeUser32
from tests.support.desktop import session_bus, x_server

pytestmark = pytest.mark.integration

BOTH, NO_PORTAL = (SCREENSHOT, SHORTCUTS), ()
WAYLAND = {"WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "wayland"}


@dataclass(frozen=True)
class Row:
    """`portal`: the parts that the bus's portal has; None: there is no bus at all. `x11`: whether
    an X server answers. `words` must stand in the reasons of what is none.
    """

    name: str
    environ: Mapping[str, str]
    grabber: str
    hotkeys: str
    words: tuple[str, ...] = ()
    platform: str = "linux"
    portal: tuple[str, ...] | None = NO_PORTAL
    tools: tuple[str, ...] = ()
    x11: bool = False


def wayland(desktop: str, **more: str) -> dict[str, str]:
    return {**WAYLAND, "XDG_CURRENT_DESKTOP": desktop, **more}


ROWS = (
    Row("GNOME on X11", {"XDG_CURRENT_DESKTOP": "GNOME"}, "mss", "x11", x11=True),
    Row("KDE on X11", {"XDG_CURRENT_DESKTOP": "KDE"}, "mss", "x11", x11=True),
    Row("Xfce", {"XDG_CURRENT_DESKTOP": "XFCE"}, "mss", "x11", x11=True),
    Row("i3", {"I3SOCK": "/run/i3"}, "mss", "x11", x11=True),
    Row("a bare X server", {}, "mss", "x11", x11=True),
    Row(
        "X11 with a portal too", {"XDG_CURRENT_DESKTOP": "KDE"}, "mss", "x11", x11=True, portal=BOTH
    ),
    Row("X11 without a bus", {}, "mss", "x11", x11=True, portal=None),
    Row("an X server that is gone", {"DISPLAY": ":59"}, "mss", "none", ("DISPLAY is :59",)),
    Row("GNOME 48", wayland("ubuntu:GNOME"), "portal", "portal", portal=BOTH),
    Row(
        "GNOME 46: no shortcuts",
        wayland("GNOME"),
        "portal",
        "none",
        ("no GlobalShortcuts portal", "Custom Shortcuts", "`askance capture`"),
        portal=(SCREENSHOT,),
    ),
    Row(
        "GNOME without a portal",
        wayland("GNOME"),
        "none",
        "none",
        ("no Screenshot portal", "gnome-screenshot is not installed", "Custom Shortcuts"),
    ),
    Row(
        "GNOME with its old tool",
        wayland("GNOME"),
        "gnome-screenshot",
        "none",
        ("no GlobalShortcuts portal",),
        tools=("gnome-screenshot",),
    ),
    Row("Plasma 6", wayland("KDE", KDE_FULL_SESSION="true"), "portal", "portal", portal=BOTH),
    Row(
        "Plasma without a portal",
        wayland("KDE"),
        "spectacle",
        "none",
        ("System Settings",),
        tools=("spectacle", "gnome-screenshot"),
    ),
    Row(
        "Plasma with nothing",
        wayland("KDE"),
        "none",
        "none",
        ("no Screenshot portal", "package kde-spectacle"),
    ),
    Row(
        "sway with grim",
        wayland("sway", SWAYSOCK="/run/sway"),
        "grim",
        "none",
        ("no GlobalShortcuts portal", "~/.config/sway/config"),
        portal=(SCREENSHOT,),
        tools=("grim",),
    ),
    Row(
        "sway without grim",
        {**WAYLAND, "SWAYSOCK": "/run/sway"},
        "portal",
        "none",
        ("~/.config/sway/config",),
        portal=(SCREENSHOT,),
    ),
    Row(
        "sway with nothing",
        wayland("sway"),
        "none",
        "none",
        ("grim is not installed", "xdg-desktop-portal", "~/.config/sway/config"),
    ),
    Row("Hyprland", wayland("Hyprland"), "grim", "portal", portal=BOTH, tools=("grim",)),
    Row("Hyprland without grim", wayland("Hyprland"), "portal", "portal", portal=BOTH),
    Row(
        "niri",
        wayland("niri"),
        "grim",
        "none",
        ("~/.config/niri/config.kdl",),
        tools=("grim",),
    ),
    Row(
        "a compositor nobody knows",
        wayland("newcomer"),
        "portal",
        "none",
        ("the desktop's own shortcut settings",),
        portal=(SCREENSHOT,),
    ),
    Row(
        "grim is for its own kind",
        wayland("GNOME"),
        "portal",
        "portal",
        (),
        "linux",
        BOTH,
        ("grim",),
    ),
    Row(
        "XWayland beside Wayland",
        wayland("GNOME", DISPLAY=":0"),
        "portal",
        "portal",
        portal=BOTH,
    ),
    Row(
        "XWayland alone in a Wayland session",
        {"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland", "XDG_CURRENT_DESKTOP": "KDE"},
        "portal",
        "portal",
        portal=BOTH,
    ),
    Row(
        "Wayland without a bus",
        wayland("GNOME"),
        "none",
        "none",
        ("no session bus", "`askance capture`"),
        portal=None,
    ),
    Row("no screen at all", {"XDG_SESSION_TYPE": "tty"}, "none", "none", ("There is no screen",)),
    Row("Windows", {}, "mss", "windows", platform="win32", portal=None),
    Row("macOS", {}, "mss", "macos", platform="darwin", portal=None),
    Row("another system", {}, "none", "none", ("There is no screen",), platform="sunos5"),
)


@pytest.fixture(scope="module")
def bus() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ask-") as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_RUNTIME_DIR": home}
        with session_bus(environment) as address:
            yield address


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))}
    with x_server(environment, width=64, height=64) as name:
        yield name


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_serves_where(
    row: Row, bus: str, display: str, tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in row.tools:
        (tools / name).write_text("#!/bin/sh\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    address = "unix:path=/nowhere/bus" if row.portal is None else bus
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setattr(candidates, "_WINDOWS", row.platform == "win32")
    monkeypatch.setattr(candidates, "_MACOS", row.platform == "darwin")
    monkeypatch.setattr(windows_api, "SystemUser32", lambda: FakeUser32(Desk()))
    monkeypatch.setattr(macos_api, "SystemCarbon", lambda: FakeCarbon(Desk()))
    environ = {**row.environ, **({"DISPLAY": display} if row.x11 else {})}
    info = PlatformInfo.detect(environ, row.platform)
    with ExitStack() as stack:
        if row.portal:
            stack.enter_context(fake_portal(bus, Mood(interfaces=row.portal)))
        grabber = choose_grabber(info)
        hotkeys = choose_hotkeys(info, lambda _id: None)
        hotkeys.chosen.close()
        grabber.chosen.close()
    assert (grabber.name, hotkeys.name) == (row.grabber, row.hotkeys)
    told = " ".join((*grabber.reasons, *hotkeys.reasons))
    for word in row.words:
        assert word in told
    for choice in (grabber, hotkeys):
        assert choice.available or choice.reasons, "a no always has its reason"


def test_there_are_rows_enough() -> None:
    assert len(ROWS) >= 24
    assert len({row.name for row in ROWS}) == len(ROWS)
