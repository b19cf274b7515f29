"""What the libraries of the reading process may take of the computer: one thread for each that
would take all, no reports to anybody, and so much memory. The rest is `platforms.own_process`.
"""

from __future__ import annotations

import os

MEMORY_LID = 2**30
"""Bytes."""

_THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def bound_threads() -> None:
    """Keeps linear algebra to one thread. Before numpy is imported."""
    for name in _THREAD_VARIABLES:
        os.environ[name] = "1"


def forbid_reports() -> None:
    """ONNX Runtime from 1.29 on reports its use to its maker unless told not to; the version that
    comes along has none of that, another one may be installed. Before it is imported.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
