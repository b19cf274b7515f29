"""What `askance read` prints: on standard output the text as it is read, or an object a picture; on
standard error a bar, while that is a terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from askance.app.commands.read_json import as_json
from askance.app.console import put, put_json, say
from askance.core.reading.answers.grid import NoFence
from askance.core.reading.answers.verbatim import Verbatim
from askance.core.reading.values import (
    BoxesFound,
    Code,
    LineRead,
    Looking,
    Piece,
    ReadEvent,
    Reading,
    ReadStarted,
)

if TYPE_CHECKING:
    from tqdm import tqdm


class Output(Protocol):
    """Shows one picture after the other: `event` for each event, then `done` or `failed`."""

    def event(self, name: str, event: ReadEvent) -> None: ...

    def done(self, name: str, reading: Reading) -> None: ...

    def failed(self) -> None: ...


class Bar:
    """How far reading is, on standard error, if that is a terminal. Enter it; it takes its line
    away again.
    """

    def __init__(self, pictures: int) -> None:
        self._pictures = pictures
        self._number = 0
        self._bar: tqdm[object] | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from tqdm import tqdm

            tqdm.monitor_interval = 0  # no thread of its own for so little
            self._bar = tqdm(
                total=0,
                file=sys.stderr,
                leave=False,
                dynamic_ncols=True,
                bar_format="{desc} {bar} {n_fmt}/{total_fmt}",
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    @property
    def shown(self) -> bool:
        """Whether what is printed must make room for it."""
        return self._bar is not None

    def next(self) -> None:
        """The next picture's turn has come."""
        self._number += 1

    def take(self, name: str, event: ReadEvent) -> None:
        """Moves on with an event."""
        bar = self._bar
        if bar is None:
            return
        match event:
            case ReadStarted():
                place = f" ({self._number} of {self._pictures})" if self._pictures > 1 else ""
                bar.reset(0)
                bar.set_description_str(f"{name}{place}", refresh=False)
            case Looking(done, total) if not bar.total or bar.n < bar.total:
                bar.total, bar.n = total, done
            case BoxesFound(first, boxes):
                bar.total, bar.n = first + len(boxes), 0
            case LineRead():
                bar.n += 1
            case _:
                return
        bar.refresh()

    @contextmanager
    def out_of_the_way(self) -> Iterator[None]:
        """While whole lines are printed."""
        if self._bar is None:
            yield
            return
        self._bar.clear()
        yield
        self._bar.refresh()


class TextOutput:
    """The text as it is read, laid out as on the picture, and the codes after it."""

    def __init__(self, bar: Bar, *, several: bool) -> None:
        self._bar, self._several = bar, several
        self._first = True
        self._writer = Verbatim(NoFence())
        self._held = ""
        self._ended = True

    def event(self, name: str, event: ReadEvent) -> None:
        self._bar.take(name, event)
        if isinstance(event, ReadStarted):
            self._begin(name)
            self._writer = Verbatim(NoFence())
        else:
            self._put(self._writer.feed(event))

    def done(self, name: str, reading: Reading) -> None:
        if reading.lines:
            self._put(self._writer.end())
        self._end_line()
        if reading.codes:
            self._print(("\n" if reading.lines else "") + _codes(reading.codes))
        elif not reading.lines:
            with self._bar.out_of_the_way():
                say(f"{name}: no text and no code was found.")

    def failed(self) -> None:
        """What came stays; the next picture begins on a line of its own."""
        self._end_line()

    def _begin(self, name: str) -> None:
        if self._several:
            self._print(("" if self._first else "\n") + f"==> {name} <==\n")
        self._first = False

    def _put(self, pieces: Iterable[Piece]) -> None:
        self._print("".join(piece.text for piece in pieces))

    def _print(self, text: str) -> None:
        """At once, or a line at a time where a bar stands below."""
        text = self._held + text
        cut = text.rfind("\n") + 1 if self._bar.shown else len(text)
        text, self._held = text[:cut], text[cut:]
        if text:
            with self._bar.out_of_the_way():
                put(text, end="")
            self._ended = text.endswith("\n")

    def _end_line(self) -> None:
        if self._held or not self._ended:
            self._print("\n")


class JsonOutput:
    """One object a picture, each on a line."""

    def __init__(self, bar: Bar, *, several: bool) -> None:
        self._bar, self._several = bar, several

    def event(self, name: str, event: ReadEvent) -> None:
        self._bar.take(name, event)

    def done(self, name: str, reading: Reading) -> None:
        which = {"picture": name} if self._several else {}
        with self._bar.out_of_the_way():
            put_json({**which, **as_json(reading)})

    def failed(self) -> None:
        """The picture has no object."""


def _codes(codes: Iterable[Code]) -> str:
    return "".join(f"{code.format}: {code.text}\n" for code in codes)
