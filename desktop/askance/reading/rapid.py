"""The engine that comes along: RapidOCR with PP-OCRv6's small models, on onnxruntime.

Runs in the reading process. It looks at the picture strip by strip and reads line by line, a step
at a time; see `bands` for which strips and in what order, `looking` for how one is looked at,
`lines` for how a line is read. What needs numpy and the models is imported in `load`.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from askance.core.reading.order import reading_order
from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Looking,
    ReadEvent,
    ReadRequest,
)
from askance.reading.bands import nearness, plan
from askance.reading.segments import Gathering, Segment, without

if TYPE_CHECKING:
    from askance.reading.engine import Picture
    from askance.reading.models import Models

T = TypeVar("T")

_MOST_THREADS = 4
_FIRST_LINES = 3
"""This many are read before codes are looked for, which takes a step or more of its own."""


class RapidEngine:
    """Implements `engine.Engine`."""

    name = "RapidOCR (PP-OCRv6)"

    def __init__(self) -> None:
        self._models: Models | None = None

    def load(self) -> None:
        from askance.reading import codes, lines, looking  # noqa: F401 -- ready for the first read
        from askance.reading.models import Models

        self._models = Models(threads=min(_MOST_THREADS, os.cpu_count() or 1))

    def read(self, image: Picture, request: ReadRequest) -> Iterator[ReadEvent]:
        if self._models is None:
            raise RuntimeError("load() comes first")
        return _Reading(self._models, image, request).events()


class _Reading:
    """One picture being read."""

    def __init__(self, models: Models, image: Picture, request: ReadRequest) -> None:
        from askance.reading.lines import LineReader
        from askance.reading.looking import Looker

        self._image, self._request = image, request
        height, width = image.shape[:2]
        self._plan = plan(width, height, request.focus)
        self._looker = Looker(models, image)
        self._reader = LineReader(models, image)
        self._gathering = Gathering(height)
        self._codes: tuple[Code, ...] | None = None
        self._told = self._looked = 0

    def events(self) -> Iterator[ReadEvent]:
        if self._request.text:
            yield from self._all_text() if self._request.focus is None else self._near_text()
        if self._request.codes and self._codes is None:
            yield from self._read_codes()

    def _all_text(self) -> Iterator[ReadEvent]:
        found: list[Segment] = []
        for number in range(len(self._plan.strips)):
            found += yield from self._look(number)
        order = reading_order([each.box for each in found])
        yield from self._read([found[index] for index in order])

    def _near_text(self) -> Iterator[ReadEvent]:
        focus = self._request.focus or (0, 0)
        for number in range(len(self._plan.strips)):
            found = yield from self._look(number)
            if found:
                yield from self._read(sorted(found, key=lambda each: nearness(each.box, focus)))

    def _look(self, number: int) -> Generator[ReadEvent, None, list[Segment]]:
        """Looks at one strip; the lines that are whole now."""
        strip, total = self._plan.strips[number], len(self._plan.strips)
        looking = self._looker.look(strip, self._plan.scale)
        raw = yield from self._busy(looking)
        whole = self._gathering.add(strip.y, strip.bottom, raw)
        self._looked = number + 1
        found = yield from self._busy(self._looker.hug(whole))
        yield Looking(self._looked, total)
        return found

    def _read(self, found: Sequence[Segment]) -> Iterator[ReadEvent]:
        first, self._told = self._told, self._told + len(found)
        yield BoxesFound(first, tuple(each.quad for each in found))
        for number, segment in enumerate(found):
            if self._request.codes and self._codes is None and first + number == _FIRST_LINES:
                yield from self._read_codes()
            if self._codes and not without([segment], [code.box.bounds for code in self._codes]):
                yield LineRead(first + number, Line("", 0.0, segment.quad))
                continue
            line = yield from self._busy(self._reader.read(segment))
            yield LineRead(first + number, line)

    def _read_codes(self) -> Iterator[ReadEvent]:
        from askance.reading.codes import codes_on

        self._codes = yield from self._busy(codes_on(self._image))
        yield CodesRead(self._codes)

    def _busy(self, work: Generator[None, None, T]) -> Generator[ReadEvent, None, T]:
        """Says that the work goes on at each of its steps; what it comes to."""
        while True:
            try:
                next(work)
            except StopIteration as end:
                result: T = end.value
                return result
            yield Looking(self._looked, len(self._plan.strips))
