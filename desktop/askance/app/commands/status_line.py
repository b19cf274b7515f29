"""One line on a terminal that says how far a question is, until its first words come.

Written to standard error and only where that is a terminal: what is piped or logged stays as it is.
A task of the event loop draws it anew when time alone changes it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from types import TracebackType
from typing import Self, TextIO

from askance.core.chat import ChatEvent
from askance.core.payload import human_size
from askance.core.progress import Progress, Retrying, Sending, Stage, Stalled, Waiting

_CLEAR = "\r\x1b[K"
"""To the line's start, and nothing after it (ECMA-48, EL)."""


class StatusLine:
    """Enter it around the question. `patient`: silence is not told (see `Progress`)."""

    def __init__(self, *, patient: bool = False, terminal: TextIO | None = None) -> None:
        self._terminal = sys.stderr if terminal is None else terminal
        self._progress = Progress(time.monotonic(), patient=patient)
        self._heard = asyncio.Event()
        self._shown = ""
        self._over = not self._terminal.isatty()
        self._task: asyncio.Task[None] | None = None

    def hear(self, event: ChatEvent) -> None:
        """Takes an event into account."""
        self._progress.hear(event, time.monotonic())
        self._heard.set()

    def clear(self) -> None:
        """Makes room for other words on the terminal; the line comes back by itself."""
        if self._shown:
            self._write("")
            self._heard.set()

    def end(self) -> None:
        """The words have come: nothing is shown any more."""
        self._write("")
        self._over = True

    async def __aenter__(self) -> Self:
        if not self._over:
            self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while not self._over:
            now = time.monotonic()
            self._write(told(self._progress.stage(now)))
            self._heard.clear()
            try:
                async with asyncio.timeout(self._progress.next_change(now)):
                    await self._heard.wait()
            except TimeoutError:
                continue

    def _write(self, text: str) -> None:
        if self._over or text == self._shown:
            return
        self._terminal.write(_CLEAR + text)
        self._terminal.flush()
        self._shown = text


def told(stage: Stage) -> str:
    """The words for a stage; none while there is nothing to say."""
    match stage:
        case Sending(sent, total):
            return f"Sending: {human_size(sent)} of {human_size(total)}"
        case Waiting(seconds) if seconds:
            return f"Waiting for the first word: {seconds} s"
        case Retrying(_, seconds):
            return f"Trying again in {seconds} s"
        case Stalled(seconds, sending):
            what = "The sending has stopped" if sending else "Nothing has come"
            return f"{what} for {seconds} s. Ctrl+C stops it."
        case _:
            return ""
