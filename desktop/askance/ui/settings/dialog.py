"""The settings window. GUI thread; changes leave as signals of its pages, nothing is kept here."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from askance.core.settings import Settings
from askance.ui.settings.hotkey_page import HotkeyPage
from askance.ui.settings.models_page import ModelsPage
from askance.ui.settings.plain_pages import AboutPage, AppearancePage
from askance.ui.theme import Theme

_LIST, _NARROWEST = 176, 560


class SettingsPage(Enum):
    """In the order in which they are listed."""

    MODELS = 0
    HOTKEY = 1
    APPEARANCE = 2
    ABOUT = 3


class SettingsDialog(QDialog):
    """Wire `models`, `hotkey`, `appearance` and `about`; give it the settings when they change."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Askance – Settings"))
        self.setModal(False)
        self.resize(760, 640)
        self.setMinimumSize(_NARROWEST, 420)
        self.models = ModelsPage(theme=theme)
        self.hotkey = HotkeyPage(theme=theme)
        self.appearance = AppearancePage(theme=theme)
        self.about = AboutPage(theme=theme)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Settings pages"))
        self._list.setProperty("navigation", True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget()
        for text, page in (
            (self.tr("Models"), self.models),
            (self.tr("Hotkeys"), self.hotkey),
            (self.tr("Appearance"), self.appearance),
            (self.tr("About"), self.about),
        ):
            self._list.addItem(text)
            self._stack.addWidget(page)
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._list.setCurrentRow(0)
        theme.changed.connect(self._fit)
        self.finished.connect(self.models.stop_check)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        inset = QVBoxLayout()
        inset.setContentsMargins(20, 20, 20, 20)
        inset.addWidget(self._stack)
        row.addLayout(inset, 1)

    def set_settings(self, settings: Settings) -> None:
        """Shows the settings in force on every page."""
        self.models.set_settings(settings)
        self.hotkey.set_settings(settings)
        self.appearance.set_settings(settings)

    @Slot()
    def _fit(self) -> None:
        """The list of pages is as wide as the size of its text wants it."""
        self._list.ensurePolished()
        width = max(_LIST, self._list.sizeHintForColumn(0) + 26)
        self._list.setFixedWidth(width)
        self.setMinimumWidth(_NARROWEST + 2 * (width - _LIST))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def show_page(self, page: SettingsPage) -> None:
        self._list.setCurrentRow(page.value)
