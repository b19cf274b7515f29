"""X11 hotkeys where the contract ends: lock keys, held keys, other programs, layouts, a dead
server."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from Xlib import XK, X
from Xlib import display as xlib_display
from Xlib.ext import xtest

from askance.core.chord import Chord
from askance.core.errors import AskanceError
from askance.hotkeys.x11 import X11Hotkeys
from tests.support.desktop import x_server
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

SPACE = Chord.parse("Ctrl+Alt+Space")
LAST = Chord.parse("Ctrl+Shift+F9")
HELD = ("Control_L", "Alt_L", "space")


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))}
    with x_server(environment, width=320, height=200) as name:
        yield {**environment, "DISPLAY": name}


@pytest.fixture
def display(environment: dict[str, str]) -> str:
    return environment["DISPLAY"]


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def hotkeys(display: str, seen: list[str]) -> Iterator[X11Hotkeys]:
    hotkeys = X11Hotkeys(on_activated=seen.append, display=display)
    hotkeys.register("capture", SPACE)
    hotkeys.register("last", LAST)
    yield hotkeys
    hotkeys.close()


@pytest.fixture
def hands(display: str) -> Iterator[Display]:
    with Display(display) as hands:
        yield hands


def before_last(hands: Display, seen: list[str]) -> list[str]:
    hands.press("ctrl+shift+F9")
    wait_for(lambda: "last" in seen, "the last chord")
    return seen[: seen.index("last")]


@contextmanager
def holding(display: str, keys: Sequence[str]) -> Iterator[None]:
    connection = xlib_display.Display(display)
    codes = [connection.keysym_to_keycode(XK.string_to_keysym(key)) for key in keys]
    for code in codes:
        xtest.fake_input(connection, X.KeyPress, code)
    connection.sync()
    yield
    for code in reversed(codes):
        xtest.fake_input(connection, X.KeyRelease, code)
    connection.sync()
    connection.close()


@pytest.mark.parametrize("locks", [["Num_Lock"], ["Caps_Lock"], ["Num_Lock", "Caps_Lock"]])
def test_lock_keys_do_not_matter(
    hotkeys: X11Hotkeys, hands: Display, seen: list[str], locks: list[str]
) -> None:
    for lock in locks:
        hands.press(lock)
    hands.press("ctrl+alt+space")
    assert before_last(hands, seen) == ["capture"]


def test_a_held_chord_activates_once(
    hotkeys: X11Hotkeys,
    hands: Display,
    seen: list[str],
    display: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    presses: list[int] = []
    connection = hotkeys._source._display
    next_event = connection.next_event

    def spy() -> object:
        event = next_event()
        if event.type == X.KeyPress:
            presses.append(event.time)
        return event

    monkeypatch.setattr(connection, "next_event", spy)
    with holding(display, HELD):
        wait_for(lambda: len(presses) > 4, "the server to repeat the key")
    assert before_last(hands, seen) == ["capture"]


def test_the_program_in_front_sees_neither_press_nor_release(
    hotkeys: X11Hotkeys, hands: Display, seen: list[str], display: str
) -> None:
    connection = xlib_display.Display(display)
    screen = connection.screen()
    window = screen.root.create_window(
        *(0, 0, 100, 100, 0, screen.root_depth),
        override_redirect=True,
        event_mask=X.KeyPressMask | X.KeyReleaseMask | X.StructureNotifyMask,
    )
    window.map()
    while connection.next_event().type != X.MapNotify:
        pass
    window.set_input_focus(X.RevertToParent, X.CurrentTime)
    connection.sync()
    hands.press("ctrl+alt+space")
    assert before_last(hands, seen) == ["capture"]
    hands.press("x")
    space, end = (connection.keysym_to_keycode(XK.string_to_keysym(key)) for key in ("space", "x"))
    codes = []
    while end not in codes:
        event = connection.next_event()
        if event.type in (X.KeyPress, X.KeyRelease):
            codes.append(event.detail)
    assert space not in codes
    connection.close()


def test_the_hotkey_follows_the_layout(
    hotkeys: X11Hotkeys,
    hands: Display,
    seen: list[str],
    environment: dict[str, str],
    display: str,
) -> None:
    hotkeys.register("capture", Chord.parse("Ctrl+Alt+A"))
    old_place = Chord.parse("Ctrl+Alt+Q")  # where a French keyboard has its A
    other = X11Hotkeys(on_activated=lambda _id: None, display=display)
    assert other.is_free(old_place)
    subprocess.run(["setxkbmap", "fr"], env=environment, check=True)
    with Display(display) as french_hands:
        wait_for(lambda: not other.is_free(Chord.parse("Ctrl+Alt+A")), "the move")
        french_hands.press("ctrl+alt+q")
        french_hands.press("ctrl+alt+a")
        assert before_last(french_hands, seen) == ["capture"]
    other.close()


def test_a_layout_without_the_key_is_told_and_the_hotkey_returns_with_it(
    hotkeys: X11Hotkeys,
    seen: list[str],
    environment: dict[str, str],
    display: str,
    expect_log: Callable[[str], None],
) -> None:
    hotkeys.register("capture", Chord.parse("Ctrl+Alt+A"))
    expect_log("hotkey lost with the keyboard layout")
    subprocess.run(["setxkbmap", "ru"], env=environment, check=True)
    with pytest.raises(AskanceError) as caught:
        hotkeys.register("show", Chord.parse("Ctrl+Alt+Q"))
    assert "keyboard" in caught.value.problem.title
    subprocess.run(["setxkbmap", "us"], env=environment, check=True)
    other = X11Hotkeys(on_activated=lambda _id: None, display=display)
    wait_for(lambda: not other.is_free(Chord.parse("Ctrl+Alt+A")), "the hotkey to be back")
    other.close()
    with Display(display) as hands:
        hands.press("ctrl+alt+a")
        assert before_last(hands, seen) == ["capture"]


def test_it_works_with_a_second_layout_switched_on(
    hotkeys: X11Hotkeys, hands: Display, seen: list[str], environment: dict[str, str]
) -> None:
    arguments = ["-layout", "us,ru", "-option", "grp:caps_toggle"]
    subprocess.run(["setxkbmap", *arguments], env=environment, check=True)
    hotkeys.register("capture", Chord.parse("Ctrl+Alt+A"))
    with Display(environment["DISPLAY"]) as russian_hands:
        russian_hands.press("Caps_Lock")
        russian_hands.press("ctrl+alt+a")
        assert before_last(russian_hands, seen) == ["capture"]


def test_a_chord_that_the_server_keeps_for_itself_is_refused(hotkeys: X11Hotkeys) -> None:
    consoles = Chord.parse("Ctrl+Alt+F9")
    assert not hotkeys.is_free(consoles)
    with pytest.raises(AskanceError) as caught:
        hotkeys.register("show", consoles)
    assert "kept by the system" in caught.value.problem.title


def test_the_action_may_use_the_hotkeys_itself(
    display: str, hands: Display, seen: list[str]
) -> None:
    threads: list[str] = []

    def act(hotkey_id: str) -> None:
        threads.append(threading.current_thread().name)
        if hotkey_id == "capture":
            hotkeys.register("last", LAST)
        seen.append(hotkey_id)

    hotkeys = X11Hotkeys(on_activated=act, display=display)
    hotkeys.register("capture", SPACE)
    hands.press("ctrl+alt+space")
    wait_for(lambda: seen, "the first")
    assert before_last(hands, seen) == ["capture"]
    assert set(threads) == {"askance-hotkeys"}
    hotkeys.close()


def test_an_action_that_fails_does_not_cost_the_hotkey(
    display: str, hands: Display, expect_log: Callable[[str], None]
) -> None:
    calls: list[str] = []

    def act(hotkey_id: str) -> None:
        calls.append(hotkey_id)
        if len(calls) == 1:
            raise RuntimeError("once")

    expect_log("a hotkey's action failed")
    hotkeys = X11Hotkeys(on_activated=act, display=display)
    hotkeys.register("capture", SPACE)
    hotkeys.register("again", LAST)
    hands.press("ctrl+alt+space")
    hands.press("ctrl+shift+F9")
    wait_for(lambda: calls == ["capture", "again"], "the second press")
    hotkeys.close()


def test_many_threads_may_ask_at_once(hotkeys: X11Hotkeys, hands: Display, seen: list[str]) -> None:
    def ask(number: int) -> None:
        for _ in range(10):
            hotkeys.register(f"n{number}", Chord.parse(f"Ctrl+Alt+{number}"))
            hotkeys.is_free(Chord.parse("Ctrl+Alt+Q"))
            hotkeys.unregister(f"n{number}")

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(ask, range(5)))
    hands.press("ctrl+alt+space")
    assert before_last(hands, seen) == ["capture"]


def test_a_dead_server_is_logged_once_and_told_in_words(
    tmp_path: os.PathLike[str],
    expect_log: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "320x200x24", "-nolisten", "tcp"]
    expect_log("hotkeys have stopped")
    with Program(command, environment=environment, pass_fds=(writer,)) as server:
        os.close(writer)
        with os.fdopen(reader) as answer:
            name = f":{answer.readline().strip()}"
        hotkeys = X11Hotkeys(on_activated=lambda _id: None, display=name)
        hotkeys.register("capture", SPACE)
        server.kill()
        wait_for(lambda: not hotkeys._thread.is_alive(), "the listener to end")
    with pytest.raises(AskanceError) as caught:
        hotkeys.register("capture", SPACE)
    assert "askance capture" in caught.value.problem.hint
    assert not hotkeys.is_free(SPACE)
    hotkeys.unregister("capture")
    hotkeys.close()
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1
    assert capfd.readouterr().err == ""
