"""What this machine is, from its environment alone: pure, so a table of environments tests it.

Session type and desktop decide which candidate may capture and which may register a hotkey. The
variables are those of the freedesktop specifications and of systemd-logind (pam_systemd(8)).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class System(StrEnum):
    """The operating system."""

    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"
    OTHER = "other"


class Session(StrEnum):
    """Who draws the screen on Linux and its relatives; NONE on Windows and macOS."""

    X11 = "x11"
    WAYLAND = "wayland"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PlatformInfo:
    """`desktop` is a lower-case name (`gnome`, `kde`, `sway`, …) or empty when nobody tells.

    `display`: some screen is said to be there; `x11_display` and `wayland_display` name it as
    DISPLAY and WAYLAND_DISPLAY do. `offscreen`: Qt was told to draw without any screen.
    """

    system: System
    session: Session = Session.NONE
    desktop: str = ""
    display: bool = True
    x11_display: str = ""
    wayland_display: str = ""
    offscreen: bool = False

    @classmethod
    def detect(cls, environ: Mapping[str, str], sys_platform: str) -> PlatformInfo:
        """Reads `os.environ` and `sys.platform`, and nothing else."""
        system = _system(sys_platform)
        offscreen = environ.get("QT_QPA_PLATFORM", "").startswith(_SCREENLESS)
        if system is System.WINDOWS:
            return cls(system, desktop="windows", offscreen=offscreen)
        if system is System.MACOS:
            return cls(system, desktop="aqua", offscreen=offscreen)
        x11, wayland = environ.get("DISPLAY", ""), environ.get("WAYLAND_DISPLAY", "")
        return cls(
            system,
            session=_session(x11, wayland, environ.get("XDG_SESSION_TYPE", "")),
            desktop=_desktop(environ),
            display=bool(x11 or wayland),
            x11_display=x11,
            wayland_display=wayland,
            offscreen=offscreen,
        )


_SCREENLESS = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")

_DESKTOPS = {
    "x-cinnamon": "cinnamon",
    "gnome-classic": "gnome",
    "gnome-xorg": "gnome",
    "ubuntu": "gnome",
    "ubuntu-xorg": "gnome",
    "plasma": "kde",
    "plasmax11": "kde",
    "plasmawayland": "kde",
    "xubuntu": "xfce",
    "xfce4": "xfce",
}
"""Session and distribution names that stand for a desktop of another name."""

_TRACES = {
    "SWAYSOCK": "sway",
    "HYPRLAND_INSTANCE_SIGNATURE": "hyprland",
    "NIRI_SOCKET": "niri",
    "I3SOCK": "i3",
    "KDE_FULL_SESSION": "kde",
    "GNOME_DESKTOP_SESSION_ID": "gnome",
}
"""What bare compositors leave in the environment when nobody set XDG_CURRENT_DESKTOP."""


def _system(sys_platform: str) -> System:
    if sys_platform in ("win32", "cygwin"):
        return System.WINDOWS
    if sys_platform == "darwin":
        return System.MACOS
    return System.LINUX if sys_platform.startswith("linux") else System.OTHER


def _session(x11: str, wayland: str, session_type: str) -> Session:
    # With DISPLAY alone in a Wayland session the X server is XWayland, which shows only windows of
    # its own kind: the session type counts for more than the variable.
    if wayland or (x11 and session_type.lower() == "wayland"):
        return Session.WAYLAND
    return Session.X11 if x11 else Session.NONE


def _desktop(environ: Mapping[str, str]) -> str:
    # XDG_CURRENT_DESKTOP goes from the most special name to the most general: ubuntu:GNOME.
    told = [
        name
        for variable in ("XDG_CURRENT_DESKTOP", "XDG_SESSION_DESKTOP", "DESKTOP_SESSION")
        for name in reversed(environ.get(variable, "").lower().split(":"))
        if name
    ]
    if told:
        return _DESKTOPS.get(told[0], told[0])
    return next((name for variable, name in _TRACES.items() if environ.get(variable)), "")
