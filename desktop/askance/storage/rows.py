"""Rows of the database as values of `core.conversation`, and back.

Functions over an open connection, called inside a transaction of `askance.storage.database`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from askance.core.conversation import (
    Attachment,
    Choice,
    ConversationSummary,
    Message,
    MessageStatus,
    Part,
    PictureLink,
    Role,
    TextPart,
    Usage,
)
from askance.storage import as_json, branches
from askance.storage.search import storable

_T = TypeVar("_T")

# Looking a member up costs a third of making it from its value; a conversation has thousands.
_ROLES = {role.value: role for role in Role}
_STATUSES = {status.value: status for status in MessageStatus}

_MESSAGES = """
SELECT id, conversation_id, role, created_at, status, model, endpoint, problem,
    record, chosen, timing, usage_known, prompt_tokens, completion_tokens, total_tokens
FROM message WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
"""

_PARTS = """
SELECT p.message_id, p.text, p.sha256, p.name, p.url, p.origin,
    a.media_type, a.width, a.height, a.size
FROM part p LEFT JOIN attachment a USING (sha256)
WHERE p.message_id IN (SELECT value FROM json_each(?)) ORDER BY p.message_id, p.position
"""

_CHOICES = """
SELECT message_id, number, text, reasoning, refusal, finish_reason, finish_reason_raw, logprobs,
    model, endpoint, problem
FROM choice WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, position
"""

_ADD_CHOICE = """
INSERT INTO choice (message_id, position, number, text, reasoning, refusal, finish_reason,
    finish_reason_raw, logprobs, model, endpoint, problem)
VALUES (?1, (SELECT ifnull(max(position), -1) + 1 FROM choice WHERE message_id = ?1),
    ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
"""

_JOURNAL = """
SELECT message_id, number, text
FROM journal WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""


def newest_summaries(
    connection: sqlite3.Connection, limit: int, offset: int
) -> tuple[ConversationSummary, ...]:
    """A page of conversations, the most recently changed first."""
    rows = connection.execute(
        "SELECT * FROM summary ORDER BY updated_at DESC, id DESC LIMIT ? OFFSET ?", (limit, offset)
    )
    return tuple(ConversationSummary(*row) for row in rows)


def summaries(
    connection: sqlite3.Connection, conversation_ids: Iterable[int]
) -> dict[int, ConversationSummary]:
    """Id → conversation."""
    rows = connection.execute(
        "SELECT * FROM summary WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(conversation_ids)),),
    )
    return {row[0]: ConversationSummary(*row) for row in rows}


def messages(connection: sqlite3.Connection, ids: Iterable[int]) -> tuple[Message, ...]:
    """The messages with their parts and answers, in order; to those of a streaming one belongs what
    was journalled.
    """
    wanted = (json.dumps(list(ids)),)
    parts = _grouped(connection.execute(_PARTS, wanted), _part)
    choices = _grouped(connection.execute(_CHOICES, wanted), _choice)
    for message_id, pieces in _journalled(connection.execute(_JOURNAL, wanted)).items():
        choices[message_id] = _longer(choices.get(message_id, []), pieces)
    rows = connection.execute(_MESSAGES, wanted).fetchall()
    beside = branches.siblings(connection, {row[1] for row in rows})
    return tuple(
        _message(
            tuple(parts.get(row[0], ())),
            tuple(choices.get(row[0], ())),
            beside.get(row[0], ()),
            *row,
        )
        for row in rows
    )


def write_parts(connection: sqlite3.Connection, message_id: int, parts: Iterable[Part]) -> None:
    """Adds the parts of a new message, and the records of its pictures."""
    for position, part in enumerate(parts):
        text = sha256 = name = url = origin = None
        match part:
            case TextPart(words):
                text = storable(words)
            case Attachment():
                sha256, name = part.sha256, storable(part.name)
                origin = as_json.json_of(part.origin)
                connection.execute(
                    "INSERT OR IGNORE INTO attachment VALUES (?, ?, ?, ?, ?)",
                    (sha256, part.media_type, part.width, part.height, part.size),
                )
            case PictureLink(address):
                url = storable(address)
        connection.execute(
            "INSERT INTO part (message_id, position, text, sha256, name, url, origin)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (message_id, position, text, sha256, name, url, origin),
        )


def write_choices(
    connection: sqlite3.Connection, message_id: int, choices: Iterable[Choice]
) -> None:
    """Replaces the answers of a message."""
    connection.execute("DELETE FROM choice WHERE message_id = ?", (message_id,))
    for choice in choices:
        add_choice(connection, message_id, choice)


def add_choice(connection: sqlite3.Connection, message_id: int, choice: Choice) -> None:
    """Adds an answer after those that a message has."""
    connection.execute(_ADD_CHOICE, (message_id, *_choice_columns(choice)))


def _choice_columns(choice: Choice) -> tuple[int | str | None, ...]:
    return (
        choice.index,
        storable(choice.text),
        storable(choice.reasoning),
        storable(choice.refusal),
        _stored(choice.finish_reason),
        _stored(choice.finish_reason_raw),
        as_json.logprobs_json(choice.logprobs),
        storable(choice.model),
        storable(choice.endpoint),
        as_json.json_of(choice.problem),
    )


def _journalled(rows: Iterable[tuple[int, int, str]]) -> dict[int, dict[int, str]]:
    """Message id → the number of an answer → what was journalled of it."""
    pieces: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for message_id, number, text in rows:
        pieces[message_id][number].append(text)
    return {
        message_id: {number: "".join(texts) for number, texts in numbers.items()}
        for message_id, numbers in pieces.items()
    }


def _longer(choices: Iterable[Choice], pieces: Mapping[int, str]) -> list[Choice]:
    """The answers with what was journalled after them; one that goes on has not ended."""
    known = {choice.index: choice for choice in choices}
    for number, text in pieces.items():
        choice = known.get(number, Choice(number))
        known[number] = replace(
            choice, text=choice.text + text, finish_reason=None, finish_reason_raw=None
        )
    return [known[number] for number in sorted(known)]


def _stored(text: str | None) -> str | None:
    return None if text is None else storable(text)


def _grouped(rows: Iterable[tuple[object, ...]], make: Callable[..., _T]) -> dict[int, list[_T]]:
    """Message id (the first column) → what was made of the other columns."""
    groups: dict[int, list[_T]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(make(*row[1:]))  # type: ignore[index]  # an id is an int
    return groups


def _part(
    text: str | None,
    sha256: str | None,
    name: str,
    url: str | None,
    origin: str | None,
    media_type: str,
    width: int,
    height: int,
    size: int,
) -> Part:
    if sha256 is not None:
        where = as_json.origin_of(origin)
        return Attachment(sha256, media_type, width, height, size, name, where)
    return PictureLink(url) if url is not None else TextPart(text or "")


def _choice(
    number: int,
    text: str,
    reasoning: str,
    refusal: str,
    finish_reason: str | None,
    raw: str | None,
    logprobs: str | None,
    model: str,
    endpoint: str,
    problem: str | None,
) -> Choice:
    return Choice(
        number,
        text,
        reasoning,
        refusal,
        finish_reason,
        raw,
        as_json.logprobs_of(logprobs),
        model,
        endpoint,
        as_json.problem_of(problem),
    )


def _message(
    parts: tuple[Part, ...],
    choices: tuple[Choice, ...],
    siblings: tuple[int, ...],
    id_: int,
    conversation_id: int,
    role: str,
    created_at: float,
    status: str,
    model: str,
    endpoint: str,
    problem: str | None,
    record: str | None,
    chosen: int,
    timing: str | None,
    usage_known: int,
    *tokens: int | None,
) -> Message:
    return Message(
        id=id_,
        conversation_id=conversation_id,
        role=_ROLES[role],
        created_at=created_at,
        status=_STATUSES[status],
        parts=parts,
        choices=choices,
        model=model,
        endpoint=endpoint,
        usage=Usage(*tokens) if usage_known else None,
        problem=as_json.problem_of(problem),
        record=as_json.record_of(record),
        chosen=chosen,
        siblings=siblings,
        timing=as_json.timing_of(timing),
    )
