"""The endpoints there are, one a line. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from askance.core.address import host_of
from askance.core.endpoint import Endpoint
from askance.core.settings import Settings
from askance.ui.presets import name_of


class ModelList(QListWidget):
    """Those that were added, then the built-in one."""

    chosen = Signal(str)
    """The name of the endpoint that the person chose."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Models"))
        self.setProperty("boxed", True)
        self.setFixedHeight(112)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentItemChanged.connect(self._changed)

    def set_settings(self, settings: Settings) -> None:
        """Shows what there is now; nothing is chosen."""
        with QSignalBlocker(self):
            self.clear()
            for endpoint in settings.all_endpoints:
                item = QListWidgetItem(self._text(endpoint, settings.current))
                item.setData(Qt.ItemDataRole.UserRole, endpoint.name)
                self.addItem(item)

    def select(self, name: str | None) -> None:
        """Marks one, or none, without a signal."""
        with QSignalBlocker(self):
            if name is None:
                self.setCurrentRow(-1)
            for position in range(self.count()):
                item = self.item(position)
                if item.data(Qt.ItemDataRole.UserRole) == name:
                    self.setCurrentItem(item)

    @Slot(QListWidgetItem)
    def _changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def _text(self, endpoint: Endpoint, current: Endpoint) -> str:
        pieces = [endpoint.name, endpoint.model, host_of(endpoint.base_url)]
        if endpoint.on_device:
            pieces = [name_of(endpoint), self.tr("nothing leaves")]
        if endpoint.name == current.name:
            pieces.append(self.tr("default"))
        return "  ·  ".join(filter(None, pieces))
