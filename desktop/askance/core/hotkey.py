"""The hotkeys Askance can have, and where the settings keep their chords. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Protocol, runtime_checkable

from askance.core.chord import Chord, default_chord
from askance.core.errors import Problem
from askance.core.settings import Settings


class Hotkey(StrEnum):
    """What a hotkey does, in the order in which they are listed. The values are the ids that the
    system and the desktop know them by.
    """

    CAPTURE = "capture"
    LAST = "last"
    SCREEN = "screen"
    SHOW = "show"


NAMES = {
    Hotkey.CAPTURE: "Capture and ask",
    Hotkey.LAST: "Last region",
    Hotkey.SCREEN: "Whole screen",
    Hotkey.SHOW: "Show the window",
}

COMMANDS = {
    Hotkey.CAPTURE: "askance capture",
    Hotkey.LAST: "askance capture --last",
    Hotkey.SCREEN: "askance capture --whole",
    Hotkey.SHOW: "askance",
}
"""What does the same, for the desktop's own shortcuts."""

NO_CHORD = ""
"""How the settings say that there is none."""


def wanted(settings: Settings, sys_platform: str) -> dict[Hotkey, Chord]:
    """The chords of the settings, those that are set. Only the first has one on its own; what
    cannot be read counts as never set.
    """
    texts = {
        Hotkey.LAST: settings.hotkey_last,
        Hotkey.SCREEN: settings.hotkey_screen,
        Hotkey.SHOW: settings.hotkey_show,
    }
    found: dict[Hotkey, Chord] = {}
    if settings.hotkey != NO_CHORD:
        found[Hotkey.CAPTURE] = _read(settings.hotkey) or default_chord(sys_platform)
    for hotkey, text in texts.items():
        chord = _read(text)
        if chord is not None:
            found[hotkey] = chord
    return found


def with_chord(settings: Settings, hotkey: Hotkey, chord: Chord | None) -> Settings:
    """The settings with this chord for this hotkey; None for none."""
    text = NO_CHORD if chord is None else str(chord)
    match hotkey:
        case Hotkey.CAPTURE:
            return replace(settings, hotkey=text)
        case Hotkey.LAST:
            return replace(settings, hotkey_last=text)
        case Hotkey.SCREEN:
            return replace(settings, hotkey_screen=text)
        case Hotkey.SHOW:
            return replace(settings, hotkey_show=text)


@runtime_checkable
class DesktopDecides(Protocol):
    """What hotkeys can do besides (`core.ports.Hotkeys`) where the desktop hands out the keys."""

    def register_all(self, chords: Mapping[str, Chord]) -> Mapping[str, Problem]:
        """Asks the desktop once for all of them; why, for each that got no keys. Raises
        `AskanceError` (hotkey) when it gave none at all.
        """
        ...

    def trigger(self, hotkey_id: str) -> str:
        """The keys that the desktop gave, in its own words; empty when it gave none."""
        ...

    def configure(self) -> bool:
        """Asks the desktop to show where its keys are changed; False where it cannot."""
        ...


def _read(text: str | None) -> Chord | None:
    try:
        return Chord.parse(text or "")
    except ValueError:
        return None
