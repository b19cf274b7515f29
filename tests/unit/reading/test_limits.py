"""The lid on memory where the system does not see to it itself."""

import sys
from collections.abc import Iterator

import pytest

from askance.core.reading.values import Looking, ReadEvent
from askance.reading import child, limits
from askance.reading.protocol import Ended, Failed, Told

MB = 2**20


def test_the_peak_is_told_in_bytes_and_only_grows() -> None:
    before = limits.peak()
    assert 10 * MB < before < 2**40
    held = b"x" * max(200 * MB, before)
    after = limits.peak()
    assert after >= len(held) > 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux enforces the lid itself")
def test_where_the_system_enforces_the_lid_nothing_is_looked_at() -> None:
    assert not limits.above_lid(1)


def test_elsewhere_the_process_looks_at_its_own_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_ENFORCED", False)
    assert limits.above_lid(1)
    assert not limits.above_lid(2**40)


def steps() -> Iterator[ReadEvent]:
    yield Looking(0, 2)
    yield Looking(1, 2)


def test_a_reading_that_went_above_it_is_the_last_of_its_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = child._Job(1, 16, steps())
    assert child._next(job) == Told(1, Looking(0, 2))
    monkeypatch.setattr(limits, "above_lid", lambda: True)
    failed = child._next(job)
    assert isinstance(failed, Failed)
    assert failed.spent
    assert "memory" in failed.problem.title
    monkeypatch.undo()
    assert child._next(job) == Ended(1)


@pytest.mark.parametrize(
    ("error", "memory"),
    [
        (MemoryError(), True),
        (RuntimeError("std::bad_alloc"), True),
        (RuntimeError("OpenCV: (-4:Insufficient memory) Failed to allocate 9 bytes"), True),
        (RuntimeError("secret words"), False),
    ],
)
def test_native_libraries_tell_of_memory_in_their_own_ways(error: Exception, memory: bool) -> None:
    failed = child._failure(7, error)
    assert (failed.job, failed.spent) == (7, memory)
    assert ("memory" in failed.problem.title) is memory
    assert "secret" not in repr(failed)
