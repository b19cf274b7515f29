"""What a process costs, as the kernel tells (proc(5)): processor time, wake-ups, memory. Linux."""

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support.waiting import wait_for

_TOLD = {"Rss": "resident", "Pss": "shared out", "Private_Dirty": "own"}
_RESTS_S = 0.5


def children(pid: int) -> list[int]:
    """The processes it started and that still live, and theirs."""
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # the thread ended meanwhile
            for child in file.read_text().split():
                found += [int(child), *children(int(child))]
    return found


def ticks(pids: Sequence[int]) -> int:
    """Processor time so far, all threads, in the kernel's ticks of 10 ms."""
    used = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
    return used


def switches(pid: int) -> dict[str, int]:
    """How often each of its threads went to sleep so far: it was woken as often."""
    found = {}
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        with contextlib.suppress(OSError):
            for line in status.read_text().splitlines():
                if line.startswith("voluntary_ctxt_switches"):
                    found[status.parent.name] = int(line.split()[1])
    return found


def woken(before: dict[str, int], after: dict[str, int]) -> int:
    """Wake-ups between two looks; of a thread that has ended meanwhile, its end."""
    return sum(count - before.get(thread, 0) for thread, count in after.items()) + len(
        before.keys() - after.keys()
    )


def memory(pid: int) -> dict[str, float]:
    """MB: `resident`; `shared out`, where a page counts by how many share it; and `own`, written by
    it alone, which is what it costs the machine beside others that load the same libraries.
    """
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, _, rest = line.partition(":")
        if name in _TOLD:
            found[_TOLD[name]] = int(rest.split()[0]) / 1024
    return found


def wait_for_rest(pid: int) -> None:
    """Until it and what it started have nothing to do for half a second."""

    def resting() -> bool:
        before = ticks([pid, *children(pid)])
        time.sleep(_RESTS_S)
        return ticks([pid, *children(pid)]) == before

    wait_for(resting, "the program to rest", patience_s=60)
