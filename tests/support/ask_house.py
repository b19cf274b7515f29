"""An ask service with a real database and a scripted server."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from askance.core.chat import (
    ChatEvent,
    ChoiceFinished,
    EncodedPicture,
    ReplyStarted,
    TextDelta,
    UsageReported,
)
from askance.core.conversation import Message, Usage
from askance.core.endpoint import Endpoint
from askance.core.payload import RequestPreview
from askance.pictures.codec import PillowCodec
from askance.services.ask import AskService, Question
from askance.services.keys import KeyService
from askance.services.one_thread import OneThread
from askance.services.pictures import PictureService
from askance.storage.history import SqliteHistory
from tests.fakes.chat import ScriptedChat
from tests.fakes.keys import InMemoryKeys

ENDPOINT = Endpoint("relay", "https://relay.example.com/v1", "gemini-pro-vision")
PICTURE = EncodedPicture(b"\x89PNG picture", "image/png", 4, 3, "Region")
WORDS: list[ChatEvent] = [
    ReplyStarted(model="gemini-pro-vision-001"),
    TextDelta(0, "Hello "),
    TextDelta(0, "world"),
    ChoiceFinished(0, "stop", "stop"),
    UsageReported(Usage(10, 2, 12)),
]


class House:
    """An ask service with everything around it."""

    def __init__(
        self,
        folder: Path,
        chat: ScriptedChat,
        keys: InMemoryKeys,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.chat = chat
        self.db = OneThread("history")
        self.key_thread = OneThread("keyring")
        self.history = SqliteHistory(folder / "history.db")
        self.events: list[object] = []
        self.picture_thread = OneThread("pictures")
        self.pictures = PictureService(codec=PillowCodec(), thread=self.picture_thread, chat=chat)
        self.service = AskService(
            chat=chat,
            history=self.history,
            history_thread=self.db,
            keys=KeyService(store=keys, thread=self.key_thread),
            describe=lambda request, has_key: RequestPreview("u", (), "{}"),
            fit=self.pictures.fit,
            clock=lambda: 1000.0,
            steady=steady,
        )

    async def ask(self, text: str = "What?", **more: object) -> Message:
        question = Question(text, (PICTURE,), ENDPOINT)
        for name, value in more.items():
            object.__setattr__(question, name, value)
        return await self.service.ask(question, self.events.append)

    def close(self) -> None:
        self.db.close()
        self.key_thread.close()
        self.picture_thread.close()
        self.history.close()

    async def messages(self, conversation_id: int = 1) -> tuple[Message, ...]:
        return await self.db.run(self.history.messages, conversation_id)
