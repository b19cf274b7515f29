"""Work on the GUI thread that is too long for one turn of the event loop, a slice a turn.

One for a view: if each message took turns of its own, those of a screenful would come together in
one turn of the event loop, which would last as long as all of them.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot
from shiboken6 import isValid

SLICE_MS = 3
"""What a slice may take: a frame lasts 16, and what was read is laid out and painted in it."""


_FIRST_MS = 20
"""What was there when it was asked for is painted first."""


class Slices(QObject):
    """Goes round those that have asked, while nothing else is to be done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[Callable[[], bool], QObject] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._turn)

    def ask(self, owner: QObject, work: Callable[[], bool]) -> None:
        """Calls `work` once a turn, while `owner` lives, until it returns True: it is done. What
        was asked for already is done once.
        """
        self._waiting.setdefault(work, owner)
        if not self._timer.isActive():
            self._timer.start(_FIRST_MS)

    def forget(self, work: Callable[[], bool]) -> None:
        """It is not needed any more."""
        self._waiting.pop(work, None)

    @Slot()
    def _turn(self) -> None:
        self._timer.setInterval(0)
        clock = QElapsedTimer()
        clock.start()
        while self._waiting and clock.elapsed() < SLICE_MS:
            work = next(iter(self._waiting))
            owner = self._waiting.pop(work)
            if isValid(owner) and not work():
                self._waiting[work] = owner
                break
        if not self._waiting:
            self._timer.stop()
