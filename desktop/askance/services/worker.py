"""The worker thread: one asyncio loop on which every service runs.

Anything may be submitted from any thread; the loop itself never blocks (blocking work goes to a
`OneThread`). Kept free of Qt so that a script can use the services from plain `asyncio.run()`.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Worker:
    """Owns the thread `askance-worker` and its event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="askance-worker", daemon=True)

    def start(self) -> None:
        """Starts the thread; coroutines submitted before wait for it."""
        self._thread.start()

    def submit(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Runs the coroutine on the loop. Cancelling the future cancels the task."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(
        self, last: Coroutine[object, object, object] | None = None, timeout_s: float = 1.5
    ) -> None:
        """Cancels what still runs, lets it finish its shielded writing, runs `last`, and ends the
        thread.

        `timeout_s` bounds the wait: quitting during a stream must take under 2 seconds.
        """
        if not self._thread.is_alive():
            if last is not None:
                last.close()
            self._loop.close()
            return
        self.submit(self._shut_down(last, timeout_s * 0.8))
        self._thread.join(timeout_s)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _shut_down(
        self, last: Coroutine[object, object, object] | None, timeout_s: float
    ) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        try:
            if others:
                await asyncio.wait(others, timeout=timeout_s)
            if last is not None:
                await asyncio.wait_for(last, timeout_s)
        except Exception:  # noqa: BLE001 -- whatever it was, the thread must end
            _log.exception("Closing down did not go as planned")
        finally:
            self._loop.stop()
