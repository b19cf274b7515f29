"""The tray icon: capture, show, quit from anywhere, where the desktop has a tray. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from askance.resources import resource
from askance.ui.theme import Theme


class Tray(QObject):
    """Shown only where there is a tray; `available` says so."""

    capture_requested = Signal()
    show_requested = Signal()
    settings_requested = Signal()
    status_requested = Signal()
    quit_requested = Signal()

    def __init__(self, *, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu()
        self._menu.setAccessibleName(self.tr("Askance"))
        self._capture = self._menu.addAction(self.tr("Capture region"))
        self._capture.triggered.connect(self.capture_requested)
        self._menu.addAction(self.tr("Show Askance")).triggered.connect(self.show_requested)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Settings…")).triggered.connect(self.settings_requested)
        self._menu.addAction(self.tr("What works here")).triggered.connect(self.status_requested)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("Quit")).triggered.connect(self.quit_requested)
        self._icon = QSystemTrayIcon(QIcon(str(resource("icons", "askance.svg"))), self)
        self._icon.setToolTip(self.tr("Askance"))
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)

    @property
    def available(self) -> bool:
        """Whether the desktop has a tray right now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Puts the icon there; nothing happens without a tray, and it comes with a later one."""
        self._icon.show()

    def hide(self) -> None:
        """Takes the icon away."""
        self._icon.hide()

    def set_hotkey(self, words: str) -> None:
        """Shows the chord beside the capture entry; empty for none."""
        text = self.tr("Capture region")
        self._capture.setText(f"{text}\t{words}" if words else text)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_requested.emit()
