"""A reader that says given lines and codes, waits, or refuses as told. For services and the GUI."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator, Sequence

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Looking,
    Quad,
    ReadEvent,
    ReadRequest,
    ReadStarted,
    Word,
)
from askance.core.screen import Region
from askance.reading.decoding import decoded

CHARACTER = (8, 16)
"""Width and height in pixels of every character of a `line_of`."""

ENDED = Problem(ErrorKind.READING, "Reading stopped", "It was ended.", "Try again.")


class FakeReader:
    """Every picture holds `lines` (texts are set below each other) and `codes`.

    `gate`: when given, no line is read until it is set; any thread may set it. `problem` is raised
    in its place, once the boxes are found. `refusal` is raised by the next readings at once.
    """

    name = "fake"

    def __init__(
        self,
        *lines: str | Line,
        codes: Sequence[Code] = (),
        gate: threading.Event | None = None,
        problem: Problem | None = None,
        refusal: Problem | None = None,
    ) -> None:
        self.lines = tuple(
            line_of(line, top=index * 2 * CHARACTER[1]) if isinstance(line, str) else line
            for index, line in enumerate(lines)
        )
        self.codes = tuple(codes)
        self.gate = gate
        self.problem = problem
        self.refusal = refusal
        self.requests: list[ReadRequest] = []
        self.under_way = 0
        self.stopped = 0
        """Readings left before their end."""
        self.warmed = 0
        self.closed = 0

    async def read(self, request: ReadRequest) -> AsyncGenerator[ReadEvent, None]:
        self.requests.append(request)
        if self.refusal is not None:
            raise AskanceError(self.refusal)
        size = decoded(request.picture).shape
        closed, whole = self.closed, False
        self.under_way += 1
        try:
            for event in self._events(size[1], size[0], request):
                if isinstance(event, LineRead):
                    await self._pass_gate(closed)
                if self.closed > closed:
                    raise AskanceError(ENDED)
                yield event
            await self._pass_gate(closed)
            whole = True
        finally:
            self.under_way -= 1
            self.stopped += not whole

    async def warm(self) -> None:
        self.warmed += 1

    async def aclose(self) -> None:
        self.closed += 1

    def _events(self, width: int, height: int, request: ReadRequest) -> Iterator[ReadEvent]:
        yield ReadStarted(width, height)
        if request.codes:
            yield CodesRead(self.codes)
        if request.text:
            yield Looking(0, 1)
            yield Looking(1, 1)
            yield BoxesFound(0, tuple(line.box for line in self.lines))
            for index, line in enumerate(self.lines):
                yield LineRead(index, line)

    async def _pass_gate(self, closed: int) -> None:
        # Polled: the gate may be set on any thread.
        while self.gate is not None and not self.gate.is_set() and self.closed == closed:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        if self.problem is not None:
            raise AskanceError(self.problem)


def line_of(text: str, *, left: int = 0, top: int = 0, score: float = 0.99) -> Line:
    """A line of characters all of one size, its words with their cuts."""
    width, height = CHARACTER
    words: list[Word] = []
    at = 0
    for piece in text.split(" "):
        x = left + at * width
        at += len(piece) + 1
        if not piece:
            continue
        box = Quad.of(Region(x, top, len(piece) * width, height))
        cuts = tuple(x + width * index for index in range(1, len(piece)))
        words.append(Word(piece, score, box, cuts))
    return Line(text, score, Quad.of(Region(left, top, len(text) * width, height)), tuple(words))
