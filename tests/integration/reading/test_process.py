"""The reading process of `ProcessReader` over its life: started when needed, warm, gone after; and
what it makes of readings that go wrong.
"""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from askance.core.errors import ErrorKind
from askance.core.reading.values import (
    CodesRead,
    Looking,
    ReadEvent,
    ReadRequest,
    ReadStarted,
)
from askance.reading.link import Patience
from askance.reading.process import ProcessReader
from askance.services.worker import Worker
from tests.integration.reading.conftest import Script, problem_of, read, texts, until
from tests.support.processes import children, exists
from tests.support.reading_child import COMMAND, Act, picture
from tests.support.secret import TEST_KEY

pytestmark = pytest.mark.integration

THREE_LINES = ["line 0", "line 1", "line 2"]


def request(act: Act, number: int = 0, **size: int) -> ReadRequest:
    return ReadRequest(picture(act, number, **size))


def test_it_starts_at_the_first_reading_and_serves_all(script: Script) -> None:
    reader = script.reader()

    async def work() -> None:
        assert reader.pid is None
        await asyncio.sleep(0)
        both = await asyncio.gather(texts(reader, Act.READ, 3), texts(reader, Act.READ, 3))
        pid = reader.pid
        assert both == [THREE_LINES, THREE_LINES]
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        assert reader.pid == pid
        assert script.started() == {pid}

    script.run(work())


def test_warming_starts_it_and_the_reading_finds_it(script: Script) -> None:
    reader = script.reader()

    async def work() -> None:
        await asyncio.gather(reader.warm(), reader.warm())
        pid = reader.pid
        assert pid is not None
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        assert reader.pid == pid

    script.run(work())


def test_idle_it_is_ended_but_not_while_it_reads(script: Script) -> None:
    reader = script.reader(idle_s=0.05)

    async def work() -> None:
        assert len(await texts(reader, Act.READ, 150)) == 150  # 0.3 s at least
        pid = reader.pid
        assert pid is not None
        await until(lambda: reader.pid is None, "the idle process to be ended")
        await until(lambda: not exists(pid), "it to be gone, and no zombie")
        await reader.warm()
        await until(lambda: reader.pid is None, "the warmed process to be ended")
        assert await texts(reader, Act.READ, 3) == THREE_LINES

    script.run(work())


def test_warmed_for_nothing_it_is_ended_sooner(script: Script) -> None:
    reader = script.reader(patience=Patience(idle_s=300, unused_s=0.05))

    async def work() -> None:
        await reader.warm()
        await until(lambda: reader.pid is None, "the process nobody used to be ended")
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        await reader.warm()
        pid = reader.pid
        assert pid is not None
        # Used once, it waits for the next reading: many times as long as it would have unused.
        assert len(await texts(reader, Act.READ, 150)) == 150
        assert reader.pid == pid

    script.run(work())


def test_stopping_waits_for_nothing_and_leaves_the_process_warm(script: Script) -> None:
    reader = script.reader(patience=Patience(idle_s=0.3, stop_s=20))

    async def work() -> None:
        events = reader.read(request(Act.ON_AND_ON))
        while await anext(events) != Looking(0, 1):
            pass
        pid = reader.pid
        await events.aclose()
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        assert reader.pid == pid
        # Idle is only a process that owes no answer: the stop was confirmed.
        await until(lambda: reader.pid is None, "the idle process to be ended")

    script.run(work())


def test_a_step_that_does_not_end_holds_nobody_up(
    script: Script, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("did not stop a reading in time")
    mark = tmp_path / "stuck"
    environ = {**os.environ, "SCRIPTED_MARK": str(mark)}
    reader = script.reader(patience=Patience(stop_s=0.1), environ=environ)
    order: list[str] = []

    async def work() -> None:
        begun = reader.read(request(Act.ON_AND_ON, width=99))
        await anext(begun)
        other = asyncio.create_task(problem_of(rest_of(begun)))
        waiting = asyncio.create_task(texts(reader, Act.READ, 3, width=199))
        stuck = reader.read(request(Act.STUCK))
        await anext(stuck)
        await until(mark.exists, "the step to begin")
        pid = reader.pid
        assert pid is not None
        other.add_done_callback(lambda _: order.append("the other was told"))
        await stuck.aclose()
        order.append("stopped")
        problem = await other
        assert order == ["stopped", "the other was told"]
        assert problem.kind is ErrorKind.READING
        assert "no longer answered" in problem.detail
        # Nothing of it was told yet: it begins anew without a word.
        assert await waiting == THREE_LINES
        await until(lambda: not exists(pid), "the stuck process to be gone")

    script.run(work())


def test_a_reading_stopped_while_the_process_starts_costs_nothing(script: Script) -> None:
    reader = script.reader(patience=Patience(stop_s=20))

    async def work() -> None:
        await reader.warm()
        pid = reader.pid
        for pause in (0, 0, 0.005, 0.02):
            task = asyncio.create_task(read(reader, Act.ON_AND_ON))
            await asyncio.sleep(pause)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        assert reader.pid == pid

    script.run(work())


def test_loading_is_not_taken_for_hanging(script: Script) -> None:
    environ = {**os.environ, "SCRIPTED_LOAD": "never"}
    reader = script.reader(patience=Patience(stop_s=0.02), environ=environ)

    async def work() -> None:
        task = asyncio.create_task(read(reader, Act.READ))
        await until(lambda: reader.pid, "the process to start")
        pid = reader.pid
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0.2)  # ten times what stopping may take
        assert task.cancelled()
        assert reader.pid == pid

    script.run(work())


def test_being_cancelled_before_there_is_a_process_leaves_none(script: Script) -> None:
    reader = script.reader()

    async def work() -> None:
        for turns in range(6):
            task = asyncio.create_task(read(reader, Act.READ))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert len(script.started()) <= 1
        assert await texts(reader, Act.READ, 3) == THREE_LINES

    script.run(work())


async def rest_of(events: AsyncGenerator[ReadEvent, None]) -> None:
    async for _ in events:
        pass


def test_the_smallest_picture_goes_first(script: Script) -> None:
    reader = script.reader()

    async def work() -> None:
        small = reader.read(request(Act.ON_AND_ON, width=8))
        await anext(small)
        large = asyncio.create_task(anext(reader.read(request(Act.READ, 1, width=64))))
        same = asyncio.create_task(anext(reader.read(request(Act.READ, 1, width=8))))
        for _ in range(40):
            await anext(small)
        assert not large.done()
        assert not same.done()
        assert await texts(reader, Act.READ, 3, width=4) == THREE_LINES
        assert not same.done()
        await small.aclose()
        assert await same == ReadStarted(8, 4)
        assert await large == ReadStarted(64, 4)

    script.run(work())


def test_all_the_memory_is_not_to_be_had(script: Script, expect_log: Callable[[str], None]) -> None:
    expect_log("a reading failed: MemoryError")
    reader = script.reader()

    async def work() -> None:
        other = asyncio.create_task(texts(reader, Act.READ, 250, width=99))
        await until(lambda: reader.pid, "the process to start")
        pid = reader.pid
        assert pid is not None
        problem = await problem_of(read(reader, Act.GREEDY))
        assert problem.kind is ErrorKind.READING
        assert "memory" in problem.title
        assert "1 GB" in problem.detail
        assert not other.done()
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        assert reader.pid != pid
        # What was under way is not taken from anybody, only then the old process ends.
        assert len(await other) == 250
        await until(lambda: not exists(pid), "the old process to be gone")

    script.run(work())


def test_a_bug_is_told_by_its_type_and_harms_no_other_reading(
    script: Script, expect_log: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    expect_log(r"a reading failed: ValueError at .*reading_child\.py:\d+ _misbehave")
    reader = script.reader()

    async def work() -> None:
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        pid = reader.pid
        problem = await problem_of(read(reader, Act.STUMBLE))
        assert problem.kind is ErrorKind.READING
        assert "ValueError" in problem.detail
        refusal = await problem_of(read(reader, Act.REFUSE))
        assert (refusal.title, refusal.detail) == ("Not this one", "Why.")
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        assert reader.pid == pid
        assert "secret words" not in caplog.text + repr(problem)

    script.run(work())


def test_a_crash_is_told_and_the_next_reading_starts_anew(
    script: Script, expect_log: Callable[[str], None]
) -> None:
    expect_log("ended while it read, code -6")
    reader = script.reader()

    async def work() -> None:
        problem = await problem_of(read(reader, Act.CRASH))
        assert problem.kind is ErrorKind.READING
        assert "signal 6" in problem.detail
        assert "Try again" in problem.hint
        assert await texts(reader, Act.READ, 3) == THREE_LINES

    script.run(work())


def test_what_libraries_print_does_not_reach_the_protocol(script: Script) -> None:
    assert script.run(texts(script.reader(), Act.CHATTER)) == ["line 0"]


def test_it_is_polite_and_knows_no_key(script: Script) -> None:
    environ = {**os.environ, "ASKANCE_API_KEY": TEST_KEY, "OTHER_API_KEY": TEST_KEY}
    (told,) = script.run(texts(script.reader(environ=environ), Act.TELL))
    niceness, threads, *names = told.split()
    assert int(niceness) == min(19, os.nice(0) + 10)
    assert threads == "1"
    assert "PATH" in names
    assert not [name for name in names if "KEY" in name]


def test_ctrl_c_in_a_terminal_is_for_the_program_alone(script: Script) -> None:
    reader = script.reader()

    async def work() -> None:
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        pid = reader.pid
        assert pid is not None
        os.kill(pid, signal.SIGINT)
        assert await texts(reader, Act.READ, 3) == THREE_LINES
        assert reader.pid == pid

    script.run(work())


@pytest.mark.parametrize(
    ("load", "word", "log"),
    [
        ("fail", "No engine", "ended: No engine"),
        ("stumble", "could not be read", "ended: KeyError at"),
        ("missing", "does not work here", "ended: ModuleNotFoundError at"),
        ("never", "did not start", "ended: Reading did not start"),
    ],
)
def test_an_engine_that_does_not_load_is_told(
    script: Script, load: str, word: str, log: str, expect_log: Callable[[str], None]
) -> None:
    expect_log(log)
    environ = {**os.environ, "SCRIPTED_LOAD": load}
    reader = script.reader(environ=environ, patience=Patience(load_s=2 if load == "never" else 60))

    async def work() -> None:
        problem = await problem_of(read(reader, Act.READ, 3))
        assert word in problem.title
        assert "secret words" not in repr(problem)
        await until(lambda: reader.pid is None, "the process to be given up")

    script.run(work())


def test_quitting_in_the_middle_of_a_reading_leaves_nothing() -> None:
    before = children()
    reader = ProcessReader(COMMAND)  # made on another thread than it is used on
    reading = threading.Event()

    async def go_on() -> None:
        async for _ in reader.read(request(Act.ON_AND_ON)):
            reading.set()

    worker = Worker()
    worker.start()
    future = worker.submit(go_on())
    assert reading.wait(20)
    worker.stop(reader.aclose(), timeout_s=20)
    assert future.cancelled()
    assert not [thread for thread in threading.enumerate() if thread.name == "askance-worker"]
    assert children() <= before


def test_an_idle_process_does_not_keep_the_worker_from_ending() -> None:
    reader = ProcessReader(COMMAND)
    worker = Worker()
    worker.start()
    worker.submit(reader.warm()).result(20)
    tasks: list[int] = []

    async def count() -> None:
        # What the worker would wait for: there is no task beside this one and the stop itself.
        tasks.append(len(asyncio.all_tasks()))
        await reader.aclose()

    worker.stop(count(), timeout_s=20)
    assert tasks
    assert tasks[0] <= 2


def test_the_events_come_in_the_order_they_were_told(script: Script) -> None:
    events = script.run(read(script.reader(), Act.READ, 2))
    kinds = [type(event).__name__ for event in events]
    assert kinds == ["ReadStarted", "Looking", "BoxesFound", "LineRead", "LineRead", "CodesRead"]
    assert events[-1] == CodesRead(())
