"""Hotkeys on macOS: Carbon's RegisterEventHotKey, which asks for no permission and is no hook.

Carbon wants the main thread, and delivers there; whoever calls here is on a thread of its own, so
each call is carried over and waited for. `Carbon` are the few calls that are needed, so that the
rest can be proved anywhere; `macos_api` makes them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from askance.core.chord import Chord, Modifier
from askance.core.errors import AskanceError
from askance.hotkeys.listener import problem, taken
from askance.hotkeys.numbered import NumberedChords

# Events.h: cmdKey, shiftKey, optionKey, controlKey.
_MODIFIERS = {
    Modifier.META: 0x0100,
    Modifier.SHIFT: 0x0200,
    Modifier.ALT: 0x0800,
    Modifier.CTRL: 0x1000,
}
# Events.h: places on the keyboard, named after what an American one has there.
_CODES = dict(
    zip(
        "ASDFHGZXCV\0BQWERYT123465=97-80]OU[IP\0LJ'K;\\,/NM.\0\0`",
        range(0x33),
        strict=True,
    )
)
_NAMED = {
    "Enter": 0x24,
    "Tab": 0x30,
    "Space": 0x31,
    "Backspace": 0x33,
    "Escape": 0x35,
    "Home": 0x73,
    "PageUp": 0x74,
    "Delete": 0x75,
    "End": 0x77,
    "PageDown": 0x79,
    "Left": 0x7B,
    "Right": 0x7C,
    "Down": 0x7D,
    "Up": 0x7E,
    **{
        f"F{number}": code
        for number, code in enumerate(
            (
                *(0x7A, 0x78, 0x63, 0x76, 0x60, 0x61, 0x62, 0x64, 0x65, 0x6D, 0x67, 0x6F),
                *(0x69, 0x6B, 0x71, 0x6A, 0x40, 0x4F, 0x50, 0x5A),
            ),
            1,
        )
    },
}
ALREADY_REGISTERED = -9878
"""eventHotKeyExistsErr of CarbonEventsCore.h."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Carbon(Protocol):
    """Calls of Carbon and libdispatch; errors are OSStatus numbers, 0 for none."""

    def on_main(self, call: Callable[[], T]) -> T:
        """Runs it on the main thread and waits."""

    def listen(self, pressed: Callable[[int], None]) -> None:
        """Installs the handler; `pressed(number)` comes on the main thread."""

    def register_hot_key(self, number: int, modifiers: int, code: int) -> int:
        """RegisterEventHotKey."""

    def unregister_hot_key(self, number: int) -> None:
        """UnregisterEventHotKey."""

    def close(self) -> None:
        """Takes the handler out."""


class MacHotkeys:
    """`on_activated(id)` is called on the main thread and should return at once."""

    name = "macos"

    def __init__(self, *, on_activated: Callable[[str], None], carbon: Carbon) -> None:
        self._on_activated, self._carbon = on_activated, carbon
        self._chords = NumberedChords(_Registering(carbon))
        self._closed = False
        carbon.on_main(lambda: carbon.listen(self._pressed))

    def register(self, hotkey_id: str, chord: Chord) -> None:
        """Raises `AskanceError` (hotkey) when the chord is taken or no key carries it."""
        if self._closed:
            raise problem("Hotkeys have ended", "Askance is closing.", "Start Askance again.")
        self._carbon.on_main(lambda: self._chords.hold(hotkey_id, chord))

    def unregister(self, hotkey_id: str) -> None:
        """Lets the chord go."""
        if not self._closed:
            self._carbon.on_main(lambda: self._chords.release(hotkey_id))

    def is_free(self, chord: Chord) -> bool:
        """By registering it for a moment."""
        return not self._closed and self._carbon.on_main(lambda: self._chords.is_free(chord))

    def close(self) -> None:
        """Lets everything go. May be called twice."""
        if not self._closed:
            self._closed = True
            self._carbon.on_main(self._end)

    def _end(self) -> None:
        self._chords.release_all()
        self._carbon.close()

    def _pressed(self, number: int) -> None:
        hotkey_id = self._chords.id_of(number)
        if hotkey_id is None:
            return
        try:
            self._on_activated(hotkey_id)
        except Exception:  # noqa: BLE001 - the action's fault must not end in Carbon's C code
            _log.exception("a hotkey's action failed")


class _Registering:
    """A `numbered.System`."""

    def __init__(self, carbon: Carbon) -> None:
        self._carbon = carbon

    def register(self, number: int, chord: Chord) -> None:
        code = _NAMED.get(chord.key, _CODES.get(chord.key))
        if code is None:
            raise problem(
                f"No key for {chord} on a Mac",
                f"“{chord.key}” is on no key of its own.",
                "Choose another hotkey.",
            )
        modifiers = sum(_MODIFIERS[each] for each in chord.modifiers)
        error = self._carbon.register_hot_key(number, modifiers, code)
        if error == ALREADY_REGISTERED:
            raise taken(chord)
        if error:
            raise _refused(chord, error)

    def unregister(self, number: int) -> None:
        self._carbon.unregister_hot_key(number)


def _refused(chord: Chord, error: int) -> AskanceError:
    return problem(f"macOS refused {chord}", f"It gave error {error}.", "Choose another hotkey.")
