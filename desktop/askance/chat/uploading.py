"""Opening a connection while telling how far a large body is. Worker's event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import replace

from askance.chat.transport import Call, Incoming, Transport
from askance.core.chat import Uploaded

LARGE = 1_000_000
"""Bytes of a body from which on its progress is worth telling."""

_EVERY_S = 0.1


class Upload:
    """One request on its way. `progress` first, to its end; then `incoming` is there."""

    def __init__(self, transport: Transport, call: Call, stack: AsyncExitStack) -> None:
        self._transport, self._call, self._stack = transport, call, stack
        self._incoming: Incoming | None = None
        self._sent = 0
        self._moved = asyncio.Event()

    @property
    def incoming(self) -> Incoming:
        """The answer, once its head is there."""
        assert self._incoming is not None
        return self._incoming

    async def progress(self) -> AsyncGenerator[Uploaded, None]:
        """Sends; how far it is, if the body is large. Raises as `Transport.open`."""
        total = len(self._call.body or b"")
        if total < LARGE:
            self._incoming = await self._open(self._call)
            return
        opening = asyncio.ensure_future(self._open(replace(self._call, on_sent=self._note)))
        opening.add_done_callback(lambda _: self._moved.set())
        told = 0
        try:
            while not opening.done():
                await self._moved.wait()
                self._moved.clear()
                if self._sent > told:
                    told = self._sent
                    yield Uploaded(told, total)
                    if not opening.done():
                        await asyncio.wait([opening], timeout=_EVERY_S)
            self._incoming = opening.result()
        finally:
            opening.cancel()
            await asyncio.wait([opening])

    async def _open(self, call: Call) -> Incoming:
        return await self._stack.enter_async_context(self._transport.open(call))

    def _note(self, sent: int, _total: int) -> None:
        self._sent = sent
        self._moved.set()
