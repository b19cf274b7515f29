"""The small window that counts down to a capture, while a menu is opened or a mouse is placed. GUI
thread.

It comes up without taking the focus, so that no menu closes because of it; a click on it takes the
focus, and then Escape cancels.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from askance.ui.capture.screens import Screens
from askance.ui.theme import Theme

CHOICES = (3, 5, 10)
"""Seconds."""
_MARGIN = 24


class Countdown(QWidget):
    """Counts whole seconds; each choice begins anew."""

    due = Signal()
    """The time is up; the window still stands."""
    cancelled = Signal()
    chosen = Signal(int)
    """Another delay, in seconds, that the count began anew with."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(None, _FLAGS)
        self._theme = theme
        self._left = 0
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        self.setWindowTitle(QCoreApplication.translate("Capture", "Askance – Countdown"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self._label = QLabel(self)
        self._label.setFont(theme.font(14.5, bold=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(6)
        row.addWidget(self._label)
        row.addSpacing(10)
        for seconds in CHOICES:
            row.addWidget(self._choice(seconds))
        cancel = QPushButton(QCoreApplication.translate("Capture", "Cancel"), self)
        cancel.setProperty("kind", "preset")
        cancel.clicked.connect(self.cancelled)
        row.addWidget(cancel)

    @property
    def seconds_left(self) -> int:
        return self._left

    def begin(self, seconds: int, room: QRect) -> None:
        """Shows itself at the top of `room` (global points) and counts."""
        self._left = seconds
        self._second.start()
        self._tell()
        if not self.isVisible():
            self.adjustSize()
            self.move(room.center().x() - self.width() // 2, room.top() + _MARGIN)
            self.show()

    def end(self) -> None:
        """Stops, and leaves the screen."""
        self._second.stop()
        self.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("raised"))
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    @Slot()
    def _tick(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._tell()
        else:
            self._second.stop()
            self.due.emit()

    def _tell(self) -> None:
        text = QCoreApplication.translate("Capture", "Capture in {seconds} s").format(
            seconds=self._left
        )
        self._label.setText(text)
        self.setAccessibleName(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _choice(self, seconds: int) -> QPushButton:
        text = QCoreApplication.translate("Capture", "{seconds} s").format(seconds=seconds)
        button = QPushButton(text, self)
        button.setProperty("kind", "preset")
        button.setAccessibleName(
            QCoreApplication.translate("Capture", "{seconds} seconds").format(seconds=seconds)
        )
        button.clicked.connect(lambda: self._again(seconds))
        return button

    def _again(self, seconds: int) -> None:
        self.begin(seconds, self.geometry())
        self.chosen.emit(seconds)


class Waiting(QObject):
    """The countdown on the screen with the pointer, and the delay that was chosen last."""

    due = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, screens: Screens, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._screens = theme, screens
        self._window: Countdown | None = None
        self.seconds = CHOICES[0]

    @property
    def windows(self) -> list[QWidget]:
        """What must not be in the picture."""
        return [] if self._window is None else [self._window]

    def begin(self, seconds: int) -> None:
        self.seconds = seconds
        if self._window is None:
            self._window = Countdown(self._theme)
            self._window.due.connect(self.due)
            self._window.cancelled.connect(self.cancelled)
            self._window.chosen.connect(self._on_chosen)
        handle = self._screens.handle(self._screens.under_pointer())
        self._window.begin(seconds, handle.availableGeometry())

    def end(self) -> None:
        """Nothing when it does not count."""
        if self._window is not None:
            self._window.end()

    @Slot(int)
    def _on_chosen(self, seconds: int) -> None:
        self.seconds = seconds


_FLAGS = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
