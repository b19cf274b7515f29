"""How a person binds a command to keys in the desktop itself, where no program may. Pure.

The ways are those of each desktop's own documentation; `{command}` and the keys are filled in.
"""

from __future__ import annotations

from askance.core.chord import Chord, Modifier
from askance.platforms.keysyms import base_keysym

COMMAND = "askance capture"

_WHERE = {
    "gnome": "in Settings, Keyboard, View and Customize Shortcuts, Custom Shortcuts",
    "kde": "in System Settings, Keyboard, Shortcuts, Add New, Command or Script",
    "xfce": "in Settings, Keyboard, Application Shortcuts, Add",
    "cinnamon": "in System Settings, Keyboard, Shortcuts, Custom Shortcuts",
    "mate": "in Control Center, Keyboard Shortcuts, Add",
    "sway": "in ~/.config/sway/config",
    "i3": "in ~/.config/i3/config",
    "hyprland": "in ~/.config/hypr/hyprland.conf",
    "niri": "in ~/.config/niri/config.kdl",
}
_ELSEWHERE = "in the desktop's own shortcut settings"

_BINDSYM = {Modifier.CTRL: "Ctrl", Modifier.ALT: "Mod1", Modifier.SHIFT: "Shift"}
_BINDSYM[Modifier.META] = "Mod4"
_HYPR = {Modifier.CTRL: "CTRL", Modifier.ALT: "ALT", Modifier.SHIFT: "SHIFT"}
_HYPR[Modifier.META] = "SUPER"
_NIRI = {Modifier.CTRL: "Ctrl", Modifier.ALT: "Alt", Modifier.SHIFT: "Shift"}
_NIRI[Modifier.META] = "Super"


def where_to_bind(desktop: str) -> str:
    """Where, as the end of a sentence: `in Settings, Keyboard, …`."""
    return _WHERE.get(desktop, _ELSEWHERE)


def line_to_bind(desktop: str, chord: Chord, command: str = COMMAND) -> str:
    """The line for a desktop that is set up by a file, or empty for one with a settings page, which
    has the keys pressed and needs no names.
    """
    held = [each for each in Modifier if each in chord.modifiers]
    key = base_keysym(chord)
    match desktop:
        case "sway" | "i3":
            keys = "+".join([*(_BINDSYM[each] for each in held), key])
            return f"bindsym {keys} exec {command}"
        case "hyprland":
            return f"bind = {' '.join(_HYPR[each] for each in held)}, {key}, exec, {command}"
        case "niri":
            keys = "+".join([*(_NIRI[each] for each in held), key])
            words = " ".join(f'"{word}"' for word in command.split())
            return f"{keys} {{ spawn {words}; }}"
    return ""


def steps(desktop: str, chord: Chord, command: str = COMMAND) -> tuple[str, ...]:
    """What to do, a sentence a step."""
    line = line_to_bind(desktop, chord, command)
    place = where_to_bind(desktop).removeprefix("in ")
    if line:
        return (
            f"Open {place} in an editor.",
            f"Add the line `{line}`{_WITHIN.get(desktop, '')}.",
            _RELOAD.get(desktop, "Log out and in again."),
        )
    if desktop in _WHERE:
        return (
            f"Open {place}.",
            f"Enter the command `{command}` and a name, such as Askance.",
            f"Press {chord} where it asks for the keys.",
        )
    return (
        "Open the desktop's settings for keyboard shortcuts.",
        f"Add a shortcut for the command `{command}`.",
        f"Give it the keys {chord}.",
    )


def knows(desktop: str) -> bool:
    """Whether the way of this desktop is known here."""
    return desktop in _WHERE


def ways(chord: Chord, command: str = COMMAND) -> tuple[str, ...]:
    """Where it is done on the desktops that most people have, a sentence each, for when nobody
    tells which one this is.
    """
    told = []
    for desktop, name in _MOST.items():
        place = where_to_bind(desktop).removeprefix("in ")
        line = line_to_bind(desktop, chord, command)
        told.append(f"{name}: add `{line}` to {place}." if line else f"{name}: {place}.")
    return tuple(told)


_MOST = {
    "gnome": "GNOME",
    "kde": "KDE Plasma",
    "sway": "Sway",
    "hyprland": "Hyprland",
    "xfce": "Xfce",
}

_WITHIN = {"niri": " between the braces of `binds`"}

_RELOAD = {
    "sway": "Run `swaymsg reload`.",
    "i3": "Run `i3-msg reload`.",
    "hyprland": "Run `hyprctl reload`.",
    "niri": "Save: niri reads it at once.",
}
