"""Format 1: conversations, messages, attachments, the journal, and the search index.

- Ids are never reused (AUTOINCREMENT): a window may still hold a deleted conversation's id.
- `message.writer` names the sign of life (see `askance.storage.locks`) of the process that streams
  into it, NULL once the message is final.
- `journal` takes the pieces of a reply as they come: one small row a piece, so a long reply costs
  linear time.
- `discarded` lists pictures whose last use was deleted, until their file is gone too.
- `search` keeps the words as `askance.storage.search.indexed` writes them; its rowid is the
  message's id. Reasoning is not searched.
"""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE conversation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL
    )""",
    "CREATE INDEX conversation_by_time ON conversation (updated_at, id)",
    """CREATE TABLE message (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
        role TEXT NOT NULL,
        status TEXT NOT NULL,
        created_at REAL NOT NULL,
        model TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        prompt_tokens INTEGER,
        completion_tokens INTEGER,
        total_tokens INTEGER,
        usage_known INTEGER NOT NULL DEFAULT 0,
        problem TEXT,
        writer TEXT
    )""",
    "CREATE INDEX message_by_conversation ON message (conversation_id, id)",
    "CREATE INDEX message_by_writer ON message (writer) WHERE writer IS NOT NULL",
    """CREATE TABLE attachment (
        sha256 TEXT PRIMARY KEY,
        media_type TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        size INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE part (
        message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
        position INTEGER NOT NULL,
        text TEXT,
        sha256 TEXT REFERENCES attachment,
        name TEXT,
        url TEXT,
        PRIMARY KEY (message_id, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX part_by_picture ON part (sha256) WHERE sha256 IS NOT NULL",
    """CREATE TABLE choice (
        message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
        position INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text TEXT NOT NULL,
        reasoning TEXT NOT NULL,
        refusal TEXT NOT NULL,
        finish_reason TEXT,
        finish_reason_raw TEXT,
        logprobs TEXT,
        PRIMARY KEY (message_id, position)
    ) WITHOUT ROWID""",
    """CREATE TABLE journal (
        id INTEGER PRIMARY KEY,
        message_id INTEGER NOT NULL REFERENCES message ON DELETE CASCADE,
        number INTEGER NOT NULL,
        text TEXT NOT NULL
    )""",
    "CREATE INDEX journal_by_message ON journal (message_id, id)",
    """CREATE VIEW summary AS
        SELECT c.id, c.title, c.created_at, c.updated_at,
            (SELECT p.sha256 FROM message m JOIN part p ON p.message_id = m.id
             WHERE m.conversation_id = c.id AND p.sha256 IS NOT NULL
             ORDER BY m.id, p.position LIMIT 1) AS thumbnail,
            (SELECT count(*) FROM message m WHERE m.conversation_id = c.id) AS message_count
        FROM conversation c""",
    "CREATE TABLE discarded (sha256 TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE VIRTUAL TABLE search USING fts5 (
        text, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
    )""",
)
