"""What the disk and the database can do to us, in words. Pure functions, any thread."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from askance.core.errors import AskanceError, ErrorKind, Problem

NEWER = "The history was made by a newer Askance"
DAMAGED = "The history is damaged"
FULL = "The disk is full"
DENIED = "Askance may not write here"
BUSY = "The history is busy"
GONE = "That is no longer in the history"

_FULL = "Free some space, then try again. Nothing that was kept before is lost."


def storage_error(title: str, detail: str, hint: str) -> AskanceError:
    """An `AskanceError` of this room's kind."""
    return AskanceError(Problem(ErrorKind.STORAGE, title, detail, hint))


def from_os_error(error: OSError, path: Path) -> AskanceError:
    """Words for a file that could not be read or written."""
    reason = error.strerror or type(error).__name__
    detail = f"{path}: {reason}."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return storage_error(FULL, detail, _FULL)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return storage_error(DENIED, detail, "Make the folder writable for you, then try again.")
    return storage_error(
        "A file could not be read or written", detail, "Check the disk, then try again."
    )


def from_sqlite(error: sqlite3.Error, path: Path) -> AskanceError:
    """Words for what SQLite reported, by its primary result code (sqlite.org/rescode.html)."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    detail = f"{path}: {error}."
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return damaged(path, str(error))
    if code == sqlite3.SQLITE_FULL:
        return storage_error(FULL, detail, _FULL)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return storage_error(
            BUSY, detail, "Another program holds it. Close that program, then try again."
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN}:
        return storage_error(DENIED, detail, "Make the file writable for you, then try again.")
    if code == sqlite3.SQLITE_CONSTRAINT:
        return gone()
    return storage_error(
        "The history could not be read or written", detail, "Check the disk, then try again."
    )


def damaged(path: Path, reason: str) -> AskanceError:
    """The database cannot be read; it stays where it is."""
    return storage_error(
        DAMAGED,
        f"{path} cannot be read: {reason}. Nothing was changed or deleted.",
        "Put a backup in its place, or move the file away to begin with an empty history.",
    )


def newer(path: Path, found: int, known: int) -> AskanceError:
    """The database has migrations this version has never heard of."""
    return storage_error(
        NEWER,
        f"{path} has format {found}; this version knows formats up to {known}. "
        "Nothing was changed.",
        "Update Askance, or point ASKANCE_HOME at another folder to begin afresh.",
    )


def foreign(path: Path) -> AskanceError:
    """A database, but some other program's."""
    return storage_error(
        "That file is not Askance's history",
        f"{path} is a database of another program. Nothing was changed.",
        "Move the file away, or point ASKANCE_HOME at another folder.",
    )


def gone() -> AskanceError:
    """The conversation or message was deleted meanwhile."""
    return storage_error(
        GONE,
        "The conversation or message was deleted, here or in another window.",
        "Ask again in a new conversation.",
    )


def not_to_be_resumed() -> AskanceError:
    """The answer was deleted meanwhile, or is being written already."""
    return storage_error(
        "That answer cannot go on",
        "It was deleted, or it is being written in another window.",
        "Ask again.",
    )
