"""One chord works at a time, and the state says which."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

import pytest

from askance.core.chord import Chord
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.hotkey import DesktopDecides, Hotkey
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

    def use_for(self, hotkey: Hotkey, chord: Chord) -> HotkeyState:
        return asyncio.run(self.service.use(chord, hotkey))

    def stop(self, hotkey: Hotkey | None = None) -> None:
        asyncio.run(self.service.stop(hotkey))


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


def test_each_hotkey_has_its_own_chord_and_state(setup: Setup) -> None:
    states = asyncio.run(
        setup.service.use_all({Hotkey.CAPTURE: SPACE, Hotkey.LAST: TAKEN, Hotkey.SHOW: OTHER})
    )
    assert [(each.hotkey, each.active) for each in states] == [
        (Hotkey.CAPTURE, True),
        (Hotkey.LAST, False),
        (Hotkey.SHOW, True),
    ]
    assert setup.hotkeys.registered == {"capture": SPACE, "show": OTHER}
    setup.stop(Hotkey.SHOW)
    assert setup.hotkeys.registered == {"capture": SPACE}
    setup.stop()
    assert setup.hotkeys.registered == {}


def test_a_chord_of_another_hotkey_of_ours_is_named(setup: Setup) -> None:
    setup.use(SPACE)
    setup.use_for(Hotkey.SCREEN, OTHER)
    state = setup.use_for(Hotkey.SHOW, OTHER)
    assert not state.active
    assert state.problem is not None
    assert state.problem.detail == "“Whole screen” uses it already."
    assert state.free not in (None, SPACE, OTHER, TAKEN)
    assert setup.hotkeys.registered == {"capture": SPACE, "screen": OTHER}


def test_looking_at_a_chord_keeps_nothing(setup: Setup) -> None:
    setup.use(SPACE)
    assert asyncio.run(setup.service.look(OTHER)).free
    look = asyncio.run(setup.service.look(TAKEN))
    assert not look.free
    assert look.other not in (None, SPACE, TAKEN)
    ours = asyncio.run(setup.service.look(SPACE))
    assert not ours.free
    assert ours.other not in (None, SPACE, TAKEN)
    assert setup.hotkeys.registered == {"capture": SPACE}


def test_keys_of_the_desktop_itself_are_not_offered() -> None:
    thread = OneThread("hotkey")
    hotkeys = FakeHotkeys(on_activated=lambda _id: None, taken={SPACE})
    service = HotkeyService(make=lambda: hotkeys, thread=thread, desktop="kde")
    looked = asyncio.run(service.look(SPACE))
    thread.close()
    assert looked.other is not None
    assert looked.other != TAKEN, "in KDE Plasma, Ctrl+Alt+A activates a window"


class Deciding(FakeHotkeys):
    """A desktop that hands out the keys, or says no to everything."""

    def __init__(self, *, keyless: str = "", refuses: bool = False) -> None:
        super().__init__(on_activated=lambda _id: None)
        self._keyless, self._refuses = keyless, refuses
        self.asked: list[dict[str, Chord]] = []

    def register_all(self, chords: Mapping[str, Chord]) -> Mapping[str, Problem]:
        self.asked.append(dict(chords))
        if self._refuses:
            raise AskanceError(Problem(ErrorKind.HOTKEY, "The desktop gave no hotkey"))
        return {
            each: Problem(ErrorKind.HOTKEY, "No keys") for each in chords if each == self._keyless
        }

    def trigger(self, hotkey_id: str) -> str:
        return f"Press {hotkey_id}"

    def configure(self) -> bool:
        return True


def test_a_desktop_that_decides_is_asked_once_and_tells_its_keys() -> None:
    assert not isinstance(FakeHotkeys(on_activated=lambda _id: None), DesktopDecides)
    thread, hotkeys = OneThread("hotkey"), Deciding(keyless="show")
    service = HotkeyService(make=lambda: hotkeys, thread=thread)
    states = asyncio.run(service.use_all({Hotkey.CAPTURE: SPACE, Hotkey.SHOW: OTHER}))
    triggers = asyncio.run(service.triggers())
    assert asyncio.run(service.configure())
    thread.close()
    assert hotkeys.asked == [{"capture": SPACE, "show": OTHER}]
    assert [(each.active, each.by_desktop, each.trigger) for each in states] == [
        (True, True, "Press capture"),
        (False, True, ""),
    ]
    assert triggers == {Hotkey.CAPTURE: "Press capture"}


def test_a_desktop_that_says_no_is_heard_for_each() -> None:
    thread, hotkeys = OneThread("hotkey"), Deciding(refuses=True)
    service = HotkeyService(make=lambda: hotkeys, thread=thread)
    states = asyncio.run(service.use_all({Hotkey.CAPTURE: SPACE, Hotkey.SHOW: OTHER}))
    thread.close()
    assert [each.active for each in states] == [False, False]
    assert len(hotkeys.asked) == 1
