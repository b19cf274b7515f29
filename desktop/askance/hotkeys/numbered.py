"""Chords that a system knows by numbers: Windows and macOS.

Both register one chord under a number, refuse a chord that somebody has, and report presses by that
number. What is left is the same on both: which id holds which chord, and that an old chord goes
only once the new one is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Protocol

from askance.core.chord import Chord
from askance.core.errors import AskanceError
from askance.hotkeys.listener import used_here


class System(Protocol):
    """The calls that differ."""

    def register(self, number: int, chord: Chord) -> None:
        """Raises `AskanceError` (hotkey) when it is taken or no key carries it."""

    def unregister(self, number: int) -> None:
        """Lets go."""


@dataclass(frozen=True, slots=True)
class _Held:
    chord: Chord
    number: int


class NumberedChords:
    """Which id holds which chord. All calls on the thread that the system wants."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._held: dict[str, _Held] = {}
        # Numbers are never used twice: a press that was on its way when its chord was given back
        # must not be taken for another.
        self._numbers = count(1)

    def hold(self, hotkey_id: str, chord: Chord) -> None:
        """As `listener.Source.hold`."""
        owner = self._owner(chord)
        if owner == hotkey_id:
            return
        if owner is not None:
            raise used_here(chord)
        number = next(self._numbers)
        self._system.register(number, chord)
        self.release(hotkey_id)
        self._held[hotkey_id] = _Held(chord, number)

    def release(self, hotkey_id: str) -> None:
        """Lets go; nothing when it was not held."""
        held = self._held.pop(hotkey_id, None)
        if held is not None:
            self._system.unregister(held.number)

    def is_free(self, chord: Chord) -> bool:
        """By registering it for a moment; one's own counts as free."""
        if self._owner(chord) is not None:
            return True
        number = next(self._numbers)
        try:
            self._system.register(number, chord)
        except AskanceError:
            return False
        self._system.unregister(number)
        return True

    def id_of(self, number: int) -> str | None:
        """Whose number it is."""
        return next((name for name, held in self._held.items() if held.number == number), None)

    def release_all(self) -> None:
        """Lets everything go."""
        for hotkey_id in list(self._held):
            self.release(hotkey_id)

    def _owner(self, chord: Chord) -> str | None:
        return next((name for name, held in self._held.items() if held.chord == chord), None)
