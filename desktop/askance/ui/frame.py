"""The window itself, and its first frame. GUI thread.

A person who starts Askance sees its window as soon as Qt can draw one: the side panel, the bar, the
place of the composer, in their colours. What goes inside comes right after, into the same window,
so nothing moves and nothing flashes. This module therefore loads next to nothing: not the theme,
and not `QtCore.Qt`, whose enumerations alone take a tenth of a start.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QWidget

from askance.ui.colours import Colours

TITLE = "Askance"
SIZE = (1200, 780)
LEAST_SIZE = (640, 480)
SIDEBAR_WIDTH = 260
_TOP_HEIGHT = 48
COLUMN_WIDTH = 760
_RADIUS = 12
_COMPOSER_HEIGHT = 86


class Frame(QMainWindow):
    """The window titled `Askance`. `on_painted` is called once, after the first frame stands."""

    def __init__(self, colours: Colours, on_painted: Callable[[], None] | None = None) -> None:
        super().__init__()
        self.on_close: Callable[[], bool] = lambda: True
        """Asked when the person closes the window: whether it may close."""
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*SIZE)
        self.setCentralWidget(_FirstFrame(colours, on_painted))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.on_close():
            event.accept()
        else:
            event.ignore()


class _FirstFrame(QWidget):
    """The window's parts as plain areas, coloured by a style sheet: the first call of
    `QPainter.fillRect` or of a `QBrush` would load what this module does without.
    """

    def __init__(self, colours: Colours, on_painted: Callable[[], None] | None) -> None:
        super().__init__()
        self._on_painted = on_painted
        self.setStyleSheet(
            f"""
            #whole {{ background: {colours.background}; }}
            #side {{ background: {colours.panel}; border-right: 1px solid {colours.line}; }}
            #top {{ border-bottom: 1px solid {colours.line}; }}
            #composer {{
                background: {colours.raised}; border: 1px solid {colours.line};
                border-radius: {_RADIUS}px;
            }}
            """
        )
        self._whole, self._side, self._top, self._composer = (
            self._area(name) for name in ("whole", "side", "top", "composer")
        )

    def resizeEvent(self, _event: QResizeEvent) -> None:
        width, height = self.width(), self.height()
        room = width - SIDEBAR_WIDTH
        column = min(COLUMN_WIDTH, room - 32)
        self._whole.setGeometry(0, 0, width, height)
        self._side.setGeometry(0, 0, SIDEBAR_WIDTH, height)
        self._top.setGeometry(SIDEBAR_WIDTH, 0, room, _TOP_HEIGHT)
        left = SIDEBAR_WIDTH + (room - column) // 2
        self._composer.setGeometry(left, height - 14 - _COMPOSER_HEIGHT, column, _COMPOSER_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._on_painted is not None:
            # After this event: the frame must reach the screen before anything else is loaded.
            QTimer.singleShot(0, self._on_painted)
            self._on_painted = None

    def _area(self, name: str) -> QFrame:
        area = QFrame(self)
        area.setObjectName(name)
        return area
