"""One chord works at a time, and the state says which."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from askance.core.chord import Chord
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.ports import Hotkeys
from askance.services.hotkeys import CAPTURE, HotkeyService, HotkeyState
from askance.services.one_thread import OneThread
from tests.fakes.hotkeys import FakeHotkeys

SPACE, OTHER, TAKEN = (Chord.parse(text) for text in ("Ctrl+Alt+Space", "Ctrl+Alt+Q", "Ctrl+Alt+A"))


class LettingGo(FakeHotkeys):
    """Gives the chord before back to the system ahead of taking the next: the port allows it."""

    def register(self, hotkey_id: str, chord: Chord) -> None:
        self.unregister(hotkey_id)
        super().register(hotkey_id, chord)


class Setup:
    def __init__(self, hotkeys: FakeHotkeys) -> None:
        self.hotkeys, self.thread = hotkeys, OneThread("hotkey")
        self.service = HotkeyService(make=lambda: self.hotkeys, thread=self.thread)

    def use(self, chord: Chord) -> HotkeyState:
        return asyncio.run(self.service.use(chord))

    def stop(self) -> None:
        asyncio.run(self.service.stop())


@pytest.fixture(params=[FakeHotkeys, LettingGo])
def setup(request: pytest.FixtureRequest) -> Iterator[Setup]:
    made = Setup(request.param(on_activated=lambda _id: None, taken={TAKEN}))
    yield made
    made.thread.close()


def test_a_chord_is_used_in_place_of_the_one_before(setup: Setup) -> None:
    assert setup.use(SPACE) == HotkeyState(SPACE)
    state = setup.use(OTHER)
    assert (state.active, state.chord, state.problem) == (True, OTHER, None)
    assert setup.hotkeys.registered == {CAPTURE: OTHER}


def test_a_taken_chord_leaves_the_working_one_at_work(setup: Setup) -> None:
    setup.use(OTHER)
    state = setup.use(TAKEN)
    assert setup.hotkeys.registered == {CAPTURE: OTHER}
    assert (state.active, state.chord, state.wanted) == (True, OTHER, TAKEN)
    assert state.problem is not None
    assert state.free == SPACE


def test_the_chord_at_work_is_not_offered_as_a_free_one(setup: Setup) -> None:
    setup.use(SPACE)
    state = setup.use(TAKEN)
    assert state.free not in (None, SPACE, TAKEN)


def test_a_taken_chord_with_none_before_captures_nothing(setup: Setup) -> None:
    state = setup.use(TAKEN)
    assert (state.active, state.chord, state.wanted) == (False, TAKEN, TAKEN)
    assert state.problem is not None
    assert state.free == SPACE
    assert setup.hotkeys.registered == {}


def test_a_stopped_chord_does_not_come_back(setup: Setup) -> None:
    setup.use(SPACE)
    setup.stop()
    assert not setup.use(TAKEN).active
    assert setup.hotkeys.registered == {}


def test_once_hotkeys_have_stopped_none_is_called_active(setup: Setup) -> None:
    setup.use(SPACE)
    setup.hotkeys.close()
    state = setup.use(OTHER)
    assert (state.active, state.chord) == (False, OTHER)
    assert state.problem is not None


def test_a_backend_that_cannot_be_had_is_said_in_words() -> None:
    problem = Problem(ErrorKind.HOTKEY, "No hotkeys here")

    def make() -> Hotkeys:
        raise AskanceError(problem)

    thread = OneThread("hotkey")
    try:
        state = asyncio.run(HotkeyService(make=make, thread=thread).use(SPACE))
    finally:
        thread.close()
    assert state == HotkeyState(SPACE, problem)
    assert not state.active
