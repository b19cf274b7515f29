"""Reading and tidying the history. Worker's loop; SQLite on its own thread."""

from __future__ import annotations

from askance.core.conversation import ConversationSummary, Message, SearchHit
from askance.core.ports import HistoryStore
from askance.services.one_thread import OneThread


class HistoryService:
    """The history, awaitable. Every method raises `AskanceError` (storage)."""

    def __init__(self, *, store: HistoryStore, thread: OneThread) -> None:
        self._store, self._db = store, thread

    async def recent(self, limit: int = 200, offset: int = 0) -> tuple[ConversationSummary, ...]:
        """Conversations, newest first."""
        return await self._db.run(self._store.conversations, limit, offset)

    async def messages(self, conversation_id: int) -> tuple[Message, ...]:
        """The messages of a conversation's shown branch, in order."""
        return await self._db.run(self._store.messages, conversation_id)

    async def branch(self, message_id: int) -> tuple[Message, ...]:
        """The messages of the branch through a message, which is shown from now on. One that was
        shown already stays as it is.
        """
        await self._db.run(self._store.select_branch, message_id)
        path = await self._db.run(self._store.branch, message_id)
        return await self.messages(path[-1].conversation_id)

    async def choose(self, message_id: int, index: int) -> None:
        """Which choice of an answer is shown and goes on with the conversation."""
        await self._db.run(self._store.choose, message_id, index)

    async def picture(self, sha256: str) -> bytes:
        """An attachment's encoded bytes."""
        return await self._db.run(self._store.attachment, sha256)

    async def search(self, text: str) -> tuple[SearchHit, ...]:
        """Messages with all the words."""
        return await self._db.run(self._store.search, text)

    async def rename(self, conversation_id: int, title: str) -> None:
        """Gives a conversation another title."""
        await self._db.run(self._store.rename, conversation_id, title)

    async def delete(self, conversation_id: int) -> None:
        """Deletes a conversation and the pictures only it used."""
        await self._db.run(self._store.delete_conversation, conversation_id)

    async def delete_message(self, message_id: int) -> None:
        """Deletes one message and the pictures only it used."""
        await self._db.run(self._store.delete_message, message_id)

    async def mark_interrupted(self) -> int:
        """At start-up: answers that a dead process left streaming become interrupted."""
        return await self._db.run(self._store.mark_interrupted)
