"""The hotkey: registering a chord, and finding another when it is taken. Worker's loop; every call
to the system on one thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from askance.core.chord import Chord, first_free
from askance.core.errors import AskanceError, Problem
from askance.core.ports import Hotkeys
from askance.services.one_thread import OneThread

CAPTURE = "capture"


@dataclass(frozen=True, slots=True)
class HotkeyState:
    """How it stands: active, or why not, and a free chord to offer where one was found."""

    chord: Chord
    problem: Problem | None = None
    free: Chord | None = None

    @property
    def active(self) -> bool:
        """Whether pressing the chord captures."""
        return self.problem is None


class HotkeyService:
    """Registers the one chord. `make` chooses the backend at the first use."""

    def __init__(self, *, make: Callable[[], Hotkeys], thread: OneThread) -> None:
        self._make, self._thread = make, thread
        self._hotkeys: Hotkeys | None = None

    async def use(self, chord: Chord) -> HotkeyState:
        """Registers the chord in place of the one before. Never raises: the state has the words."""
        return await self._thread.run(self._use, chord)

    async def stop(self) -> None:
        """Gives the chord back to the system."""
        await self._thread.run(self._stop)

    async def close(self) -> None:
        """Ends the listener."""
        if self._hotkeys is not None:
            await self._thread.run(self._hotkeys.close)

    def _use(self, chord: Chord) -> HotkeyState:
        try:
            hotkeys = self._ready()
        except AskanceError as error:
            return HotkeyState(chord, error.problem)
        hotkeys.unregister(CAPTURE)
        try:
            hotkeys.register(CAPTURE, chord)
        except AskanceError as error:
            return HotkeyState(chord, error.problem, first_free(hotkeys.is_free, chord))
        return HotkeyState(chord)

    def _stop(self) -> None:
        if self._hotkeys is not None:
            self._hotkeys.unregister(CAPTURE)

    def _ready(self) -> Hotkeys:
        if self._hotkeys is None:
            self._hotkeys = self._make()
        return self._hotkeys
