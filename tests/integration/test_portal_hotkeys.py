"""The GlobalShortcuts portal, over a real session bus: binding, activation, and every refusal."""

import os
import tempfile
from collections.abc import Iterator

import pytest

from askance.core.chord import Chord
from askance.core.errors import AskanceError
from askance.hotkeys import choose_hotkeys
from askance.hotkeys.portal import PortalHotkeys, trigger_of
from askance.platforms.machine import PlatformInfo, Session, System
from askance.platforms.portal import PortalError
from tests.fakes.portal import SCREENSHOT, FakePortal, Mood, fake_portal
from tests.support.desktop import session_bus
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

SPACE, OTHER = Chord.parse("Ctrl+Alt+Space"), Chord.parse("Meta+Shift+A")
WORDS = {"capture": "Capture a region", "show": "Show the window"}
GNOME = PlatformInfo(System.LINUX, Session.WAYLAND, "gnome", wayland_display="wayland-0")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ask-") as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_RUNTIME_DIR": home}
        with session_bus(environment) as name:
            yield name


@pytest.fixture
def bus(address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    return address


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def portal(bus: str) -> Iterator[FakePortal]:
    with fake_portal(bus) as made:
        yield made


@pytest.fixture
def hotkeys(portal: FakePortal, seen: list[str]) -> Iterator[PortalHotkeys]:
    made = PortalHotkeys(on_activated=seen.append, descriptions=WORDS)
    yield made
    made.close()


def refusal(hotkeys: PortalHotkeys, chord: Chord = SPACE) -> str:
    with pytest.raises(AskanceError) as caught:
        hotkeys.register("capture", chord)
    assert "askance capture" in caught.value.problem.hint
    return caught.value.problem.detail


def test_a_chord_is_asked_for_in_the_desktops_words(
    portal: FakePortal, hotkeys: PortalHotkeys
) -> None:
    hotkeys.register("capture", SPACE)
    assert portal.bound == [
        {"capture": {"description": "Capture a region", "preferred_trigger": "CTRL+ALT+space"}}
    ]
    assert hotkeys.trigger("capture") == "CTRL+ALT+space"


def test_what_the_desktop_activates_comes_once(
    portal: FakePortal, hotkeys: PortalHotkeys, seen: list[str]
) -> None:
    hotkeys.register("capture", SPACE)
    portal.activate("capture")
    wait_for(lambda: seen == ["capture"], "the activation")
    portal.activate("capture")
    wait_for(lambda: len(seen) == 2, "the second")


def test_what_is_not_ours_is_not_heard(
    portal: FakePortal, hotkeys: PortalHotkeys, seen: list[str]
) -> None:
    hotkeys.register("capture", SPACE)
    portal.activate("capture", session="/somebody/elses")
    portal.activate("unheard of")
    portal.activate("capture")
    wait_for(lambda: bool(seen), "ours")
    assert seen == ["capture"]


def test_a_second_shortcut_is_bound_with_the_first(
    portal: FakePortal, hotkeys: PortalHotkeys, seen: list[str]
) -> None:
    hotkeys.register("capture", SPACE)
    hotkeys.register("show", OTHER)
    assert [sorted(each) for each in portal.bound] == [["capture"], ["capture", "show"]]
    assert portal.ended == portal.sessions[:1]
    portal.activate("show")
    portal.activate("capture")
    wait_for(lambda: seen == ["show", "capture"], "both")


def test_all_are_asked_for_at_once(
    portal: FakePortal, hotkeys: PortalHotkeys, seen: list[str]
) -> None:
    assert hotkeys.register_all({"capture": SPACE, "show": OTHER}) == {}
    assert [sorted(each) for each in portal.bound] == [["capture", "show"]]
    hotkeys.register("show", OTHER)
    assert len(portal.bound) == 1, "what it has it does not ask for again"
    portal.activate("show")
    wait_for(lambda: seen == ["show"], "the activation")


def test_those_that_get_no_keys_are_named(bus: str, seen: list[str]) -> None:
    with fake_portal(bus, Mood(triggers={"show": ""})) as portal:
        hotkeys = PortalHotkeys(on_activated=seen.append, descriptions=WORDS)
        told = hotkeys.register_all({"capture": SPACE, "show": OTHER})
        assert list(told) == ["show"]
        assert str(OTHER) in told["show"].title
        assert hotkeys.trigger("capture")
        portal.activate("show")  # the person gave it keys in the desktop's settings
        wait_for(lambda: seen == ["show"], "the activation")
        hotkeys.close()


def test_all_are_refused_together(bus: str) -> None:
    with fake_portal(bus, Mood(bind_code=1)):
        hotkeys = PortalHotkeys(on_activated=lambda _id: None, descriptions=WORDS)
        with pytest.raises(AskanceError) as caught:
            hotkeys.register_all({"capture": SPACE, "show": OTHER})
        assert "turned down" in caught.value.problem.detail
        hotkeys.close()


def test_the_desktop_shows_where_its_keys_are_changed(
    portal: FakePortal, hotkeys: PortalHotkeys
) -> None:
    assert not hotkeys.configure(), "there is no session yet"
    hotkeys.register("capture", SPACE)
    assert hotkeys.configure()
    assert portal.configured == portal.sessions


def test_the_same_wish_is_not_asked_twice(portal: FakePortal, hotkeys: PortalHotkeys) -> None:
    hotkeys.register("capture", SPACE)
    hotkeys.register("capture", SPACE)
    assert len(portal.bound) == 1


def test_the_desktops_own_choice_of_keys_is_told(bus: str, seen: list[str]) -> None:
    with fake_portal(bus, Mood(triggers={"capture": "Press <Super>F1"})) as portal:
        hotkeys = PortalHotkeys(on_activated=seen.append, descriptions=WORDS)
        hotkeys.register("capture", SPACE)
        assert hotkeys.trigger("capture") == "Press <Super>F1"
        hotkeys.close()
        wait_for(lambda: portal.ended == portal.sessions, "the session to end")


def test_no_keys_at_all_are_a_refusal_with_the_way_out(bus: str) -> None:
    with fake_portal(bus, Mood(triggers={"capture": ""})):
        hotkeys = PortalHotkeys(on_activated=lambda _id: None, descriptions=WORDS)
        assert "no keys" in refusal(hotkeys)
        hotkeys.close()


@pytest.mark.parametrize(("code", "words"), [(1, "turned down"), (2, "refused")])
def test_a_no_is_told_and_nothing_is_offered(bus: str, code: int, words: str) -> None:
    with fake_portal(bus, Mood(bind_code=code)):
        hotkeys = PortalHotkeys(on_activated=lambda _id: None, descriptions=WORDS)
        assert hotkeys.is_free(SPACE)
        assert words in refusal(hotkeys)
        assert not hotkeys.is_free(OTHER)
        hotkeys.close()


def test_a_silent_desktop_is_told(bus: str) -> None:
    with fake_portal(bus, Mood(bind_code=None)):
        hotkeys = PortalHotkeys(on_activated=lambda _id: None, descriptions=WORDS, bind_s=0.2)
        assert "did not answer" in refusal(hotkeys)
        hotkeys.close()


def test_two_ids_cannot_wish_for_one_chord(portal: FakePortal, hotkeys: PortalHotkeys) -> None:
    hotkeys.register("capture", SPACE)
    with pytest.raises(AskanceError):
        hotkeys.register("show", SPACE)
    assert len(portal.bound) == 1


def test_unregistering_the_last_one_ends_the_session(
    portal: FakePortal, hotkeys: PortalHotkeys
) -> None:
    hotkeys.register("capture", SPACE)
    hotkeys.unregister("capture")
    hotkeys.unregister("never registered")
    wait_for(lambda: portal.ended == portal.sessions, "the session to end")


def test_a_bus_that_goes_away_is_logged_and_told(expect_log: object) -> None:
    assert callable(expect_log)
    expect_log("hotkeys have stopped")
    with tempfile.TemporaryDirectory(prefix="ask-") as home, pytest.MonkeyPatch.context() as patch:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_RUNTIME_DIR": home}
        with session_bus(environment) as name:
            patch.setenv("DBUS_SESSION_BUS_ADDRESS", name)
            with fake_portal(name):
                hotkeys = PortalHotkeys(on_activated=lambda _id: None, descriptions=WORDS)
                hotkeys.register("capture", SPACE)
        wait_for(lambda: not hotkeys._thread.is_alive(), "the listener to end")
    assert "gone" in refusal(hotkeys)
    hotkeys.close()


def test_a_desktop_without_this_part_is_a_reason(bus: str) -> None:
    with fake_portal(bus, Mood(interfaces=(SCREENSHOT,))):
        with pytest.raises(PortalError):
            PortalHotkeys(on_activated=lambda _id: None, descriptions=WORDS)
        choice = choose_hotkeys(GNOME, lambda _id: None)
    assert not choice.available
    assert "no GlobalShortcuts portal" in choice.reasons[0]
    assert "`askance capture`" in choice.reasons[0]


def test_it_is_chosen_where_it_answers(portal: FakePortal) -> None:
    choice = choose_hotkeys(GNOME, lambda _id: None)
    assert choice.name == "portal"
    choice.chosen.close()
    assert portal.bound == [], "choosing asks for no keys"


@pytest.mark.parametrize(
    ("chord", "trigger"),
    [
        ("Ctrl+Alt+Space", "CTRL+ALT+space"),
        ("Meta+Shift+A", "SHIFT+LOGO+a"),
        ("Print", "Print"),
        ("Ctrl+F9", "CTRL+F9"),
        ("Alt+PageUp", "ALT+Page_Up"),
        ("Ctrl+,", "CTRL+comma"),
        ("Ctrl+1", "CTRL+1"),
        ("Ctrl+Enter", "CTRL+Return"),
    ],
)
def test_chords_in_the_words_of_the_shortcuts_specification(chord: str, trigger: str) -> None:
    assert trigger_of(Chord.parse(chord)) == trigger
