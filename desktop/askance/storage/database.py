"""One SQLite file: opening it safely, its migrations, its transactions.

Owned by one thread at a time (the history's executor); the connection opens at the first use, so
the object may be made on any thread. WAL, so that the window and the command line read while the
other writes. A commit is synced to the disk (`synchronous=FULL`) unless asked otherwise.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from askance.storage import problems
from askance.storage.files import private_file, private_folder
from askance.storage.locks import FileLock
from askance.storage.migrations import MIGRATIONS

APPLICATION_ID = 0x41534B4E
"""“ASKN”, in the file's header: tells our database from any other (sqlite.org/fileformat2.html)."""

_BUSY_TIMEOUT_S = 10.0


class Database:
    """The connection. Every method raises `AskanceError` (storage)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._durable = True

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """One writing transaction: committed at the end of the block, rolled back on any error.

        `durable=False` commits without waiting for the disk: safe against the death of this
        process, not against a power cut (which then loses the newest commits, never the file).
        """
        with self._translated():
            connection = self._open()
            if durable != self._durable:
                connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                self._durable = durable
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the data for everything read inside the block."""
        with self._translated():
            connection = self._open()
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the connection; the next use would open it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            private_folder(self.path.parent)
            # Switching to WAL and migrating want the file for themselves.
            with FileLock(self.path.with_suffix(".lock")).held():
                private_file(self.path)
                self._connection = self._prepared()
            self._durable = True
        return self._connection

    def _prepared(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            version = self._checked_version(connection)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA journal_size_limit = 16777216")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")  # macOS: past the drive's own cache
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # deleted words leave the file
            _migrate(connection, version)
        except BaseException:
            connection.close()
            raise
        return connection

    def _checked_version(self, connection: sqlite3.Connection) -> int:
        """The format of the file, before anything is written to it."""
        application = _pragma(connection, "application_id")
        version = _pragma(connection, "user_version")
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        fresh = application == 0 and version == 0 and tables == 0
        if not fresh and application != APPLICATION_ID:
            raise problems.foreign(self.path)
        if version > len(MIGRATIONS):
            raise problems.newer(self.path, version, len(MIGRATIONS))
        return version

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise problems.from_sqlite(error, self.path) from error
        except OSError as error:
            raise problems.from_os_error(error, Path(error.filename or self.path)) from error


def _migrate(connection: sqlite3.Connection, version: int) -> None:
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
