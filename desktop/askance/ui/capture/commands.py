"""What a key means in the overlay, and the list of keys it shows. GUI thread.

Until something is selected a letter or a digit is a command. Then they begin a question, and the
same commands take Ctrl.
"""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent

from askance.ui.capture.ending import Outcome
from askance.ui.letters import key_of


class Command(Enum):
    """What a person wants."""

    LEAVE = auto()
    ENTER = auto()
    ADD = auto()
    COPY = auto()
    SAVE = auto()
    PIN = auto()
    SCREEN = auto()
    WINDOW = auto()
    LAST = auto()
    LATER = auto()
    IN_3_S = auto()
    IN_5_S = auto()
    IN_10_S = auto()
    POINTER = auto()
    COLOUR = auto()
    SIZE = auto()
    KEYS = auto()
    TEXT = auto()


OUTCOMES = {
    Command.COPY: Outcome.COPY,
    Command.SAVE: Outcome.SAVE,
    Command.PIN: Outcome.PIN,
}
"""The commands that end the capture with what is chosen, or with the screen."""
LATER = {Command.LATER: None, Command.IN_3_S: 3, Command.IN_5_S: 5, Command.IN_10_S: 10}
"""Those that freeze again after so many seconds; None: as many as the last time."""

_ALWAYS = {
    Qt.Key.Key_Escape: Command.LEAVE,
    Qt.Key.Key_F1: Command.KEYS,
    Qt.Key.Key_F2: Command.SIZE,
}
_EITHER = {
    Qt.Key.Key_A: Command.SCREEN,
    Qt.Key.Key_T: Command.TEXT,
    Qt.Key.Key_L: Command.LAST,
    Qt.Key.Key_D: Command.LATER,
    Qt.Key.Key_M: Command.POINTER,
    Qt.Key.Key_P: Command.PIN,
    Qt.Key.Key_3: Command.IN_3_S,
    Qt.Key.Key_5: Command.IN_5_S,
    Qt.Key.Key_0: Command.IN_10_S,
}
_ALONE = _EITHER | {Qt.Key.Key_C: Command.COLOUR, Qt.Key.Key_Space: Command.WINDOW}
_WITH_CTRL = _EITHER | {Qt.Key.Key_C: Command.COPY, Qt.Key.Key_S: Command.SAVE}
_SIGNS = {"#": Command.SIZE, "?": Command.KEYS}
_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def command_of(event: QKeyEvent, *, chosen: bool, typed: bool) -> Command | None:
    """None when the key is none, or a letter of a question. `chosen`: a selection stands; `typed`:
    its question has begun.
    """
    key, held = key_of(event), event.modifiers()
    ctrl = bool(held & Qt.KeyboardModifier.ControlModifier)
    if key in _ALWAYS:
        return _ALWAYS[key]
    if key in _ENTER:
        return Command.ADD if ctrl else Command.ENTER
    if ctrl:
        return _WITH_CTRL.get(key)
    if held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return None
    if not chosen:
        return _SIGNS.get(event.text()) or _ALONE.get(key)
    if typed:
        return None
    # A question may well begin with a T; a capital one always does, and one in another script.
    return Command.TEXT if event.text() == "t" else _SIGNS.get(event.text())


def begins_or_goes_on(event: QKeyEvent, question: str) -> bool:
    """Whether a key types into the question as it stands."""
    text, alone = event.text(), not event.modifiers() & _COMMANDING
    # A question does not begin with a blank, but it may hold one.
    return alone and text.isprintable() and bool(text.strip() or (text and question))


def keys_in_words(
    *, reads: bool, windows: bool, pointer: bool, next_only: bool = False
) -> tuple[tuple[str, str], ...]:
    """Keys and what they do, for the list. `reads`: text can be selected here; `windows`: they are
    known; `pointer`: it can be in the picture, with `next_only` in those to come.
    """
    pointed = (
        QCoreApplication.translate("Capture", "Mouse pointer in the next pictures")
        if next_only
        else QCoreApplication.translate("Capture", "Mouse pointer in the picture")
    )
    rows = [
        ("Enter", QCoreApplication.translate("Capture", "Ask, or take the picture")),
        ("Ctrl+Enter", QCoreApplication.translate("Capture", "Add to the last conversation")),
        ("Tab, Space", QCoreApplication.translate("Capture", "Next window, take it")),
        ("A", QCoreApplication.translate("Capture", "Whole screen")),
        ("L", QCoreApplication.translate("Capture", "Last region again")),
        ("←↑→↓", QCoreApplication.translate("Capture", "Move, with Ctrl by ten")),
        ("Shift+←↑→↓", QCoreApplication.translate("Capture", "Resize")),
        (
            QCoreApplication.translate("Capture", "Shift and drag"),
            QCoreApplication.translate("Capture", "Square, or keep the shape"),
        ),
        ("#", QCoreApplication.translate("Capture", "Type a size")),
        ("T", QCoreApplication.translate("Capture", "Select text")),
        ("C", QCoreApplication.translate("Capture", "Copy the colour, before selecting")),
        ("Ctrl+C", QCoreApplication.translate("Capture", "Copy the picture")),
        ("Ctrl+S", QCoreApplication.translate("Capture", "Save the picture")),
        ("P", QCoreApplication.translate("Capture", "Pin over other windows")),
        ("M", pointed),
        ("D", QCoreApplication.translate("Capture", "Wait, then freeze again")),
        ("3, 5, 0", QCoreApplication.translate("Capture", "The same, in 3, 5 or 10 seconds")),
        ("Esc", QCoreApplication.translate("Capture", "Leave")),
    ]
    there = {"Tab, Space": windows, "T": reads, "M": pointer}
    return tuple(row for row in rows if there.get(row[0], True))
