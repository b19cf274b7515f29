"""Pictures as files named by the SHA-256 of their bytes: `attachments/ab/abcdef…`.

Files rather than blobs, because a picture is hundreds of kilobytes and never changes: the database
stays small enough to copy, check and migrate in moments, its write-ahead log holds words only, and
a damaged database takes no picture with it. A file is on the disk before the row that names it
commits; so a row never lacks its file, and a crash between the two leaves at most an unnamed file.

Blocking, on the history's thread. Raises OSError, which the database translates.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from askance.storage.files import private_folder, sync_folder, write_atomically
from askance.storage.problems import storage_error

_SHA256 = re.compile(r"[0-9a-f]{64}")


class AttachmentFiles:
    """The folder of pictures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, data: bytes) -> str:
        """Keeps the bytes, durable on return; their SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if not (path.is_file() and path.stat().st_size == len(data)):
            if not path.parent.is_dir():
                private_folder(path.parent)
                sync_folder(self._folder)
            write_atomically(path, data)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their name. Raises `AskanceError` (storage)."""
        if not _SHA256.fullmatch(sha256):
            raise _missing(sha256[:80], "there is no such picture")
        path = self._path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise _missing(str(path), "the file is gone") from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise _missing(str(path), "the file was changed or is damaged")
        return data

    def remove(self, sha256: str) -> bool:
        """Deletes the file; False when the system would not (it may be open on Windows)."""
        try:
            self._path(sha256).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _missing(what: str, reason: str) -> Exception:
    return storage_error(
        "A picture is missing",
        f"{what}: {reason}. The words of the conversation are all there.",
        "Restore the file from a backup, or add the picture again.",
    )
