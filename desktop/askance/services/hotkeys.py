"""The hotkeys: registering chords, and finding another when one is taken. Worker's loop; every call
to the system on one thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from askance.core.chord import Chord, first_free
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.hotkey import NAMES, DesktopDecides, Hotkey
from askance.core.known_shortcuts import known_use
from askance.core.ports import Hotkeys
from askance.services.one_thread import OneThread

CAPTURE = Hotkey.CAPTURE


@dataclass(frozen=True, slots=True)
class HotkeyState:
    """How it stands after `wanted` was tried.

    `problem`: why `wanted` could not be had; `free` is then a chord to offer where one was found,
    and `kept` the chord before it where that goes on working. `by_desktop`: the desktop decides
    which keys it has; `trigger` are these, in its own words.
    """

    wanted: Chord
    problem: Problem | None = None
    free: Chord | None = None
    kept: Chord | None = None
    hotkey: Hotkey = Hotkey.CAPTURE
    by_desktop: bool = False
    trigger: str = ""

    @property
    def chord(self) -> Chord:
        """The chord that works; while none does, the wanted one."""
        return self.kept or self.wanted

    @property
    def active(self) -> bool:
        """Whether pressing `chord` works. True beside a problem while another is kept."""
        return self.problem is None or self.kept is not None


@dataclass(frozen=True, slots=True)
class ChordLook:
    """Whether a chord could be had right now, and the next that could where it could not."""

    chord: Chord
    free: bool
    other: Chord | None = None


class HotkeyService:
    """Registers a chord for each hotkey. `make` chooses the backend at the first use; `desktop`
    (`PlatformInfo.desktop`) has keys of its own, which are not offered.
    """

    def __init__(
        self, *, make: Callable[[], Hotkeys], thread: OneThread, desktop: str = ""
    ) -> None:
        self._make, self._thread, self.desktop = make, thread, desktop
        self._hotkeys: Hotkeys | None = None
        self._held: dict[Hotkey, Chord] = {}

    async def use(self, chord: Chord, hotkey: Hotkey = Hotkey.CAPTURE) -> HotkeyState:
        """Registers the chord in place of the one before, which stays when that fails. Never
        raises: the state has the words.
        """
        return await self._thread.run(self._use, chord, hotkey)

    async def use_all(self, chords: Mapping[Hotkey, Chord]) -> tuple[HotkeyState, ...]:
        """Registers them all, as `use` does; a desktop that hands out the keys is asked once."""
        return await self._thread.run(self._use_all, chords)

    async def look(self, chord: Chord) -> ChordLook:
        """Whether the chord could be registered, without keeping it."""
        return await self._thread.run(self._look, chord)

    async def triggers(self) -> Mapping[Hotkey, str]:
        """The keys that the desktop gave, as it says them now; empty where it is not the desktop
        that decides.
        """
        return await self._thread.run(self._triggers)

    async def configure(self) -> bool:
        """Has the desktop show where its keys are changed; False where it cannot."""
        return await self._thread.run(self._configure)

    async def stop(self, hotkey: Hotkey | None = None) -> None:
        """Gives the chord back to the system, all of them without `hotkey`."""
        await self._thread.run(self._stop, hotkey)

    async def close(self) -> None:
        """Ends the listener."""
        if self._hotkeys is not None:
            await self._thread.run(self._hotkeys.close)

    def _use(self, chord: Chord, hotkey: Hotkey) -> HotkeyState:
        try:
            hotkeys = self._ready()
        except AskanceError as error:
            return HotkeyState(chord, error.problem, hotkey=hotkey)
        owner = next((each for each, held in self._held.items() if held == chord), hotkey)
        try:
            if owner is not hotkey:
                raise _used_by(owner, chord)
            hotkeys.register(hotkey, chord)
        except AskanceError as error:
            kept = self._still_held(hotkeys, hotkey)
            return HotkeyState(chord, error.problem, self._free(hotkeys, chord), kept, hotkey)
        self._held[hotkey] = chord
        return _working(hotkeys, hotkey, chord)

    def _use_all(self, chords: Mapping[Hotkey, Chord]) -> tuple[HotkeyState, ...]:
        try:
            hotkeys = self._ready()
        except AskanceError as error:
            return tuple(HotkeyState(c, error.problem, hotkey=h) for h, c in chords.items())
        desktop = _decider(hotkeys)
        if desktop is None:
            return tuple(self._use(chord, hotkey) for hotkey, chord in chords.items())
        return self._ask_desktop(desktop, chords)

    def _ask_desktop(
        self, hotkeys: DesktopDecides, chords: Mapping[Hotkey, Chord]
    ) -> tuple[HotkeyState, ...]:
        problems: Mapping[str, Problem]
        try:
            problems = hotkeys.register_all({str(each): chord for each, chord in chords.items()})
        except AskanceError as error:
            problems = {str(each): error.problem for each in chords}
        self._held = {hotkey: each for hotkey, each in chords.items() if hotkey not in problems}
        return tuple(
            _working(hotkeys, hotkey, chord)
            if hotkey not in problems
            else HotkeyState(chord, problems[hotkey], hotkey=hotkey, by_desktop=True)
            for hotkey, chord in chords.items()
        )

    def _still_held(self, hotkeys: Hotkeys, hotkey: Hotkey) -> Chord | None:
        """The chord before, registered anew: a backend may have let it go, or be gone itself."""
        held = self._held.get(hotkey)
        if held is not None:
            try:
                hotkeys.register(hotkey, held)
            except AskanceError:
                del self._held[hotkey]
                return None
        return held

    def _free(self, hotkeys: Hotkeys, wanted: Chord) -> Chord | None:
        # The chords at work count as free to the backend, and are nothing to offer.
        return first_free(
            lambda chord: (
                chord not in self._held.values()
                and not known_use(chord, self.desktop)
                and hotkeys.is_free(chord)
            ),
            wanted,
        )

    def _look(self, chord: Chord) -> ChordLook:
        try:
            hotkeys = self._ready()
        except AskanceError:
            return ChordLook(chord, free=True)  # trying it tells what is wrong
        ours = chord in self._held.values()  # which the backend would call free
        if hotkeys.name == "none" or (not ours and hotkeys.is_free(chord)):
            return ChordLook(chord, free=True)
        return ChordLook(chord, free=False, other=self._free(hotkeys, chord))

    def _triggers(self) -> Mapping[Hotkey, str]:
        desktop = _decider(self._hotkeys)
        return {each: desktop.trigger(each) for each in self._held} if desktop is not None else {}

    def _configure(self) -> bool:
        desktop = _decider(self._hotkeys)
        return desktop is not None and desktop.configure()

    def _stop(self, hotkey: Hotkey | None) -> None:
        for each in tuple(self._held) if hotkey is None else (hotkey,):
            self._held.pop(each, None)
            if self._hotkeys is not None:
                self._hotkeys.unregister(each)

    def _ready(self) -> Hotkeys:
        if self._hotkeys is None:
            self._hotkeys = self._make()
        return self._hotkeys


def _decider(hotkeys: object) -> DesktopDecides | None:
    return hotkeys if isinstance(hotkeys, DesktopDecides) else None


def _working(hotkeys: object, hotkey: Hotkey, chord: Chord) -> HotkeyState:
    desktop = _decider(hotkeys)
    if desktop is None:
        return HotkeyState(chord, hotkey=hotkey)
    return HotkeyState(chord, hotkey=hotkey, by_desktop=True, trigger=desktop.trigger(hotkey))


def _used_by(owner: Hotkey, chord: Chord) -> AskanceError:
    return AskanceError(
        Problem(
            ErrorKind.HOTKEY,
            f"{chord} is already used by Askance",
            f"“{NAMES[owner]}” uses it already.",
            "Choose another hotkey.",
        )
    )
