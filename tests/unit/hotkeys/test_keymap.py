"""From chord to key code and modifier bits, on small made-up keyboards."""

import pytest
from Xlib import XK

from askance.core.chord import Chord
from askance.hotkeys.keymap import KeyGrab, key_grab, server_keeps

FIRST = 8
CYRILLIC_EF, CYRILLIC_YA = 0x06C6, 0x06D1
SWITCH_TO_CONSOLE_9 = 0x1008FE09
NAMED_KEYS = (
    *("Space", "Tab", "Enter", "Escape", "Backspace", "Delete", "Insert", "Home", "End"),
    *("PageUp", "PageDown", "Up", "Down", "Left", "Right", "Print", "Pause"),
    *(f"F{number}" for number in range(1, 25)),
)
XLIB_NAMES = {
    "Space": "space",
    "Enter": "Return",
    "Backspace": "BackSpace",
    "PageUp": "Prior",
    "PageDown": "Next",
}


def sym(name: str) -> int:
    keysym: int = XK.string_to_keysym(name)
    assert keysym, name
    return keysym


KEYS = [
    [sym("a"), sym("A"), CYRILLIC_EF, 0],  # 8
    [sym("comma"), sym("less"), 0, 0],  # 9
    [sym("less"), sym("greater"), 0, 0],  # 10
    [sym("ampersand"), sym("1"), 0, 0],  # 11
    [sym("space")] * 4,  # 12
    [sym("Alt_L"), sym("Meta_L"), 0, 0],  # 13
    [sym("Num_Lock"), 0, 0, 0],  # 14
    [sym("Super_L"), 0, 0, 0],  # 15
    [sym("Scroll_Lock"), 0, 0, 0],  # 16
    [CYRILLIC_YA, 0, sym("z"), sym("Z")],  # 17
    [sym("F9"), sym("F9"), SWITCH_TO_CONSOLE_9, 0],  # 18
]
USUAL = [[], [], [], [13], [14], [], [15], []]


def grab(chord: str, modifiers: list[list[int]] = USUAL) -> KeyGrab | None:
    return key_grab(Chord.parse(chord), keys=KEYS, first=FIRST, modifiers=modifiers)


@pytest.mark.parametrize(
    ("chord", "keycode", "mask"),
    [
        ("Ctrl+Alt+Space", 12, 4 | 8),
        ("Ctrl+Alt+A", 8, 4 | 8),
        ("Meta+Shift+A", 8, 64 | 1),
        ("Ctrl+<", 10, 4),
        ("Ctrl+1", 11, 4),
        ("Ctrl+Z", 17, 4),
    ],
)
def test_key_and_modifiers(chord: str, keycode: int, mask: int) -> None:
    found = grab(chord)
    assert found is not None
    assert (found.keycode, found.mask) == (keycode, mask)


def test_a_key_that_no_layout_has() -> None:
    assert grab("Ctrl+Q") is None


def test_modifiers_are_where_the_keyboard_has_them() -> None:
    moved = grab("Alt+Meta+A", [[], [], [], [15], [], [], [], [13]])
    assert moved is not None
    assert moved.mask == 8 | 128


def test_every_combination_of_the_lock_keys_is_grabbed() -> None:
    usual = grab("Ctrl+A")
    assert usual is not None
    assert set(usual.locks) == {0, 2, 16, 18}
    with_scroll = grab("Ctrl+A", [[], [], [], [13], [14], [16], [15], []])
    assert with_scroll is not None
    assert set(with_scroll.locks) == {0, 2, 16, 18, 32, 34, 48, 50}


@pytest.mark.parametrize("name", NAMED_KEYS)
def test_every_named_key_has_its_keysym(name: str) -> None:
    keys = [[sym(XLIB_NAMES.get(name, name))]]
    found = key_grab(Chord.parse(f"Ctrl+{name}"), keys=keys, first=FIRST, modifiers=USUAL)
    assert found is not None
    assert found.keycode == FIRST


@pytest.mark.parametrize(
    ("state", "matches"),
    [(12, True), (12 | 2, True), (12 | 16 | 2, True), (12 | 0x2000, True), (4, False), (13, False)],
)
def test_an_event_matches_whatever_the_locks_and_the_layout(state: int, matches: bool) -> None:
    found = grab("Ctrl+Alt+Space")
    assert found is not None
    assert found.matches(12, state) is matches
    assert not found.matches(11, state)


@pytest.mark.parametrize(
    ("chord", "kept"),
    [
        ("Ctrl+Alt+F9", True),
        ("Ctrl+Alt+Shift+F9", True),
        ("Ctrl+F9", False),
        ("Ctrl+Alt+A", False),
        ("Ctrl+Alt+Q", False),
    ],
)
def test_consoles_are_the_servers(chord: str, kept: bool) -> None:
    assert server_keeps(Chord.parse(chord), keys=KEYS, first=FIRST) is kept
