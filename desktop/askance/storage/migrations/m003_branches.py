"""Format 3: branches, the chosen answer, who gave an added one, timings, and where a picture's part
was cut out.

- A conversation is a tree. `message.parent` is the message it follows, NULL for one that begins the
  conversation; several with the same parent stand in one place. What was kept by earlier formats is
  one line, in the order of the ids. A parent's id is always below its child's.
- `message.active` marks the shown branch: at most one message in each place, and no gap on the way
  from a beginning to the branch's end. A flag rather than a pointer to that end, so that reading
  what is shown is one walk along an index, however long the conversation is.
- There is no foreign key on `parent`: a message is deleted alone and its followers are handed to
  its parent in the same transaction; deleting a whole conversation need not look for them.
- `message.chosen` is the number of the choice that is shown and goes on.
- `message.timing`, `choice.problem` and `part.origin` are JSON of `core.conversation.Timing`,
  `core.errors.Problem` and `core.conversation.PictureOrigin`, NULL where there is none.
- A conversation's summary is that of its shown branch.
"""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE message ADD COLUMN parent INTEGER",
    "ALTER TABLE message ADD COLUMN active INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE message ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE message ADD COLUMN timing TEXT",
    "ALTER TABLE choice ADD COLUMN model TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE choice ADD COLUMN endpoint TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE choice ADD COLUMN problem TEXT",
    "ALTER TABLE part ADD COLUMN origin TEXT",
    """UPDATE message SET parent = (
        SELECT max(earlier.id) FROM message earlier
        WHERE earlier.conversation_id = message.conversation_id AND earlier.id < message.id
    )""",
    # The first answer an earlier format kept is the one it showed, whatever its number.
    """UPDATE message SET chosen = ifnull(
        (SELECT number FROM choice WHERE message_id = message.id ORDER BY position LIMIT 1), 0
    )""",
    "CREATE INDEX message_by_place ON message (conversation_id, parent, id)",
    "CREATE INDEX message_shown ON message (conversation_id, id) WHERE active",
    "DROP VIEW summary",
    """CREATE VIEW summary AS
        SELECT c.id, c.title, c.created_at, c.updated_at,
            (SELECT p.sha256 FROM message m JOIN part p ON p.message_id = m.id
             WHERE m.conversation_id = c.id AND m.active AND p.sha256 IS NOT NULL
             ORDER BY m.id, p.position LIMIT 1) AS thumbnail,
            (SELECT count(*) FROM message m
             WHERE m.conversation_id = c.id AND m.active) AS message_count
        FROM conversation c""",
)
