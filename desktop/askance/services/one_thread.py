"""A thread of its own for a blocking thing.

The database, the screen grabber and the keyring each get one `OneThread`: none of them waits for
another (the keyring may wait minutes for an unlock prompt), none blocks the event loop, and each
sees calls one at a time and in order. The thread is a daemon, which the standard library's executor
threads are not: a prompt that nobody answers must not keep Askance from quitting.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class OneThread:
    """Runs plain functions on one named thread, started at the first call."""

    def __init__(self, name: str) -> None:
        self._name = f"askance-{name}"
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result. Cancelling abandons the wait; a call that has begun goes on."""
        future: Future[T] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = function(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 -- handed to whoever waits
                future.set_exception(error)
            else:
                future.set_result(result)

        self._start()
        self._calls.put(call)
        return await asyncio.wrap_future(future)

    def close(self, *, timeout_s: float | None = None) -> None:
        """Lets the calls already made end, waiting for them at most `timeout_s` (None: as long as
        they take).
        """
        if self._thread is not None:
            self._calls.put(None)
            self._thread.join(timeout_s)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()
            del call  # a grabbed screen must not live until the next call
