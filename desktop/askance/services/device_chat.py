"""Asking the built-in endpoint: what the device reads, as the events of a reply. Worker's loop.

A question is one of a few tasks, or it is answered honestly: this needs a model. Nothing is sent,
so no `RequestSent` comes; no key is looked at. The writers load at the first question: a start does
not wait for them.
"""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING

from askance.core.chat import (
    ChatEvent,
    ChatRequest,
    ChoiceFinished,
    EncodedPicture,
    LogprobsDelta,
    PromptMessage,
    ReplyStarted,
    TextDelta,
)
from askance.core.conversation import PictureLink, Role, TextPart, TokenLogprob
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.ports import ChatClient, Reader
from askance.core.reading.values import Piece, ReadEvent, ReadRequest, ReadStarted, Task

if TYPE_CHECKING:
    from askance.core.reading.answers.writer import Writer

NEEDS_MODEL = Problem(
    ErrorKind.NEEDS_MODEL,
    "This needs a model",
    "On this computer, Askance reads text, tables and codes off a picture. It can't answer other "
    "questions.",
    "Add a model in Settings, choose it above, and press Retry: your question is kept.",
)
NO_PICTURE = Problem(
    ErrorKind.PICTURE,
    "There is no picture to read",
    "On this computer, Askance reads what stands on a picture, and none came with the question.",
    "Capture a region, or add a picture, and ask again.",
)
LINKED_PICTURE = Problem(
    ErrorKind.PICTURE,
    "The picture is still on the web",
    "Only its address is part of the question, and reading on this computer fetches nothing.",
    "Choose “Download and embed it” on the picture, or save it and add the file; then ask again.",
)
_LEAST = 1e-6
"""The smallest score whose logarithm is told: that of nought is no number."""


class DeviceChat:
    """A `ChatClient` for the built-in endpoint. Does not close the reader: others read with it."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def stream(
        self, request: ChatRequest, key: str | None
    ) -> AsyncGenerator[ChatEvent, None]:
        """Reads the last pictures of the conversation as the last question says, one after another.

        The tokens of `LogprobsDelta` joined are the text, each with how sure the reader is of it.
        Raises `AskanceError` (needs_model, picture, reading).
        """
        from askance.core.reading.tasks import task_of

        task = task_of(_question(request.messages))
        if task is None:
            raise AskanceError(NEEDS_MODEL)
        pictures = _pictures(request.messages)
        yield ReplyStarted(self._reader.name)
        for number, picture in enumerate(pictures):
            if len(pictures) > 1:
                for event in _told(_heading(picture, number)):
                    yield event
            async with aclosing(self._pieces(task, picture)) as pieces:
                async for piece in pieces:
                    for event in _told(piece):
                        yield event
        yield ChoiceFinished(0, "stop", "stop")

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        """The one that there is."""
        return (ModelInfo(endpoint.model, sees_pictures=True),)

    async def find_local(self) -> tuple[FoundServer, ...]:
        """None: it is no server."""
        return ()

    async def fetch_picture(self, url: str) -> bytes:
        """Never: raises `AskanceError` (picture)."""
        raise AskanceError(LINKED_PICTURE)

    async def aclose(self) -> None:
        """Nothing of its own is open."""

    async def _pieces(self, task: Task, picture: EncodedPicture) -> AsyncGenerator[Piece, None]:
        from askance.core.reading.tasks import writer_for

        request = ReadRequest(
            picture.data, text=task is not Task.CODES, codes=task in (Task.CODES, Task.EXTRACT)
        )
        writer: Writer | None = None
        async with aclosing(self._reader.read(request)) as events:
            async for event in events:
                writer = writer or writer_for(task, _size(event, picture))
                for piece in writer.feed(event):
                    yield piece
        if writer is not None:
            for piece in writer.end():
                yield piece


class RoutedChat:
    """Questions to the built-in endpoint go to `device`; everything else goes to `network`."""

    def __init__(self, network: ChatClient, device: ChatClient) -> None:
        self._network, self._device = network, device

    async def stream(
        self, request: ChatRequest, key: str | None
    ) -> AsyncGenerator[ChatEvent, None]:
        """As the one that it goes to. The device never sees a key."""
        here = request.endpoint.on_device
        client = self._device if here else self._network
        async with aclosing(client.stream(request, None if here else key)) as events:
            async for event in events:
                yield event

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        """As the one that it goes to."""
        if endpoint.on_device:
            return await self._device.models(endpoint, None)
        return await self._network.models(endpoint, key)

    async def find_local(self) -> tuple[FoundServer, ...]:
        """As the network."""
        return await self._network.find_local()

    async def fetch_picture(self, url: str) -> bytes:
        """As the network."""
        return await self._network.fetch_picture(url)

    async def aclose(self) -> None:
        """Closes both."""
        await self._device.aclose()
        await self._network.aclose()


def _question(messages: Iterable[PromptMessage]) -> str:
    """The words of the last question."""
    asked = [message for message in messages if message.role is Role.USER]
    parts = asked[-1].parts if asked else ()
    return "\n\n".join(part.text for part in parts if isinstance(part, TextPart)).strip()


def _pictures(messages: tuple[PromptMessage, ...]) -> list[EncodedPicture]:
    """Those of the last question that has some: a follow-up is about what was shown before it."""
    for message in reversed(messages):
        found = [part for part in message.parts if not isinstance(part, TextPart)]
        if message.role is Role.USER and found:
            if any(isinstance(part, PictureLink) for part in found):
                raise AskanceError(LINKED_PICTURE)
            return [part for part in found if isinstance(part, EncodedPicture)]
    raise AskanceError(NO_PICTURE)


def _size(event: ReadEvent, picture: EncodedPicture) -> tuple[int, int]:
    if isinstance(event, ReadStarted):
        return event.width, event.height
    return picture.width, picture.height


def _heading(picture: EncodedPicture, number: int) -> Piece:
    name = " ".join(picture.name.split()) or f"Picture {number + 1}"
    return Piece(("\n\n" if number else "") + f"### {name}\n\n")


def _told(piece: Piece) -> Iterator[ChatEvent]:
    if piece.text:
        sure = None if piece.score is None else math.log(min(1.0, max(_LEAST, piece.score)))
        yield TextDelta(0, piece.text)
        yield LogprobsDelta(0, (TokenLogprob(piece.text, sure),))
