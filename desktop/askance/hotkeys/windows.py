"""Hotkeys on Windows: RegisterHotKey, on the listener's thread, which gets the WM_HOTKEY messages.

No hook: the system itself looks for the chord. `User32` are the few calls that are needed, so that
the rest can be proved anywhere; `windows_api` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from askance.core.chord import Chord, Modifier
from askance.hotkeys.listener import ELSEWHERE, ListeningHotkeys, problem, taken
from askance.hotkeys.numbered import NumberedChords

# winuser.h
_MOD_NOREPEAT = 0x4000
_MODIFIERS = {Modifier.ALT: 1, Modifier.CTRL: 2, Modifier.SHIFT: 4, Modifier.META: 8}
_KEYS = {
    "Backspace": 0x08,
    "Tab": 0x09,
    "Enter": 0x0D,
    "Pause": 0x13,
    "Escape": 0x1B,
    "Space": 0x20,
    "PageUp": 0x21,
    "PageDown": 0x22,
    "End": 0x23,
    "Home": 0x24,
    "Left": 0x25,
    "Up": 0x26,
    "Right": 0x27,
    "Down": 0x28,
    "Print": 0x2C,
    "Insert": 0x2D,
    "Delete": 0x2E,
    **{f"F{number}": 0x6F + number for number in range(1, 25)},
}
ALREADY_REGISTERED = 1409
"""ERROR_HOTKEY_ALREADY_REGISTERED of winerror.h."""


class User32(Protocol):
    """Calls of user32.dll; errors are numbers of winerror.h, 0 for none."""

    def register_hot_key(self, number: int, modifiers: int, key: int) -> int:
        """RegisterHotKey for this thread."""

    def unregister_hot_key(self, number: int) -> None:
        """UnregisterHotKey."""

    def key_of(self, character: str) -> int | None:
        """The virtual key that carries a character on this keyboard (VkKeyScanW)."""

    def pressed(self) -> Iterator[int]:
        """The numbers of the WM_HOTKEY messages that wait, taken off the queue."""

    def wait(self) -> None:
        """Until a message or `wake`."""

    def wake(self) -> None:
        """Any thread."""

    def close(self) -> None:
        """Frees what `wait` needs."""


class WindowsSource:
    """A `listener.Source`."""

    def __init__(self, user32: User32) -> None:
        self._user32 = user32
        self._chords = NumberedChords(self)
        self.hold, self.release = self._chords.hold, self._chords.release
        self.is_free = self._chords.is_free
        self.wait, self.wake = user32.wait, user32.wake

    def register(self, number: int, chord: Chord) -> None:
        """Called by the chords."""
        key = _KEYS.get(chord.key) or self._user32.key_of(chord.key.lower())
        if key is None:
            raise problem(
                f"No key for {chord} on this keyboard",
                f"The keyboard's layout has no “{chord.key}”.",
                "Choose another hotkey.",
            )
        modifiers = sum(_MODIFIERS[each] for each in chord.modifiers) | _MOD_NOREPEAT
        error = self._user32.register_hot_key(number, modifiers, key)
        if error == ALREADY_REGISTERED:
            raise taken(chord)
        if error:
            raise problem(
                f"Windows refused {chord}",
                f"It gave error {error}.",
                f"Choose another. {ELSEWHERE}",
            )

    def unregister(self, number: int) -> None:
        """Called by the chords."""
        self._user32.unregister_hot_key(number)

    def activated(self) -> Iterator[str]:
        """The ids pressed since the last call."""
        for number in self._user32.pressed():
            hotkey_id = self._chords.id_of(number)
            if hotkey_id is not None:
                yield hotkey_id

    def close(self) -> None:
        """Lets everything go."""
        self._chords.release_all()
        self._user32.close()


class WindowsHotkeys(ListeningHotkeys):
    """As `ListeningHotkeys`, with Windows behind them."""

    name = "windows"

    def __init__(self, *, on_activated: Callable[[str], None], user32: User32) -> None:
        super().__init__(on_activated=on_activated, source=WindowsSource(user32))
