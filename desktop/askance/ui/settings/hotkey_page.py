"""The settings' page of the hotkeys. GUI thread."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from askance.core.chord import Chord
from askance.core.hotkey import Hotkey, wanted
from askance.core.known_shortcuts import known_use, where_keys_change
from askance.core.settings import Settings
from askance.services.hotkeys import ChordLook, HotkeyState
from askance.ui.settings import hotkey_words as words
from askance.ui.settings.chord_field import ChordField
from askance.ui.settings.chord_row import ChordRow
from askance.ui.settings.field import WrappingCheck
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label


class HotkeyPage(QWidget):
    """A row for each hotkey. Hotkeys travel in its signals as their ids, chords as text."""

    chord_requested = Signal(str, str)
    """A hotkey and the chord it should have; answer with `set_state`."""
    look_wanted = Signal(str, str)
    """A hotkey and a chord recorded for it; answer with `set_look`."""
    cleared = Signal(str)
    """A hotkey that should have none."""
    enabled_changed = Signal(bool)
    configure_requested = Signal()
    """The desktop should show where its keys are changed; answer with `set_configured`."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._desktop = ""
        self._enabled = WrappingCheck(theme, self.tr("Listen for these keys in every program"))
        self._enabled.toggled.connect(self._switch)
        self._rows = {hotkey: self._row(theme, hotkey) for hotkey in Hotkey}
        self._note = label("", "small", wrap=True)
        self._change = Button(theme, self.tr("Change them in the desktop"))
        self._change.clicked.connect(self.configure_requested)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        column.addWidget(self._enabled)
        for row in self._rows.values():
            column.addWidget(row)
        column.addWidget(self._note)
        column.addWidget(self._change, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.set_settings(Settings())
        self._tell_who_decides()

    def _row(self, theme: Theme, hotkey: Hotkey) -> ChordRow:
        row = ChordRow(theme, hotkey)
        row.recorded.connect(lambda chord: self._recorded(hotkey, chord))
        row.requested.connect(lambda chord: self.chord_requested.emit(hotkey, str(chord)))
        row.cleared.connect(lambda: self.cleared.emit(hotkey))
        return row

    def set_desktop(self, desktop: str) -> None:
        """Which desktop this is (`PlatformInfo.desktop`): what it does with some keys is known."""
        self._desktop = desktop
        for row in self._rows.values():
            row.desktop = desktop
        self._tell_who_decides()

    def set_settings(self, settings: Settings) -> None:
        self._enabled.set_checked(settings.hotkey_enabled)
        chords = wanted(settings, sys.platform)
        for hotkey, row in self._rows.items():
            row.set_chord(chords.get(hotkey))
        self._allow()

    def set_state(self, hotkey: Hotkey, state: HotkeyState | None) -> None:
        """How a hotkey stands; None while nobody has tried, or when it has no chord."""
        self._rows[hotkey].set_state(state)
        self._tell_who_decides()

    def set_look(self, hotkey: Hotkey, look: ChordLook) -> None:
        """Whether a recorded chord could be had."""
        owner = self._owner(look.chord, hotkey)
        if owner is not None:
            text = words.used_already(owner)
        else:
            text = " ".join(
                filter(None, (words.taken(look.chord), known_use(look.chord, self._desktop)))
            )
        self._rows[hotkey].set_look(look, text)

    def take(self, chord: Chord) -> bool:
        """Keys that were pressed and cannot reach a field here by themselves: whether one that has
        the keyboard took them.
        """
        field = self.focusWidget()
        listening = isinstance(field, ChordField) and field.isVisible() and field.hasFocus()
        if listening:
            assert isinstance(field, ChordField)
            field.record(chord)
        return listening

    def set_configured(self, shown: bool) -> None:
        """Whether the desktop now shows where its keys are changed."""
        if not shown:
            self._change.hide()
            announce(self._note, self._note.text())

    def _recorded(self, hotkey: Hotkey, chord: Chord) -> None:
        row, owner = self._rows[hotkey], self._owner(chord, hotkey)
        if owner is not None:
            row.refuse(words.used_already(owner))
        elif known := known_use(chord, self._desktop):
            row.warn(known)
        self.look_wanted.emit(hotkey, str(chord))

    def _owner(self, chord: Chord, besides: Hotkey) -> Hotkey | None:
        """Which other hotkey of ours has the chord."""
        having = (each for each, row in self._rows.items() if row.chord == chord)
        return next((each for each in having if each is not besides), None)

    def _tell_who_decides(self) -> None:
        desktop_decides = any(row.by_desktop for row in self._rows.values())
        text = self.tr("The desktop decides which keys these are. Change them {where}.")
        self._note.setText(text.format(where=where_keys_change(self._desktop)))
        self._note.setVisible(desktop_decides)
        self._change.setVisible(desktop_decides)

    def _allow(self) -> None:
        for row in self._rows.values():
            row.setEnabled(self._enabled.checked)

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        self._allow()
        self.enabled_changed.emit(on)
