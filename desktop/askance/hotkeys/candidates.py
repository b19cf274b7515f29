"""The ways to register a hotkey, and the choice among them.

The modules that do it load inside `load`. Choosing the X11 one connects to the server and starts
its listener: some 80 ms, mostly the import, so not before the first window is there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec

from askance.core.errors import ErrorKind
from askance.core.hotkey import Hotkey
from askance.core.ports import Hotkeys
from askance.hotkeys.null_hotkeys import NullHotkeys
from askance.platforms.binding import where_to_bind
from askance.platforms.choice import Candidate, Choice, Unavailable, choose
from askance.platforms.display import x11_answers
from askance.platforms.machine import PlatformInfo, Session, System

OnActivated = Callable[[str], None]

_WINDOWS, _MACOS = sys.platform.startswith("win"), sys.platform.startswith("darwin")

DESCRIPTIONS: dict[str, str] = {
    Hotkey.CAPTURE: "Capture a region of the screen and ask about it",
    Hotkey.LAST: "Capture the last region again",
    Hotkey.SCREEN: "Capture the whole screen",
    Hotkey.SHOW: "Show the window",
}
"""What each hotkey does, by its id: the desktop shows it where it hands out the keys."""


def choose_hotkeys(
    info: PlatformInfo, on_activated: OnActivated, explicit: str = ""
) -> Choice[Hotkeys]:
    """The hotkeys of this machine, or ones that tell why there are none. `on_activated(id)` comes
    on any thread.

    `explicit` (ASKANCE_HOTKEYS or the setting) is taken or refused loudly: raises `AskanceError`
    (hotkey).
    """
    return choose(
        candidates(info, on_activated),
        info,
        null=NullHotkeys,
        kind=ErrorKind.HOTKEY,
        explicit=explicit,
    )


def candidates(info: PlatformInfo, on_activated: OnActivated) -> tuple[Candidate[Hotkeys], ...]:
    """Every way, best first. The words name this desktop's own way where one does not serve."""
    return (
        Candidate(
            "x11", _x11_suits, lambda: _load_x11(info.x11_display, on_activated), _x11_missing
        ),
        Candidate(
            "portal",
            lambda info: info.session is Session.WAYLAND,
            lambda: _load_portal(info, on_activated),
            _jeepney_missing,
        ),
        Candidate(
            "windows",
            lambda info: info.system is System.WINDOWS,
            lambda: _load_windows(on_activated),
        ),
        Candidate(
            "macos", lambda info: info.system is System.MACOS, lambda: _load_macos(on_activated)
        ),
    )


def _x11_suits(info: PlatformInfo) -> bool:
    # XWayland passes on only keys that were pressed over its own windows: a hotkey that works now
    # and then is worse than none.
    return info.session is Session.X11


def _x11_missing() -> str | None:
    if find_spec("Xlib") is None:
        return (
            "The Python package python-xlib is missing: install Askance anew, or run "
            "`pip install python-xlib`."
        )
    return None


def _jeepney_missing() -> str | None:
    if find_spec("jeepney") is None:
        return (
            "The Python package jeepney is missing: install Askance anew, or run "
            "`pip install jeepney`."
        )
    return None


def _load_portal(info: PlatformInfo, on_activated: OnActivated) -> Hotkeys:
    from askance.hotkeys.portal import PortalHotkeys
    from askance.platforms.portal import PortalError

    try:
        return PortalHotkeys(on_activated=on_activated, descriptions=DESCRIPTIONS)
    except PortalError as error:
        raise Unavailable(
            "Under Wayland the desktop itself must hand out hotkeys, and this one has no "
            f"GlobalShortcuts portal. Bind `askance capture` {where_to_bind(info.desktop)}."
        ) from error


def _load_windows(on_activated: OnActivated) -> Hotkeys:
    if not _WINDOWS:
        raise Unavailable("Windows hotkeys work on Windows alone.")
    from askance.hotkeys.windows import WindowsHotkeys
    from askance.hotkeys.windows_api import SystemUser32

    return WindowsHotkeys(on_activated=on_activated, user32=SystemUser32())


def _load_macos(on_activated: OnActivated) -> Hotkeys:
    if not _MACOS:
        raise Unavailable("macOS hotkeys work on macOS alone.")
    from askance.hotkeys.macos import MacHotkeys
    from askance.hotkeys.macos_api import SystemCarbon

    return MacHotkeys(on_activated=on_activated, carbon=SystemCarbon())


def _load_x11(display: str, on_activated: OnActivated) -> Hotkeys:
    refused = Unavailable(
        f"The X server does not answer or does not let this user in (DISPLAY is {display}). "
        "Check DISPLAY and the access rights, then start Askance again."
    )
    # python-xlib leaves its sockets open when it fails: it is let near living servers only.
    if not x11_answers(display):
        raise refused
    from Xlib.error import DisplayError, XauthError, XNoAuthError

    from askance.hotkeys.x11 import X11Hotkeys

    try:
        return X11Hotkeys(on_activated=on_activated, display=display)
    except (DisplayError, XauthError, XNoAuthError, OSError) as error:
        raise refused from error
