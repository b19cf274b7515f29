"""Ending the worker loses nothing that was begun."""

import asyncio
import threading
import time

from askance.services.one_thread import OneThread
from askance.services.worker import Worker


def test_what_a_stopped_task_shields_is_still_done() -> None:
    worker, thread = Worker(), OneThread("db")
    worker.start()
    written, begun = threading.Event(), threading.Event()

    async def answer() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.shield(asyncio.ensure_future(thread.run(written.set)))

    worker.submit(answer())
    assert begun.wait(5)
    # The database is busy when the end comes: the last writing has to queue.
    worker.submit(thread.run(time.sleep, 0.3))
    worker.stop()
    assert written.is_set()
    thread.close()


def test_a_task_cancelled_before_the_stop_still_writes_its_end() -> None:
    worker, thread = Worker(), OneThread("db")
    worker.start()
    written, begun = threading.Event(), threading.Event()

    async def answer() -> None:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.shield(asyncio.ensure_future(thread.run(written.set)))

    future = worker.submit(answer())
    assert begun.wait(5)
    worker.submit(thread.run(time.sleep, 0.3))
    future.cancel()
    worker.stop()
    assert written.is_set()
    thread.close()


def test_the_stop_is_bounded_by_what_does_not_end() -> None:
    worker = Worker()
    worker.start()
    begun = threading.Event()

    async def stubborn() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)  # told once to stop, it goes on

    worker.submit(stubborn())
    assert begun.wait(5)
    worker.stop(timeout_s=0.5)
    worker._thread.join(5)
    assert not worker._thread.is_alive()
