"""Locks between processes, held by an open file: the system lets go of them when the process ends,
however it ended. That also makes them a sign of life that no reused process id can forge.

Advisory (`flock`, `msvcrt.locking`), one holder. Blocking; not thread-safe, any thread.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_POLL_S = 0.01


class FileLock:
    """One lock. The file stays when the lock goes, unless `release(remove=True)`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def try_acquire(self, *, create: bool = True) -> bool:
        """Takes the lock if it is free. Raises OSError when the file cannot be opened."""
        flags = os.O_RDWR | (os.O_CREAT if create else 0)
        handle = os.open(self._path, flags, 0o600)
        if not _try_lock(handle):
            os.close(handle)
            return False
        self._handle = handle
        return True

    @contextmanager
    def held(self, timeout_s: float = 10.0) -> Iterator[None]:
        """Waits for the lock and holds it inside the block. Raises TimeoutError (an OSError)."""
        deadline = time.monotonic() + timeout_s
        while not self.try_acquire():
            if time.monotonic() > deadline:
                raise TimeoutError(
                    errno.ETIMEDOUT, "another program holds the lock", str(self._path)
                )
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            self.release()

    def release(self, *, remove: bool = False) -> None:
        """Lets go; no harm when it was not held."""
        if self._handle is None:
            return
        if remove and sys.platform != "win32":
            self._path.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = None
        if remove and sys.platform == "win32":
            self._path.unlink(missing_ok=True)


def is_held(path: Path) -> bool:
    """Whether someone (this process included) holds the lock; False when there is no such file.
    Raises OSError when that cannot be found out.
    """
    lock = FileLock(path)
    try:
        free = lock.try_acquire(create=False)
    except FileNotFoundError:
        return False
    lock.release()
    return not free


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
