"""Presets as a row of small buttons that wraps. GUI thread."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from askance.core.prompts import Preset
from askance.ui.flow_layout import FlowLayout
from askance.ui.presets import title_of
from askance.ui.theme import Theme
from askance.ui.widgets import Button


class PresetRow(QWidget):
    """Fills lines; `centred` puts each of them in the middle."""

    chosen = Signal(object)
    """A `Preset`."""

    def __init__(self, theme: Theme, *, spacing: int = 8, centred: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._presets: tuple[Preset, ...] = ()
        self._flow = FlowLayout(self, spacing=spacing, centred=centred)

    @property
    def presets(self) -> tuple[Preset, ...]:
        """What is offered."""
        return self._presets

    def set_presets(self, presets: Iterable[Preset]) -> None:
        """What to offer, in this order."""
        wanted = tuple(presets)
        if wanted == self._presets:
            return
        self._presets = wanted
        while (item := self._flow.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for preset in wanted:
            button = Button(self._theme, title_of(preset), kind="preset")
            button.clicked.connect(lambda _=False, preset=preset: self.chosen.emit(preset))
            self._flow.addWidget(button)
            button.show()  # the layout would only do so at the next turn of the event loop
        self.updateGeometry()
