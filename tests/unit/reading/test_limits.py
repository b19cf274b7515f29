"""What becomes of a reading that wants too much memory."""

from collections.abc import Iterator

import pytest

from askance.core.reading.values import Looking, ReadEvent
from askance.platforms import own_process
from askance.reading import child
from askance.reading.protocol import Ended, Failed, Told


def steps() -> Iterator[ReadEvent]:
    yield Looking(0, 2)
    yield Looking(1, 2)


def test_a_reading_that_went_above_it_is_the_last_of_its_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = child._Job(1, 16, steps())
    assert child._next(job) == Told(1, Looking(0, 2))
    monkeypatch.setattr(own_process, "above_lid", lambda _lid: True)
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
