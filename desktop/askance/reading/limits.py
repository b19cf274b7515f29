"""What the reading process may take of the computer: one thread for each library that would take
all, a low priority, and a lid on its memory.

Linux enforces the lid (RLIMIT_DATA of setrlimit(2) counts private writable memory since 4.7), so
that an allocation fails where it is asked for. Elsewhere nothing does: there the process looks at
its own peak between two steps.
"""

from __future__ import annotations

import os
import sys

MEMORY_LID = 2**30
"""Bytes."""

_NICENESS = 10
_THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_ENFORCED = sys.platform.startswith("linux")


def bound_threads() -> None:
    """Keeps linear algebra to one thread. Before numpy is imported."""
    for name in _THREAD_VARIABLES:
        os.environ[name] = "1"


def forbid_reports() -> None:
    """ONNX Runtime from 1.29 on reports its use to its maker unless told not to; the version that
    comes along has none of that, another one may be installed. Before it is imported.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def step_back() -> None:
    """Yields the processor to whatever the person looks at. Windows does it at the start, see
    `process`.
    """
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def put_lid(lid: int = MEMORY_LID) -> None:
    """Bounds the memory, where the system can, and forbids core dumps: they would write the
    picture to disk.
    """
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if _ENFORCED:
            resource.setrlimit(resource.RLIMIT_DATA, (lid, lid))


def above_lid(lid: int = MEMORY_LID) -> bool:
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
