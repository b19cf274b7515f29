"""The reading process killed at random moments: each time a sentence, the next reading works, and
nothing beside it notices.
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncGenerator, Callable

import pytest

from askance.core.errors import ErrorKind
from askance.core.reading.values import LineRead, ReadEvent, ReadRequest
from askance.reading.process import ProcessReader, reading_command
from tests.integration.reading.conftest import Script, problem_of, texts, until
from tests.support.reading_child import Act, picture
from tests.support.text_pictures import drawn, png_of

pytestmark = pytest.mark.integration

TIMES = 50
SEED = 1187


class Counted:
    """One reading that is counted while it is iterated."""

    def __init__(self, events: AsyncGenerator[ReadEvent, None]) -> None:
        self._events = events
        self.seen = 0

    async def to_the_end(self) -> None:
        async for _ in self._events:
            self.seen += 1


async def killed(reader: ProcessReader, request: ReadRequest, *, after: int, pause: float) -> None:
    """Kills the process `pause` seconds after the reading's event number `after`."""
    reading = Counted(reader.read(request))
    told = asyncio.create_task(problem_of(reading.to_the_end()))
    await until(lambda: reader.pid is not None and reading.seen >= after, "its moment")
    pid = reader.pid
    assert pid is not None
    await asyncio.sleep(pause)
    os.kill(pid, signal.SIGKILL)
    problem = await told
    assert problem.kind is ErrorKind.READING
    assert "signal 9" in problem.detail
    assert "Try again" in problem.hint


def test_killed_at_fifty_random_moments(script: Script, expect_log: Callable[[str], None]) -> None:
    expect_log("ended while it read, code -9")
    moments = random.Random(SEED)
    reader, bystander = script.reader(), script.reader()

    async def work() -> None:
        beside = Counted(bystander.read(ReadRequest(picture(Act.ON_AND_ON))))
        going_on = asyncio.create_task(beside.to_the_end())
        for time in range(TIMES):
            before = beside.seen
            # Every other time it has just been started, perhaps not even loaded.
            if time % 2:
                await killed(reader, request_for_ever(), after=moments.randrange(20), pause=0)
            else:
                await reader.aclose()
                await killed(reader, request_for_ever(), after=0, pause=moments.random() * 0.2)
            assert await texts(reader, Act.READ, 2) == ["line 0", "line 1"]
            await until(lambda before=before: beside.seen > before, "the bystander to go on")
        assert not going_on.done()
        going_on.cancel()

    script.run(work())


def request_for_ever() -> ReadRequest:
    return ReadRequest(picture(Act.ON_AND_ON))


def test_the_bundled_engine_killed_at_random_moments(
    script: Script, expect_log: Callable[[str], None]
) -> None:
    expect_log("ended while it read, code -9")
    moments = random.Random(SEED)
    reader = script.reader(reading_command("rapid"))
    long = ReadRequest(png_of(drawn(*(f"This is line number {n}" for n in range(24)))))
    short = ReadRequest(png_of(drawn("Retry works")))

    async def work() -> None:
        await killed(reader, long, after=0, pause=moments.random() * 0.5)
        for _ in range(4):
            await killed(reader, long, after=1 + moments.randrange(12), pause=0)
            events = [event async for event in reader.read(short)]
            lines = [event.line.text for event in events if isinstance(event, LineRead)]
            assert lines == ["Retry works"]

    script.run(work())
