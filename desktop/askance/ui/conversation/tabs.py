"""The tabs over an answer of several choices, and the switch that shows them side by side.

GUI thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QWidget

from askance.ui.widgets import label


class ChoiceTabs(QWidget):
    """One tab a choice, by the choice's index."""

    picked = Signal(int)
    """The choice of this index is to be shown."""
    side_by_side = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._names: dict[int, str] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.beside = _tab(self.tr("Side by side"))
        self.beside.toggled.connect(self.side_by_side)
        self._difference: QLabel = label("", "meta")
        self._row.addSpacing(8)
        self._row.addWidget(self.beside)
        self._row.addSpacing(4)
        self._row.addWidget(self._difference)
        self._row.addStretch(1)
        # Toggled, not clicked: a screen reader's default action checks a button without a click.
        self._group.idToggled.connect(lambda index, on: self.picked.emit(index) if on else None)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [*self._group.buttons(), self.beside]

    def offer(self, names: dict[int, str], chosen: int) -> bool:
        """Shows these tabs, one of them chosen. Returns whether any tab was made anew."""
        fresh = names != self._names
        self.blockSignals(True)
        if fresh:
            self._make(names)
        if (button := self._group.button(chosen)) is not None:
            button.setChecked(True)
        self.blockSignals(False)
        return fresh

    def say_difference(self, words: str) -> None:
        """How much the answers agree, beside the switch."""
        self._difference.setText(words)

    def _make(self, names: dict[int, str]) -> None:
        self._names = dict(names)
        old: Sequence[QWidget] = self._group.buttons()
        for button in self._group.buttons():
            self._group.removeButton(button)
        for widget in old:
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for place, (index, name) in enumerate(names.items()):
            button = _tab(name)
            self._group.addButton(button, index)
            self._row.insertWidget(place, button)
            button.show()  # the layout would only do so at the next turn of the event loop


def _tab(name: str) -> QPushButton:
    made = QPushButton(name.replace("&", "&&"))
    made.setProperty("kind", "tab")
    made.setCheckable(True)
    made.setAutoDefault(True)
    made.setAccessibleName(name)
    return made
