"""A chord's key by the name that xkbcommon knows it by. Pure.

Sway, i3, Hyprland, niri and the XDG shortcuts specification all name keys so; the names are those
of xkbcommon-keysyms.h without `XKB_KEY_`.
"""

from __future__ import annotations

from askance.core.chord import Chord, Modifier

_NAMES = {
    "Space": "space",
    "Enter": "Return",
    "Backspace": "BackSpace",
    "PageUp": "Page_Up",
    "PageDown": "Page_Down",
    "!": "exclam",
    '"': "quotedbl",
    "#": "numbersign",
    "$": "dollar",
    "%": "percent",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "parenleft",
    ")": "parenright",
    "*": "asterisk",
    "+": "plus",
    ",": "comma",
    "-": "minus",
    ".": "period",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less",
    "=": "equal",
    ">": "greater",
    "?": "question",
    "@": "at",
    "[": "bracketleft",
    "\\": "backslash",
    "]": "bracketright",
    "^": "asciicircum",
    "_": "underscore",
    "`": "grave",
    "{": "braceleft",
    "|": "bar",
    "}": "braceright",
    "~": "asciitilde",
}
"""Where they differ from ours."""

_UNSHIFTED = dict(zip('!@#$%^&*()_+{}|:"<>?~', "1234567890-=[]\\;',./`", strict=True))
"""What the same key writes without Shift, on the keyboard of the United States."""


def keysym(chord: Chord) -> str:
    """`Return`, `semicolon`, `a`: what the key writes."""
    return _named(chord.key)


def base_keysym(chord: Chord) -> str:
    """As `keysym`, but where Shift is held what the key writes without it: compositors compare
    with that, so that Shift and `question` would never match, while Shift and `slash` do.
    """
    shifted = Modifier.SHIFT in chord.modifiers
    return _named(_UNSHIFTED.get(chord.key, chord.key) if shifted else chord.key)


def _named(key: str) -> str:
    return _NAMES.get(key, key.lower() if len(key) == 1 else key)
