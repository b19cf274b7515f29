"""A history in memory, kept to its port by the same contract tests as the real one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from askance.core.chat import EncodedPicture
from askance.core.conversation import (
    Attachment,
    Choice,
    ConversationSummary,
    Message,
    MessageStatus,
    Part,
    ReplyRecord,
    Role,
    SearchHit,
    Timing,
    Usage,
)
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.ports import DraftPart


@dataclass
class Shelf:
    """What outlives the process that wrote it."""

    conversations: dict[int, ConversationSummary] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    parents: dict[int, int | None] = field(default_factory=dict)
    shown: dict[int, int | None] = field(default_factory=dict)
    """Conversation → the last message of its shown branch."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    journals: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    writers: dict[int, object] = field(default_factory=dict)
    alive: set[object] = field(default_factory=set)
    last_id: int = 0

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id


class InMemoryHistory:
    """`shelf` is shared by histories that stand for processes with the same file. `on_call` is told
    every method's name as it is entered, so that a test can see what came before what, or raise.
    """

    def __init__(
        self, shelf: Shelf | None = None, *, on_call: Callable[[str], None] = lambda name: None
    ) -> None:
        self.shelf = shelf if shelf is not None else Shelf()
        self._me = object()
        self._on_call = on_call

    def create_conversation(self, title: str, now: float) -> int:
        self._on_call("create_conversation")
        conversation_id = self.shelf.next_id()
        self.shelf.conversations[conversation_id] = ConversationSummary(
            conversation_id, title, now, now
        )
        return conversation_id

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
        self._on_call("add_message")
        self._touch(conversation_id, now)
        parent = self.shelf.shown.get(conversation_id)
        if beside is not None:
            if self._existing(beside).conversation_id != conversation_id:
                raise _problem("That is no longer in the history")
            parent = self.shelf.parents[beside]
        message = Message(
            id=self.shelf.next_id(),
            conversation_id=conversation_id,
            role=role,
            created_at=now,
            status=status,
            parts=tuple(self._kept(part) for part in parts),
            model=model,
            endpoint=endpoint,
        )
        self.shelf.messages[message.id] = message
        self.shelf.parents[message.id] = parent
        self.shelf.shown[conversation_id] = message.id
        if status is MessageStatus.STREAMING:
            self.shelf.writers[message.id] = self._me
            self.shelf.alive.add(self._me)
        return self._placed(message)

    def journal(self, message_id: int, pieces: Sequence[tuple[int, str]]) -> None:
        self._on_call("journal")
        self._existing(message_id)
        self.shelf.journals.setdefault(message_id, []).extend(pieces)

    def resume(self, message_id: int, *, adding: Choice | None = None) -> Message:
        self._on_call("resume")
        old = self.shelf.messages.get(message_id)
        if old is None or old.role is not Role.ASSISTANT or message_id in self.shelf.writers:
            raise _problem("That answer cannot go on")
        message = replace(old, status=MessageStatus.STREAMING, problem=None)
        if adding is not None:
            message = replace(message, choices=(*message.choices, adding))
        self.shelf.messages[message_id] = message
        self.shelf.writers[message_id] = self._me
        self.shelf.alive.add(self._me)
        return self._placed(message)

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
        self._on_call("finish")
        old = self._existing(message_id)
        self._touch(old.conversation_id, now)
        self._drop_stream(message_id)
        message = replace(
            old,
            status=status,
            choices=tuple(choices),
            usage=usage,
            problem=problem,
            record=record,
            timing=timing,
            model=model or old.model,
            endpoint=endpoint or old.endpoint,
        )
        self.shelf.messages[message_id] = message
        return self._placed(message)

    def conversations(self, limit: int = 200, offset: int = 0) -> tuple[ConversationSummary, ...]:
        self._on_call("conversations")
        rows = sorted(
            self.shelf.conversations, key=lambda id_: (self._summary(id_).updated_at, id_)
        )
        return tuple(self._summary(id_) for id_ in rows[::-1][offset : offset + limit])

    def messages(self, conversation_id: int) -> tuple[Message, ...]:
        self._on_call("messages")
        shown = self._shown(conversation_id)
        return tuple(self._placed(self._with_journal(message)) for message in shown)

    def branch(self, message_id: int) -> tuple[Message, ...]:
        self._on_call("branch")
        self._existing(message_id)
        return tuple(self._placed(self._with_journal(each)) for each in self._up_to(message_id))

    def select_branch(self, message_id: int) -> None:
        self._on_call("select_branch")
        conversation_id = self._existing(message_id).conversation_id
        if message_id not in {each.id for each in self._shown(conversation_id)}:
            self.shelf.shown[conversation_id] = self._last_below(message_id)

    def choose(self, message_id: int, index: int) -> None:
        self._on_call("choose")
        self.shelf.messages[message_id] = replace(self._existing(message_id), chosen=index)

    def attachment(self, sha256: str) -> bytes:
        self._on_call("attachment")
        if sha256 not in self.shelf.pictures:
            raise _problem("A picture is missing")
        return self.shelf.pictures[sha256]

    def search(self, text: str, limit: int = 50) -> tuple[SearchHit, ...]:
        self._on_call("search")
        pattern = _pattern(text)
        hits = []
        for message in sorted(self.shelf.messages.values(), key=lambda row: -row.id):
            words = _words(message) if message.status is not MessageStatus.STREAMING else ""
            snippet = _marked(words, pattern)
            if snippet is not None:
                summary = self._summary(message.conversation_id)
                hits.append(SearchHit(summary, message.id, message.role, snippet))
        return tuple(hits[:limit])

    def rename(self, conversation_id: int, title: str) -> None:
        self._on_call("rename")
        if conversation_id in self.shelf.conversations:
            old = self.shelf.conversations[conversation_id]
            self.shelf.conversations[conversation_id] = replace(old, title=title)

    def delete_conversation(self, conversation_id: int) -> None:
        self._on_call("delete_conversation")
        self.shelf.shown.pop(conversation_id, None)
        for message in self._of(conversation_id):
            self._forget(message.id)
        self.shelf.conversations.pop(conversation_id, None)

    def delete_message(self, message_id: int) -> None:
        self._on_call("delete_message")
        message = self.shelf.messages.get(message_id)
        if message is None:
            return
        number, parent = message.conversation_id, self.shelf.parents[message_id]
        was_shown = message in self._shown(number)
        for child in self._following(number, message_id):
            self.shelf.parents[child] = parent
        if self.shelf.shown[number] == message_id:
            self.shelf.shown[number] = parent
        self._forget(message_id)
        others = self._following(number, self.shelf.shown[number])
        if was_shown and others:
            self.shelf.shown[number] = self._last_below(max(others))

    def mark_interrupted(self) -> int:
        self._on_call("mark_interrupted")
        dead = [id_ for id_, writer in self.shelf.writers.items() if writer not in self.shelf.alive]
        for message_id in dead:
            message = self._with_journal(self.shelf.messages[message_id])
            self.shelf.messages[message_id] = replace(message, status=MessageStatus.INTERRUPTED)
            self._drop_stream(message_id)
        return len(dead)

    def close(self) -> None:
        self._on_call("close")
        self.shelf.alive.discard(self._me)

    def _shown(self, conversation_id: int) -> list[Message]:
        return self._up_to(self.shelf.shown.get(conversation_id))

    def _up_to(self, last: int | None) -> list[Message]:
        branch: list[Message] = []
        while last is not None:
            branch.append(self.shelf.messages[last])
            last = self.shelf.parents[last]
        return branch[::-1]

    def _following(self, conversation_id: int, parent: int | None) -> list[int]:
        messages = self._of(conversation_id)
        return [each.id for each in messages if self.shelf.parents[each.id] == parent]

    def _last_below(self, message_id: int) -> int:
        following = self._following(self.shelf.messages[message_id].conversation_id, message_id)
        return max([message_id, *(self._last_below(each) for each in following)])

    def _placed(self, message: Message) -> Message:
        place = self._following(message.conversation_id, self.shelf.parents[message.id])
        return replace(message, siblings=tuple(sorted(place)) if len(place) > 1 else ())

    def _of(self, conversation_id: int) -> list[Message]:
        rows = self.shelf.messages.values()
        return [message for message in rows if message.conversation_id == conversation_id]

    def _summary(self, conversation_id: int) -> ConversationSummary:
        messages = self._shown(conversation_id)
        pictures = [picture.sha256 for message in messages for picture in message.attachments]
        return replace(
            self.shelf.conversations[conversation_id],
            thumbnail=next(iter(pictures), None),
            message_count=len(messages),
        )

    def _existing(self, message_id: int) -> Message:
        if message_id not in self.shelf.messages:
            raise _problem("That is no longer in the history")
        return self.shelf.messages[message_id]

    def _touch(self, conversation_id: int, now: float) -> None:
        if conversation_id not in self.shelf.conversations:
            raise _problem("That is no longer in the history")
        old = self.shelf.conversations[conversation_id]
        self.shelf.conversations[conversation_id] = replace(
            old, updated_at=max(old.updated_at, now)
        )

    def _kept(self, part: DraftPart) -> Part:
        if not isinstance(part, EncodedPicture):
            return part
        sha256 = hashlib.sha256(part.data).hexdigest()
        self.shelf.pictures[sha256] = part.data
        size = (part.width, part.height, len(part.data))
        return Attachment(sha256, part.media_type, *size, part.name, part.origin)

    def _with_journal(self, message: Message) -> Message:
        choices = {choice.index: choice for choice in message.choices}
        for index, text in self.shelf.journals.get(message.id, ()):
            old = choices.get(index, Choice(index))
            choices[index] = replace(
                old, text=old.text + text, finish_reason=None, finish_reason_raw=None
            )
        return replace(message, choices=tuple(choices[index] for index in sorted(choices)))

    def _drop_stream(self, message_id: int) -> None:
        self.shelf.journals.pop(message_id, None)
        self.shelf.writers.pop(message_id, None)

    def _forget(self, message_id: int) -> None:
        self._drop_stream(message_id)
        gone = self.shelf.messages.pop(message_id)
        self.shelf.parents.pop(message_id)
        used = {
            picture.sha256
            for message in self.shelf.messages.values()
            for picture in message.attachments
        }
        for picture in gone.attachments:
            if picture.sha256 not in used:
                self.shelf.pictures.pop(picture.sha256, None)


_LETTER = r"[^\W_\u3400-\u9fff]"


def _problem(title: str) -> AskanceError:
    return AskanceError(Problem(ErrorKind.STORAGE, title, "", "Ask again."))


def _words(message: Message) -> str:
    """What is searched: every answer, not the chosen one alone."""
    if message.role is not Role.ASSISTANT:
        return message.text
    texts = (text for choice in message.choices for text in (choice.text, choice.refusal))
    return "\n".join(filter(None, texts))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _pattern(text: str) -> list[re.Pattern[str]]:
    words = re.findall(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff_]+", _folded(text))
    return [
        re.compile(
            re.escape(word)
            if "\u3400" <= word[0] <= "\u9fff"
            else rf"(?<!{_LETTER}){re.escape(word)}"
            + (rf"{_LETTER}*" if last else rf"(?!{_LETTER})")
        )
        for word, last in zip(words, [False] * (len(words) - 1) + [True], strict=False)
    ]


def _marked(text: str, patterns: list[re.Pattern[str]]) -> str | None:
    found = [pattern.search(_folded(text)) for pattern in patterns]
    spans = [match.span() for match in found if match]
    if not spans or len(spans) < len(patterns):
        return None
    start, end = spans[0]
    return f"{text[:start]}\u0002{text[start:end]}\u0003{text[end:]}"
