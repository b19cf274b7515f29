"""Environments as systems really set them, and what is read from them."""

import pytest

from askance.platforms.machine import PlatformInfo, Session, System

X11, WAYLAND, NONE = Session.X11, Session.WAYLAND, Session.NONE


@pytest.mark.parametrize(
    ("environ", "session", "desktop", "display"),
    [
        ({}, NONE, "", False),
        ({"XDG_SESSION_TYPE": "tty"}, NONE, "", False),
        ({"XDG_SESSION_TYPE": "wayland"}, NONE, "", False),
        ({"DISPLAY": ":0"}, X11, "", True),
        ({"DISPLAY": ""}, NONE, "", False),
        ({"DISPLAY": "localhost:10.0", "XDG_SESSION_TYPE": "tty"}, X11, "", True),
        (
            {
                "DISPLAY": ":0",
                "XDG_SESSION_TYPE": "x11",
                "XDG_CURRENT_DESKTOP": "XFCE",
                "DESKTOP_SESSION": "lightdm-xsession",
            },
            *(X11, "xfce", True),
        ),
        (
            {
                "DISPLAY": ":0",
                "WAYLAND_DISPLAY": "wayland-0",
                "XDG_SESSION_TYPE": "wayland",
                "XDG_CURRENT_DESKTOP": "ubuntu:GNOME",
            },
            *(WAYLAND, "gnome", True),
        ),
        (
            {"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland", "XDG_CURRENT_DESKTOP": "KDE"},
            *(WAYLAND, "kde", True),
        ),
        (
            {"WAYLAND_DISPLAY": "wayland-1", "XDG_CURRENT_DESKTOP": "Hyprland"},
            *(WAYLAND, "hyprland", True),
        ),
        ({"WAYLAND_DISPLAY": "wayland-1", "SWAYSOCK": "/run/sway.sock"}, WAYLAND, "sway", True),
        ({"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "X-Cinnamon"}, X11, "cinnamon", True),
        ({"DISPLAY": ":0", "DESKTOP_SESSION": "plasmax11"}, X11, "kde", True),
        ({"DISPLAY": ":0", "XDG_SESSION_DESKTOP": "ubuntu-xorg"}, X11, "gnome", True),
        ({"DISPLAY": ":0", "I3SOCK": "/run/i3.sock"}, X11, "i3", True),
    ],
)
def test_linux(environ: dict[str, str], session: Session, desktop: str, display: bool) -> None:
    info = PlatformInfo.detect(environ, "linux")
    assert (info.system, info.session, info.desktop, info.display) == (
        *(System.LINUX, session, desktop, display),
    )


@pytest.mark.parametrize(
    ("sys_platform", "system"),
    [
        ("win32", System.WINDOWS),
        ("cygwin", System.WINDOWS),
        ("darwin", System.MACOS),
        ("linux", System.LINUX),
        ("freebsd14", System.OTHER),
    ],
)
def test_systems(sys_platform: str, system: System) -> None:
    assert PlatformInfo.detect({}, sys_platform).system is system


@pytest.mark.parametrize("sys_platform", ["win32", "darwin"])
def test_an_x_server_beside_windows_or_macos_changes_nothing(sys_platform: str) -> None:
    info = PlatformInfo.detect({"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "KDE"}, sys_platform)
    assert info.session is NONE
    assert info.display
    assert not info.x11_display


@pytest.mark.parametrize(
    ("platform", "offscreen"),
    [
        ("offscreen", True),
        ("minimal", True),
        ("vnc:size=800x600", True),
        ("xcb", False),
        ("", False),
    ],
)
def test_qt_without_a_screen(platform: str, offscreen: bool) -> None:
    assert PlatformInfo.detect({"QT_QPA_PLATFORM": platform}, "linux").offscreen is offscreen
