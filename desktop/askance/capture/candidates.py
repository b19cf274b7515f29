"""The ways to capture, best first, and the choice among them.

Grabbing modules load inside `load`: the choice itself costs nothing and may be made on any thread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec

from askance.capture.tools import GNOME_SCREENSHOT, GRIM, SPECTACLE, Tool, ToolGrabber
from askance.core.errors import ErrorKind
from askance.core.ports import Grabber
from askance.platforms.choice import Candidate, Choice, Unavailable, choose
from askance.platforms.machine import PlatformInfo, Session, System

_MACOS = sys.platform.startswith("darwin")


def _mss_suits(info: PlatformInfo) -> bool:
    # Under Wayland mss reaches only XWayland, whose screen is black wherever another window is.
    return info.system in (System.WINDOWS, System.MACOS) or info.session is Session.X11


def _mss_missing() -> str | None:
    if find_spec("mss") is None:
        return "The Python package mss is missing: install Askance anew, or run `pip install mss`."
    return None


def _jeepney_missing() -> str | None:
    if find_spec("jeepney") is None:
        return (
            "The Python package jeepney is missing: install Askance anew, or run "
            "`pip install jeepney`."
        )
    return None


def _load_mss() -> Grabber:
    from askance.capture.mss_grabber import MssGrabber

    if not _MACOS:
        return MssGrabber()
    from askance.capture.macos_permission import ScreenRecording

    return MssGrabber(denied=ScreenRecording().denied)


def _wayland(info: PlatformInfo) -> bool:
    return info.session is Session.WAYLAND


_WLROOTS = frozenset({"sway", "hyprland", "river", "niri", "wayfire", "labwc", "dwl", "cosmic"})
"""Desktops whose screens grim can take: four times as fast as their portal."""


def _load_portal() -> Grabber:
    from askance.capture.portal_grabber import INTERFACE, PortalGrabber
    from askance.platforms.portal import Portal, PortalError

    try:
        portal = Portal()
    except PortalError as error:
        raise Unavailable(
            "There is no session bus, so the desktop cannot be asked for a screenshot. Start "
            "Askance from within the desktop's session."
        ) from error
    try:
        portal.version(INTERFACE)
    except PortalError as error:
        raise Unavailable(
            "This desktop has no Screenshot portal. Install your desktop’s portal "
            "(xdg-desktop-portal-gnome, -kde, -wlr or -hyprland) and log in again."
        ) from error
    finally:
        portal.close()
    return PortalGrabber()


def _tool(tool: Tool, suits: Callable[[PlatformInfo], bool]) -> Candidate[Grabber]:
    def missing() -> str | None:
        if tool.there:
            return None
        return f"The program {tool.name} is not installed (package {tool.package})."

    return Candidate(tool.name, suits, lambda: ToolGrabber(tool), missing)


CANDIDATES: tuple[Candidate[Grabber], ...] = (
    Candidate("mss", _mss_suits, _load_mss, _mss_missing),
    _tool(GRIM, lambda info: _wayland(info) and info.desktop in _WLROOTS),
    Candidate("portal", _wayland, _load_portal, _jeepney_missing),
    _tool(SPECTACLE, lambda info: _wayland(info) and info.desktop == "kde"),
    _tool(GNOME_SCREENSHOT, lambda info: _wayland(info) and info.desktop == "gnome"),
)


def choose_grabber(info: PlatformInfo, explicit: str = "") -> Choice[Grabber]:
    """The grabber for this machine, or one that tells why there is none.

    `explicit` (ASKANCE_GRABBER or the setting) is taken or refused loudly: raises `AskanceError`
    (capture).
    """
    from askance.capture.null_grabber import NullGrabber

    return choose(CANDIDATES, info, null=NullGrabber, kind=ErrorKind.CAPTURE, explicit=explicit)
