"""The database's formats, oldest first. Append-only: a published migration is never edited.

The position in `MIGRATIONS`, from 1, is the `user_version` after it ran. Each runs in a transaction
of its own together with the new version number.
"""

from __future__ import annotations

from askance.storage.migrations import m001_conversations, m002_reply_record, m003_branches

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    m001_conversations.STATEMENTS,
    m002_reply_record.STATEMENTS,
    m003_branches.STATEMENTS,
)
"""For each format the statements that lead to it."""
