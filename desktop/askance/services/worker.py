"""The worker thread: one asyncio loop on which every service runs.

Anything may be submitted from any thread; the loop itself never blocks (blocking work goes to a
`OneThread`). Kept free of Qt so that a script can use the services from plain `asyncio.run()`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """Owns the thread `askance-worker` and its event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="askance-worker", daemon=True)
        self._tasks: set[asyncio.Task[object]] = set()

    def start(self) -> None:
        """Starts the thread; coroutines submitted before wait for it."""
        self._thread.start()

    def submit(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Runs the coroutine on the loop. Cancelling the future cancels the task."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self, timeout_s: float = 1.5) -> None:
        """Cancels what still runs, lets it finish its shielded writing, and ends the thread.

        `timeout_s` bounds the wait: quitting during a stream must take under 2 seconds.
        """
        if not self._thread.is_alive():
            self._loop.close()
            return
        self._loop.call_soon_threadsafe(self._shut_down, timeout_s * 0.8)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def _shut_down(self, timeout_s: float) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        ending = self._loop.create_task(self._end(tasks, timeout_s))
        self._tasks.add(ending)

    async def _end(self, tasks: set[asyncio.Task[object]], timeout_s: float) -> None:
        if tasks:
            await asyncio.wait(tasks, timeout=timeout_s)
        self._loop.stop()
