"""The typesetting process: takes requests from standard input, answers on standard output.

One thread listens, so that the end of input (the program is gone) ends the process at once and
whatever it is doing. The main thread works, one request at a time. What takes too long ends the
process too: the processor's time is counted by the system, because neither ziamath nor a regular
expression can be interrupted otherwise. (Windows counts no such time for us; there the program's
patience is the only bound.)
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TypeVar

from askance.core.typesetting import Outlines, Run
from askance.platforms import own_process
from askance.typesetting import colouring, formulas
from askance.typesetting.protocol import (
    READY,
    Colour,
    Malformed,
    Request,
    SetFormula,
    colouring_to,
    outlines_to,
    request_from,
)

IDLE_S = 300.0
MEMORY_LID = 384 * 2**20
"""Bytes; 40 MB are what setting an ordinary formula takes."""

_FORMULA_S, _CODE_S = 1.0, 4.0
"""Seconds of the processor's time."""

_Result = TypeVar("_Result")


def run(*, idle_s: float = IDLE_S) -> int:
    """Works until standard input ends or nothing was asked for some time; the exit code."""
    inward, outward = own_process.take_pipes()
    # Ctrl+C in a terminal reaches both processes; the program decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own_process.step_back()
    own_process.put_lid(MEMORY_LID)
    heard: SimpleQueue[Request] = SimpleQueue()
    listening = threading.Thread(target=_listen, args=(inward, heard), daemon=True)
    listening.start()
    _say(outward, READY)
    while True:
        try:
            request = heard.get(timeout=idle_s)
        except Empty:
            return 0
        for line in _answer(request):
            _say(outward, line)


def _listen(inward: int, heard: SimpleQueue[Request]) -> None:
    code = 1
    try:
        with os.fdopen(inward, "rb") as requests:
            for line in requests:
                heard.put(request_from(line))
        code = 0
    except (Malformed, OSError):
        pass
    finally:
        os._exit(code)


def _say(outward: int, line: bytes) -> None:
    """Ends the process when nobody is there to hear."""
    data = memoryview(line)
    try:
        while data:
            data = data[os.write(outward, data) :]
    except OSError:
        os._exit(0)


def _answer(request: Request) -> Iterator[bytes]:
    if own_process.above_lid(MEMORY_LID):
        os._exit(1)
    match request:
        case SetFormula(source, display):
            formulas.load()
            made: Outlines | None = _within(
                _FORMULA_S, lambda: formulas.outlines(source, display=display), None
            )
            yield outlines_to(made)
        case Colour(language, code):
            nothing: list[list[Run]] = []
            yield from colouring_to(
                _within(_CODE_S, lambda: colouring.runs(language, code), nothing)
            )


def _within(seconds: float, work: Callable[[], _Result], otherwise: _Result) -> _Result:
    """What comes of it, or of its failing."""
    with _deadline(seconds), suppress(Exception):
        return work()
    return otherwise


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Ends the process when this much of the processor's time is spent within: nobody handles the
    signal, and its default is the end.
    """
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
