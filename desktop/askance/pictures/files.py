"""The bytes of a picture file, bounded. Blocking; any thread."""

from __future__ import annotations

import errno
from pathlib import Path

from askance.core.budget import MAX_BYTES
from askance.pictures.problems import too_many_bytes, unreadable


def read_file(path: str) -> bytes:
    """The whole file. One that is too large is refused unread, and what is no plain file (a pipe, a
    device, a folder) unopened. Raises `AskanceError` (picture).
    """
    file = Path(path)
    try:
        if not file.is_file():
            raise FileNotFoundError(errno.ENOENT, "there is no such file", path)
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise too_many_bytes(file.name, size)
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file.name or path, error) from error
