"""What the history writes: messages' ends, the words in the search index, and what a deletion takes
along. Functions over an open connection, called inside a transaction of `storage.database`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from askance.core.conversation import Choice, Message, MessageStatus, TextPart
from askance.storage import problems, rows
from askance.storage.search import indexed


def new_id(cursor: sqlite3.Cursor) -> int:
    """The id of the row just inserted."""
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def touch(connection: sqlite3.Connection, conversation_id: int, now: float) -> None:
    """A conversation changed. Raises `AskanceError` (storage) when it is gone."""
    found = connection.execute(
        "UPDATE conversation SET updated_at = max(updated_at, ?) WHERE id = ?",
        (now, conversation_id),
    )
    if not found.rowcount:
        raise problems.gone()


def indexed_message(connection: sqlite3.Connection, message_id: int) -> Message:
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


def close_reply(connection: sqlite3.Connection, message_id: int, choices: Iterable[Choice]) -> None:
    """Writes the answers as they ended, and drops what was journalled."""
    rows.write_choices(connection, message_id, choices)
    connection.execute("DELETE FROM journal WHERE message_id = ?", (message_id,))


def interrupt(connection: sqlite3.Connection, writer: str) -> int:
    """Turns the writer's streaming messages into interrupted ones; the number of them."""
    ids = [
        row[0] for row in connection.execute("SELECT id FROM message WHERE writer = ?", (writer,))
    ]
    for message in rows.messages(connection, ids):
        connection.execute(
            "UPDATE message SET status = ?, writer = NULL WHERE id = ?",
            (MessageStatus.INTERRUPTED, message.id),
        )
        close_reply(connection, message.id, message.choices)
        indexed_message(connection, message.id)
    return len(ids)


def forget(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
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
