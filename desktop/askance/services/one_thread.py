"""A thread of its own for a blocking thing.

The database, the screen grabber and the keyring each get one `OneThread`: none of them waits for
another (the keyring may wait minutes for an unlock prompt), none blocks the event loop, and each
sees calls one at a time and in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class OneThread:
    """Runs plain functions on one named thread, started at the first call."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"askance-{name}")

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result. Cancelling the await abandons the wait, not the call."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, partial(function, *args, **kwargs))

    def close(self, *, wait: bool = True) -> None:
        """Lets the running call end and forgets the rest."""
        self._executor.shutdown(wait=wait, cancel_futures=True)
