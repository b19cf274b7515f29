"""What every hotkey backend owes its callers, proved on the fake, on a real X server, and on
Windows and macOS with their few system calls played.

That something did not happen is shown without waiting for it: a second chord is pressed after it,
and nothing else may have come before that one.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest

from askance.core.chord import FALLBACK_CHORDS, Chord, first_free
from askance.core.errors import AskanceError, ErrorKind
from askance.core.ports import Hotkeys
from askance.hotkeys.macos import MacHotkeys
from askance.hotkeys.null_hotkeys import NullHotkeys
from askance.hotkeys.windows import WindowsHotkeys
from askance.hotkeys.x11 import X11Hotkeys
from tests.fakes.hotkeys import FakeHotkeys
from tests.fakes.system_keys import Desk, FakeCarbon, FakeUser32
from tests.support.desktop import x_server
from tests.support.waiting import wait_for
from tests.support.x11 import Display

SPACE, OTHER = Chord.parse("Ctrl+Alt+Space"), Chord.parse("Ctrl+Alt+A")
LAST = Chord.parse("Ctrl+Shift+F9")


class World(Protocol):
    """The system around the hotkeys: fingers and other programs."""

    hotkeys: Hotkeys
    seen: list[str]

    def press(self, chord: Chord) -> None: ...

    def take(self, chord: Chord) -> None: ...

    def others_may_have(self, chord: Chord) -> bool: ...


class FakeWorld:
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.hotkeys = FakeHotkeys(on_activated=self.seen.append)

    def press(self, chord: Chord) -> None:
        self.hotkeys.press(chord)

    def take(self, chord: Chord) -> None:
        self.hotkeys.taken.add(chord)

    def others_may_have(self, chord: Chord) -> bool:
        return chord not in self.hotkeys.registered.values()


class X11World:
    def __init__(self, display: str, stack: ExitStack) -> None:
        self.seen: list[str] = []
        self.hotkeys = X11Hotkeys(on_activated=self.seen.append, display=display)
        stack.callback(self.hotkeys.close)
        self._other = X11Hotkeys(on_activated=lambda _id: None, display=display)
        stack.callback(self._other.close)
        self._hands = stack.enter_context(Display(display))

    def press(self, chord: Chord) -> None:
        # The server's clock counts milliseconds, and what comes in the same one as the release is
        # the keyboard's own repeat: a finger takes longer.
        time.sleep(0.002)
        names = {"meta": "super", "space": "space"}
        keys = [names.get(cap.lower(), cap if cap[0] == "F" else cap.lower()) for cap in chord.caps]
        self._hands.press("+".join(keys))

    def take(self, chord: Chord) -> None:
        self._other.register(str(chord), chord)

    def others_may_have(self, chord: Chord) -> bool:
        return self._other.is_free(chord)


class PlayedWorld:
    """A system whose calls are played; `make` is one program on it, `keys` a chord's there."""

    def __init__(
        self,
        make: Callable[[Desk, Callable[[str], None]], Hotkeys],
        keys: Callable[[Chord], tuple[int, int]],
        stack: ExitStack,
    ) -> None:
        self.seen: list[str] = []
        self._desk, self._keys = Desk(), keys
        self.hotkeys = make(self._desk, self.seen.append)
        stack.callback(self.hotkeys.close)
        self._other = make(self._desk, lambda _id: None)
        stack.callback(self._other.close)

    def press(self, chord: Chord) -> None:
        self._desk.press(*self._keys(chord))

    def take(self, chord: Chord) -> None:
        self._other.register(str(chord), chord)

    def others_may_have(self, chord: Chord) -> bool:
        return self._other.is_free(chord)


def on_windows(desk: Desk, told: Callable[[str], None]) -> Hotkeys:
    return WindowsHotkeys(on_activated=told, user32=FakeUser32(desk))


def windows_keys(chord: Chord) -> tuple[int, int]:
    bits = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Meta": 8}
    keys = {"Space": 0x20, "F9": 0x78}
    return sum(bits[each] for each in chord.modifiers), keys.get(chord.key) or ord(chord.key)


def on_a_mac(desk: Desk, told: Callable[[str], None]) -> Hotkeys:
    return MacHotkeys(on_activated=told, carbon=FakeCarbon(desk))


def mac_keys(chord: Chord) -> tuple[int, int]:
    bits = {"Meta": 0x100, "Shift": 0x200, "Alt": 0x800, "Ctrl": 0x1000}
    keys = {"Space": 0x31, "F9": 0x65, "A": 0x00, "Q": 0x0C}
    return sum(bits[each] for each in chord.modifiers), keys[chord.key]


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))}
    with x_server(environment, width=320, height=200) as name:
        yield name


@pytest.fixture(
    params=["fake", "windows", "macos", pytest.param("x11", marks=pytest.mark.integration)]
)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with ExitStack() as stack:
        match request.param:
            case "fake":
                yield FakeWorld()
            case "windows":
                yield PlayedWorld(on_windows, windows_keys, stack)
            case "macos":
                yield PlayedWorld(on_a_mac, mac_keys, stack)
            case _:
                yield X11World(request.getfixturevalue("display"), stack)


def pressed_then_last(world: World, *chords: Chord) -> list[str]:
    """What the chords activated, `LAST` pressed after them and left out."""
    world.hotkeys.register("last", LAST)
    for chord in (*chords, LAST):
        world.press(chord)
    wait_for(lambda: "last" in world.seen, "the last chord")
    return world.seen[: world.seen.index("last")]


def test_each_press_activates_its_id_once(world: World) -> None:
    world.hotkeys.register("capture", SPACE)
    assert pressed_then_last(world, SPACE, SPACE) == ["capture", "capture"]


def test_other_chords_do_nothing(world: World) -> None:
    world.hotkeys.register("capture", SPACE)
    shifted = Chord.parse("Ctrl+Alt+Shift+Space")
    assert pressed_then_last(world, OTHER, shifted, Chord.parse("Ctrl+Space")) == []


def test_an_unregistered_chord_does_nothing(world: World) -> None:
    world.hotkeys.register("capture", SPACE)
    world.hotkeys.unregister("capture")
    world.hotkeys.unregister("never registered")
    assert pressed_then_last(world, SPACE) == []
    assert world.others_may_have(SPACE)


def test_registering_anew_moves_the_hotkey(world: World) -> None:
    world.hotkeys.register("capture", SPACE)
    world.hotkeys.register("capture", OTHER)
    assert pressed_then_last(world, SPACE, OTHER) == ["capture"]
    assert world.others_may_have(SPACE)
    assert not world.others_may_have(OTHER)


def test_the_same_chord_again_is_no_error(world: World) -> None:
    world.hotkeys.register("capture", SPACE)
    world.hotkeys.register("capture", SPACE)
    assert pressed_then_last(world, SPACE) == ["capture"]


def test_a_taken_chord_is_refused_in_words_and_the_old_one_stays(world: World) -> None:
    world.take(OTHER)
    world.hotkeys.register("capture", SPACE)
    with pytest.raises(AskanceError) as caught:
        world.hotkeys.register("capture", OTHER)
    problem = caught.value.problem
    assert problem.kind is ErrorKind.HOTKEY
    assert str(OTHER) in problem.title
    assert problem.detail
    assert "askance capture" in problem.hint
    assert pressed_then_last(world, SPACE, OTHER) == ["capture"]


def test_two_ids_cannot_share_a_chord(world: World) -> None:
    world.hotkeys.register("capture", SPACE)
    with pytest.raises(AskanceError):
        world.hotkeys.register("show", SPACE)
    assert pressed_then_last(world, SPACE) == ["capture"]


def test_asking_whether_a_chord_is_free_leaves_everything_as_it_was(world: World) -> None:
    world.take(OTHER)
    world.hotkeys.register("capture", SPACE)
    free = Chord.parse("Ctrl+Alt+Q")
    assert world.hotkeys.is_free(free)
    assert not world.hotkeys.is_free(OTHER)
    assert world.hotkeys.is_free(SPACE), "one's own may be registered again"
    assert world.others_may_have(free)
    assert pressed_then_last(world, SPACE, OTHER, free) == ["capture"]


def test_the_next_free_chord_is_offered(world: World) -> None:
    first, second, third, *_ = FALLBACK_CHORDS
    world.take(first)
    world.take(second)
    assert first_free(world.hotkeys.is_free, first) == third


def test_closing_frees_the_chords_and_ends_it(world: World) -> None:
    world.hotkeys.register("capture", SPACE)
    world.hotkeys.close()
    world.hotkeys.close()
    assert world.others_may_have(SPACE)
    assert not world.hotkeys.is_free(OTHER)
    world.hotkeys.unregister("capture")
    with pytest.raises(AskanceError):
        world.hotkeys.register("capture", SPACE)


def test_without_hotkeys_every_answer_is_no_with_a_way_out() -> None:
    hotkeys = NullHotkeys(("The first reason.", "The second."))
    hotkeys.unregister("capture")
    assert first_free(hotkeys.is_free, SPACE) is None
    with pytest.raises(AskanceError) as caught:
        hotkeys.register("capture", SPACE)
    assert caught.value.problem.kind is ErrorKind.HOTKEY
    assert caught.value.problem.detail == "The first reason. The second."
    assert "askance capture" in caught.value.problem.hint
    hotkeys.close()
