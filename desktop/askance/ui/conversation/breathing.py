"""Between laying text out and painting it, the window answers whoever waits. GUI thread.

What a growing text changes is laid out in one turn of the event loop and painted in the next, in
which Qt paints before it takes what the person and the window manager want: they would wait for
both. So once, after text was laid out, painting comes when no event is left.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget


class Breathing(QObject):
    """Puts off the painting of the window that a widget is in."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._window: QWidget | None = None
        # Qt looks at a timer without an interval when there is nothing else.
        self._idle = QTimer(self, singleShot=True, interval=0)
        self._idle.timeout.connect(self._paint)

    def breathe(self) -> None:
        """Puts off the next painting, and no other."""
        if self._window is None:
            self._window = self._widget.window()
            self._window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._window is None or event.type() != QEvent.Type.UpdateRequest:
            return False
        self._window.removeEventFilter(self)
        self._window = None
        self._idle.start()
        return True

    @Slot()
    def _paint(self) -> None:
        QCoreApplication.postEvent(self._widget.window(), QEvent(QEvent.Type.UpdateRequest))
