"""Which letter a key stands for, whatever the keyboard's layout writes. Any thread.

A command is a letter of a Latin keyboard. Who writes Russian, Greek or Hebrew has the same keys
with other letters on them: there the letter at that place of a US keyboard is meant. Layouts that
write Latin letters (AZERTY, Dvorak) mean what they write.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

_FIRST_OTHER = 0x100
"""Below are ASCII and Latin-1: no letter of another script."""
_FIRST_UNPRINTABLE = 0x01000000
"""`Qt.Key` counts those that write nothing from here."""


def _places(*rows: tuple[int, str]) -> dict[int, Qt.Key]:
    """Codes that follow each other, from the first key of a row on."""
    return {
        first + index: Qt.Key(ord(sign)) for first, row in rows for index, sign in enumerate(row)
    }


_SCAN_CODES = _places((24, "QWERTYUIOP[]"), (38, "ASDFGHJKL"), (52, "ZXCVBNM"))
"""X11 and Wayland: Linux' input event codes plus 8."""
_VIRTUAL_KEYS = {
    "windows": _places((0x41, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), (0xDB, "["), (0xDD, "]")),
    # Virtual key codes of Carbon's HIToolbox/Events.h, which name places.
    "cocoa": _places(
        (0, "ASDFHGZXCV"), (11, "BQWERYT"), (30, "]OU[IP"), (37, "LJ"), (40, "K"), (45, "NM")
    ),
}


def key_of(event: QKeyEvent, platform: str = "") -> Qt.Key:
    """The event's key; where it writes a letter that is not Latin, the letter or bracket at that
    place of a US keyboard. `platform`: Qt's name of it, the running one's unless given.
    """
    if not _FIRST_OTHER <= event.key() < _FIRST_UNPRINTABLE or not _other_letter(chr(event.key())):
        return Qt.Key(event.key())
    platform = platform or QGuiApplication.platformName()
    if platform == "xcb" or platform.startswith("wayland"):
        place = _SCAN_CODES.get(event.nativeScanCode())
    else:
        place = _VIRTUAL_KEYS.get(platform, {}).get(event.nativeVirtualKey())
    return place if place is not None else Qt.Key(event.key())


def _other_letter(character: str) -> bool:
    """Vowel signs, which Indic and Thai keyboards have keys of their own for, count too."""
    is_letter = unicodedata.category(character)[0] in "LM"
    return is_letter and not unicodedata.name(character, "").startswith("LATIN ")
