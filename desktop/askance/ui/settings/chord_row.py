"""One hotkey in the settings: its keys, what there is to say about them, and what can be done.
GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from askance.core.chord import Chord
from askance.core.hotkey import Hotkey
from askance.services.hotkeys import ChordLook, HotkeyState
from askance.ui.flow_layout import FlowLayout
from askance.ui.settings import hotkey_words as words
from askance.ui.settings.chord_field import ChordField
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label, restyle


class ChordRow(QWidget):
    """Record a chord, apply it, clear it, read how it went. What it cannot know by itself, whether
    others have the chord, it is told by `warn`, `refuse` and `set_look`.
    """

    recorded = Signal(object)
    """A `Chord` that could be a hotkey, and is not this one's already."""
    requested = Signal(object)
    """A `Chord` to be used."""
    cleared = Signal()

    def __init__(self, theme: Theme, hotkey: Hotkey) -> None:
        super().__init__()
        self.hotkey, self.desktop = hotkey, ""
        self._chord: Chord | None = None
        self._state: HotkeyState | None = None
        self._recorded: Chord | None = None
        self._other: Chord | None = None
        name = words.name_of(hotkey)
        self._field = ChordField(name)
        self._apply = Button(theme, self.tr("Apply"), kind="primary", name=_of("Apply", name))
        self._clear = Button(theme, self.tr("Clear"), name=_of("Clear", name))
        self._line = label("", "small", wrap=True)
        self._free = Button(theme, "", kind="preset", name=self.tr("Use a free one"))
        self._free.hide()
        self._lay_out(name)
        self._field.recorded.connect(self._take)
        self._field.refused.connect(self._refuse_key)
        self._apply.clicked.connect(self._ask)
        self._clear.clicked.connect(self._let_go)
        self._free.clicked.connect(self._take_free)
        self.set_state(None)

    def _lay_out(self, name: str) -> None:
        heading = label(name, "strong")
        heading.setBuddy(self._field)
        row = QWidget()
        flow = FlowLayout(row)
        for each in (self._field, self._apply, self._clear):
            flow.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(heading)
        column.addWidget(row)
        column.addWidget(self._line)
        column.addWidget(self._free, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def chord(self) -> Chord | None:
        """The chord that it has, applied; None for none."""
        return self._chord

    @property
    def by_desktop(self) -> bool:
        """Whether the desktop decides which keys it has."""
        return self._state is not None and self._state.by_desktop

    def set_chord(self, chord: Chord | None) -> None:
        """The chord of the settings, while nothing is known of how it stands."""
        if self._state is None and self._recorded is None:
            self._chord = chord
            self._field.set_chord(chord)
            self._allow()

    def set_state(self, state: HotkeyState | None) -> None:
        """How the hotkey stands; None while nobody has tried, or when it has no chord."""
        self._state, self._recorded = state, None
        self._chord = state.chord if state is not None else None
        self._offer(state.free if state is not None else None)
        if state is None:
            self._field.set_chord(None)
            self._say("", "small")
        else:
            self._show(state)
        self._allow()

    def _show(self, state: HotkeyState) -> None:
        if state.by_desktop and state.active:
            self._field.set_words(words.keys_of(state.trigger) or str(state.chord))
            self._say(self.tr("Active. The desktop gave these keys."), "good_small")
            return
        self._field.set_chord(state.chord)
        if state.problem is None:
            self._say(self.tr("Active"), "good_small")
        else:
            self._say(words.standing(state), "problem_small")

    def warn(self, text: str) -> None:
        """The recorded chord may be used, but the person should know this."""
        self._say(" ".join((text, self.tr("Not applied yet."))), "small")
        announce(self._field, self._line.text())

    def refuse(self, text: str) -> None:
        """The recorded chord may not be used."""
        self._say(text, "problem_small")
        self._apply.hide()
        announce(self._field, text)

    def set_look(self, look: ChordLook, text: str) -> None:
        """Whether the recorded chord could be had; `text` says why not."""
        if self._recorded == look.chord and not look.free:
            self.refuse(text)
            self._offer(look.other)

    def _take(self, chord: Chord) -> None:
        refusal = words.refusal(chord, self.desktop)
        self._recorded = None if refusal else chord
        self._offer(None)
        self._allow()
        if refusal:
            self.refuse(refusal)
        elif self._state is not None and self._state.active and chord == self._chord:
            self._recorded = None
            self._say(self.tr("Active"), "good_small")
            self._allow()
        else:
            self._say(self.tr("Not applied yet"), "small")
            self.recorded.emit(chord)

    @Slot(str)
    def _refuse_key(self, pressed: str) -> None:
        self._recorded = None
        self._allow()
        self.refuse(words.no_key(pressed))

    def _allow(self) -> None:
        self._apply.setVisible(self._recorded is not None)
        self._clear.setVisible(self._chord is not None)

    def _offer(self, chord: Chord | None) -> None:
        self._other = chord
        if chord is not None:
            text = self.tr("Use {chord} instead").format(chord=chord)
            self._free.setText(text)
            self._free.setAccessibleName(text)
        self._free.setVisible(chord is not None)

    @Slot()
    def _ask(self) -> None:
        if self._recorded is not None:
            self.requested.emit(self._recorded)

    @Slot()
    def _take_free(self) -> None:
        if self._other is not None:
            self.requested.emit(self._other)

    @Slot()
    def _let_go(self) -> None:
        # Before the button goes: whoever is at the keyboard stays in this row.
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.cleared.emit()

    def _say(self, text: str, role: str) -> None:
        self._line.setText(text)
        self._line.setProperty("role", role)
        self._line.setVisible(bool(text))
        self._field.setAccessibleDescription(text)
        restyle(self._line)


def _of(what: str, name: str) -> str:
    """A button's name among its likes: `Clear: Last region`."""
    texts = {
        "Apply": QCoreApplication.translate("Hotkeys", "Apply: {name}"),
        "Clear": QCoreApplication.translate("Hotkeys", "Clear: {name}"),
    }
    return texts[what].format(name=name)
