"""Files that are the person's alone and never half written.

Folders are made with mode 0700 and files with 0600 (POSIX; on Windows the profile folder's own
rights apply). A file is replaced as a whole: written beside its place, flushed, then renamed.
Blocking; any thread.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import time
from pathlib import Path

_WINDOWS_ATTEMPTS = 20
_WINDOWS_PAUSE_S = 0.02


def private_folder(path: Path) -> Path:
    """Makes the folder and its missing parents, for this user only. Raises OSError."""
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is no folder", str(path))
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    return path


def check_owned(folder: Path) -> None:
    """Raises PermissionError when another user made the folder first, in a place open to all."""
    if sys.platform != "win32" and folder.stat().st_uid != os.getuid():
        raise PermissionError(errno.EPERM, "belongs to another user", str(folder))


def private_file(path: Path) -> None:
    """Makes the file when it is missing, and closes it to others when it is open to them."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if sys.platform != "win32" and path.stat().st_mode & 0o077:
        path.chmod(0o600)


def write_atomically(path: Path, data: bytes) -> None:
    """Replaces `path` by `data`, durable on return; on any error the old file stands untouched.
    Raises OSError.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Makes a rename in the folder last through a power cut, where the system has a way to."""
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(source: Path, target: Path) -> None:
    """On Windows a reader, or a virus scanner, can hold the target open for a moment."""
    attempts = _WINDOWS_ATTEMPTS if sys.platform == "win32" else 1
    for left in reversed(range(attempts)):
        try:
            source.replace(target)
        except PermissionError:
            if not left:
                raise
            time.sleep(_WINDOWS_PAUSE_S)
        else:
            return
