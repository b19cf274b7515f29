"""The only door between the GUI thread and the worker.

`Bridge.submit` starts a coroutine on the worker and returns a `Job`, a QObject of the GUI thread.
The coroutine is given a `report` function it may call with anything as often as it likes; the job
hands those over in batches, at most 30 times a second, so that a fast stream costs the GUI thread
nothing more than it can show. A job ends with exactly one of `succeeded`, `failed`, `cancelled`,
after the last batch. Whoever started it drops replies of a job that is no longer current by
comparing identities.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from askance.core.errors import AskanceError, Problem, internal_problem
from askance.services.worker import Worker

T = TypeVar("T")
Report = Callable[[object], None]
Work = Callable[[Report], Coroutine[object, object, object]]

BATCH_EVERY_MS = 33

_log = logging.getLogger(__name__)


class Job(QObject):
    """One piece of work on the worker, seen from the GUI thread."""

    progressed = Signal(object)
    """A list of what was reported since the last batch."""
    succeeded = Signal(object)
    failed = Signal(object)
    """A `Problem`."""
    cancelled = Signal()
    ended = Signal()
    """Always last, whatever the outcome."""

    _woken = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reported: deque[object] = deque()
        self._future: Future[object] | None = None
        self._inner: Coroutine[object, object, object] | None = None
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._flush)
        self._pending = False
        self._over = False
        self._begun = False
        self._cancel_asked = False
        self._was_cancelled = False
        self._woken.connect(self._wake)

    @property
    def running(self) -> bool:
        """Whether the outcome is still open."""
        return not self._over

    @property
    def was_cancelled(self) -> bool:
        """Whether it ended by being cancelled."""
        return self._was_cancelled

    def cancel(self) -> None:
        """Asks the work to stop; `cancelled` follows once it has."""
        self._cancel_asked = True
        if self._begun and self._future is not None:
            self._future.cancel()

    def start(
        self,
        worker: Worker,
        work: Work,
        inner: Coroutine[object, object, object] | None = None,
    ) -> None:
        """Called once, by the bridge. `inner` is a coroutine made ahead, which is closed when the
        work never begins (Python warns of one that nobody awaits).
        """
        self._inner = inner
        self._future = worker.submit(self._guarded(work))
        self._future.add_done_callback(self._never_begun)

    def _never_begun(self, _future: Future[object]) -> None:
        """Runs on any thread, for every job that is over."""
        self._cancel_asked = True
        if not self._begun and self._inner is not None:
            self._inner.close()

    async def _guarded(self, work: Work) -> object:
        # A task cancelled before its first step never runs at all and could report nothing: so
        # until it has begun, a cancellation is only a flag. Each side writes, then reads the other.
        outcome: tuple[str, object] = ("cancelled", None)
        self._begun = True
        try:
            if self._cancel_asked:
                if self._inner is not None:
                    self._inner.close()
                return None
            outcome = ("succeeded", await work(self._report))
        except asyncio.CancelledError:
            raise
        except AskanceError as error:
            outcome = ("failed", error.problem)
        except Exception as error:  # noqa: BLE001 -- the last stop before the event loop
            _log.exception("A job stopped unexpectedly")
            outcome = ("failed", internal_problem(error))
        finally:
            self._report(_Outcome(*outcome))
        return None

    def _report(self, item: object) -> None:
        """Runs on the worker. One queued wake-up at a time, however many reports there are."""
        self._reported.append(item)
        if not self._pending:
            self._pending = True
            try:
                self._woken.emit()
            except RuntimeError:  # the window, and this job with it, is gone already
                _log.debug("A job outlived its window")

    @Slot()
    def _wake(self) -> None:
        waited = self._since.elapsed() if self._since.isValid() else BATCH_EVERY_MS
        last = bool(self._reported) and isinstance(self._reported[-1], _Outcome)
        if last or waited >= BATCH_EVERY_MS:
            self._flush()
        elif not self._timer.isActive():
            self._timer.start(BATCH_EVERY_MS - waited)

    @Slot()
    def _flush(self) -> None:
        self._pending = False
        self._since.start()
        batch: list[object] = []
        outcome: _Outcome | None = None
        while self._reported:
            item = self._reported.popleft()
            if isinstance(item, _Outcome):
                outcome = item
            else:
                batch.append(item)
        if batch:
            self.progressed.emit(batch)
        if outcome is not None and not self._over:
            self._end(outcome)

    def _end(self, outcome: _Outcome) -> None:
        self._over = True
        self._timer.stop()
        if outcome.kind == "succeeded":
            self.succeeded.emit(outcome.value)
        elif outcome.kind == "failed":
            self.failed.emit(outcome.value)
        else:
            self._was_cancelled = True
            self.cancelled.emit()
        self.ended.emit()
        self.deleteLater()


class _Outcome:
    __slots__ = ("kind", "value")

    def __init__(self, kind: str, value: object) -> None:
        self.kind, self.value = kind, value


class Bridge(QObject):
    """Starts jobs. Lives on the GUI thread; owns the jobs until they end."""

    unnoticed = Signal(object)
    """A `Problem` of a job that nobody listens to (see `run`)."""

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker

    def submit(self, work: Work) -> Job:
        """Starts `work(report)` on the worker. Connect to the job's signals right away: they come
        through the event loop, never before this returns.
        """
        job = Job(self)
        job.start(self._worker, work)
        return job

    def run(
        self,
        work: Coroutine[object, object, T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Problem], None] | None = None,
    ) -> Job:
        """Starts a coroutine that reports nothing; `done`, `failed` are called on the GUI thread.

        Without `failed`, a problem is handed to `unnoticed`, never lost.
        """
        job = Job(self)
        job.start(self._worker, lambda _report: work, work)
        if done is not None:
            job.succeeded.connect(done)
        job.failed.connect(failed if failed is not None else self.unnoticed.emit)
        return job
