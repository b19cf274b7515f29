"""What is slower to learn than pixels: whether the session is locked, and where other programs'
windows are. Asked of the desktop once the frozen picture stands, or before one is handed over that
nobody saw. GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from askance.core.screen import WindowBox
from askance.services.capture import CaptureService
from askance.ui.bridge import Bridge, Job
from askance.ui.capture.session import CaptureSession


class Learning(QObject):
    """Tells of one session at a time; what comes of an earlier one is dropped."""

    windows_known = Signal()
    """The session has them."""
    locked = Signal()
    """Nobody sits before it."""

    def __init__(self, bridge: Bridge, capture: CaptureService, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._capture = bridge, capture
        self._session: CaptureSession | None = None

    def begin(self, session: CaptureSession) -> None:
        """Its screens are shown."""
        self._session = session

        def windows(found: tuple[WindowBox, ...]) -> None:
            if session is self._session:
                session.offer_windows(found)
                self.windows_known.emit()

        def locked(so: bool) -> None:
            if so and session is self._session:
                self.locked.emit()

        self._bridge.run(self._capture.locked(), locked)
        self._bridge.run(self._capture.windows(), windows)

    def end(self) -> None:
        """It is over."""
        self._session = None

    def unless_locked(self, act: Callable[[], None]) -> Job:
        """Does it, or tells that it is locked; neither when the job is cancelled."""
        return self._bridge.run(
            self._capture.locked(), lambda so: self.locked.emit() if so else act()
        )
