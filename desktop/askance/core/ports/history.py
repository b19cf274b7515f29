"""Where conversations are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from askance.core.chat import EncodedPicture
from askance.core.conversation import (
    Choice,
    ConversationSummary,
    Message,
    MessageStatus,
    PictureLink,
    ReplyRecord,
    Role,
    SearchHit,
    TextPart,
    Timing,
    Usage,
)
from askance.core.errors import Problem

DraftPart = TextPart | EncodedPicture | PictureLink


class HistoryStore(Protocol):
    """Conversations, messages and attachments. Every method is one transaction, durable when it
    returns, and raises `AskanceError` (storage). Times are seconds since the epoch.

    A conversation is a tree: a message follows another one, and several may stand in one place. One
    branch of it, from the beginning to an end, is the shown one.
    """

    def create_conversation(self, title: str, now: float) -> int: ...

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
        """Adds a message at the end of the shown branch, or in the place of the message `beside`:
        then it ends a branch of its own, which is the shown one from now on. Pictures among `parts`
        become attachments in the same transaction.
        """
        ...

    def journal(self, message_id: int, pieces: Sequence[tuple[int, str]]) -> None:
        """Appends (choice index, text) pieces to a streaming message; cost follows the pieces."""
        ...

    def resume(self, message_id: int, *, adding: Choice | None = None) -> Message:
        """Turns a finished answer into a streaming one: what it says stays, journalled pieces come
        after it, and it counts as cut off when this process dies. `adding` is one more choice that
        begins now, with a new index. Fails when the answer is gone or being written.
        """
        ...

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
        """Writes the final state and drops the journal. An empty `model` or `endpoint` keeps the
        one asked.
        """
        ...

    def conversations(self, limit: int = 200, offset: int = 0) -> tuple[ConversationSummary, ...]:
        """Newest first."""
        ...

    def messages(self, conversation_id: int) -> tuple[Message, ...]:
        """The shown branch, in order (ids ascend); streaming ones with what was journalled."""
        ...

    def branch(self, message_id: int) -> tuple[Message, ...]:
        """A message and what leads to it, in order, shown or not. Fails when it is gone."""
        ...

    def select_branch(self, message_id: int) -> None:
        """Shows the branch through a message, as far as it was last carried on. Nothing changes
        when the message is shown already. Fails when it is gone.
        """
        ...

    def choose(self, message_id: int, index: int) -> None:
        """Which choice of an answer is shown and goes on with the conversation."""
        ...

    def attachment(self, sha256: str) -> bytes: ...

    def search(self, text: str, limit: int = 50) -> tuple[SearchHit, ...]:
        """Messages of any branch with all the words (the last may be a beginning), newest first."""
        ...

    def rename(self, conversation_id: int, title: str) -> None: ...

    def delete_conversation(self, conversation_id: int) -> None:
        """Deletes it with its messages, and the attachments that nobody else uses."""
        ...

    def delete_message(self, message_id: int) -> None:
        """Deletes this message alone. What followed it follows what came before it, on every
        branch; when the shown branch would end where another one goes on, that one is shown.
        """
        ...

    def mark_interrupted(self) -> int:
        """Turns messages left streaming by a process that died into interrupted ones with the text
        that was journalled; the number of them.
        """
        ...

    def close(self) -> None: ...
