"""A reading process whose engine does what the picture says: `python -P this-file`.

The first pixel's blue is an `Act`, its green a number the act may need. `picture` makes such
pictures, `COMMAND` is for `ProcessReader`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.reading.values import (
    BoxesFound,
    CodesRead,
    Line,
    LineRead,
    Looking,
    Quad,
    ReadEvent,
    ReadRequest,
)
from askance.core.screen import Pixels, Region
from askance.reading import child

if TYPE_CHECKING:
    from askance.reading.engine import Picture

COMMAND = (sys.executable, "-P", __file__)
TWO_GB = 2 * 2**30
_STEP_S = 0.002


class Act(IntEnum):
    """What a picture makes the engine do."""

    READ = 1
    """As many lines as the number says."""
    ON_AND_ON = 2
    """Looks for ever, in short steps."""
    STUCK = 3
    """One step that never ends; makes the file that SCRIPTED_MARK names once it is in it."""
    GREEDY = 4
    """Asks for 2 GB."""
    STUMBLE = 5
    """Raises an error of no known kind."""
    REFUSE = 6
    """Raises a known one."""
    CRASH = 7
    """Ends the process as a fault in native code does."""
    CHATTER = 8
    """Prints to standard output by every way there is, then reads one line."""
    TELL = 9
    """One line: what this process was given (niceness, threads, names of variables)."""


def picture(act: Act, number: int = 0, *, width: int = 4, height: int = 4) -> Pixels:
    """Raw pixels that ask for `act`."""
    first = bytes((act, number, 0, 255))
    return Pixels(width, height, first + bytes(4) * (width * height - 1))


class ScriptedEngine:
    """See `Act`."""

    name = "Scripted"

    def load(self) -> None:
        """Takes as long as the variable says; `fail` and `stumble` make it not load."""
        match os.environ.get("SCRIPTED_LOAD", ""):
            case "fail":
                raise AskanceError(
                    Problem(ErrorKind.READING, "No engine", "It is not there.", "Install it.")
                )
            case "stumble":
                raise KeyError("secret words")
            case "missing":
                import no_such_module  # type: ignore[import-not-found]  # noqa: F401
            case "never":
                time.sleep(3600)

    def read(self, image: Picture, request: ReadRequest) -> Iterator[ReadEvent]:
        """Lines when text is asked for, one code when codes are."""
        act, number = int(image[0, 0, 0]), int(image[0, 0, 1])
        if act not in set(Act):  # an ordinary picture
            act, number = Act.READ, 2
        match act:
            case Act.READ:
                yield from _lines(number, request)
            case Act.ON_AND_ON:
                yield from _for_ever()
            case Act.CHATTER:
                _chatter()
                yield from _lines(1, request)
            case Act.TELL:
                yield from _line(0, _told())
            case _:
                yield Looking(0, 1)
                _misbehave(Act(act))
                yield Looking(1, 1)


def _lines(count: int, request: ReadRequest) -> Iterator[ReadEvent]:
    if request.text:
        yield Looking(0, 1)
        yield BoxesFound(0, tuple(_box(index) for index in range(count)))
        for index in range(count):
            time.sleep(_STEP_S)
            yield LineRead(index, Line(f"line {index}", 0.9, _box(index)))
    if request.codes:
        yield CodesRead(())


def _line(index: int, text: str) -> Iterator[ReadEvent]:
    yield BoxesFound(index, (_box(index),))
    yield LineRead(index, Line(text, 1.0, _box(index)))


def _box(index: int) -> Quad:
    return Quad.of(Region(0, index, 4, 1))


def _for_ever() -> Iterator[ReadEvent]:
    while True:
        time.sleep(_STEP_S)
        yield Looking(0, 1)


def _misbehave(act: Act) -> None:
    match act:
        case Act.STUCK:
            Path(os.environ["SCRIPTED_MARK"]).touch()
            time.sleep(3600)
        case Act.GREEDY:
            bytearray(TWO_GB)
        case Act.STUMBLE:
            raise ValueError("secret words")
        case Act.REFUSE:
            raise AskanceError(Problem(ErrorKind.READING, "Not this one", "Why.", "What next."))
        case Act.CRASH:
            os.abort()
        case _:
            raise AssertionError(act)


def _chatter() -> None:
    print("from Python", flush=True)
    os.write(1, b"from a library")
    os.system("echo from a program")
    assert sys.stdin.read() == ""


def _told() -> str:
    nice = os.nice(0) if hasattr(os, "nice") else 0
    return " ".join([str(nice), os.environ["OPENBLAS_NUM_THREADS"], *sorted(os.environ)])


if __name__ == "__main__":
    sys.exit(child.serve(ScriptedEngine))
