"""A field that takes the keys pressed in it as a chord. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from askance.core.chord import Chord, Modifier

_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, Modifier.CTRL),
    (Qt.KeyboardModifier.AltModifier, Modifier.ALT),
    (Qt.KeyboardModifier.ShiftModifier, Modifier.SHIFT),
    (Qt.KeyboardModifier.MetaModifier, Modifier.META),
)
_MODIFIER_KEYS = {
    *(Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr),
    *(Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_unknown),
}
_NAMES = {
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PageUp",
    Qt.Key.Key_PageDown: "PageDown",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Print: "Print",
    Qt.Key.Key_SysReq: "Print",
    Qt.Key.Key_Pause: "Pause",
}


class ChordField(QLineEdit):
    """Shows a chord as text; pressing keys in it records another. Tab, Shift+Tab, Escape and plain
    Enter keep their meaning, so that nobody is caught in it.
    """

    recorded = Signal(object)
    """A `Chord`."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(self.tr("Hotkey"))
        self.setPlaceholderText(self.tr("Press the keys"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def set_chord(self, chord: Chord | None) -> None:
        self.setText(str(chord) if chord is not None else "")

    def event(self, event: QEvent) -> bool:
        # Shortcuts of the window are keys to record here, not to obey.
        overriding = event.type() == QEvent.Type.ShortcutOverride
        if overriding and isinstance(event, QKeyEvent) and chord_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chord = chord_of(event)
        if chord is None:
            super().keyPressEvent(event)
            return
        event.accept()
        self.set_chord(chord)
        self.recorded.emit(chord)


def chord_of(event: QKeyEvent) -> Chord | None:
    """The chord of a key press; None for a modifier alone, for keys that lead out of a field, and
    for letters no chord can hold.
    """
    key = Qt.Key(event.key())
    modifiers = event.modifiers()
    strong = modifiers & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    leaving = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)
    if key in _MODIFIER_KEYS or key in leaving:
        return None
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not strong:
        return None
    name = _key_name(key)
    if name is None:
        return None
    held = [name_ for flag, name_ in _MODIFIERS if modifiers & flag]
    try:
        return Chord.parse("+".join([*held, name]))
    except ValueError:
        return None


def _key_name(key: Qt.Key) -> str | None:
    if key in _NAMES:
        return _NAMES[key]
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F24:
        return f"F{key - Qt.Key.Key_F1 + 1}"
    code = int(key)
    return chr(code) if 0x21 <= code <= 0x7E and chr(code) != "+" else None
