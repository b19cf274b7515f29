"""What is asked, and what asking reports. Values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from askance.core.chat import ChatEvent, ChatOptions, EncodedPicture
from askance.core.conversation import Message, PictureLink
from askance.core.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Question:
    """What the person asks: words, pictures, where, and in which conversation (None: a new one).
    Without `options` it is asked as the endpoint says. `beside` is the earlier question it was
    edited from: it stands in that one's place, on a branch of its own. A picture that is a part of
    another one says so itself (`EncodedPicture.origin`).
    """

    text: str
    pictures: tuple[EncodedPicture | PictureLink, ...]
    endpoint: Endpoint
    conversation_id: int | None = None
    options: ChatOptions | None = None
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class AskStarted:
    """Both messages are kept; nothing has left yet. `question` is None when it is asked again, and
    when an answer goes on or gets another choice: then `answer` has its words so far. With `beside`
    they stand in the place of that message: it and what follows it are no longer shown.
    """

    conversation_id: int
    title: str
    question: Message | None
    answer: Message
    beside: int | None = None


@dataclass(frozen=True, slots=True)
class AskEnded:
    """The answer in its final state: complete, cancelled or failed. `replaced` is an earlier answer
    without a word that it took the place of, now deleted. `withdrawn`: stopped before its first
    word, it was deleted itself, and what stood in its place is shown again.
    """

    answer: Message
    replaced: int | None = None
    withdrawn: bool = False


AskEvent = AskStarted | ChatEvent | AskEnded
Report = Callable[[AskEvent], None]
