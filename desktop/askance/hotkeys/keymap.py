"""From a chord to what XGrabKey wants: a key code and modifier bits. Pure.

Key codes name places on the keyboard, keysyms what is written there; the server's keyboard mapping
connects them, several keysyms a code: levels of the first layout, then those of the next.
Keysym numbers are those of X11's keysymdef.h.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from askance.core.chord import Chord, Modifier

_NAMED = {
    "Space": 0x0020,
    "Backspace": 0xFF08,
    "Tab": 0xFF09,
    "Enter": 0xFF0D,
    "Pause": 0xFF13,
    "Escape": 0xFF1B,
    "Home": 0xFF50,
    "Left": 0xFF51,
    "Up": 0xFF52,
    "Right": 0xFF53,
    "Down": 0xFF54,
    "PageUp": 0xFF55,
    "PageDown": 0xFF56,
    "End": 0xFF57,
    "Print": 0xFF61,
    "Insert": 0xFF63,
    "Delete": 0xFFFF,
    **{f"F{number}": 0xFFBD + number for number in range(1, 25)},
}

_SHIFT, _LOCK, _CONTROL, _MOD1, _MOD2, _MOD4 = 1, 2, 4, 8, 16, 64
_ALL = 0xFF
_NUM_LOCK, _SCROLL_LOCK = 0xFF7F, 0xFF14
_SERVER_ACTIONS = range(0x1008FE01, 0x1008FE24)
_ALT_KEYS = (0xFFE9, 0xFFEA)
_SUPER_KEYS = (0xFFEB, 0xFFEC)

KeyboardMapping = Sequence[Sequence[int]]
"""The keysyms of each key code, from the lowest code on."""

ModifierMapping = Sequence[Sequence[int]]
"""The key codes of each of the eight modifiers: Shift, Lock, Control, Mod1 to Mod5."""


@dataclass(frozen=True, slots=True)
class KeyGrab:
    """One chord on this keyboard: `mask` has the chord's modifiers, `locks` every combination of
    the lock keys (Caps, Num, Scroll) that must not matter.
    """

    keycode: int
    mask: int
    locks: tuple[int, ...]

    def matches(self, keycode: int, state: int) -> bool:
        """Whether a key event with this code and modifier state is this chord."""
        relevant = _ALL & ~max(self.locks)
        return keycode == self.keycode and state & relevant == self.mask


def key_grab(
    chord: Chord, *, keys: KeyboardMapping, first: int, modifiers: ModifierMapping
) -> KeyGrab | None:
    """What to grab for `chord`, or None when no key of the keyboard carries it. `first` is the
    lowest key code.

    A sign that needs Shift or another layout is found on its key all the same, and grabbed with
    the chord's own modifiers: Ctrl+Alt+1 is the same key on a French keyboard.
    """
    keycode = _keycode(_keysym(chord.key), keys, first)
    if keycode is None:
        return None

    def bit(keysyms: Sequence[int], default: int) -> int:
        codes = {first + index for index, syms in enumerate(keys) if set(syms) & set(keysyms)}
        found = (1 << index for index, group in enumerate(modifiers) if codes & set(group))
        return next(found, default)

    bits = {
        Modifier.CTRL: _CONTROL,
        Modifier.SHIFT: _SHIFT,
        Modifier.ALT: bit(_ALT_KEYS, _MOD1),
        Modifier.META: bit(_SUPER_KEYS, _MOD4),
    }
    mask = 0
    for modifier in chord.modifiers:
        mask |= bits[modifier]
    lock_bits = {_LOCK, bit((_NUM_LOCK,), _MOD2), bit((_SCROLL_LOCK,), 0)} - {0}
    return KeyGrab(keycode, mask, _sums(sorted(lock_bits - set(bits.values()))))


def server_keeps(chord: Chord, *, keys: KeyboardMapping, first: int) -> bool:
    """Whether the server acts on the chord itself: it can be grabbed, but never arrives.

    Ctrl+Alt+F1 to F12 switch consoles (XF86Switch_VT_1 …); a few more end grabs or change modes.
    """
    keycode = _keycode(_keysym(chord.key), keys, first)
    if keycode is None or not chord.modifiers >= {Modifier.CTRL, Modifier.ALT}:
        return False
    return any(keysym in _SERVER_ACTIONS for keysym in keys[keycode - first])


def _keysym(key: str) -> int:
    return _NAMED.get(key) or ord(key.lower())


def _keycode(keysym: int, keys: KeyboardMapping, first: int) -> int | None:
    # The lowest level first: `<` on a key of its own counts before `<` as Shift and comma.
    found = [
        (list(syms).index(keysym), first + index)
        for index, syms in enumerate(keys)
        if keysym in syms
    ]
    return min(found)[1] if found else None


def _sums(bits: Sequence[int]) -> tuple[int, ...]:
    return tuple(
        sum(chosen) for size in range(len(bits) + 1) for chosen in combinations(bits, size)
    )
