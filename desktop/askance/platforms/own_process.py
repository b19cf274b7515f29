"""This very program once more, as a process of its own for work that must not hold up or harm the
window: how it is started, and how it bounds itself.

The first half is for the program, the second for the process. Linux enforces the lid on memory
(RLIMIT_DATA of setrlimit(2) counts private writable memory since 4.7), so that an allocation fails
where it is asked for. Elsewhere nothing does: there the process looks at its own peak.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping

_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL|_PROXY$", re.IGNORECASE)
_NICENESS = 10
_ENFORCED = sys.platform.startswith("linux")


def command_for(*arguments: str) -> tuple[str, ...]:
    """What starts this very program, frozen or not, with these arguments."""
    if getattr(sys, "frozen", False):
        return (sys.executable, *arguments)
    # -P: a module that happens to lie in the folder one is in must not be taken for ours.
    return (sys.executable, "-P", "-m", "askance", *arguments)


def environment_for(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` without keys, passwords and proxies, which may hold one: what works on strangers'
    pictures and words needs none.
    """
    return {name: value for name, value in environ.items() if not _SECRET.search(name)}


def creation_flags() -> int:
    """For Windows: no console of its own, and below what the person looks at. Elsewhere 0."""
    if sys.platform == "win32":
        import subprocess

        return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0


def take_pipes() -> tuple[int, int]:
    """The ends of standard input and output, out of reach of every library: what is printed goes to
    standard error, and nothing is there to be read.
    """
    inward, outward = os.dup(0), os.dup(1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(inward, os.O_BINARY)
        msvcrt.setmode(outward, os.O_BINARY)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return inward, outward


def step_back() -> None:
    """Yields the processor to whatever the person looks at. Windows does it at the start, see
    `creation_flags`.
    """
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def put_lid(lid: int) -> None:
    """Bounds the memory to `lid` bytes, where the system can, and forbids core dumps: they would
    write what is worked on to disk.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if _ENFORCED:
            resource.setrlimit(resource.RLIMIT_DATA, (lid, lid))


def above_lid(lid: int) -> bool:
    """Whether this process has ever used more than it may. Always False where the system sees to
    it.
    """
    return not _ENFORCED and peak() > lid


def peak() -> int:
    """The most memory this process has used so far, in bytes; 0 where nobody tells."""
    if sys.platform == "win32":
        return _windows_peak()
    else:  # noqa: RET505 -- mypy tells the systems apart by the branches
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return used * (1 if sys.platform == "darwin" else 1024)  # getrusage(2): KB but on macOS


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _MemoryCounters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of psapi.h."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPagedPoolUsage", ctypes.c_size_t),
            ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t),
            ("PagefileUsage", ctypes.c_size_t),
            ("PeakPagefileUsage", ctypes.c_size_t),
        )

    def _windows_peak() -> int:
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.K32GetProcessMemoryInfo.argtypes = (
            wintypes.HANDLE,
            ctypes.POINTER(_MemoryCounters),
            wintypes.DWORD,
        )
        counters = _MemoryCounters(cb=ctypes.sizeof(_MemoryCounters))
        found = kernel.K32GetProcessMemoryInfo(
            kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb
        )
        return int(counters.PeakPagefileUsage) if found else 0
