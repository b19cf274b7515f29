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
from collections.abc import Sequence
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
    Timing,
    Usage,
)
from askance.core.errors import Problem
from askance.core.ports import DraftPart
from askance.storage import branches, problems, rows, writing
from askance.storage.as_json import json_of
from askance.storage.attachments import AttachmentFiles
from askance.storage.database import Database
from askance.storage.files import private_folder
from askance.storage.locks import FileLock, is_held
from askance.storage.search import query, shown, storable

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
            return writing.new_id(cursor)

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
        beside: int | None = None,
    ) -> Message:
        """Adds a message. Its pictures are on the disk before the row that names them."""
        with self._database.transaction() as connection:
            writing.touch(connection, conversation_id, now)
            parent = branches.parent_for(connection, conversation_id, beside)
            cursor = connection.execute(
                "INSERT INTO message (conversation_id, parent, role, status, created_at, model,"
                " endpoint, writer) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    conversation_id,
                    parent,
                    role,
                    status,
                    now,
                    storable(model),
                    storable(endpoint),
                    self._sign_of_life() if status is MessageStatus.STREAMING else None,
                ),
            )
            message_id = writing.new_id(cursor)
            if beside is not None:
                branches.activate(connection, conversation_id, message_id)
            rows.write_parts(connection, message_id, [self._kept(part) for part in parts])
            return writing.indexed_message(connection, message_id)

    def journal(self, message_id: int, pieces: Sequence[tuple[int, str]]) -> None:
        """Appends to a streaming message. Survives this process; see the module's docstring."""
        with self._database.transaction(durable=False) as connection:
            connection.executemany(
                "INSERT INTO journal (message_id, number, text) VALUES (?, ?, ?)",
                ((message_id, number, storable(text)) for number, text in pieces),
            )

    def resume(self, message_id: int, *, adding: Choice | None = None) -> Message:
        """Its answers stay where they are; what is journalled from now on is read after them."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE message SET status = ?, writer = ?, problem = NULL"
                " WHERE id = ? AND role = ? AND writer IS NULL",
                (MessageStatus.STREAMING, self._sign_of_life(), message_id, Role.ASSISTANT),
            )
            if not changed.rowcount:
                raise problems.not_to_be_resumed()
            if adding is not None:
                rows.add_choice(connection, message_id, adding)
            return writing.indexed_message(connection, message_id)

    def finish(
        self,
        message_id: int,
        *,
        status: MessageStatus,
        choices: Sequence[Choice],
        usage: Usage | None = None,
        problem: Problem | None = None,
        record: ReplyRecord | None = None,
        timing: Timing | None = None,
        model: str = "",
        endpoint: str = "",
        now: float,
    ) -> Message:
        """Writes the final state and drops the journal."""
        tokens = usage or Usage()
        with self._database.transaction() as connection:
            row = connection.execute(
                "UPDATE message SET status = ?, usage_known = ?, prompt_tokens = ?,"
                " completion_tokens = ?, total_tokens = ?, problem = ?, record = ?, timing = ?,"
                " writer = NULL, model = ifnull(nullif(?, ''), model),"
                " endpoint = ifnull(nullif(?, ''), endpoint) WHERE id = ?"
                " RETURNING conversation_id",
                (
                    *(status, usage is not None),
                    *(tokens.prompt_tokens, tokens.completion_tokens, tokens.total_tokens),
                    *(json_of(problem), json_of(record), json_of(timing)),
                    *(storable(model), storable(endpoint), message_id),
                ),
            ).fetchone()
            if row is None:
                raise problems.gone()
            writing.touch(connection, row[0], now)
            writing.close_reply(connection, message_id, choices)
            return writing.indexed_message(connection, message_id)

    def conversations(self, limit: int = 200, offset: int = 0) -> tuple[ConversationSummary, ...]:
        """The most recently changed first."""
        with self._database.reading() as connection:
            return rows.newest_summaries(connection, limit, offset)

    def messages(self, conversation_id: int) -> tuple[Message, ...]:
        with self._database.reading() as connection:
            return rows.messages(connection, branches.shown(connection, conversation_id))

    def branch(self, message_id: int) -> tuple[Message, ...]:
        with self._database.reading() as connection:
            return rows.messages(connection, branches.leading_to(connection, message_id))

    def select_branch(self, message_id: int) -> None:
        with self._database.transaction() as connection:
            branches.select(connection, message_id)

    def choose(self, message_id: int, index: int) -> None:
        with self._database.transaction() as connection:
            found = connection.execute(
                "UPDATE message SET chosen = ? WHERE id = ?", (index, message_id)
            )
            if not found.rowcount:
                raise problems.gone()

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
            writing.forget(connection, _all_in(connection, conversation_id))
            connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))
        self._clean_up()

    def delete_message(self, message_id: int) -> None:
        with self._database.transaction() as connection:
            conversation_id = branches.take_out(connection, message_id)
            writing.forget(connection, [message_id])
            if conversation_id is not None:
                branches.mend(connection, conversation_id)
        self._clean_up()

    def mark_interrupted(self) -> int:
        """Messages whose writer lives, in this process or another, are left alone."""
        with self._database.transaction() as connection:
            writers = connection.execute(
                "SELECT DISTINCT writer FROM message WHERE writer IS NOT NULL"
            ).fetchall()
            dead = [writer for (writer,) in writers if not self._lives(writer)]
            count = sum(writing.interrupt(connection, writer) for writer in dead)
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
        size = (part.width, part.height, len(part.data))
        return Attachment(sha256, part.media_type, *size, part.name, part.origin)

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


def _all_in(connection: sqlite3.Connection, conversation_id: int) -> list[int]:
    """The messages of all its branches."""
    found = connection.execute(
        "SELECT id FROM message WHERE conversation_id = ?", (conversation_id,)
    )
    return [row[0] for row in found]
