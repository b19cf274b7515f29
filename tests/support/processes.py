"""Whether a process is still there: a zombie counts, nobody has waited for it."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support.waiting import wait_for


def exists(pid: int) -> bool:
    """Running or a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(pid: int) -> None:
    """Raises AssertionError when it stays."""
    wait_for(lambda: not exists(pid), f"process {pid} to end")


def children(parent: int | None = None) -> set[int]:
    """A process's own, zombies too (proc(5): the parent is the second field after the name). None:
    this process's.
    """
    parent = parent or os.getpid()
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.add(int(stat.parent.name))
    return found
