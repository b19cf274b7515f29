"""Freezing the screens. Worker's loop; the grab itself on the grabber's own thread."""

from __future__ import annotations

from askance.core.ports import Grabber
from askance.core.screen import Frame
from askance.services.one_thread import OneThread


class CaptureService:
    """One frame a screen, as they are now."""

    def __init__(self, *, grabber: Grabber, thread: OneThread) -> None:
        self._grabber, self._thread = grabber, thread

    async def grab(self) -> tuple[Frame, ...]:
        """Raises `AskanceError` (capture) with the reason in words."""
        return await self._thread.run(self._grabber.grab)
