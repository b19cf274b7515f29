"""A conversation and its messages, as they are kept and shown.

Pictures are kept beside the messages and named by the SHA-256 of their bytes; a message holds
`Attachment` records, never bytes. What travels to a server is in `core.chat`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from askance.core.errors import Problem


class Role(StrEnum):
    """Who speaks, in the wire's words."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class MessageStatus(StrEnum):
    """Where a message stands. Only `STREAMING` is not final; found at start-up it was cut off."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TextPart:
    """Words in a message."""

    text: str


@dataclass(frozen=True, slots=True)
class PictureOrigin:
    """The picture a part was cut from, and where in it, in that picture's pixels."""

    sha256: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture kept on this computer: exactly the bytes that left. Pixels and bytes. `origin` is
    known when it was cut from another picture of a conversation.
    """

    sha256: str
    media_type: str
    width: int
    height: int
    size: int
    name: str = ""
    origin: PictureOrigin | None = None


@dataclass(frozen=True, slots=True)
class PictureLink:
    """A picture on the web, sent as its address: the server fetches it, not Askance."""

    url: str


Part = TextPart | Attachment | PictureLink


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """One token as the model wrote it, its log probability (None when the server gave none, e.g.
    for the first token), the alternatives it weighed, and its bytes where the server sent them
    (an emoji can span several tokens).
    """

    token: str
    logprob: float | None
    top: tuple[tuple[str, float | None], ...] = ()
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. `finish_reason` is normalised (stop, length, content_filter, tool_calls, error or
    the raw word), `finish_reason_raw` is what the wire said; both None when it never said. `model`
    and `endpoint` name who gave it where that is not who the message says: another model was asked
    too. `problem` is why an answer that was added to others came to nothing or broke off; the
    message's own problem is the first asking's.
    """

    index: int
    text: str = ""
    reasoning: str = ""
    refusal: str = ""
    finish_reason: str | None = None
    finish_reason_raw: str | None = None
    logprobs: tuple[TokenLogprob, ...] = ()
    model: str = ""
    endpoint: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counted them; what it left out is None."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """How the server names a reply, to find it in the server's own records: its `id`, `created` in
    seconds since the epoch, its `system_fingerprint`. Empty or None is what it left out.
    """

    id: str = ""
    created: int | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long an answer took, in seconds since the request was sent: until its first token, until
    its first token that was not a thought (None: it gave none, or thought about nothing), until its
    end.
    """

    first_token: float | None = None
    thought: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation. `created_at` is seconds since the epoch, UTC.

    A user's message has `parts`; an assistant's has `choices`, of which the one with index `chosen`
    is shown and goes on with the conversation. `model` and `endpoint` name who was asked; `record`
    is None when the server gave no name. `siblings` are the ids of this message and of those that
    stand in its place on other branches, oldest first; empty when there is none.
    """

    id: int
    conversation_id: int
    role: Role
    created_at: float
    status: MessageStatus = MessageStatus.COMPLETE
    parts: tuple[Part, ...] = ()
    choices: tuple[Choice, ...] = ()
    model: str = ""
    endpoint: str = ""
    usage: Usage | None = None
    problem: Problem | None = None
    record: ReplyRecord | None = None
    chosen: int = 0
    siblings: tuple[int, ...] = ()
    timing: Timing | None = None

    @property
    def choice(self) -> Choice | None:
        """An answer's chosen choice; the first one where the chosen never came."""
        found = (choice for choice in self.choices if choice.index == self.chosen)
        return next(found, self.choices[0] if self.choices else None)

    @property
    def text(self) -> str:
        """The words: an answer's chosen choice, or the text parts of a question."""
        if self.role is Role.ASSISTANT:
            choice = self.choice
            return choice.text if choice else ""
        return "\n\n".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The pictures kept with the message."""
        return tuple(part for part in self.parts if isinstance(part, Attachment))


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """One row of the history. `thumbnail` is the SHA-256 of the first picture, or None."""

    id: int
    title: str
    created_at: float
    updated_at: float
    thumbnail: str | None = None
    message_count: int = 0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A message that holds the searched words; `snippet` has them between U+0002 and U+0003."""

    conversation: ConversationSummary
    message_id: int
    role: Role
    snippet: str


def title_from(question: str, limit: int = 60) -> str:
    """A conversation's title: the question's first line, cut at a word near `limit` characters."""
    line = next((row.strip() for row in question.splitlines() if row.strip()), "")
    if len(line) <= limit:
        return line
    head = line[:limit].rsplit(" ", 1)[0].rstrip(" ,.;:")
    return f"{head or line[:limit]}…"
