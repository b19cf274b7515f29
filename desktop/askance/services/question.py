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
    Without `options` it is asked as the endpoint says.
    """

    text: str
    pictures: tuple[EncodedPicture | PictureLink, ...]
    endpoint: Endpoint
    conversation_id: int | None = None
    options: ChatOptions | None = None


@dataclass(frozen=True, slots=True)
class AskStarted:
    """Both messages are kept; nothing has left yet. `question` is None when it is asked again, and
    when an answer goes on: then `answer` has its words so far.
    """

    conversation_id: int
    title: str
    question: Message | None
    answer: Message


@dataclass(frozen=True, slots=True)
class AskEnded:
    """The answer in its final state: complete, cancelled or failed. `replaced` is the answer that
    it took the place of; one that has words stays until the new one has some too.
    """

    answer: Message
    replaced: int | None = None


AskEvent = AskStarted | ChatEvent | AskEnded
Report = Callable[[AskEvent], None]
