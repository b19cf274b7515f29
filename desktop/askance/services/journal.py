"""The text of an answer, written down as it comes. Worker's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from askance.core.chat import ChatEvent, TextDelta
from askance.core.ports import HistoryStore
from askance.services.one_thread import OneThread

JOURNAL_EVERY_S = 0.25
"""What a crash may cost at most, in seconds of reply."""


class Journal:
    """Writes the pieces of text that came, at most every 250 ms, while it is entered. `under`
    gives the index at which a choice is kept until its end, where that is not its own.
    """

    def __init__(
        self,
        db: OneThread,
        history: HistoryStore,
        message_id: int,
        under: Mapping[int, int] | None = None,
    ) -> None:
        self._db, self._history, self._message_id = db, history, message_id
        self._under = under or {}
        self._pieces: list[tuple[int, str]] = []
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def note(self, event: ChatEvent) -> None:
        if isinstance(event, TextDelta):
            index = self._under.get(event.index, event.index)
            self._pieces.append((index, event.text))
            self._arrived.set()

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            results = await asyncio.gather(self._task, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception):
                    raise result

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            pieces, self._pieces = self._pieces, []
            await self._db.run(self._history.journal, self._message_id, pieces)
            await asyncio.sleep(JOURNAL_EVERY_S)
