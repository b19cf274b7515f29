"""What well-known desktops do with some keys from the beginning, to warn of them by name. Pure.

The chords are those of each system's own list of shortcuts, as it comes; a person may have changed
them, so this is a warning and never a refusal. Only the text consoles are beyond reach.
"""

from __future__ import annotations

from askance.core.chord import Chord, Modifier

_DESKTOPS = {
    "gnome": "GNOME",
    "kde": "KDE Plasma",
    "xfce": "Xfce",
    "cinnamon": "Cinnamon",
    "mate": "MATE",
    "windows": "Windows",
    "aqua": "macOS",
}

_MOST = {
    "Alt+Tab": "switches windows",
    "Alt+Shift+Tab": "switches windows",
    "Alt+F4": "closes the window",
    "Alt+Space": "opens the window’s menu",
    "Print": "takes the desktop’s screenshot",
    "Shift+Print": "takes the desktop’s screenshot",
    "Alt+Print": "takes a screenshot of the window",
    "Ctrl+Alt+Delete": "ends the session",
    "Ctrl+Alt+Left": "switches workspaces",
    "Ctrl+Alt+Right": "switches workspaces",
    "Ctrl+Alt+Up": "switches workspaces",
    "Ctrl+Alt+Down": "switches workspaces",
}

_KNOWN: dict[str, dict[str, str]] = {
    "gnome": {
        "Meta+L": "locks the screen",
        "Meta+Tab": "switches programs",
        "Meta+A": "shows all programs",
        "Meta+V": "shows the notifications",
        "Meta+D": "shows the desktop",
        "Meta+H": "hides the window",
        "Meta+Space": "switches the keyboard layout",
        "Alt+F1": "opens the overview",
        "Alt+F2": "runs a command",
        "Ctrl+Alt+T": "opens a terminal",
        "Ctrl+Alt+Shift+R": "records the screen",
    },
    "kde": {
        "Meta+L": "locks the screen",
        "Ctrl+Alt+L": "locks the screen",
        "Ctrl+Alt+T": "opens a terminal",
        "Meta+E": "opens the file manager",
        "Meta+D": "shows the desktop",
        "Meta+W": "shows the overview",
        "Meta+V": "opens the clipboard",
        "Meta+Print": "takes a screenshot of the window",
        "Meta+Shift+Print": "takes a screenshot of a part",
        "Meta+Shift+S": "takes a screenshot of a part",
        "Alt+Space": "opens KRunner",
        "Alt+F2": "opens KRunner",
        "Ctrl+Alt+A": "activates the window that asks for attention",
        "Ctrl+Alt+Escape": "ends a window",
    },
    "xfce": {
        "Ctrl+Alt+T": "opens a terminal",
        "Ctrl+Alt+L": "locks the screen",
        "Ctrl+Alt+D": "shows the desktop",
        "Alt+F2": "runs a program",
        "Alt+F3": "finds a program",
    },
    "cinnamon": {
        "Ctrl+Alt+T": "opens a terminal",
        "Ctrl+Alt+L": "locks the screen",
        "Meta+L": "starts the debugger",
        "Meta+D": "shows the desktop",
        "Meta+E": "opens the file manager",
    },
    "mate": {
        "Ctrl+Alt+T": "opens a terminal",
        "Ctrl+Alt+L": "locks the screen",
        "Ctrl+Alt+D": "shows the desktop",
        "Alt+F1": "opens the menu",
        "Alt+F2": "runs a program",
    },
    "windows": {
        "Alt+Tab": "switches windows",
        "Alt+F4": "closes the window",
        "Alt+Space": "opens the window’s menu",
        "Print": "opens the Snipping Tool",
        "Meta+Shift+S": "opens the Snipping Tool",
        "Meta+Print": "saves a screenshot",
        "Alt+Print": "copies a screenshot of the window",
        "Meta+L": "locks the screen",
        "Meta+D": "shows the desktop",
        "Meta+E": "opens File Explorer",
        "Meta+R": "runs a program",
        "Meta+V": "opens the clipboard’s history",
        "Meta+Tab": "shows all windows",
        "Meta+Space": "switches the keyboard layout",
        "Ctrl+Alt+Delete": "opens the security screen",
        "Ctrl+Shift+Escape": "opens the Task Manager",
        "Ctrl+Alt+Tab": "switches windows",
    },
    "aqua": {
        "Meta+Space": "opens Spotlight",
        "Alt+Meta+Space": "searches in the Finder",
        "Ctrl+Meta+Space": "shows emoji and symbols",
        "Ctrl+Space": "switches the keyboard layout",
        "Ctrl+Alt+Space": "switches the keyboard layout",
        "Shift+Meta+3": "takes a screenshot",
        "Shift+Meta+4": "takes a screenshot of a part",
        "Shift+Meta+5": "opens the Screenshot tools",
        "Ctrl+Meta+Q": "locks the screen",
        "Shift+Meta+Q": "logs out",
        "Alt+Meta+Escape": "ends a program",
        "Meta+Tab": "switches programs",
        "Meta+Q": "quits the program",
        "Meta+W": "closes the window",
        "Meta+H": "hides the program",
        "Meta+M": "minimises the window",
    },
}


def known_use(chord: Chord, desktop: str) -> str:
    """A sentence on what `desktop` (`PlatformInfo.desktop`) does with these keys as it comes:
    `In GNOME, Meta+L locks the screen.` Empty when nothing is known of them.
    """
    own = _parsed(_KNOWN.get(desktop, {}))
    most = {} if desktop in _WITHOUT_THE_COMMON else _parsed(_MOST)
    what = own.get(chord) or most.get(chord)
    if what is None:
        return ""
    return f"In {_DESKTOPS.get(desktop, 'most desktops')}, {chord} {what}."


def switches_console(chord: Chord, desktop: str) -> bool:
    """Whether the system itself takes it to switch to a text console, on Linux and its like."""
    return (
        desktop not in _WITHOUT_THE_COMMON
        and chord.modifiers == {Modifier.CTRL, Modifier.ALT}
        and chord.key in _CONSOLE_KEYS
    )


def where_keys_change(desktop: str) -> str:
    """Where a desktop that hands out the keys itself lets a person change them, as the end of a
    sentence.
    """
    return _CHANGED.get(desktop, "in the desktop’s own shortcut settings, under Askance")


_CHANGED = {
    "gnome": "in Settings, Apps, Askance, Global Shortcuts",
    "kde": "in System Settings, Keyboard, Shortcuts, Askance",
    "hyprland": "in ~/.config/hypr/hyprland.conf; `hyprctl globalshortcuts` lists their names",
}

_WITHOUT_THE_COMMON = frozenset({"windows", "aqua"})
_CONSOLE_KEYS = frozenset(f"F{number}" for number in range(1, 13))


def _parsed(table: dict[str, str]) -> dict[Chord, str]:
    return {Chord.parse(text): what for text, what in table.items()}
