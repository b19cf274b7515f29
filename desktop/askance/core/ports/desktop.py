"""What the desktop lends: hotkeys, notifications."""

from __future__ import annotations

from typing import Protocol

from askance.core.chord import Chord


class Hotkeys(Protocol):
    """Chords registered with the system. `on_activated(id)` was given at construction and is called
    on any thread. Never a keyboard hook.
    """

    @property
    def name(self) -> str: ...

    def register(self, hotkey_id: str, chord: Chord) -> None:
        """Raises `AskanceError` (hotkey) when the chord is taken or hotkeys do not work here."""
        ...

    def unregister(self, hotkey_id: str) -> None: ...

    def is_free(self, chord: Chord) -> bool:
        """Whether `register` would work right now."""
        ...

    def close(self) -> None: ...


class Notifier(Protocol):
    """Desktop notifications. Blocking, short; never raises: a missing notification harms nobody,
    and says so by returning False.
    """

    def notify(self, title: str, body: str) -> bool: ...
