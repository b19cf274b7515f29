"""The tree that a conversation is: where a message goes in, which branch is shown, what becomes of
both when a message is deleted. The format is told in `migrations.m003_branches`.

Functions over an open connection, called inside a transaction of `askance.storage.database`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from askance.storage import problems

_LEADING_TO = """
WITH RECURSIVE path (id) AS (
    SELECT ?
    UNION ALL
    SELECT m.parent FROM message m JOIN path USING (id) WHERE m.parent IS NOT NULL
)
SELECT m.id FROM path JOIN message m USING (id) ORDER BY m.id
"""

_ACTIVATE = """
WITH RECURSIVE path (id) AS (
    SELECT :end
    UNION ALL
    SELECT m.parent FROM message m JOIN path USING (id) WHERE m.parent IS NOT NULL
)
UPDATE message SET active = NOT active
WHERE conversation_id = :conversation AND active != (id IN (SELECT id FROM path))
"""

_LAST_BELOW = """
WITH RECURSIVE below (id) AS (
    SELECT :message
    UNION ALL
    SELECT m.id FROM message m JOIN below
    ON m.conversation_id = :conversation AND m.parent = below.id
)
SELECT max(id) FROM below
"""

_PLACES = """
SELECT json_group_array(id) FROM message
WHERE conversation_id = ? GROUP BY parent HAVING count(*) > 1
"""


def shown(connection: sqlite3.Connection, conversation_id: int) -> list[int]:
    """The ids of the shown branch, in order."""
    rows = connection.execute(
        "SELECT id FROM message WHERE conversation_id = ? AND active ORDER BY id",
        (conversation_id,),
    )
    return [row[0] for row in rows]


def leading_to(connection: sqlite3.Connection, message_id: int) -> list[int]:
    """The ids from the beginning to a message. Raises `AskanceError` (storage) when it is gone."""
    rows = connection.execute(_LEADING_TO, (message_id,))
    found = [row[0] for row in rows]
    if not found:
        raise problems.gone()
    return found


def end(connection: sqlite3.Connection, conversation_id: int) -> int | None:
    """The last message of the shown branch."""
    (last,) = connection.execute(
        "SELECT max(id) FROM message WHERE conversation_id = ? AND active", (conversation_id,)
    ).fetchone()
    return None if last is None else int(last)


def parent_for(
    connection: sqlite3.Connection, conversation_id: int, beside: int | None
) -> int | None:
    """What a new message follows. Raises `AskanceError` (storage) when `beside` is gone."""
    if beside is None:
        return end(connection, conversation_id)
    row = connection.execute(
        "SELECT parent FROM message WHERE id = ? AND conversation_id = ?", (beside, conversation_id)
    ).fetchone()
    if row is None:
        raise problems.gone()
    return None if row[0] is None else int(row[0])


def activate(connection: sqlite3.Connection, conversation_id: int, last: int) -> None:
    """Shows the branch that ends with the message `last`."""
    connection.execute(_ACTIVATE, {"conversation": conversation_id, "end": last})


def select(connection: sqlite3.Connection, message_id: int) -> None:
    """Shows the branch through a message, down to the newest one below it; one that is shown stays
    as it is. Raises `AskanceError` (storage) when the message is gone.
    """
    row = connection.execute(
        "SELECT conversation_id, active FROM message WHERE id = ?", (message_id,)
    ).fetchone()
    if row is None:
        raise problems.gone()
    conversation_id, active = row
    if not active:
        activate(connection, conversation_id, _last_below(connection, conversation_id, message_id))


def take_out(connection: sqlite3.Connection, message_id: int) -> int | None:
    """Hands what follows a message to what came before it, as it is about to be deleted; its
    conversation when `mend` is due after that.
    """
    row = connection.execute(
        "SELECT conversation_id, parent, active FROM message WHERE id = ?", (message_id,)
    ).fetchone()
    if row is None:
        return None
    conversation_id, parent, active = row
    connection.execute(
        "UPDATE message SET parent = ? WHERE conversation_id = ? AND parent = ?",
        (parent, conversation_id, message_id),
    )
    return int(conversation_id) if active else None


def mend(connection: sqlite3.Connection, conversation_id: int) -> None:
    """After a deletion: a shown branch that ends where another one goes on, goes on with that."""
    last = end(connection, conversation_id)
    (following,) = connection.execute(
        "SELECT max(id) FROM message WHERE conversation_id = ? AND parent IS ?",
        (conversation_id, last),
    ).fetchone()
    if following is not None:
        activate(connection, conversation_id, _last_below(connection, conversation_id, following))


def siblings(
    connection: sqlite3.Connection, conversation_ids: Iterable[int]
) -> dict[int, tuple[int, ...]]:
    """Message id → the ids of all messages in its place, oldest first, where there are several."""
    places: dict[int, tuple[int, ...]] = {}
    for conversation_id in conversation_ids:
        for (ids,) in connection.execute(_PLACES, (conversation_id,)):
            place = tuple(sorted(json.loads(ids)))
            places.update(dict.fromkeys(place, place))
    return places


def _last_below(connection: sqlite3.Connection, conversation_id: int, message_id: int) -> int:
    """The newest message of those that follow a message, or itself."""
    (last,) = connection.execute(
        _LAST_BELOW, {"conversation": conversation_id, "message": message_id}
    ).fetchone()
    return int(last)
