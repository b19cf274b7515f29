"""Where an address or a code on a picture leads, before anything opens it. GUI thread.

A card inside the window that shows the picture: a dialog of its own would lie behind the overlay.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt, QUrl, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from askance.core.markdown import Span
from askance.core.reading.marks import Mark
from askance.ui.conversation.flow import Style, TextLeaf
from askance.ui.conversation.links import may_open
from askance.ui.conversation.prose import ProseView
from askance.ui.raised import SHADOW, paint_raised
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label

WIDTH = 380
TALLEST = 160
GAP = 8
_LONGEST = 2000


class MarkCard(QWidget):
    """Shows one mark's target. `SHADOW` points on every side are not the card."""

    opened = Signal(str)
    """The person wants to go there, and it is an address that may be opened."""
    copied = Signal()
    closed = Signal()

    def __init__(self, *, theme: Theme, mark: Mark, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._mark = theme, mark
        self._allowed = bool(mark.target) and may_open(mark.target)
        self._text = mark.text if mark.code else mark.target
        self._head = label(headline(mark, allowed=self._allowed), "strong", wrap=True)
        self._shown = ProseView(theme=theme, name=self.tr("Address"), role="soft", size=13.5)
        self._shown.write([TextLeaf(Style.PARAGRAPH, (Span(self._text[:_LONGEST]),))])
        self.open_button = Button(theme, self.tr("Open"), kind="primary")
        self.open_button.setVisible(self._allowed)
        self.copy_button = Button(theme, self.tr("Copy"), icon="copy")
        self.close_button = Button(theme, self.tr("Close"))
        self.open_button.clicked.connect(lambda: self.opened.emit(self._mark.target))
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.closed)
        self._lay_out()
        self.setAccessibleName(self._head.text())
        self.setAccessibleDescription(self._text[:_LONGEST])
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def appear(self, at: QRect, room: QRect) -> None:
        """Under the mark, or over it where there is no room; takes the focus."""
        self.ensurePolished()
        self._shown.setFixedHeight(min(TALLEST, self._shown.height_for(WIDTH - 40)))
        card = QRect(QPoint(0, 0), self.sizeHint()).adjusted(0, 0, -2 * SHADOW, -2 * SHADOW)
        card.moveTo(at.left() - 16, at.bottom() + GAP)
        if card.bottom() > room.bottom() - GAP:
            card.moveBottom(at.top() - GAP)
        farthest = max(room.left(), room.right() - GAP - card.width())
        card.moveLeft(max(room.left() + GAP, min(card.left(), farthest)))
        card.moveTop(max(room.top() + GAP, min(card.top(), room.bottom() - GAP - card.height())))
        self.setGeometry(card.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW))
        self.show()
        self.raise_()
        # Copying is harmless, opening is not: Enter pressed twice must not open anything.
        self.copy_button.setFocus(Qt.FocusReason.PopupFocusReason)
        announce(self, f"{self._head.text()}: {self._text[:_LONGEST]}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        button = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif enter and isinstance(button, QPushButton) and button.hasFocus():
            button.click()
        else:
            event.accept()  # the selection behind it is not meant

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_raised(painter, self.rect(), self._theme)
        painter.end()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SHADOW + 20, SHADOW + 16, SHADOW + 20, SHADOW + 14)
        column.setSpacing(2)
        column.addWidget(self._head)
        column.addWidget(self._shown)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.open_button)
        column.addLayout(row)
        self.setFixedWidth(WIDTH + 2 * SHADOW)

    def _copy(self) -> None:
        target = self._text
        QGuiApplication.clipboard().setText(target.removeprefix("mailto:"))
        self.closed.emit()
        self.copied.emit()


def headline(mark: Mark, *, allowed: bool) -> str:
    """What it is and where it leads; a host in letters of another script also as it is sent."""
    url = QUrl(mark.target)
    if not allowed:
        if mark.code:
            text = QCoreApplication.translate("Text", "{format} with this text")
            return text.format(format=_title(mark.code))
        return QCoreApplication.translate("Text", "Askance opens only web and mail addresses")
    if url.scheme().lower() == "mailto":
        return QCoreApplication.translate("Text", "This writes a mail to:")
    host, sent = url.host(), bytes(QUrl.toAce(url.host()).data()).decode("ascii", "replace")
    named = host if sent in ("", host) else f"{host} ({sent})"
    if mark.code:
        text = QCoreApplication.translate("Text", "{format} that leads to {host}")
        return text.format(format=_title(mark.code), host=named)
    return QCoreApplication.translate("Text", "This leads to {host}").format(host=named)


def _title(code: str) -> str:
    return QCoreApplication.translate("Text", "QR code") if code == "QRCode" else code
