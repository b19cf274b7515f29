"""Format 2: how the server names a reply (`core.conversation.ReplyRecord`), as JSON.

NULL for questions, for replies that came without a name, and for everything kept by format 1.
"""

from __future__ import annotations

STATEMENTS = ("ALTER TABLE message ADD COLUMN record TEXT",)
