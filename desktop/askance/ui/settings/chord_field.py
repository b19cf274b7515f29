"""A field that takes the keys pressed in it as a chord. GUI thread."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from askance.core.chord import Chord, Modifier

_MACOS = sys.platform == "darwin"
# Qt calls the Command key Control there, and the Control key Meta.
_CONTROL, _META = (Modifier.META, Modifier.CTRL) if _MACOS else (Modifier.CTRL, Modifier.META)
_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, _CONTROL),
    (Qt.KeyboardModifier.AltModifier, Modifier.ALT),
    (Qt.KeyboardModifier.ShiftModifier, Modifier.SHIFT),
    (Qt.KeyboardModifier.MetaModifier, _META),
)
_MODIFIER_KEYS = {
    Qt.Key.Key_Control: _CONTROL,
    Qt.Key.Key_Shift: Modifier.SHIFT,
    Qt.Key.Key_Alt: Modifier.ALT,
    Qt.Key.Key_Meta: _META,
    Qt.Key.Key_Super_L: Modifier.META,
    Qt.Key.Key_Super_R: Modifier.META,
}
_LEAVING = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)
_PASSED_OVER = {Qt.Key.Key_AltGr, Qt.Key.Key_unknown, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock}
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
    Enter keep their meaning, so that nobody is caught in it. `name` says what the chord is for.
    """

    recorded = Signal(object)
    """A `Chord`."""
    refused = Signal(str)
    """A key that no chord can hold, as it is written; perhaps empty."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shown = ""
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setPlaceholderText(self.tr("None. Press the keys you want."))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def set_chord(self, chord: Chord | None) -> None:
        self.set_words(str(chord) if chord is not None else "")

    def set_words(self, text: str) -> None:
        """Keys in somebody else's words."""
        self._shown = text
        self.setText(text)
        self.setCursorPosition(0)

    def record(self, chord: Chord) -> None:
        """As if the chord had been pressed here."""
        self.set_chord(chord)
        self.recorded.emit(chord)

    def sizeHint(self) -> QSize:
        """Room for long words, whatever is in it: the fields of a page are of one width."""
        self.ensurePolished()
        room = self.fontMetrics().horizontalAdvance(self.placeholderText()) + 30
        return QSize(room, super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        # Shortcuts of the window are keys to record here, not to obey.
        overriding = event.type() == QEvent.Type.ShortcutOverride
        if overriding and isinstance(event, QKeyEvent) and chord_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chord = chord_of(event)
        if chord is not None:
            event.accept()
            self.record(chord)
        elif Qt.Key(event.key()) in _MODIFIER_KEYS:
            event.accept()
            self._show_held(event)
        elif _records_nothing(event):
            super().keyPressEvent(event)
        else:
            event.accept()
            self.setText(self._shown)
            self.refused.emit(event.text().strip().upper() if event.text().isprintable() else "")

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _MODIFIER_KEYS:
            self.setText(self._shown)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setText(self._shown)
        super().focusOutEvent(event)

    def _show_held(self, event: QKeyEvent) -> None:
        """The modifiers that are down, so that it is seen that the keys arrive."""
        held = {name for flag, name in _MODIFIERS if event.modifiers() & flag}
        held.add(_MODIFIER_KEYS[Qt.Key(event.key())])
        self.setText("".join(f"{each.value}+" for each in Modifier if each in held))


def chord_of(event: QKeyEvent) -> Chord | None:
    """The chord of a key press; None for a modifier alone, for keys that lead out of a field, and
    for letters no chord can hold.
    """
    key = Qt.Key(event.key())
    if key in _MODIFIER_KEYS or _records_nothing(event):
        return None
    name = _key_name(key)
    if name is None:
        return None
    held = [name_ for flag, name_ in _MODIFIERS if event.modifiers() & flag]
    try:
        return Chord.parse("+".join([*held, name]))
    except ValueError:
        return None


def _records_nothing(event: QKeyEvent) -> bool:
    """Whether the key keeps its own meaning, or none."""
    key = Qt.Key(event.key())
    weak = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~weak:
        return True
    return key in _LEAVING or key in _PASSED_OVER


def _key_name(key: Qt.Key) -> str | None:
    if key in _NAMES:
        return _NAMES[key]
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F24:
        return f"F{key - Qt.Key.Key_F1 + 1}"
    code = int(key)
    return chr(code) if 0x21 <= code <= 0x7E and chr(code) != "+" else None
