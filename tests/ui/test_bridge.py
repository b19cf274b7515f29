"""The only door between the GUI thread and the worker."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.services.worker import Worker
from askance.ui.bridge import Bridge, Job

PROBLEM = Problem(ErrorKind.NETWORK, "No way through")


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    worker.start()
    yield worker
    worker.stop()


@pytest.fixture
def bridge(worker: Worker, qtbot: QtBot) -> Bridge:
    return Bridge(worker)


class Watch:
    """Every signal of a job, in order, and the threads they came on."""

    def __init__(self, job: Job) -> None:
        self.seen: list[tuple[str, object]] = []
        self.threads: set[int] = set()
        job.progressed.connect(lambda batch: self._note("progressed", batch))
        job.succeeded.connect(lambda value: self._note("succeeded", value))
        job.failed.connect(lambda problem: self._note("failed", problem))
        job.cancelled.connect(lambda: self._note("cancelled", None))
        job.ended.connect(lambda: self._note("ended", None))

    def _note(self, name: str, value: object) -> None:
        self.seen.append((name, value))
        self.threads.add(threading.get_ident())

    @property
    def over(self) -> bool:
        return any(name == "ended" for name, _ in self.seen)

    @property
    def outcome(self) -> list[tuple[str, object]]:
        return [item for item in self.seen if item[0] != "progressed"]


def test_success_comes_after_everything_reported(bridge: Bridge, qtbot: QtBot) -> None:
    async def work(report: Callable[[object], None]) -> str:
        for number in range(1000):
            report(number)
        return "done"

    watch = Watch(bridge.submit(work))
    qtbot.waitUntil(lambda: watch.over)
    reported = [n for name, batch in watch.seen if name == "progressed" for n in batch]  # type: ignore[attr-defined]
    assert reported == list(range(1000))
    assert watch.outcome == [("succeeded", "done"), ("ended", None)]
    assert watch.threads == {threading.get_ident()}


def test_a_fast_stream_comes_in_few_batches(bridge: Bridge, qtbot: QtBot) -> None:
    async def work(report: Callable[[object], None]) -> None:
        for number in range(200):
            report(number)
            await asyncio.sleep(0.001)

    watch = Watch(bridge.submit(work))
    qtbot.waitUntil(lambda: watch.over)
    batches = [batch for name, batch in watch.seen if name == "progressed"]
    assert sum(len(batch) for batch in batches) == 200  # type: ignore[arg-type]
    assert len(batches) < 100


def test_a_known_error_comes_as_its_problem(bridge: Bridge, qtbot: QtBot) -> None:
    async def work(_report: object) -> None:
        raise AskanceError(PROBLEM)

    watch = Watch(bridge.submit(work))
    qtbot.waitUntil(lambda: watch.over)
    assert watch.outcome == [("failed", PROBLEM), ("ended", None)]


def test_a_bug_comes_in_words_and_is_logged(
    bridge: Bridge, qtbot: QtBot, expect_log: Callable[[str], None]
) -> None:
    expect_log("A job stopped unexpectedly")

    async def work(_report: object) -> None:
        raise ZeroDivisionError

    watch = Watch(bridge.submit(work))
    qtbot.waitUntil(lambda: watch.over)
    (name, problem), _ = watch.outcome
    assert name == "failed"
    assert isinstance(problem, Problem)
    assert problem.kind is ErrorKind.INTERNAL


def test_cancelling_reaches_the_work(bridge: Bridge, qtbot: QtBot) -> None:
    begun = threading.Event()
    cleaned = threading.Event()

    async def work(report: Callable[[object], None]) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            report("last words")
            cleaned.set()

    job = bridge.submit(work)
    watch = Watch(job)
    assert begun.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: watch.over)
    assert cleaned.is_set()
    assert watch.seen == [("progressed", ["last words"]), ("cancelled", None), ("ended", None)]
    assert job.was_cancelled


def test_cancelling_before_it_begins_still_ends_it(qtbot: QtBot) -> None:
    worker = Worker()  # not started yet: the work cannot have begun
    bridge = Bridge(worker)
    ran = []

    async def work(_report: object) -> None:
        ran.append(True)

    job = bridge.submit(work)
    watch = Watch(job)
    job.cancel()
    worker.start()
    qtbot.waitUntil(lambda: watch.over)
    worker.stop()
    assert watch.outcome == [("cancelled", None), ("ended", None)]
    assert not ran


def test_stopping_the_worker_ends_its_jobs_and_runs_the_last_thing(qtbot: QtBot) -> None:
    worker = Worker()
    worker.start()
    bridge = Bridge(worker)
    begun, last = threading.Event(), threading.Event()

    async def work(_report: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def closing() -> None:
        last.set()

    watch = Watch(bridge.submit(work))
    assert begun.wait(5)
    worker.stop(closing())
    assert last.is_set()
    qtbot.waitUntil(lambda: watch.over)
    assert watch.outcome[0] == ("cancelled", None)


def test_a_problem_nobody_listens_to_is_not_lost(bridge: Bridge, qtbot: QtBot) -> None:
    heard: list[object] = []
    bridge.unnoticed.connect(heard.append)

    async def work() -> None:
        raise AskanceError(PROBLEM)

    bridge.run(work())
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [PROBLEM]
