"""Freezing the screens. Worker's loop; the grab itself on the grabber's own thread."""

from __future__ import annotations

from collections.abc import Callable

from askance.core.ports import Grabber
from askance.core.screen import Frame
from askance.services.one_thread import OneThread


class CaptureService:
    """One frame a screen, as they are now. `make` chooses and makes the grabber, on the grabber's
    thread (its connection to the display belongs to that thread), at the first use.
    """

    def __init__(self, *, make: Callable[[], Grabber], thread: OneThread) -> None:
        self._make, self._thread = make, thread
        self._grabber: Grabber | None = None

    async def prepare(self) -> None:
        """Makes the grabber ready, so that the first capture is as quick as the next."""
        await self._thread.run(self._prepare)

    async def grab(self) -> tuple[Frame, ...]:
        """Raises `AskanceError` (capture) with the reason in words."""
        return await self._thread.run(self._grab)

    async def close(self) -> None:
        """Lets the display go."""
        if self._grabber is not None:
            await self._thread.run(self._grabber.close)

    def _prepare(self) -> None:
        self._ready().prepare()

    def _ready(self) -> Grabber:
        if self._grabber is None:
            self._grabber = self._make()
        return self._grabber

    def _grab(self) -> tuple[Frame, ...]:
        return self._ready().grab()
