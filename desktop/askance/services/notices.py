"""Desktop notifications, for an answer that comes while the window is hidden. Worker's loop."""

from __future__ import annotations

from askance.core.ports import Notifier
from askance.services.one_thread import OneThread


class NoticeService:
    """Shows notifications where the desktop has them."""

    def __init__(self, *, notifier: Notifier, thread: OneThread) -> None:
        self._notifier, self._thread = notifier, thread

    async def notify(self, title: str, body: str) -> bool:
        """Whether it was shown."""
        return await self._thread.run(self._notifier.notify, title, body)
