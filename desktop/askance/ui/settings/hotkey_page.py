"""The settings' page of the hotkey. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from askance.core.chord import Chord
from askance.core.settings import Settings
from askance.services.hotkeys import HotkeyState
from askance.ui.inputs import CheckBox
from askance.ui.settings.chord_field import ChordField
from askance.ui.theme import Theme
from askance.ui.widgets import Button, label, restyle


class HotkeyPage(QWidget):
    """Record a chord, apply it, read how it went."""

    hotkey_requested = Signal(str)
    """A chord as text; answer with `set_state`."""
    enabled_changed = Signal(bool)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._state: HotkeyState | None = None
        self._recorded: Chord | None = None
        self._enabled = CheckBox(theme, self.tr("Capture from anywhere with a hotkey"))
        self._field = ChordField()
        self._field.setMinimumWidth(220)
        self._apply = Button(theme, self.tr("Apply"), kind="primary")
        self._line = label("", "small", wrap=True)
        self._use_free = Button(theme, self.tr("Use a free one"), kind="preset")
        self._use_free.clicked.connect(self._take_free)
        self._apply.clicked.connect(self._ask)
        self._field.recorded.connect(self._show_recorded)
        self._enabled.clicked.connect(self._switch)
        row = QHBoxLayout()
        row.addWidget(self._field)
        row.addWidget(self._apply)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._enabled)
        column.addWidget(label(self.tr("Press the keys you want, then Apply."), "small"))
        column.addLayout(row)
        column.addWidget(self._line)
        column.addWidget(self._use_free, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.set_settings(Settings())
        self.set_state(None)

    def set_settings(self, settings: Settings) -> None:
        self._enabled.setChecked(settings.hotkey_enabled)
        self._allow()

    def set_state(self, state: HotkeyState | None) -> None:
        """How the hotkey stands; None while nobody has tried."""
        self._state, self._recorded = state, None
        self._use_free.hide()
        if state is None:
            self._say("", "small")
        else:
            self._field.set_chord(state.chord)
            self._tell(state)
        self._allow()

    def _tell(self, state: HotkeyState) -> None:
        if state.problem is None:
            self._say(self.tr("Active"), "good_small")
            return
        problem = state.problem
        still = self.tr("{chord} is still active.") if state.active else ""
        rest = (problem.detail, problem.hint, still.format(chord=state.chord))
        self._say(" ".join(filter(None, (f"{problem.title}.", *rest))), "problem_small")
        if state.free is not None:
            text = self.tr("Free: {chord}. Use it").format(chord=state.free)
            self._use_free.setText(text)
            self._use_free.setAccessibleName(text)
            self._use_free.show()

    @Slot(object)
    def _show_recorded(self, chord: Chord) -> None:
        self._recorded = chord
        self._use_free.hide()
        if chord.complaint is not None:
            self._say(chord.complaint, "problem_small")
        elif self._state is not None and self._state.active and chord == self._state.chord:
            self._say(self.tr("Active"), "good_small")
        else:
            self._say(self.tr("Not applied yet"), "small")
        self._allow()

    def _allow(self) -> None:
        usable = self._recorded is not None and self._recorded.complaint is None
        self._apply.setEnabled(usable and self._enabled.isChecked())
        self._field.setEnabled(self._enabled.isChecked())

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        self._allow()
        self.enabled_changed.emit(on)

    @Slot()
    def _ask(self) -> None:
        if self._recorded is not None:
            self.hotkey_requested.emit(str(self._recorded))

    @Slot()
    def _take_free(self) -> None:
        if self._state is not None and self._state.free is not None:
            self.hotkey_requested.emit(str(self._state.free))

    def _say(self, text: str, role: str) -> None:
        self._line.setText(text)
        self._line.setProperty("role", role)
        self._line.setVisible(bool(text))
        self._field.setAccessibleDescription(text)
        restyle(self._line)
