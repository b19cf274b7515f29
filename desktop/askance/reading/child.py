"""The reading process: takes requests from standard input, drives an engine, answers on standard
output.

One thread listens, so that the end of input (the program is gone) ends the process at once and
whatever it is doing. The main thread works: one step of one reading at a time, the smallest
picture's first, and between two steps it looks for new requests and cancellations. A reading that
fails is answered in words; the others go on.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePath
from queue import Empty, SimpleQueue
from typing import Never

from askance.core.errors import AskanceError
from askance.core.reading.values import ReadEvent, ReadRequest, ReadStarted
from askance.platforms import own_process
from askance.reading import limits, problems
from askance.reading.decoding import decoded, pixel_count
from askance.reading.engine import Engine
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
    frame_from_process,
    message_to_process,
    to_bytes,
)

_CHUNK = 2**18
_NO_MEMORY = ("bad_alloc", "bad allocation", "insufficient memory", "failed to allocate")


def run(engine: str) -> int:
    """The process whose engine has this name; the exit code."""
    return serve(lambda: engine_named(engine))


def serve(make: Callable[[], Engine]) -> int:
    """Works until standard input ends, or the engine does not load; the exit code. `make` is called
    once this process is bounded, so that the engine's module may import what it likes.
    """
    inward, outward = own_process.take_pipes()
    # Ctrl+C in a terminal reaches both processes; the program decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits.bound_threads()
    limits.forbid_reports()
    own_process.step_back()
    own_process.put_lid(limits.MEMORY_LID)
    pipe = _Pipe(inward, outward)
    threading.Thread(target=pipe.listen, name="askance-listen", daemon=True).start()
    engine = _load(make, pipe)
    if engine is not None:
        _Desk(engine, pipe).work()
    return 1


def engine_named(name: str) -> Engine:
    """Raises `AskanceError` (reading) for a name that no engine has. Imports only that one."""
    match name:
        case "rapid":
            from askance.reading.rapid import RapidEngine

            return RapidEngine()
        case "vision":
            from askance.reading.vision import VisionEngine

            return VisionEngine()
        case "windows":
            from askance.reading.windows import WindowsEngine

            return WindowsEngine()
        case _:
            raise AskanceError(problems.no_engine(name))


class _Pipe:
    """Both directions of the protocol."""

    def __init__(self, inward: int, outward: int) -> None:
        self._inward = inward
        self._outward = outward
        self._saying = threading.Lock()
        self._heard: SimpleQueue[ToProcess] = SimpleQueue()

    def listen(self) -> None:
        """Gathers messages until there are no more; then the whole process ends, in whatever call
        the main thread may be.
        """
        code = 1
        try:
            frames = Frames()
            while data := os.read(self._inward, _CHUNK):
                for frame in frames.feed(data):
                    self._heard.put(message_to_process(frame))
            code = 0
        except (Malformed, OSError):
            pass
        except MemoryError:
            self.say(Failed(None, problems.out_of_memory(limits.MEMORY_LID)))
        finally:
            os._exit(code)

    def messages(self, *, wait: bool) -> Iterator[ToProcess]:
        """What has come in; with `wait` at least one."""
        if wait:
            yield self._heard.get()
        with suppress(Empty):
            while True:
                yield self._heard.get_nowait()

    def say(self, message: FromProcess) -> None:
        """Ends the process when nobody is there to hear."""
        data = memoryview(to_bytes(frame_from_process(message))[0])
        try:
            with self._saying:
                while data:
                    data = data[os.write(self._outward, data) :]
        except OSError:
            os._exit(0)


def _load(make: Callable[[], Engine], pipe: _Pipe) -> Engine | None:
    """The engine, ready; None when it could not be, which has been said."""
    try:
        engine = make()
        engine.load()
    except ImportError as error:
        missing = problems.engine_missing("The engine that reads pictures", error)
        pipe.say(Failed(None, missing.problem, where=_where(error)))
        return None
    except Exception as error:  # noqa: BLE001 -- told in words; a traceback helps nobody
        pipe.say(_failure(None, error))
        return None
    pipe.say(Ready(engine.name))
    return engine


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    pixels: int
    events: Iterator[ReadEvent]

    @property
    def rank(self) -> tuple[int, int]:
        return self.pixels, self.number


class _Desk:
    """The readings under way, on the main thread."""

    def __init__(self, engine: Engine, pipe: _Pipe) -> None:
        self._engine = engine
        self._pipe = pipe
        self._jobs: dict[int, _Job] = {}

    def work(self) -> Never:
        """The listening thread ends the process."""
        while True:
            for message in self._pipe.messages(wait=not self._jobs):
                self._take(message)
                del message  # its picture must not outlive the reading
            if self._jobs:
                self._step(min(self._jobs.values(), key=lambda job: job.rank))

    def _take(self, message: ToProcess) -> None:
        match message:
            case Cancel(number):
                self._cancel(number)
            case Read(number, request):
                try:
                    pixels = pixel_count(request.picture)
                except Exception as error:  # noqa: BLE001 -- answered in words
                    self._pipe.say(_failure(number, error))
                    return
                self._jobs[number] = _Job(number, pixels, _events(self._engine, [request]))

    def _cancel(self, number: int) -> None:
        job = self._jobs.pop(number, None)
        if job is not None:
            _close(job)
        self._pipe.say(Ended(number))

    def _step(self, job: _Job) -> None:
        answer = _next(job)
        if not isinstance(answer, Told):
            del self._jobs[job.number]
        self._pipe.say(answer)


def _next(job: _Job) -> Told | Ended | Failed:
    try:
        event = next(job.events, None)
    except Exception as error:  # noqa: BLE001 -- answered in words
        return _failure(job.number, error)
    if own_process.above_lid(limits.MEMORY_LID):
        _close(job)
        return _failure(job.number, MemoryError())
    return Ended(job.number) if event is None else Told(job.number, event)


def _events(engine: Engine, requests: list[ReadRequest]) -> Iterator[ReadEvent]:
    """One reading, from its single request, which is let go once it is decoded: a screen's pixels
    are many.
    """
    request = requests.pop()
    image = decoded(request.picture)
    request = replace(request, picture=b"")
    height, width = image.shape[:2]
    yield ReadStarted(width, height)
    yield from engine.read(image, request)


def _close(job: _Job) -> None:
    """Ends it where it stands; what it thinks of that interests nobody any more."""
    close = getattr(job.events, "close", None)
    if close is not None:
        with suppress(Exception):
            close()


def _failure(number: int | None, error: Exception) -> Failed:
    if isinstance(error, AskanceError):
        return Failed(number, error.problem)
    if isinstance(error, MemoryError) or any(word in str(error).lower() for word in _NO_MEMORY):
        # What else is under way may end; but memory in pieces serves nobody for long.
        problem = problems.out_of_memory(limits.MEMORY_LID)
        return Failed(number, problem, spent=True, where=_where(error))
    return Failed(number, problems.failed(error), where=_where(error))


def _where(error: Exception) -> str:
    """The exception's type and the innermost places, without its message or any value."""
    places = traceback.extract_tb(error.__traceback__)[-4:]
    path = " > ".join(f"{PurePath(at.filename).name}:{at.lineno} {at.name}" for at in places)
    return f"{type(error).__name__} at {path}"
