"""What is said about a chord and the hotkey it is for, in the person's language. GUI thread."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from askance.core.chord import Chord
from askance.core.hotkey import Hotkey
from askance.core.known_shortcuts import switches_console
from askance.services.hotkeys import HotkeyState

_GTK_KEYS = re.compile(r"(?:Press )?(?P<modifiers>(?:<\w+>)+)(?P<key>\w+)")


def name_of(hotkey: Hotkey) -> str:
    """What the hotkey does."""
    return {
        Hotkey.CAPTURE: QCoreApplication.translate("Hotkeys", "Capture and ask"),
        Hotkey.LAST: QCoreApplication.translate("Hotkeys", "Last region"),
        Hotkey.SCREEN: QCoreApplication.translate("Hotkeys", "Whole screen"),
        Hotkey.SHOW: QCoreApplication.translate("Hotkeys", "Show the window"),
    }[hotkey]


def refusal(chord: Chord, desktop: str) -> str:
    """Why the chord can never be a hotkey on this desktop; empty when it can."""
    if chord.complaint is not None:
        return chord.complaint
    if switches_console(chord, desktop):
        text = QCoreApplication.translate(
            "Hotkeys", "{chord} switches to a text console and never reaches a program."
        )
        return text.format(chord=chord)
    return ""


def used_already(hotkey: Hotkey) -> str:
    """Another hotkey of ours has the chord."""
    text = QCoreApplication.translate("Hotkeys", "{name} uses it already.")
    return text.format(name=name_of(hotkey))


def taken(chord: Chord) -> str:
    """Somebody else has the chord."""
    text = QCoreApplication.translate("Hotkeys", "Another program has {chord}.")
    return text.format(chord=chord)


def no_key(pressed: str) -> str:
    """A key that no chord can hold was pressed; `pressed` is what is written on it, or empty."""
    which = f"“{pressed}” " if pressed else ""
    text = QCoreApplication.translate(
        "Hotkeys",
        "The key {which}cannot be part of a hotkey. Letters from A to Z, digits, F1 to F24 and "
        "keys like Space or Home can.",
    )
    return text.format(which=which)


def keys_of(trigger: str) -> str:
    """The keys that a desktop says it gave, as they are written here. GNOME tells them as
    `Press <Control><Alt>space`, others in words for people, which stay as they are.
    """
    told = _GTK_KEYS.fullmatch(trigger)
    if told is None:
        return trigger
    modifiers = told["modifiers"].replace("Primary", "Control").strip("<>").split("><")
    try:
        return str(Chord.parse("+".join((*modifiers, told["key"]))))
    except ValueError:
        return trigger


def standing(state: HotkeyState) -> str:
    """How a hotkey that has a problem stands, whole."""
    problem = state.problem
    assert problem is not None
    still = ""
    if state.active:
        still = QCoreApplication.translate("Hotkeys", "{chord} is still active.")
    rest = (problem.detail, problem.hint, still.format(chord=state.chord))
    return " ".join(filter(None, (f"{problem.title}.", *rest)))
