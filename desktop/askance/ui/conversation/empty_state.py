"""The page before the first question: what Askance is for, and the ways to begin. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.ui.flow_layout import FlowLayout
from askance.ui.preset_row import PresetRow
from askance.ui.presets import presets_for
from askance.ui.theme import Theme
from askance.ui.widgets import Button, CapButton, IconLabel, label, panel

_PASTE_CAPS = ("Ctrl", "V")


class EmptyState(QScrollArea):
    """Mark, question, two buttons, the drop area, the presets, and a word while only the built-in
    endpoint can be asked.
    """

    capture_requested = Signal()
    open_requested = Signal()
    preset_chosen = Signal(object)
    """A `Preset`."""
    add_model_requested = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = theme
        page = QWidget()
        self.setWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(20)
        column.addStretch(1)
        column.addWidget(
            IconLabel(theme, "mark", size=72, role="accent"), 0, Qt.AlignmentFlag.AlignHCenter
        )
        column.addLayout(self._words())
        column.addWidget(self._buttons())
        column.addWidget(self._drop_area())
        self._presets = PresetRow(theme, centred=True)
        self._presets.chosen.connect(self.preset_chosen)
        column.addWidget(self._presets)
        self._alone = self._alone_line()
        column.addWidget(self._alone)
        column.addStretch(1)
        self.set_endpoint(ON_DEVICE, alone=True)

    def set_hotkey(self, caps: tuple[str, ...]) -> None:
        """The keys that capture from anywhere; empty when there is no hotkey."""
        self._capture.set_caps(caps)

    def set_endpoint(self, endpoint: Endpoint, *, alone: bool) -> None:
        """What a question goes to, and whether there is no other: offers its presets."""
        self._alone.setVisible(alone)
        self._presets.set_presets(presets_for(endpoint))

    def _words(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        for text, role in (
            (self.tr("What are you looking at?"), "heading"),
            (self.tr("Point at anything on your screen, and ask."), "soft"),
        ):
            line = label(text, role, wrap=True)
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.addWidget(line)
        return words

    def _buttons(self) -> QWidget:
        self._capture = CapButton(
            self._theme,
            self.tr("Capture region"),
            # The bar above has the one called “Capture region”; two of a name would be ambiguous.
            name=self.tr("Capture region now"),
            icon="crop",
            kind="primary",
            least_height=42,
        )
        opens = CapButton(
            self._theme,
            self.tr("Open or paste a picture"),
            name=self.tr("Open or paste a picture"),
            least_height=42,
        )
        opens.set_caps(_PASTE_CAPS)
        self._capture.clicked.connect(self.capture_requested)
        opens.clicked.connect(self.open_requested)
        row = QWidget()
        flow = FlowLayout(row, spacing=10, centred=True)
        for button in (self._capture, opens):
            flow.addWidget(button)
        return row

    def _drop_area(self) -> QWidget:
        words = label(self.tr("or drop pictures anywhere in this window"), "soft", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        area = panel("drop")
        area.setMaximumWidth(464)
        inset = QHBoxLayout(area)
        inset.setContentsMargins(32, 20, 32, 20)
        inset.addWidget(words)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        # Stretch enough to reach its full width before the margins get anything.
        row.addWidget(area, 1000)
        row.addStretch(1)
        return line

    def _alone_line(self) -> QWidget:
        add = Button(self._theme, self.tr("Add a model"), kind="accent_link")
        add.clicked.connect(self.add_model_requested)
        line = QWidget()
        flow = FlowLayout(line, spacing=2, centred=True)
        flow.addWidget(label(self.tr("Text, tables and codes are read on this computer."), "small"))
        flow.addWidget(add)
        flow.addWidget(label(self.tr("to ask anything."), "small"))
        return line
