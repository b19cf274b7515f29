"""Reading as a service: what is gathered, in which order, and when the reader is made."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator

import pytest

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.reading.sample import SAMPLE
from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Quad,
    ReadEvent,
    Reading,
    ReadRequest,
    ReadStarted,
)
from askance.core.screen import Region
from askance.services.read import ReadService
from tests.fakes.reader import FakeReader, line_of

REQUEST = ReadRequest(SAMPLE.data)
CODE = Code("QRCode", "https://example.com/", Quad.of(Region(0, 0, 9, 9)))
REFUSED = Problem(ErrorKind.READING, "“nope” does not work here")


def read(reader: FakeReader, request: ReadRequest = REQUEST) -> tuple[Reading, list[ReadEvent]]:
    events: list[ReadEvent] = []
    service = ReadService(make=lambda: reader)
    return asyncio.run(service.read(request, events.append)), events


def test_a_whole_reading() -> None:
    reader = FakeReader("one", "", "two words", codes=(CODE,))
    reading, events = read(reader)
    assert (reading.width, reading.height) == (SAMPLE.width, SAMPLE.height)
    assert [line.text for line in reading.lines] == ["one", "two words"]
    assert reading.codes == (CODE,)
    assert events[0] == ReadStarted(SAMPLE.width, SAMPLE.height)
    assert [event.index for event in events if isinstance(event, LineRead)] == [0, 1, 2]


class FromTheMiddle(FakeReader):
    """Tells boxes part by part, the ones near the focus first."""

    async def read(self, request: ReadRequest) -> AsyncGenerator[ReadEvent, None]:
        yield ReadStarted(400, 400)
        for number, top in enumerate((200, 0, 100)):
            line = line_of(f"at {top}", top=top)
            yield BoxesFound(number, (line.box,))
            yield LineRead(number, line)
        yield CodesRead(())


def test_lines_stand_in_reading_order_whatever_was_read_first() -> None:
    reading, _ = read(FromTheMiddle(), ReadRequest(SAMPLE.data, focus=(10, 210)))
    assert [line.text for line in reading.lines] == ["at 0", "at 100", "at 200"]


def test_the_engine_s_own_order_is_kept() -> None:
    upside_down: tuple[Line, ...] = (line_of("first", top=90), line_of("second", top=0))
    reading, _ = read(FakeReader(*upside_down))
    assert [line.text for line in reading.lines] == ["first", "second"]


def test_the_reader_is_made_once_and_only_when_it_is_needed() -> None:
    made: list[FakeReader] = []

    def make() -> FakeReader:
        made.append(FakeReader("x"))
        return made[-1]

    async def story() -> None:
        service = ReadService(make=make)
        await service.aclose()
        assert not made
        await service.warm()
        await service.read(REQUEST, lambda _event: None)
        await service.aclose()

    asyncio.run(story())
    [reader] = made
    assert (reader.warmed, reader.closed) == (1, 1)


def test_a_reader_that_can_not_be_made_is_told_when_something_is_read() -> None:
    def make() -> FakeReader:
        raise AskanceError(REFUSED)

    async def story() -> None:
        service = ReadService(make=make)
        await service.warm()
        with pytest.raises(AskanceError) as caught:
            await service.read(REQUEST, lambda _event: None)
        assert caught.value.problem == REFUSED
        await service.aclose()

    asyncio.run(story())


def test_cancelling_stops_the_reader() -> None:
    reader = FakeReader("x", gate=threading.Event())

    async def story() -> None:
        service = ReadService(make=lambda: reader)
        begun = asyncio.Event()
        task = asyncio.create_task(service.read(REQUEST, lambda _event: begun.set()))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(story())
    assert (reader.under_way, reader.stopped) == (0, 1)
