"""A reader with a scripted engine in a real process, ended with the test; nothing of it is left."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest

from askance.core.errors import AskanceError, Problem
from askance.core.reading.values import LineRead, ReadEvent, ReadRequest
from askance.reading.process import ProcessReader
from tests.support.processes import children
from tests.support.reading_child import COMMAND, Act, picture

T = TypeVar("T")


class Script:
    """`ProcessReader`s and the loop they live on."""

    def __init__(self) -> None:
        self._before = children()
        self._runner = asyncio.Runner()
        self._readers: list[ProcessReader] = []

    def reader(self, command: tuple[str, ...] = COMMAND, **options: Any) -> ProcessReader:
        made = ProcessReader(command, **options)
        self._readers.append(made)
        return made

    def started(self) -> set[int]:
        """The processes that are there since, zombies too."""
        return children() - self._before

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def close(self) -> None:
        for reader in self._readers:
            self.run(reader.aclose())
        self._runner.close()


@pytest.fixture
def script() -> Iterator[Script]:
    made = Script()
    yield made
    made.close()
    assert not made.started(), "a reading process, or a zombie, is left"


async def read(reader: ProcessReader, act: Act, number: int = 0, **size: int) -> list[ReadEvent]:
    """The events of one whole reading."""
    request = ReadRequest(picture(act, number, **size))
    return [event async for event in reader.read(request)]


async def texts(reader: ProcessReader, act: Act, number: int = 0, **size: int) -> list[str]:
    """The lines of one whole reading."""
    events = await read(reader, act, number, **size)
    return [event.line.text for event in events if isinstance(event, LineRead)]


async def problem_of(reading: Coroutine[Any, Any, object]) -> Problem:
    """What a reading fails with; there is always something to read."""
    with pytest.raises(AskanceError) as caught:
        await reading
    problem = caught.value.problem
    assert problem.title
    assert problem.detail
    assert problem.hint
    return problem


async def until(look: Callable[[], object], what: str) -> None:
    """As `wait_for`, with the loop running."""
    async with asyncio.timeout(60):  # a bound against hanging; a busy machine takes long
        while not look():  # noqa: ASYNC110 -- a process is looked at
            await asyncio.sleep(0.005)
