"""Where a link leads, before anything opens it. GUI thread.

Words in a reply can say one address and lead to another, so the address itself is shown first; only
web and mail addresses are opened at all.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from askance.core.markdown import Span
from askance.ui.conversation.flow import Style, TextLeaf
from askance.ui.conversation.prose import ProseView
from askance.ui.theme import Theme
from askance.ui.widgets import Button, label

OPENED = frozenset({"http", "https", "mailto"})
_LONGEST = 2000


def may_open(address: str) -> bool:
    """Whether Askance opens such an address at all."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in OPENED:
        return False
    return bool(url.host()) or url.scheme().lower() == "mailto"


class LinkPrompt(QDialog):
    """Shows the address; opens it when the person says so."""

    def __init__(self, *, theme: Theme, address: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._address = address
        allowed = may_open(address)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Askance – Link"))
        self._head = label(self._headline(allowed), "strong", wrap=True)
        self._shown = ProseView(theme=theme, name=self.tr("Address"), role="soft", size=13.5)
        self._shown.write([TextLeaf(Style.PARAGRAPH, (Span(address[:_LONGEST]),))])
        self.open_button = Button(theme, self.tr("Open"), kind="primary")
        self.open_button.setVisible(allowed)
        self.copy_button = Button(theme, self.tr("Copy address"), icon="copy")
        self.close_button = Button(theme, self.tr("Cancel") if allowed else self.tr("Close"))
        self.open_button.clicked.connect(self._open)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        first = self.open_button if allowed else self.close_button
        first.setDefault(True)
        first.setFocus()

    def _headline(self, allowed: bool) -> str:
        if not allowed:
            return self.tr("Askance opens only web and mail addresses. This one is neither:")
        url = QUrl(self._address)
        if url.scheme().lower() == "mailto":
            return self.tr("This link writes a mail to:")
        return self.tr("This link leads to {host}").format(host=url.host())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self._shown)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.open_button)
        column.addLayout(row)
        width = 440
        self._shown.setFixedHeight(min(240, self._shown.height_for(width - 40)))
        self.setFixedWidth(width)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self._address, QUrl.ParsingMode.StrictMode))
        self.accept()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self.accept()


def open_page(url: str) -> None:
    """Opens a page of ours or a provider's, whose address was shown in full; https alone."""
    address = QUrl(url)
    if address.scheme() == "https":
        QDesktopServices.openUrl(address)
