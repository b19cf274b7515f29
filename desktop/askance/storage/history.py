"""The history: conversations, messages and pictures in one SQLite file and a folder beside it.

Implements `core.ports.HistoryStore`. Called on one thread at a time (the history's executor); may
be made on any, the file opens at the first use. Every method is one transaction. All are synced to
the disk when they return, but for `journal`: it outlives this process, however that ends, and loses
at most its newest pieces to a power cut; four syncs a second would wear a laptop for little.

The window and the command line may both have the file open. A message being streamed names its
writer; the writer holds a file lock for as long as it lives, so `mark_interrupted` of one process
never touches what another still streams.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path

from askance.core.chat import EncodedPicture
from askance.core.conversation import (
    Attachment,
    Choice,
    ConversationSummary,
    Message,
    MessageStatus,
    Part,
    ReplyRecord,
    Role,
    SearchHit,
    TextPart,
    Usage,
)
from askance.core.errors import Problem
from askance.core.ports import DraftPart
from askance.storage import problems, rows
from askance.storage.attachments import AttachmentFiles
from askance.storage.database import Database
from askance.storage.files import private_folder
from askance.storage.locks import FileLock, is_held
from askance.storage.search import indexed, query, shown, storable

_MERGED_PAGES = 500
"""Of the index, about 4 KB each, rewritten at a deletion: a tenth of a second at most."""

_SEARCH = """
SELECT m.id, m.conversation_id, m.role, snippet(search, 0, char(2), char(3), '…', 24)
FROM search CROSS JOIN message m ON m.id = search.rowid
WHERE search MATCH ? ORDER BY search.rowid DESC LIMIT ?
"""


class SqliteHistory:
    """The history in the file `path`; pictures and signs of life lie in folders beside it."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path)
        self._files = AttachmentFiles(path.parent / "attachments")
        self._writers = path.parent / "writers"
        self._writer = uuid.uuid4().hex
        self._alive = FileLock(self._writers / self._writer)
        self._streams = False

    def create_conversation(self, title: str, now: float) -> int:
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO conversation (title, created_at, updated_at) VALUES (?, ?, ?)",
                (storable(title), now, now),
            )
            return _new_id(cursor)

    def add_message(
        self,
        conversation_id: int,
        role: Role,
        *,
        parts: Sequence[DraftPart] = (),
        status: MessageStatus = MessageStatus.COMPLETE,
        model: str = "",
        endpoint: str = "",
        now: float,
    ) -> Message:
        """Adds a message. Its pictures are on the disk before the row that names them."""
        with self._database.transaction() as connection:
            _touch(connection, conversation_id, now)
            cursor = connection.execute(
                "INSERT INTO message (conversation_id, role, status, created_at, model, endpoint,"
                " writer) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    conversation_id,
                    role,
                    status,
                    now,
                    storable(model),
                    storable(endpoint),
                    self._sign_of_life() if status is MessageStatus.STREAMING else None,
                ),
            )
            message_id = _new_id(cursor)
            rows.write_parts(connection, message_id, [self._kept(part) for part in parts])
            return _indexed_message(connection, message_id)

    def journal(self, message_id: int, pieces: Sequence[tuple[int, str]]) -> None:
        """Appends to a streaming message. Survives this process; see the module's docstring."""
        with self._database.transaction(durable=False) as connection:
            connection.executemany(
                "INSERT INTO journal (message_id, number, text) VALUES (?, ?, ?)",
                ((message_id, number, storable(text)) for number, text in pieces),
            )

    def resume(self, message_id: int) -> Message:
        """Its answers stay where they are; what is journalled from now on is read after them."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE message SET status = ?, writer = ?, problem = NULL"
                " WHERE id = ? AND role = ? AND writer IS NULL",
                (MessageStatus.STREAMING, self._sign_of_life(), message_id, Role.ASSISTANT),
            )
            if not changed.rowcount:
                raise problems.not_to_be_resumed()
            return _indexed_message(connection, message_id)

    def finish(
        self,
        message_id: int,
        *,
        status: MessageStatus,
        choices: Sequence[Choice],
        usage: Usage | None = None,
        problem: Problem | None = None,
        record: ReplyRecord | None = None,
        model: str = "",
        endpoint: str = "",
        now: float,
    ) -> Message:
        """Writes the final state and drops the journal."""
        tokens = usage or Usage()
        with self._database.transaction() as connection:
            row = connection.execute(
                "UPDATE message SET status = ?, usage_known = ?, prompt_tokens = ?,"
                " completion_tokens = ?, total_tokens = ?, problem = ?, record = ?, writer = NULL,"
                " model = ifnull(nullif(?, ''), model), endpoint = ifnull(nullif(?, ''), endpoint)"
                " WHERE id = ? RETURNING conversation_id",
                (
                    *(status, usage is not None),
                    *(tokens.prompt_tokens, tokens.completion_tokens, tokens.total_tokens),
                    *(rows.problem_json(problem), rows.record_json(record)),
                    *(storable(model), storable(endpoint), message_id),
                ),
            ).fetchone()
            if row is None:
                raise problems.gone()
            _touch(connection, row[0], now)
            _close_reply(connection, message_id, choices)
            return _indexed_message(connection, message_id)

    def conversations(self, limit: int = 200, offset: int = 0) -> tuple[ConversationSummary, ...]:
        """The most recently changed first."""
        with self._database.reading() as connection:
            return rows.newest_summaries(connection, limit, offset)

    def messages(self, conversation_id: int) -> tuple[Message, ...]:
        with self._database.reading() as connection:
            return rows.messages(connection, _ids_in(connection, conversation_id))

    def attachment(self, sha256: str) -> bytes:
        """The picture's bytes, checked against their SHA-256."""
        try:
            return self._files.read(sha256)
        except OSError as error:
            raise problems.from_os_error(error, Path(error.filename)) from error

    def search(self, text: str, limit: int = 50) -> tuple[SearchHit, ...]:
        """Newest (last added) first. Nothing when there is no word in `text`."""
        expression = query(text)
        if expression is None:
            return ()
        with self._database.reading() as connection:
            found = connection.execute(_SEARCH, (expression, limit)).fetchall()
            summaries = rows.summaries(connection, {row[1] for row in found})
        return tuple(
            SearchHit(summaries[conversation_id], message_id, Role(role), shown(snippet))
            for message_id, conversation_id, role, snippet in found
        )

    def rename(self, conversation_id: int, title: str) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE conversation SET title = ? WHERE id = ?", (storable(title), conversation_id)
            )

    def delete_conversation(self, conversation_id: int) -> None:
        with self._database.transaction() as connection:
            _forget(connection, _ids_in(connection, conversation_id))
            connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))
        self._clean_up()

    def delete_message(self, message_id: int) -> None:
        with self._database.transaction() as connection:
            _forget(connection, [message_id])
        self._clean_up()

    def mark_interrupted(self) -> int:
        """Messages whose writer lives, in this process or another, are left alone."""
        with self._database.transaction() as connection:
            writers = connection.execute(
                "SELECT DISTINCT writer FROM message WHERE writer IS NOT NULL"
            ).fetchall()
            dead = [writer for (writer,) in writers if not self._lives(writer)]
            count = sum(_interrupt(connection, writer) for writer in dead)
            for writer in dead:
                (self._writers / writer).unlink(missing_ok=True)
        self._remove_discarded()
        return count

    def close(self) -> None:
        """Closes the file and gives up the sign of life: what this object still streamed counts as
        interrupted from now on.
        """
        self._database.close()
        self._alive.release(remove=True)
        self._streams = False

    def _sign_of_life(self) -> str:
        """This object's name as a writer, its lock taken before any row carries the name."""
        if not self._streams:
            private_folder(self._writers)
            self._alive.try_acquire()
            self._streams = True
        return self._writer

    def _lives(self, writer: str) -> bool:
        return (writer == self._writer and self._streams) or is_held(self._writers / writer)

    def _kept(self, part: DraftPart) -> Part:
        if not isinstance(part, EncodedPicture):
            return part
        sha256 = self._files.add(part.data)
        return Attachment(
            sha256, part.media_type, part.width, part.height, len(part.data), part.name
        )

    def _clean_up(self) -> None:
        """After a deletion. The index only notes what was deleted until its parts are merged. That
        is done in bounded pieces: at once for thousands of messages, with the next deletions for
        very many.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO search (search, rank) VALUES ('merge', ?)", (-_MERGED_PAGES,)
            )
        self._remove_discarded()

    def _remove_discarded(self) -> None:
        """Deletes files nobody names, while holding the write lock: nobody can be adding one of
        them again just then. What could not be deleted stays listed for the next time.
        """
        with self._database.transaction() as connection:
            for (sha256,) in connection.execute("SELECT sha256 FROM discarded").fetchall():
                used = connection.execute(
                    "SELECT 1 FROM attachment WHERE sha256 = ?", (sha256,)
                ).fetchone()
                if used or self._files.remove(sha256):
                    connection.execute("DELETE FROM discarded WHERE sha256 = ?", (sha256,))


def _new_id(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _touch(connection: sqlite3.Connection, conversation_id: int, now: float) -> None:
    found = connection.execute(
        "UPDATE conversation SET updated_at = max(updated_at, ?) WHERE id = ?",
        (now, conversation_id),
    )
    if not found.rowcount:
        raise problems.gone()


def _indexed_message(connection: sqlite3.Connection, message_id: int) -> Message:
    """The message as it now is, its words in the search index once it is final."""
    (message,) = rows.messages(connection, [message_id])
    connection.execute("DELETE FROM search WHERE rowid = ?", (message_id,))
    if message.status is not MessageStatus.STREAMING:
        texts: Iterable[str] = (
            *(part.text for part in message.parts if isinstance(part, TextPart)),
            *(text for choice in message.choices for text in (choice.text, choice.refusal)),
        )
        words = "\n".join(filter(None, texts))
        if words:
            connection.execute(
                "INSERT INTO search (rowid, text) VALUES (?, ?)", (message_id, indexed(words))
            )
    return message


def _close_reply(
    connection: sqlite3.Connection, message_id: int, choices: Iterable[Choice]
) -> None:
    rows.write_choices(connection, message_id, choices)
    connection.execute("DELETE FROM journal WHERE message_id = ?", (message_id,))


def _interrupt(connection: sqlite3.Connection, writer: str) -> int:
    """Turns the writer's streaming messages into interrupted ones; the number of them."""
    ids = _ids(connection.execute("SELECT id FROM message WHERE writer = ?", (writer,)))
    for message in rows.messages(connection, ids):
        connection.execute(
            "UPDATE message SET status = ?, writer = NULL WHERE id = ?",
            (MessageStatus.INTERRUPTED, message.id),
        )
        _close_reply(connection, message.id, message.choices)
        _indexed_message(connection, message.id)
    return len(ids)


def _ids_in(connection: sqlite3.Connection, conversation_id: int) -> list[int]:
    return _ids(
        connection.execute("SELECT id FROM message WHERE conversation_id = ?", (conversation_id,))
    )


def _ids(found: Iterable[tuple[int]]) -> list[int]:
    return [row[0] for row in found]


def _forget(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Deletes messages, their words in the index, and the records of pictures no one else uses."""
    pictures = {
        row[0]
        for message_id in ids
        for row in connection.execute(
            "SELECT sha256 FROM part WHERE message_id = ? AND sha256 IS NOT NULL", (message_id,)
        )
    }
    for message_id in ids:
        connection.execute("DELETE FROM search WHERE rowid = ?", (message_id,))
        connection.execute("DELETE FROM message WHERE id = ?", (message_id,))
    for sha256 in pictures:
        gone = connection.execute(
            "DELETE FROM attachment WHERE sha256 = ?1"
            " AND NOT EXISTS (SELECT 1 FROM part WHERE sha256 = ?1)",
            (sha256,),
        )
        if gone.rowcount:
            connection.execute("INSERT OR IGNORE INTO discarded VALUES (?)", (sha256,))
