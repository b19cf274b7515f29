"""Which server: those found on this computer, known providers, or an address of one's own.
GUI thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from askance.core.endpoint import PROVIDERS, FoundServer, ModelInfo, Provider
from askance.ui.flow_layout import FlowLayout
from askance.ui.theme import Theme
from askance.ui.widgets import Button, label


class ServerChoice(QWidget):
    """Buttons of which one is pressed."""

    chosen = Signal(object, object)
    """A `Provider` and the models it named (a tuple, perhaps empty)."""
    own_chosen = Signal()

    def __init__(self, *, theme: Theme, providers: Sequence[Provider] = PROVIDERS) -> None:
        super().__init__()
        self._theme = theme
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._found_heading = label(self.tr("Found on this computer"), "small")
        self._found = QWidget()
        self._found_flow = FlowLayout(self._found)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._found_heading)
        column.addWidget(self._found)
        self._elsewhere = label(self.tr("Somewhere else"), "small")
        self._elsewhere.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self._elsewhere)
        others = QWidget()
        flow = FlowLayout(others)
        for provider in providers:
            flow.addWidget(self._button(provider.name, provider, ()))
        self._own = Button(theme, self.tr("An address of your own"), kind="choice")
        self._own.setCheckable(True)
        # Toggled, not clicked: a screen reader's default action checks a button without a click.
        self._own.toggled.connect(lambda checked: self.own_chosen.emit() if checked else None)
        self._group.addButton(self._own)
        flow.addWidget(self._own)
        column.addWidget(others)
        self.set_found(())

    def set_found(self, found: tuple[FoundServer, ...]) -> None:
        """The servers that answered on this computer."""
        while self._found_flow.count():
            item = self._found_flow.takeAt(0)
            button = item.widget() if item is not None else None
            if isinstance(button, Button):
                self._group.removeButton(button)
                button.deleteLater()
        for server in found:
            text = self._found_text(server)
            button = self._button(text, server.provider, server.models)
            self._found_flow.addWidget(button)
        self._found.setVisible(bool(found))
        self._found_heading.setVisible(bool(found))
        self._elsewhere.setVisible(bool(found))

    def choose_own(self) -> None:
        """Presses “An address of your own”."""
        self._own.click()

    def choose_first_found(self) -> bool:
        """Presses the first server found here; False when there is none."""
        item = self._found_flow.itemAt(0)
        button = item.widget() if item is not None else None
        if isinstance(button, Button):
            button.click()
            return True
        return False

    def focus_first(self) -> None:
        """Gives the keyboard to the chosen server, or to the first."""
        button = self._group.checkedButton() or self._group.buttons()[0]
        button.setFocus()

    @property
    def anything_chosen(self) -> bool:
        return self._group.checkedButton() is not None

    def _found_text(self, server: FoundServer) -> str:
        count = len(server.models)
        words = self.tr("1 model") if count == 1 else self.tr("{n} models").format(n=count)
        return f"{server.provider.name} · {words}"

    def _button(self, text: str, provider: Provider, models: tuple[ModelInfo, ...]) -> Button:
        button = Button(self._theme, text, kind="choice")
        button.setCheckable(True)
        button.toggled.connect(
            lambda checked: self.chosen.emit(provider, models) if checked else None
        )
        self._group.addButton(button)
        return button
