"""Rows of the database as values of `core.conversation`, and back.

Functions over an open connection, called inside a transaction of `askance.storage.database`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import TypeVar

from askance.core.conversation import (
    Attachment,
    Choice,
    ConversationSummary,
    Message,
    MessageStatus,
    Part,
    PictureLink,
    ReplyRecord,
    Role,
    TextPart,
    TokenLogprob,
    Usage,
)
from askance.core.errors import ErrorKind, Problem
from askance.storage.search import storable

_T = TypeVar("_T")

_MESSAGES = """
SELECT id, conversation_id, role, created_at, status, model, endpoint, problem,
    record, usage_known, prompt_tokens, completion_tokens, total_tokens
FROM message WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id
"""

_PARTS = """
SELECT p.message_id, p.text, p.sha256, p.name, p.url, a.media_type, a.width, a.height, a.size
FROM part p LEFT JOIN attachment a USING (sha256)
WHERE p.message_id IN (SELECT value FROM json_each(?)) ORDER BY p.message_id, p.position
"""

_CHOICES = """
SELECT message_id, number, text, reasoning, refusal, finish_reason, finish_reason_raw, logprobs
FROM choice WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, position
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
    return tuple(
        _message(tuple(parts.get(row[0], ())), tuple(choices.get(row[0], ())), *row)
        for row in connection.execute(_MESSAGES, wanted)
    )


def write_parts(connection: sqlite3.Connection, message_id: int, parts: Iterable[Part]) -> None:
    """Adds the parts of a new message, and the records of its pictures."""
    for position, part in enumerate(parts):
        text = sha256 = name = url = None
        match part:
            case TextPart(words):
                text = storable(words)
            case Attachment():
                sha256, name = part.sha256, storable(part.name)
                connection.execute(
                    "INSERT OR IGNORE INTO attachment VALUES (?, ?, ?, ?, ?)",
                    (sha256, part.media_type, part.width, part.height, part.size),
                )
            case PictureLink(address):
                url = storable(address)
        connection.execute(
            "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)",
            (message_id, position, text, sha256, name, url),
        )


def write_choices(
    connection: sqlite3.Connection, message_id: int, choices: Iterable[Choice]
) -> None:
    """Replaces the answers of a message."""
    connection.execute("DELETE FROM choice WHERE message_id = ?", (message_id,))
    connection.executemany(
        "INSERT INTO choice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                message_id,
                position,
                choice.index,
                storable(choice.text),
                storable(choice.reasoning),
                storable(choice.refusal),
                _stored(choice.finish_reason),
                _stored(choice.finish_reason_raw),
                _logprobs_json(choice.logprobs),
            )
            for position, choice in enumerate(choices)
        ),
    )


def problem_json(problem: Problem | None) -> str | None:
    """A problem as it is stored."""
    return None if problem is None else json.dumps(asdict(problem))


def record_json(record: ReplyRecord | None) -> str | None:
    """A reply's record as it is stored."""
    return None if record is None else json.dumps(asdict(record))


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


def _grouped(
    rows: Iterable[tuple[int, *tuple[object, ...]]], make: Callable[..., _T]
) -> dict[int, list[_T]]:
    groups: dict[int, list[_T]] = {}
    for message_id, *columns in rows:
        groups.setdefault(message_id, []).append(make(*columns))
    return groups


def _part(
    text: str | None,
    sha256: str | None,
    name: str,
    url: str | None,
    media_type: str,
    width: int,
    height: int,
    size: int,
) -> Part:
    if sha256 is not None:
        return Attachment(sha256, media_type, width, height, size, name)
    return PictureLink(url) if url is not None else TextPart(text or "")


def _choice(
    number: int,
    text: str,
    reasoning: str,
    refusal: str,
    finish_reason: str | None,
    raw: str | None,
    logprobs: str | None,
) -> Choice:
    return Choice(
        number,
        text,
        reasoning,
        refusal,
        finish_reason,
        raw,
        _logprobs(logprobs) if logprobs else (),
    )


def _message(
    parts: tuple[Part, ...],
    choices: tuple[Choice, ...],
    id_: int,
    conversation_id: int,
    role: str,
    created_at: float,
    status: str,
    model: str,
    endpoint: str,
    problem: str | None,
    record: str | None,
    usage_known: int,
    *tokens: int | None,
) -> Message:
    return Message(
        id=id_,
        conversation_id=conversation_id,
        role=Role(role),
        created_at=created_at,
        status=MessageStatus(status),
        parts=parts,
        choices=choices,
        model=model,
        endpoint=endpoint,
        usage=Usage(*tokens) if usage_known else None,
        problem=_problem(problem) if problem else None,
        record=ReplyRecord(**json.loads(record)) if record else None,
    )


def _problem(text: str) -> Problem:
    known = {field.name for field in fields(Problem)}
    values = {name: value for name, value in json.loads(text).items() if name in known}
    return Problem(**{**values, "kind": ErrorKind(values["kind"])})


def _logprobs_json(tokens: Sequence[TokenLogprob]) -> str | None:
    if not tokens:
        return None
    return json.dumps(
        [
            [token.token, token.logprob, token.top, None if token.raw is None else token.raw.hex()]
            for token in tokens
        ],
        separators=(",", ":"),
    )


def _logprobs(text: str) -> tuple[TokenLogprob, ...]:
    return tuple(
        TokenLogprob(
            token,
            logprob,
            tuple((word, weight) for word, weight in top),
            None if raw is None else bytes.fromhex(raw),
        )
        for token, logprob, top, raw in json.loads(text)
    )
