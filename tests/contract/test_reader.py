"""What every reader owes its callers, proved on the fake and on real processes: one with a scripted
engine, one with the engine that is bundled.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.ports import Reader
from askance.core.reading.values import (
    BoxesFound,
    CodesRead,
    LineRead,
    ReadEvent,
    ReadRequest,
    ReadStarted,
)
from askance.core.screen import Pixels
from askance.reading.link import Patience
from askance.reading.null_reader import NullReader
from askance.reading.process import ProcessReader, reading_command
from tests.fakes.reader import FakeReader
from tests.support.reading_child import COMMAND
from tests.support.text_pictures import drawn, pixels_of, png_of

IMAGE = drawn("Glance and ask", "Second line")
PICTURE = png_of(IMAGE)

MAKERS: dict[str, Callable[[], Reader]] = {
    "fake": lambda: FakeReader("Glance and ask", "Second line"),
    "process": lambda: ProcessReader(COMMAND),
    "rapid": lambda: ProcessReader(
        reading_command("rapid"),
        patience=Patience(stop_s=60),  # a busy machine is no reason to end it
    ),
}

T = TypeVar("T")


class Bench:
    """A reader and the loop it lives on."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.runner = asyncio.Runner()

    def read(self, request: ReadRequest) -> list[ReadEvent]:
        return self.runner.run(everything(self.reader, request))

    def close(self) -> None:
        self.runner.run(self.reader.aclose())
        self.runner.close()


async def everything(reader: Reader, request: ReadRequest) -> list[ReadEvent]:
    return [event async for event in reader.read(request)]


@pytest.fixture(
    scope="module",
    params=[
        "fake",
        pytest.param("process", marks=pytest.mark.integration),
        pytest.param("rapid", marks=pytest.mark.integration),
    ],
)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(MAKERS[request.param]())
    yield made
    made.close()


def of(kind: type[T], events: list[ReadEvent]) -> list[T]:
    return [event for event in events if isinstance(event, kind)]


def test_it_has_a_name(bench: Bench) -> None:
    assert bench.reader.name


@pytest.mark.parametrize("picture", [PICTURE, pixels_of(IMAGE)], ids=["file", "pixels"])
def test_the_size_comes_first_and_once(bench: Bench, picture: bytes | Pixels) -> None:
    events = bench.read(ReadRequest(picture))
    assert events[0] == ReadStarted(IMAGE.width, IMAGE.height)
    assert len(of(ReadStarted, events)) == 1


@pytest.mark.parametrize("focus", [None, (5, 70)])
def test_every_box_is_answered_once_after_it_was_found(
    bench: Bench, focus: tuple[int, int] | None
) -> None:
    events = bench.read(ReadRequest(PICTURE, focus))
    found = 0
    answered: list[int] = []
    for event in events:
        if isinstance(event, BoxesFound):
            assert event.first == found
            found += len(event.boxes)
        if isinstance(event, LineRead):
            assert event.index < found
            answered.append(event.index)
    assert found >= 2
    assert sorted(answered) == list(range(found))
    if focus is None:
        assert len(of(BoxesFound, events)) == 1


def test_a_line_has_its_words_in_order(bench: Bench) -> None:
    for event in of(LineRead, bench.read(ReadRequest(PICTURE))):
        at = 0
        for word in event.line.words:
            at = event.line.text.index(word.text, at) + len(word.text)
            assert 0 <= word.score <= 1
        assert 0 <= event.line.score <= 1


def test_codes_are_told_once_also_when_there_are_none(bench: Bench) -> None:
    assert of(CodesRead, bench.read(ReadRequest(PICTURE))) == [CodesRead(())]


def test_only_what_is_asked_for_is_told(bench: Bench) -> None:
    codes = bench.read(ReadRequest(PICTURE, text=False))
    assert not of(BoxesFound, codes) + of(LineRead, codes)
    assert len(of(CodesRead, codes)) == 1
    assert not of(CodesRead, bench.read(ReadRequest(PICTURE, codes=False)))


@pytest.mark.parametrize(
    "picture",
    [b"", b"no picture at all", PICTURE[: len(PICTURE) // 2], Pixels(2, 2, b"abcd")],
    ids=["nothing", "text", "cut short", "too few pixels"],
)
def test_what_cannot_be_decoded_is_told_as_a_picture_problem(
    bench: Bench, picture: bytes | Pixels
) -> None:
    with pytest.raises(AskanceError) as caught:
        bench.read(ReadRequest(picture))
    problem = caught.value.problem
    assert problem.kind is ErrorKind.PICTURE
    assert problem.title
    assert problem.detail
    assert problem.hint


def test_a_picture_above_the_bounds_is_refused(bench: Bench) -> None:
    with pytest.raises(AskanceError) as caught:
        bench.read(ReadRequest(Pixels(20_000, 20_000, b"")))
    assert caught.value.problem.kind is ErrorKind.PICTURE
    assert "large" in caught.value.problem.title


def test_a_reading_may_be_left_early(bench: Bench) -> None:
    async def leave() -> None:
        events = bench.reader.read(ReadRequest(PICTURE))
        await anext(events)
        await events.aclose()

    bench.runner.run(leave())
    assert len(of(LineRead, bench.read(ReadRequest(PICTURE)))) >= 2


def test_cancelling_the_task_stops_it(bench: Bench) -> None:
    async def cancel() -> None:
        begun = asyncio.Event()

        async def read() -> None:
            async for _ in bench.reader.read(ReadRequest(PICTURE)):
                begun.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(read())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    bench.runner.run(cancel())
    assert bench.read(ReadRequest(PICTURE))


def test_two_readings_at_once_do_not_mix(bench: Bench) -> None:
    async def both() -> None:
        other = drawn("Glance and ask", "Second line", width=400)
        requests = (ReadRequest(PICTURE), ReadRequest(png_of(other)))
        first, second = await asyncio.gather(
            *(everything(bench.reader, request) for request in requests)
        )
        assert first[0] == ReadStarted(IMAGE.width, IMAGE.height)
        assert second[0] == ReadStarted(other.width, other.height)
        for events in (first, second):
            found = sum(len(event.boxes) for event in of(BoxesFound, events))
            assert len(of(LineRead, events)) == found >= 2

    bench.runner.run(both())


def test_warming_tells_nothing(bench: Bench) -> None:
    bench.runner.run(bench.reader.warm())
    bench.runner.run(bench.reader.warm())


def test_closing_fails_what_is_under_way_and_may_be_done_twice(bench: Bench) -> None:
    async def close() -> None:
        events = bench.reader.read(ReadRequest(PICTURE))
        await anext(events)
        await bench.reader.aclose()
        await bench.reader.aclose()
        with pytest.raises(AskanceError) as caught:
            async for _ in events:
                pass
        assert caught.value.problem.kind is ErrorKind.READING

    bench.runner.run(close())
    assert bench.read(ReadRequest(PICTURE))


REFUSAL = Problem(ErrorKind.READING, "No", "Because.", "Do that.")


@pytest.mark.parametrize(
    ("make", "log"),
    [
        (lambda: FakeReader(refusal=REFUSAL), ""),
        (lambda: FakeReader("x", problem=REFUSAL), ""),
        (lambda: NullReader(("The engine is missing: install it.",)), ""),
        pytest.param(lambda: ProcessReader(["no-such-program"]), "", marks=pytest.mark.integration),
        pytest.param(
            lambda: ProcessReader([sys.executable, "-c", ""]),
            "ended while it read",
            marks=pytest.mark.integration,
        ),
        pytest.param(
            lambda: ProcessReader(reading_command("odd")),
            "no reader called",
            marks=pytest.mark.integration,
        ),
    ],
    ids=["fake", "fake later", "none", "no program", "a process that ends", "no engine"],
)
def test_what_cannot_read_says_why_and_what_next(
    make: Callable[[], Reader], log: str, expect_log: Callable[[str], None]
) -> None:
    if log:
        expect_log(log)
    bench = Bench(make())
    with pytest.raises(AskanceError) as caught:
        bench.read(ReadRequest(PICTURE))
    problem = caught.value.problem
    assert problem.kind is ErrorKind.READING
    assert problem.title
    assert problem.detail
    assert problem.hint
    bench.close()
