"""The promises of asking, with a real database and a scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from askance.core.chat import (
    ChatEvent,
    ChoiceFinished,
    EncodedPicture,
    ReplyStarted,
    TextDelta,
    UsageReported,
)
from askance.core.conversation import (
    Attachment,
    Message,
    MessageStatus,
    PictureLink,
    Role,
    TextPart,
    Usage,
)
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.payload import RequestPreview
from askance.services.ask import AskEnded, AskService, AskStarted, Question
from askance.services.keys import KeyService
from askance.services.one_thread import OneThread
from askance.storage.history import SqliteHistory
from tests.fakes.chat import HANG, ScriptedChat
from tests.fakes.keys import InMemoryKeys

ENDPOINT = Endpoint("relay", "https://relay.example.com/v1", "gemini-pro-vision")
LOCAL = Endpoint("local", "http://127.0.0.1:1/v1", "m")
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

    def __init__(self, folder: Path, chat: ScriptedChat, keys: InMemoryKeys) -> None:
        self.chat = chat
        self.db = OneThread("history")
        self.key_thread = OneThread("keyring")
        self.history = SqliteHistory(folder / "history.db")
        self.events: list[object] = []
        self.service = AskService(
            chat=chat,
            history=self.history,
            history_thread=self.db,
            keys=KeyService(store=keys, thread=self.key_thread),
            describe=lambda request, has_key: RequestPreview("u", (), "{}"),
            clock=lambda: 1000.0,
        )

    async def ask(self, text: str = "What?", **more: object) -> Message:
        question = Question(text, (PICTURE,), ENDPOINT)
        for name, value in more.items():
            object.__setattr__(question, name, value)
        return await self.service.ask(question, self.events.append)

    async def messages(self, conversation_id: int = 1) -> tuple[Message, ...]:
        return await self.db.run(self.history.messages, conversation_id)


@pytest.fixture
def chat() -> ScriptedChat:
    return ScriptedChat(WORDS)


@pytest.fixture
def keys() -> InMemoryKeys:
    return InMemoryKeys({"relay": "secret"})


@pytest.fixture
def house(tmp_path: Path, chat: ScriptedChat, keys: InMemoryKeys) -> AsyncIterator[House]:
    house = House(tmp_path, chat, keys)
    yield house
    house.db.close()
    house.key_thread.close()
    house.history.close()


def test_an_answer_is_kept_whole(house: House) -> None:
    answer = asyncio.run(house.ask())
    assert (answer.status, answer.text) == (MessageStatus.COMPLETE, "Hello world")
    assert (answer.model, answer.endpoint) == ("gemini-pro-vision-001", "relay")
    assert answer.usage == Usage(10, 2, 12)
    assert asyncio.run(house.messages())[1] == answer


def test_the_request_has_the_words_the_picture_and_the_key(house: House) -> None:
    asyncio.run(house.ask())
    (request,) = house.chat.requests
    assert request.messages[-1].parts == (PICTURE, TextPart("What?"))
    assert house.chat.keys == ["secret"]


def test_the_question_is_kept_before_anything_leaves(house: House) -> None:
    seen: list[tuple[Message, ...]] = []

    class Looking(ScriptedChat):
        async def stream(self, request, key):  # type: ignore[no-untyped-def]
            seen.append(await house.messages())
            yield TextDelta(0, "Hi")

    house.service._chat = Looking()
    asyncio.run(house.ask())
    question, answer = seen[0]
    assert question.parts[1] == TextPart("What?")
    assert isinstance(question.parts[0], Attachment)
    assert answer.status is MessageStatus.STREAMING


def test_events_come_in_order(house: House) -> None:
    asyncio.run(house.ask())
    assert isinstance(house.events[0], AskStarted)
    assert isinstance(house.events[-1], AskEnded)
    assert [e for e in house.events if isinstance(e, TextDelta)] == WORDS[1:3]


def test_a_follow_up_carries_what_was_said_with_its_pictures(house: House) -> None:
    async def both() -> None:
        await house.ask("First?")
        await house.ask("And now?", conversation_id=1, pictures=())

    asyncio.run(both())
    messages = house.chat.requests[1].messages
    assert [message.role for message in messages] == [Role.USER, Role.ASSISTANT, Role.USER]
    assert messages[0].parts == (PICTURE, TextPart("First?"))
    assert messages[1].parts == (TextPart("Hello world"),)


def test_a_failed_answer_keeps_its_text_and_its_problem(house: House) -> None:
    problem = Problem(ErrorKind.TRUNCATED, "The answer was cut")
    house.chat.script = [TextDelta(0, "Half"), AskanceError(problem)]
    answer = asyncio.run(house.ask())
    assert (answer.status, answer.text) == (MessageStatus.FAILED, "Half")
    assert answer.problem is not None
    assert answer.problem.kind is ErrorKind.TRUNCATED


def test_cancelling_keeps_what_came_and_drops_the_connection(house: House) -> None:
    house.chat.script = [TextDelta(0, "Half"), HANG]

    async def cancelled() -> tuple[Message, ...]:
        task = asyncio.create_task(house.ask())
        await house.chat.playing.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await house.messages()

    house.chat.playing = asyncio.Event()
    _, answer = asyncio.run(cancelled())
    assert (answer.status, answer.text) == (MessageStatus.CANCELLED, "Half")
    assert house.chat.dropped
    assert isinstance(house.events[-1], AskEnded)


def test_text_is_journalled_while_it_comes(house: House) -> None:
    house.chat.script = [TextDelta(0, "Half"), HANG]

    async def journalled() -> str:
        task = asyncio.create_task(house.ask())
        await house.chat.playing.wait()
        while not (text := (await house.messages())[1].text):  # noqa: ASYNC110 -- no event
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return text

    house.chat.playing = asyncio.Event()
    assert asyncio.run(journalled()) == "Half"


def test_retry_replaces_the_last_answer(house: House) -> None:
    problem = Problem(ErrorKind.SERVER, "The server failed")
    house.chat.script = [AskanceError(problem)]
    failed = asyncio.run(house.ask())
    house.chat.script = list(WORDS)
    asyncio.run(house.service.retry(failed, ENDPOINT, house.events.append))
    question, answer = asyncio.run(house.messages())
    assert (question.role, answer.text) == (Role.USER, "Hello world")
    assert len(house.chat.requests[1].messages) == 1


def test_retrying_an_earlier_answer_asks_its_question_again(house: House) -> None:
    async def story() -> tuple[Message, ...]:
        first = await house.ask("First?")
        await house.ask("Second?", conversation_id=1, pictures=())
        await house.service.retry(first, ENDPOINT, house.events.append)
        return await house.messages()

    messages = asyncio.run(story())
    assert [m.text for m in messages if m.role is Role.USER] == ["First?", "Second?", "First?"]
    assert messages[4].attachments == messages[0].attachments


def test_a_missing_key_and_a_refused_one_are_told_apart(tmp_path: Path) -> None:
    refused = AskanceError(Problem(ErrorKind.AUTH, "The key was refused", status=401))
    for kept, title in (({}, "This endpoint wants a key"), ({"relay": "k"}, "The key was refused")):
        house = House(tmp_path, ScriptedChat([refused]), InMemoryKeys(kept))
        answer = asyncio.run(house.ask())
        assert answer.problem is not None
        assert answer.problem.title == title


def test_a_locked_keyring_stops_a_question_to_the_world_but_not_to_this_computer(
    tmp_path: Path,
) -> None:
    locked = Problem(ErrorKind.KEYRING, "The keyring is locked")
    house = House(tmp_path, ScriptedChat(WORDS), InMemoryKeys(problem=locked))
    assert asyncio.run(house.ask()).problem == locked
    assert not house.chat.requests
    answer = asyncio.run(house.service.ask(Question("Hi", (), LOCAL), house.events.append))
    assert answer.text == "Hello world"
    assert house.chat.keys == [None]


def test_a_linked_picture_stays_a_link(house: House) -> None:
    link = PictureLink("https://example.com/a.png")
    asyncio.run(house.ask(pictures=(link,)))
    assert house.chat.requests[0].messages[0].parts[0] == link
    assert asyncio.run(house.messages())[0].parts[0] == link


def test_a_bug_is_told_in_words_and_still_raised(house: House) -> None:
    async def broken(request, key):  # type: ignore[no-untyped-def]
        yield TextDelta(0, "Half")
        raise ZeroDivisionError

    house.chat.stream = broken  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):
        asyncio.run(house.ask())
    _, answer = asyncio.run(house.messages())
    assert (answer.status, answer.text) == (MessageStatus.FAILED, "Half")
    assert answer.problem is not None
    assert answer.problem.kind is ErrorKind.INTERNAL
