"""One reading process, as the program sees it, from its start to its end.

Callbacks of the event loop rather than tasks: nothing of it has to be waited for when the loop
ends, and while nothing is read only one timer runs, the one that ends an idle process.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import cast

from askance.core.errors import AskanceError, Problem
from askance.core.reading.values import ReadEvent, ReadRequest
from askance.reading import problems
from askance.reading.fields import Malformed
from askance.reading.protocol import (
    Cancel,
    Ended,
    Failed,
    Frames,
    FromProcess,
    Read,
    Ready,
    Told,
    ToProcess,
    frame_to_process,
    message_from_process,
    to_bytes,
)

_STDIN, _STDOUT = 0, 1

_log = logging.getLogger(__name__)


IDLE_S = 300.0
_UNUSED_S = 45.0
"""Most captures are asked about, not read, and a process that waits holds a hundred megabytes."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a process may take, in seconds: idle, idle before it has read anything, to load, to
    stop a reading.

    Whoever stops a reading never waits for that. A step takes 0.1 s, but on a busy machine the
    process stands back: ended too early, it would have to load again just there.
    """

    idle_s: float = IDLE_S
    unused_s: float = _UNUSED_S
    load_s: float = 60.0
    stop_s: float = 3.0


class NotBegunError(AskanceError):
    """The process was ended over another reading, before it came to this one: a new one may."""


@dataclass(slots=True)
class Reading:
    """One reading's events as they come in; None is its end."""

    job: int
    inbox: asyncio.Queue[ReadEvent | AskanceError | None] = field(default_factory=asyncio.Queue)
    begun: bool = False

    async def next(self) -> ReadEvent | None:
        """The next event, None at the end. Raises `AskanceError`."""
        item = await self.inbox.get()
        if isinstance(item, AskanceError):
            raise item
        return item


class Link(asyncio.SubprocessProtocol):
    """Made on the loop it lives on. `on_gone` is called once, when nothing is left of it."""

    def __init__(self, patience: Patience, on_gone: Callable[[Link], None]) -> None:
        self._patience = patience
        self._on_gone = on_gone
        self._loop = asyncio.get_running_loop()
        self._frames = Frames(max_payload=0)
        self._numbers = count(1)
        self._readings: dict[int, Reading] = {}
        self._stopping: dict[int, asyncio.TimerHandle | None] = {}
        self._timer: asyncio.TimerHandle | None = None
        """Until the process is ready, the one that gives it up; then the one that ends it idle."""
        self._ready = self._used = False
        self._transport: asyncio.SubprocessTransport | None = None
        self.usable = True
        """Whether it takes further readings."""
        self.gone: asyncio.Future[None] = self._loop.create_future()

    @property
    def pid(self) -> int | None:
        return None if self._transport is None else self._transport.get_pid()

    def begin(self, request: ReadRequest) -> Reading:
        """Asks for a reading. Only while `usable`. Raises `AskanceError` (picture) for pixels that
        are not as many as they say.
        """
        reading = Reading(next(self._numbers))
        self._say(Read(reading.job, request))
        self._readings[reading.job] = reading
        self._used = True
        self._rest()
        return reading

    def stop(self, reading: Reading) -> None:
        """Nobody waits for it any more. Returns at once; a process that goes on with it all the
        same is ended.
        """
        if self._readings.pop(reading.job, None) is None:
            return
        self._stopping[reading.job] = self._deadline() if self._ready else None
        self._say(Cancel(reading.job))

    def stay(self) -> None:
        """Starts the idle time anew."""
        self._rest()

    def end(self, problem: Problem) -> None:
        """Ends the process now; readings under way fail with `problem`."""
        self.usable = False
        readings = tuple(self._readings.values())
        self._readings.clear()
        for reading in readings:
            reading.inbox.put_nowait(AskanceError(problem))
        self._drop_timers()
        self._kill()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: the process runs."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        problem = problems.never_ready(self._patience.load_s)
        self._timer = self._loop.call_later(self._patience.load_s, self._give_up, problem)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """asyncio: it says something."""
        try:
            for frame in self._frames.feed(data):
                self._hear(message_from_process(frame))
        except Malformed as error:
            self._give_up(problems.hung(), str(error))

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """asyncio: one pipe is closed, by whoever. All that was said has been heard before."""
        self.usable = False
        if fd == _STDOUT:
            self._kill()

    def process_exited(self) -> None:
        """asyncio: it ended; what it said last may still be in the pipe."""
        self.usable = False

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: it ended, and all it said has been heard."""
        code = None if self._transport is None else self._transport.get_returncode()
        if self._readings:
            _log.warning("the reading process ended while it read, code %s", code)
        self.end(problems.died(code))
        if self._transport is not None:
            self._transport.close()
        if not self.gone.done():
            self.gone.set_result(None)
        self._on_gone(self)

    def _say(self, message: ToProcess) -> None:
        try:
            header, payload = to_bytes(frame_to_process(message))
        except ValueError as error:
            raise problems.broken() from error
        assert self._transport is not None
        pipe = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(_STDIN))
        pipe.write(header)
        if len(payload):
            pipe.write(payload)

    def _hear(self, message: FromProcess) -> None:
        match message:
            case Ready():
                self._is_ready()
            case Told(job, event):
                reading = self._readings.get(job)
                if reading is not None:
                    reading.begun = True
                    reading.inbox.put_nowait(event)
            case Ended(job):
                self._over(job, None)
            case Failed(None, problem, _, where):
                self._give_up(problem, where)
            case Failed(int(job), problem, spent, where):
                if where:
                    _log.warning("a reading failed: %s", where)
                self.usable = self.usable and not spent
                self._over(job, problem)

    def _is_ready(self) -> None:
        self._ready = True
        for job in self._stopping:
            self._stopping[job] = self._deadline()
        self._rest()

    def _over(self, job: int, problem: Problem | None) -> None:
        """A reading ended, by itself or because it was told to."""
        reading = self._readings.pop(job, None)
        if reading is not None:
            reading.inbox.put_nowait(None if problem is None else AskanceError(problem))
        deadline = self._stopping.pop(job, None)
        if deadline is not None:
            deadline.cancel()
        self._rest()

    def _rest(self) -> None:
        """Arms the idle timer when nothing is under way; ends a process that takes nothing more."""
        if not self._ready:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._readings or self._stopping:
            return
        if self.usable:
            patience = self._patience
            idle = patience.idle_s if self._used else min(patience.idle_s, patience.unused_s)
            self._timer = self._loop.call_later(idle, self.end, problems.closed())
        else:
            self.end(problems.closed())

    def _deadline(self) -> asyncio.TimerHandle:
        return self._loop.call_later(self._patience.stop_s, self._hangs)

    def _hangs(self) -> None:
        """It goes on with a reading that was stopped. Those that it has not begun may begin
        elsewhere.
        """
        problem = problems.hung()
        for reading in [item for item in self._readings.values() if not item.begun]:
            del self._readings[reading.job]
            reading.inbox.put_nowait(NotBegunError(problem))
        level = logging.WARNING if self._readings else logging.INFO
        _log.log(level, "the reading process is ended: it did not stop a reading in time")
        self.end(problem)

    def _give_up(self, problem: Problem, why: str = "") -> None:
        _log.warning("the reading process is ended: %s", why or problem.title)
        self.end(problem)

    def _kill(self) -> None:
        transport = self._transport
        if transport is None or transport.get_returncode() is not None:
            return
        if sys.platform == "win32":
            transport.kill()
        else:
            # The transport's own kill asks first whether the process has ended, and so takes its
            # exit code away from asyncio's watcher, which then has to guess.
            with suppress(ProcessLookupError):
                os.kill(transport.get_pid(), signal.SIGKILL)

    def _drop_timers(self) -> None:
        for timer in (self._timer, *self._stopping.values()):
            if timer is not None:
                timer.cancel()
        self._timer = None
        self._stopping.clear()
