"""Selecting without drawing: by arrows, a whole screen, a window, the last region. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from askance.core.screen import Region
from askance.core.selection import centred
from askance.ui.capture import words
from askance.ui.capture.desk import Desk
from askance.ui.selection_look import FAR


class Steering(QObject):
    """`last` is the region taken before."""

    settled = Signal()
    """Something is selected, or the selection is another."""

    def __init__(self, desk: Desk, last: Region | None, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._last = desk, last

    def steer(self, dx: int, dy: int, *, far: bool, resize: bool) -> None:
        """Moves the selection, or its right and bottom sides; without one it begins."""
        desk = self._desk
        if desk.selection.region is None:
            begin = desk.outlined_by_keys()
            self.select(begin if begin is not None else centred(desk.whole_screen()))
            return
        step = FAR if far else 1
        if resize:
            desk.selection.stretch(dx * step, dy * step)
        else:
            desk.selection.move(dx * step, dy * step)
        self.settled.emit()

    def select(self, region: Region) -> bool:
        """Whether the region is on a screen."""
        taken = self._desk.selection.take(region)
        if taken:
            self.settled.emit()
        return taken

    def take_screen(self) -> None:
        """The one with the pointer."""
        self.select(self._desk.whole_screen())

    def take_window(self) -> None:
        """The one that is outlined, if any."""
        if (window := self._desk.walk.current) is not None:
            self.select(window.bounds)

    def take_last(self) -> None:
        """The region of the capture before; where there is none, that is told."""
        if self._last is None:
            self._desk.tell(words.no_last_region())
        elif not self.select(self._last):
            self._desk.tell(words.last_region_gone())
