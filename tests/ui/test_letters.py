"""Which letter a key means on a keyboard that writes another script."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from askance.ui.letters import key_of

Key = Qt.Key


def pressed(text: str, *, scan: int = 0, virtual: int = 0, key: int | None = None) -> QKeyEvent:
    code = ord(text.upper()) if key is None else key
    held = Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QEvent.Type.KeyPress, code, held, scan, virtual, 0, text)


@pytest.mark.parametrize("platform", ["xcb", "wayland", "wayland-egl"])
@pytest.mark.parametrize(
    ("text", "scan", "letter"),
    [
        ("ф", 38, Key.Key_A),
        ("д", 46, Key.Key_L),
        ("е", 28, Key.Key_T),
        ("в", 40, Key.Key_D),
        ("ь", 58, Key.Key_M),
        ("з", 33, Key.Key_P),
        ("с", 54, Key.Key_C),
        ("ы", 39, Key.Key_S),
        ("х", 34, Key.Key_BracketLeft),
        ("τ", 28, Key.Key_T),
        ("ש", 38, Key.Key_A),
        ("ش", 38, Key.Key_A),
        ("่", 44, Key.Key_J),  # a Thai tone mark
        ("ㅁ", 38, Key.Key_A),
    ],
)
def test_on_linux_the_place_is_the_scan_code(
    platform: str, text: str, scan: int, letter: Qt.Key
) -> None:
    assert key_of(pressed(text, scan=scan, virtual=99), platform) == letter


@pytest.mark.parametrize(
    ("platform", "virtual", "letter"),
    [
        ("windows", 0x41, Key.Key_A),
        ("windows", 0x43, Key.Key_C),
        ("windows", 0xDD, Key.Key_BracketRight),
        ("cocoa", 0x00, Key.Key_A),
        ("cocoa", 0x02, Key.Key_D),
        ("cocoa", 0x08, Key.Key_C),
        ("cocoa", 0x11, Key.Key_T),
        ("cocoa", 0x1E, Key.Key_BracketRight),
        ("cocoa", 0x21, Key.Key_BracketLeft),
        ("cocoa", 0x23, Key.Key_P),
        ("cocoa", 0x25, Key.Key_L),
        ("cocoa", 0x2E, Key.Key_M),
    ],
)
def test_elsewhere_it_is_the_virtual_key(platform: str, virtual: int, letter: Qt.Key) -> None:
    assert key_of(pressed("ж", scan=38, virtual=virtual), platform) == letter


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("q", Key.Key_Q),  # where a US keyboard has A
        ("ç", Key.Key_Ccedilla),
        ("ş", Qt.Key(0x15E)),
        ("µ", Key.Key_mu),
        ("", Key.Key_Escape),
        ("", Key.Key_Dead_Acute),
        ("№", Qt.Key(0x2116)),
    ],
)
def test_what_is_latin_or_no_letter_means_itself(text: str, key: Qt.Key) -> None:
    assert key_of(pressed(text, scan=38, virtual=0x41, key=key.value), "xcb") == key


@pytest.mark.parametrize("platform", ["xcb", "offscreen"])
def test_an_unknown_place_leaves_the_letter(platform: str) -> None:
    assert key_of(pressed("ж", scan=0), platform) == Qt.Key(ord("Ж"))
