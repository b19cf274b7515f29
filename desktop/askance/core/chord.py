"""A key chord: modifiers and one key, as a person writes it and as each system needs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Modifier(StrEnum):
    """In the order in which they are written."""

    CTRL = "Ctrl"
    ALT = "Alt"
    SHIFT = "Shift"
    META = "Meta"


_ALIASES = {
    "ctrl": Modifier.CTRL,
    "control": Modifier.CTRL,
    "alt": Modifier.ALT,
    "option": Modifier.ALT,
    "shift": Modifier.SHIFT,
    "meta": Modifier.META,
    "super": Modifier.META,
    "win": Modifier.META,
    "cmd": Modifier.META,
    "command": Modifier.META,
}

_NAMED_KEYS = {
    name.lower(): name
    for name in (
        *("Space", "Tab", "Enter", "Escape", "Backspace", "Delete", "Insert", "Home", "End"),
        *("PageUp", "PageDown", "Up", "Down", "Left", "Right", "Print", "Pause"),
        *(f"F{number}" for number in range(1, 25)),
    )
}


@dataclass(frozen=True, slots=True)
class Chord:
    """`modifiers` and `key`: a named key (`Space`, `F9`), or one printable ASCII character in upper
    case.
    """

    modifiers: frozenset[Modifier]
    key: str

    @classmethod
    def parse(cls, text: str) -> Chord:
        """`Ctrl+Alt+Space` in any case and order. Raises ValueError with words to show."""
        *heads, tail = [piece.strip() for piece in text.strip().split("+")]
        if not tail:
            raise ValueError(f"“{text}” has no key")
        unknown = [head for head in heads if head.lower() not in _ALIASES]
        if unknown:
            raise ValueError(f"“{unknown[0]}” is no modifier key")
        key = _NAMED_KEYS.get(tail.lower()) or (tail.upper() if _plain(tail) else None)
        if key is None:
            raise ValueError(f"“{tail}” is no key that can be used here")
        return cls(frozenset(_ALIASES[head.lower()] for head in heads), key)

    def __str__(self) -> str:
        return "+".join([*(m.value for m in Modifier if m in self.modifiers), self.key])

    @property
    def caps(self) -> tuple[str, ...]:
        """The key caps, for showing: `("Ctrl", "Alt", "Space")`."""
        return tuple(str(self).split("+"))

    @property
    def complaint(self) -> str | None:
        """Why this chord would be a nuisance as a global hotkey, or None when it is fine."""
        strong = self.modifiers & {Modifier.CTRL, Modifier.ALT, Modifier.META}
        if (
            not strong
            and not (self.key.startswith("F") and len(self.key) > 1)
            and self.key != "Print"
        ):
            return "Add Ctrl, Alt or Meta: without them the key could no longer be typed."
        if self.key == "Escape":
            return "Escape has to stay free: it always leaves."
        return None


def _plain(tail: str) -> bool:
    return len(tail) == 1 and tail.isascii() and tail.isprintable() and not tail.isspace()


FALLBACK_CHORDS = tuple(
    Chord.parse(text)
    for text in (
        "Ctrl+Alt+Space",
        "Ctrl+Shift+Space",
        "Ctrl+Alt+A",
        "Ctrl+Alt+Q",
        "Meta+Shift+A",
        "Ctrl+Shift+F9",
        "Ctrl+Alt+Shift+A",
        "Ctrl+Alt+Shift+Q",
        "Ctrl+Shift+F10",
        "Meta+Shift+F10",
    )
)
"""Tried in this order when a chord is taken, to offer the next free one."""


def first_free(is_free: Callable[[Chord], bool], wanted: Chord) -> Chord | None:
    """The first of the usual chords, other than `wanted`, that could be registered now."""
    return next((c for c in FALLBACK_CHORDS if c != wanted and is_free(c)), None)


def default_chord(sys_platform: str) -> Chord:
    """The chord of a fresh install on `sys.platform`."""
    return Chord.parse("Shift+Alt+Space" if sys_platform == "darwin" else "Ctrl+Alt+Space")
