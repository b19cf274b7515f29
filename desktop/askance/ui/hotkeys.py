"""The hotkeys as the window has them: registered at the start, set in the settings, told to whoever
shows them. GUI thread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from askance.core.chord import Chord
from askance.core.hotkey import Hotkey, wanted, with_chord
from askance.core.settings import Settings
from askance.services.hotkeys import HotkeyService, HotkeyState
from askance.ui.bridge import Bridge, Job
from askance.ui.settings.hotkey_page import HotkeyPage


class HotkeySetting(QObject):
    """`settings` gives those in force, `change` keeps a change to them."""

    changed = Signal(object, object)
    """A `Hotkey`, and its `HotkeyState` or None when it has no chord or is switched off."""
    problem = Signal(object)

    def __init__(
        self,
        *,
        bridge: Bridge,
        hotkeys: HotkeyService,
        settings: Callable[[], Settings],
        change: Callable[[Callable[[Settings], Settings]], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._hotkeys = bridge, hotkeys
        self._settings, self._change = settings, change
        self._states: dict[Hotkey, HotkeyState] = {}
        self._jobs: dict[Hotkey, Job] = {}
        self._page: HotkeyPage | None = None

    @property
    def states(self) -> dict[Hotkey, HotkeyState]:
        """How those stand that were tried."""
        return {hotkey: self._states[hotkey] for hotkey in Hotkey if hotkey in self._states}

    @property
    def working(self) -> HotkeyState | None:
        """One that works, by which Askance stays in reach; None when none does."""
        return next((state for state in self.states.values() if state.active), None)

    def start(self) -> None:
        """Registers all that are wanted, unless they are switched off."""
        if self._settings().hotkey_enabled:
            self._use_all()

    def use(self, chord: Chord, hotkey: Hotkey = Hotkey.CAPTURE) -> Job:
        """Registers a chord; `changed` says how that went. A chord that works is kept."""
        job = self._bridge.run(self._hotkeys.use(chord, hotkey), failed=self.problem.emit)
        job.succeeded.connect(lambda state: self._used(job, (state,)))
        self._jobs[hotkey] = job
        return job

    def pressed(self, hotkey: Hotkey, act: Callable[[Hotkey], None]) -> None:
        """The keys of a hotkey were pressed. A field that records keys gets them, which the system
        kept from it; else `act` does what they are for.
        """
        state = self._states.get(hotkey)
        if self._page is None or state is None or not self._page.take(state.chord):
            act(hotkey)

    def clear(self, hotkey: Hotkey) -> None:
        """No chord for this one."""
        self._change(lambda settings: with_chord(settings, hotkey, None))
        self._bridge.run(self._hotkeys.stop(hotkey), failed=self.problem.emit)
        self._forget((hotkey,))

    def enable(self, on: bool) -> None:
        """Switches all of them on or off."""
        self._change(lambda settings: replace(settings, hotkey_enabled=on))
        if on:
            self._use_all()  # whatever the settings say: the switch is kept a moment later
        else:
            self._bridge.run(self._hotkeys.stop(), failed=self.problem.emit)
            self._forget(Hotkey)

    def serve(self, page: HotkeyPage) -> None:
        """Answers the settings' page and keeps it true."""
        self._page = page
        page.set_desktop(self._hotkeys.desktop)
        page.chord_requested.connect(lambda h, text: self.use(Chord.parse(text), Hotkey(h)))
        page.look_wanted.connect(lambda h, text: self._look(page, Hotkey(h), Chord.parse(text)))
        page.cleared.connect(lambda h: self.clear(Hotkey(h)))
        page.enabled_changed.connect(self.enable)
        page.configure_requested.connect(lambda: self._configure(page))
        self.changed.connect(page.set_state)
        for hotkey, state in self.states.items():
            page.set_state(hotkey, state)

    def refresh(self) -> None:
        """Where the desktop decides, asks it for the keys it gives now."""
        if any(state.by_desktop for state in self._states.values()):
            self._bridge.run(self._hotkeys.triggers(), self._retold, self.problem.emit)

    def _use_all(self) -> None:
        chords = wanted(self._settings(), sys.platform)
        job = self._bridge.run(self._hotkeys.use_all(chords), failed=self.problem.emit)
        job.succeeded.connect(lambda states: self._used(job, states))
        self._jobs.update(dict.fromkeys(chords, job))

    def _retold(self, triggers: object) -> None:
        assert isinstance(triggers, dict)
        for hotkey, trigger in triggers.items():
            state = self._states.get(hotkey)
            if state is not None and state.trigger != trigger:
                self._states[hotkey] = replace(state, trigger=trigger)
                self.changed.emit(hotkey, self._states[hotkey])

    def _look(self, page: HotkeyPage, hotkey: Hotkey, chord: Chord) -> None:
        if not any(state.by_desktop for state in self._states.values()):
            work = self._hotkeys.look(chord)
            self._bridge.run(work, lambda look: page.set_look(hotkey, look), self.problem.emit)

    def _configure(self, page: HotkeyPage) -> None:
        self._bridge.run(self._hotkeys.configure(), page.set_configured, self.problem.emit)

    def _forget(self, hotkeys: Iterable[Hotkey]) -> None:
        for hotkey in hotkeys:
            self._jobs.pop(hotkey, None)
            self._states.pop(hotkey, None)
            self.changed.emit(hotkey, None)

    def _used(self, job: Job, states: object) -> None:
        assert isinstance(states, tuple)
        for state in states:
            if self._jobs.get(state.hotkey) is job:  # else cleared, or another is tried by now
                self._states[state.hotkey] = state
                self.changed.emit(state.hotkey, state)
                self._keep(state)

    def _keep(self, state: HotkeyState) -> None:
        if state.active and wanted(self._settings(), sys.platform).get(state.hotkey) != state.chord:
            self._change(lambda settings: with_chord(settings, state.hotkey, state.chord))
