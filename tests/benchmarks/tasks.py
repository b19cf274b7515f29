"""What the GUI thread does, task by task. GUI thread of a benchmark's own process.

A task is what runs between two looks at the event queue: a call from outside (a batch of a reply
that arrives) or one turn of the event loop. Its length is told twice: by the clock, in which a busy
machine shows too, and as this thread's processor time, in which it hardly does. Figures are
milliseconds; percentiles by the nearest rank.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent, QEventLoop

_EVERYTHING = QEventLoop.ProcessEventsFlag.AllEvents
_LOOK_S = 0.001


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all do not exceed."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


@dataclass(slots=True)
class Tasks:
    """The tasks so far, each as (clock, processor time)."""

    spent: list[tuple[float, float]] = field(default_factory=list)
    _began: tuple[float, float] = (0.0, 0.0)

    def run(self, work: Callable[[], object]) -> None:
        """One task from outside."""
        self._begin()
        work()
        self._note()

    def settle(self) -> None:
        """Runs the event loop until nothing is left to do at once."""
        while self.turn():
            pass

    def wait(self, until: float) -> None:
        """Runs the event loop until a moment of `time.perf_counter`; at least until it is idle."""
        self.settle()
        while (left := until - time.perf_counter()) > 0:
            time.sleep(min(_LOOK_S, left))
            self.settle()

    def until(self, done: Callable[[], bool], *, patience_s: float = 60) -> None:
        """Runs the event loop until something has happened."""
        deadline = time.perf_counter() + patience_s
        while not done():
            if time.perf_counter() > deadline:
                raise AssertionError("waited for nothing")
            if not self.turn():
                time.sleep(_LOOK_S / 4)

    @property
    def cpu(self) -> float:
        """Seconds of this thread's processor time in all of them."""
        return sum(cpu for _, cpu in self.spent) / 1000

    @property
    def cpu_by_now(self) -> float:
        """The same, from within a task."""
        return self.cpu + time.thread_time() - self._began[1]

    def told(self) -> dict[str, Any]:
        """The figures, by name."""
        clocks, cpus = zip(*self.spent, strict=True)
        return {
            "cpu_s": round(self.cpu, 3),
            "longest_ms": round(max(clocks), 1),
            "longest_cpu_ms": round(max(cpus), 1),
            "p99_cpu_ms": round(percentile(cpus, 99), 1),
        }

    def turn(self) -> bool:
        """One turn of the event loop; False when there was nothing to do."""
        self._begin()
        did = bool(QAbstractEventDispatcher.instance().processEvents(_EVERYTHING))
        # Which a running event loop does by itself, but not one that is turned by hand.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if did:
            self._note()
        return did

    def _begin(self) -> None:
        self._began = time.perf_counter(), time.thread_time()

    def _note(self) -> None:
        clock, cpu = self._began
        self.spent.append(((time.perf_counter() - clock) * 1000, (time.thread_time() - cpu) * 1000))
