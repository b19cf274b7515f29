"""Opening a page of the system's own settings, on a click. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from askance.core.system_pages import SCREEN_RECORDING, SYSTEM_PAGES


def words_of(page: str) -> str:
    """What the button that opens it says; empty for a page that Askance does not open."""
    if page == SCREEN_RECORDING:
        return QCoreApplication.translate("SystemPages", "Open Screen Recording settings")
    return ""


def open_system_page(page: str) -> bool:
    """Opens one of `SYSTEM_PAGES`, and nothing else; whether it was opened."""
    if page not in SYSTEM_PAGES:
        return False
    return QDesktopServices.openUrl(QUrl(page, QUrl.ParsingMode.StrictMode))
