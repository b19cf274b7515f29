"""Which chords the settings want, and what desktops do with some keys themselves."""

from dataclasses import replace

import pytest

from askance.core.chord import FALLBACK_CHORDS, Chord
from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import COMMANDS, NAMES, Hotkey, wanted, with_chord
from askance.core.known_shortcuts import (
    _KNOWN,
    known_use,
    switches_console,
    where_keys_change,
)
from askance.core.settings import Settings
from askance.core.system_pages import SCREEN_RECORDING, page_for

SPACE, OTHER = Chord.parse("Ctrl+Alt+Space"), Chord.parse("Ctrl+Alt+Q")


def test_only_the_first_has_a_chord_from_the_beginning() -> None:
    assert wanted(Settings(), "linux") == {Hotkey.CAPTURE: SPACE}
    assert str(wanted(Settings(), "darwin")[Hotkey.CAPTURE]) == "Alt+Shift+Space"


def test_every_hotkey_can_be_set_and_cleared() -> None:
    settings = Settings()
    for hotkey in Hotkey:
        settings = with_chord(settings, hotkey, OTHER)
    assert wanted(settings, "linux") == dict.fromkeys(Hotkey, OTHER)
    for hotkey in Hotkey:
        settings = with_chord(settings, hotkey, None)
    assert wanted(settings, "linux") == {}


def test_what_cannot_be_read_counts_as_never_set() -> None:
    broken = replace(Settings(), hotkey="Ctrl+", hotkey_show="Ctrl+Ü")
    assert wanted(broken, "linux") == {Hotkey.CAPTURE: SPACE}


def test_every_hotkey_has_a_name_and_a_command() -> None:
    assert set(NAMES) == set(COMMANDS) == set(Hotkey)


@pytest.mark.parametrize("desktop", _KNOWN)
def test_every_known_chord_is_one_and_is_named(desktop: str) -> None:
    for text in _KNOWN[desktop]:
        assert known_use(Chord.parse(text), desktop).startswith("In ")


@pytest.mark.parametrize(
    ("chord", "desktop", "words"),
    [
        ("Meta+L", "gnome", "In GNOME, Meta+L locks the screen."),
        ("Ctrl+Alt+T", "kde", "In KDE Plasma, Ctrl+Alt+T opens a terminal."),
        ("Alt+Tab", "", "In most desktops, Alt+Tab switches windows."),
        ("Print", "xfce", "In Xfce, Print takes the desktop’s screenshot."),
        ("Meta+Shift+S", "windows", "In Windows, Shift+Meta+S opens the Snipping Tool."),
        ("Meta+Space", "aqua", "In macOS, Meta+Space opens Spotlight."),
        ("Print", "aqua", ""),
        ("Ctrl+Alt+Q", "gnome", ""),
    ],
)
def test_what_a_desktop_does_with_keys_is_said(chord: str, desktop: str, words: str) -> None:
    assert known_use(Chord.parse(chord), desktop) == words


def test_a_text_console_is_beyond_reach_where_there_are_some() -> None:
    console = Chord.parse("Ctrl+Alt+F3")
    assert switches_console(console, "gnome")
    assert switches_console(console, "")
    assert not switches_console(console, "windows")
    assert not switches_console(Chord.parse("Ctrl+Alt+Shift+F3"), "gnome")
    assert not any(switches_console(each, "") for each in FALLBACK_CHORDS)


def test_where_keys_change_ends_a_sentence() -> None:
    assert where_keys_change("kde").startswith("in System Settings")
    assert where_keys_change("unheard of").startswith("in the desktop’s own")


def test_the_page_that_mends_a_problem() -> None:
    denied = Problem(ErrorKind.CAPTURE, "Askance may not see the screen", "Screen Recording is off")
    assert page_for(denied) == SCREEN_RECORDING
    assert page_for(Problem(ErrorKind.CAPTURE, "The screens have changed")) == ""
    assert page_for(replace(denied, kind=ErrorKind.STORAGE)) == ""
