"""The ways to register a hotkey, and the choice among them.

The modules that do it load inside `load`. Choosing the X11 one connects to the server and starts
its listener: some 80 ms, mostly the import, so not before the first window is there.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from askance.core.errors import ErrorKind
from askance.core.ports import Hotkeys
from askance.hotkeys.null_hotkeys import NullHotkeys
from askance.platforms.choice import Candidate, Choice, Unavailable, choose, unavailable
from askance.platforms.display import x11_answers
from askance.platforms.machine import PlatformInfo, Session, System

OnActivated = Callable[[str], None]

_WHERE_TO_BIND = {
    "gnome": "in Settings, Keyboard, Custom Shortcuts",
    "kde": "in System Settings, Shortcuts, Add Command",
    "sway": "in ~/.config/sway/config (`bindsym Ctrl+Alt+space exec askance capture`)",
    "hyprland": "in hyprland.conf (`bind = CTRL ALT, SPACE, exec, askance capture`)",
}
_WHERE_ELSE = "in the desktop's own shortcut settings"


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
    """Every way, with words for this desktop where there is none yet."""
    where = _WHERE_TO_BIND.get(info.desktop, _WHERE_ELSE)

    def not_yet(place: str) -> Callable[[], Hotkeys]:
        return unavailable(
            f"Askance cannot register a hotkey {place} yet. Bind `askance capture` {where}."
        )

    return (
        Candidate(
            "x11", _x11_suits, lambda: _load_x11(info.x11_display, on_activated), _x11_missing
        ),
        Candidate("portal", lambda info: info.session is Session.WAYLAND, not_yet("under Wayland")),
        Candidate("windows", lambda info: info.system is System.WINDOWS, not_yet("on Windows")),
        Candidate("macos", lambda info: info.system is System.MACOS, not_yet("on macOS")),
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
