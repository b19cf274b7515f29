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

STOP_WITHIN_S = 1.2
"""Quitting during a stream must take under 2 seconds in all; the rest is for what comes after."""

_log = logging.getLogger(__name__)


class Worker:
    """Owns the thread `askance-worker` and its event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="askance-worker", daemon=True)
        self._submitted: set[Future[object]] = set()

    def start(self) -> None:
        """Starts the thread; coroutines submitted before wait for it."""
        self._thread.start()

    def submit(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Runs the coroutine on the loop. Cancelling the future cancels the task. After the end
        nothing runs any more: the future is cancelled at once.
        """
        if self._loop.is_closed():
            work.close()
            ended: Future[T] = Future()
            ended.cancel()
            return ended
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._submitted.add(future)  # type: ignore[arg-type]  # only ever cancelled
        future.add_done_callback(self._submitted.discard)
        return future

    def stop(
        self,
        last: Coroutine[object, object, object] | None = None,
        timeout_s: float = STOP_WITHIN_S,
    ) -> None:
        """Cancels what was submitted, lets it finish what it shields (the last writing), runs
        `last`, and ends the thread. `timeout_s` is for all of it.
        """
        if not self._thread.is_alive():
            if last is not None:
                last.close()
            self._loop.close()
            return
        # Only what was submitted is told to stop: what it shields in a task of its own, such as
        # writing an answer's end, is waited for.
        for future in tuple(self._submitted):
            future.cancel()
        asyncio.run_coroutine_threadsafe(self._shut_down(last, timeout_s * 0.9), self._loop)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._sweep())
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _shut_down(
        self, last: Coroutine[object, object, object] | None, timeout_s: float
    ) -> None:
        deadline = self._loop.time() + timeout_s
        try:
            await self._wait_for_all(deadline)
            if last is not None:
                await asyncio.wait_for(last, max(0.1, deadline - self._loop.time()))
        except Exception:  # noqa: BLE001 -- whatever it was, the thread must end
            _log.exception("Closing down did not go as planned")
        finally:
            self._loop.stop()

    async def _sweep(self) -> None:
        """Ends what was submitted too late to be seen by the stop."""
        await asyncio.sleep(0)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    async def _wait_for_all(self, deadline: float) -> None:
        me = asyncio.current_task()
        while others := asyncio.all_tasks() - {me}:
            left = deadline - self._loop.time()
            if left <= 0:
                return
            await asyncio.wait(others, timeout=left)
