"""Key grabs on one X11 connection: the X calls behind `X11Hotkeys`, all on its listener thread.

A passive grab (XGrabKey on the root window) makes the server itself look for the chord: no other
key ever reaches us, and the chord reaches nobody else. Held until the key is let go, so that the
program in front sees neither the press nor its repeats.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass

from Xlib import X, error
from Xlib.display import Display

from askance.core.chord import Chord
from askance.core.errors import AskanceError
from askance.hotkeys.keymap import KeyGrab, key_grab, server_keeps
from askance.hotkeys.listener import ELSEWHERE, Sleeper, problem, taken, used_here

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    chord: Chord
    grab: KeyGrab | None


class X11Grabs:
    """Holds chords by id. Raises `Xlib.error.DisplayError` or OSError from the constructor,
    `Xlib.error.ConnectionClosedError` from anything else once the server is gone.
    """

    def __init__(self, display: str | None = None) -> None:
        # python-xlib prints its warnings about access cookies; standard output is for results.
        with redirect_stdout(sys.stderr):
            self._display = Display(display)
        self._display.set_error_handler(_log_stray_error)
        self._root = self._display.screen().root
        self._sleeper = Sleeper()
        self._held: dict[str, _Held] = {}
        self._released: tuple[int, int] | None = None

    def wait(self) -> None:
        """Until the server has something to say, or `wake` was called."""
        self._sleeper.wait(self._display.fileno())

    def wake(self) -> None:
        """Ends a `wait`. Any thread."""
        self._sleeper.rouse()

    def hold(self, hotkey_id: str, chord: Chord) -> None:
        """Grabs; what `hotkey_id` held before is let go only once that worked. Raises
        `AskanceError` (hotkey).
        """
        grab = self._resolve(chord)
        if self._held_by(grab) not in (None, hotkey_id):
            raise used_here(chord)
        before = self._held.get(hotkey_id)
        if before is None or before.grab != grab:
            self._grab(chord, grab)
            self.release(hotkey_id)
        self._held[hotkey_id] = _Held(chord, grab)

    def release(self, hotkey_id: str) -> None:
        """Lets go; nothing when it was not held."""
        held = self._held.pop(hotkey_id, None)
        if held is not None and held.grab is not None:
            self._ungrab(held.grab)

    def is_free(self, chord: Chord) -> bool:
        """Grabs and lets go at once; a chord that is ours already counts as free."""
        try:
            grab = self._resolve(chord)
            if self._held_by(grab) is not None:
                return True
            self._grab(chord, grab)
        except AskanceError:
            return False
        self._ungrab(grab)
        return True

    def activated(self) -> Iterator[str]:
        """The ids whose chords were pressed since the last call, once a press. Does not wait.

        Nothing is left unread afterwards, neither on the connection nor in python-xlib's queue,
        which every round trip fills: a select that follows would not see it.
        """
        remapped = True
        while remapped:
            remapped = False
            while self._display.pending_events():
                event = self._display.next_event()
                if event.type == X.MappingNotify:
                    remapped = remapped or event.request != X.MappingPointer
                elif event.type == X.KeyRelease:
                    self._released = (event.detail, event.time)
                # The server repeats a held key as a release and a press in the same millisecond;
                # no hand is that fast.
                elif event.type == X.KeyPress and self._released != (event.detail, event.time):
                    yield from self._matching(event.detail, event.state)
            # Only now: a press must not wait for the news, which also come when another keyboard
            # of the same computer is used.
            if remapped:
                self._hold_anew()

    def close(self) -> None:
        """Lets everything go, waits until the server has done so, and disconnects."""
        try:
            for hotkey_id in list(self._held):
                self.release(hotkey_id)
            self._display.close()
        finally:
            self._sleeper.close()

    def _held_by(self, grab: KeyGrab) -> str | None:
        # The server would let the same client grab twice, and let both go with one ungrab.
        return next((name for name, held in self._held.items() if held.grab == grab), None)

    def _matching(self, keycode: int, state: int) -> list[str]:
        return [
            hotkey_id
            for hotkey_id, held in self._held.items()
            if held.grab is not None and held.grab.matches(keycode, state)
        ]

    def _hold_anew(self) -> None:
        """The layout changed: the same chords may be other keys now."""
        for hotkey_id, held in list(self._held.items()):
            try:
                grab: KeyGrab | None = self._resolve(held.chord)
            except AskanceError as unknown:
                _log.warning("hotkey lost with the keyboard layout: %s", unknown.problem.title)
                grab = None
            if grab != held.grab:
                self._move(hotkey_id, held, grab)

    def _move(self, hotkey_id: str, held: _Held, grab: KeyGrab | None) -> None:
        if held.grab is not None:
            self._ungrab(held.grab)
        try:
            if grab is not None:
                self._grab(held.chord, grab)
        except AskanceError as refused:
            _log.warning("hotkey lost with the keyboard layout: %s", refused.problem.title)
            grab = None
        self._held[hotkey_id] = _Held(held.chord, grab)

    def _resolve(self, chord: Chord) -> KeyGrab:
        info = self._display.display.info
        first, count = info.min_keycode, info.max_keycode - info.min_keycode + 1
        keys = self._display.get_keyboard_mapping(first, count)
        if server_keeps(chord, keys=keys, first=first):
            raise problem(
                f"{chord} is kept by the system",
                "It switches to a text console and never reaches a program.",
                f"Choose another hotkey. {ELSEWHERE}",
            )
        modifiers = self._display.get_modifier_mapping()
        grab = key_grab(chord, keys=keys, first=first, modifiers=modifiers)
        if grab is None:
            raise problem(
                f"No key for {chord} on this keyboard",
                f"None of the keyboard's layouts has “{chord.key}”.",
                f"Choose another hotkey. {ELSEWHERE}",
            )
        return grab

    def _grab(self, chord: Chord, grab: KeyGrab) -> None:
        refused = error.CatchError()
        for lock in grab.locks:
            self._root.grab_key(
                grab.keycode,
                grab.mask | lock,
                owner_events=False,
                pointer_mode=X.GrabModeAsync,
                keyboard_mode=X.GrabModeAsync,
                onerror=refused,
            )
        self._display.sync()
        if refused.get_error() is not None:
            self._ungrab(grab)
            raise taken(chord)

    def _ungrab(self, grab: KeyGrab) -> None:
        for lock in grab.locks:
            self._root.ungrab_key(grab.keycode, grab.mask | lock)
        # Whoever asks next, perhaps over another connection, must find it free.
        self._display.sync()


def _log_stray_error(failure: object, _request: object) -> None:
    _log.info("the X server reported %s", type(failure).__name__)
