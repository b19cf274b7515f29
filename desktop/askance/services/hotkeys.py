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
    """How it stands after `wanted` was tried.

    `problem`: why `wanted` could not be had; `free` is then a chord to offer where one was found,
    and `kept` the chord before it where that goes on working.
    """

    wanted: Chord
    problem: Problem | None = None
    free: Chord | None = None
    kept: Chord | None = None

    @property
    def chord(self) -> Chord:
        """The chord that captures; while none does, the wanted one."""
        return self.kept or self.wanted

    @property
    def active(self) -> bool:
        """Whether pressing `chord` captures. True beside a problem while another is kept."""
        return self.problem is None or self.kept is not None


class HotkeyService:
    """Registers the one chord. `make` chooses the backend at the first use."""

    def __init__(self, *, make: Callable[[], Hotkeys], thread: OneThread) -> None:
        self._make, self._thread = make, thread
        self._hotkeys: Hotkeys | None = None
        self._held: Chord | None = None

    async def use(self, chord: Chord) -> HotkeyState:
        """Registers the chord in place of the one before, which stays when that fails. Never
        raises: the state has the words.
        """
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
        try:
            hotkeys.register(CAPTURE, chord)
        except AskanceError as error:
            self._held = self._still_held(hotkeys)
            return HotkeyState(chord, error.problem, self._free(hotkeys, chord), self._held)
        self._held = chord
        return HotkeyState(chord)

    def _still_held(self, hotkeys: Hotkeys) -> Chord | None:
        """The chord before, registered anew: a backend may have let it go, or be gone itself."""
        if self._held is not None:
            try:
                hotkeys.register(CAPTURE, self._held)
            except AskanceError:
                return None
        return self._held

    def _free(self, hotkeys: Hotkeys, wanted: Chord) -> Chord | None:
        # The chord at work counts as free to the backend, and is nothing to offer.
        return first_free(lambda chord: chord != self._held and hotkeys.is_free(chord), wanted)

    def _stop(self) -> None:
        self._held = None
        if self._hotkeys is not None:
            self._hotkeys.unregister(CAPTURE)

    def _ready(self) -> Hotkeys:
        if self._hotkeys is None:
            self._hotkeys = self._make()
        return self._hotkeys
