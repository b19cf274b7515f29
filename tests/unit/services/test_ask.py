"""The promises of asking, with a real database and a scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from askance.core.budget import WHOLE, ImageBudget
from askance.core.chat import ChatOptions, EncodedPicture, ReplyStarted, TextDelta
from askance.core.conversation import (
    Attachment,
    Message,
    MessageStatus,
    PictureLink,
    ReplyRecord,
    Role,
    TextPart,
    Usage,
)
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.payload import NOTHING_LEAVES
from askance.core.screen import Pixels
from askance.pictures.codec import PillowCodec
from askance.services.ask import AskEnded, AskStarted, Question
from askance.services.device_chat import DeviceChat
from tests.fakes.chat import HANG, ScriptedChat
from tests.fakes.keys import InMemoryKeys
from tests.fakes.reader import FakeReader
from tests.support.ask_house import ENDPOINT, PICTURE, WORDS, House

LOCAL = Endpoint("local", "http://127.0.0.1:1/v1", "m")


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
    house.close()


def test_an_answer_is_kept_whole(house: House) -> None:
    answer = asyncio.run(house.ask())
    assert (answer.status, answer.text) == (MessageStatus.COMPLETE, "Hello world")
    assert (answer.model, answer.endpoint) == ("gemini-pro-vision-001", "relay")
    assert answer.usage == Usage(10, 2, 12)
    assert asyncio.run(house.messages())[1] == answer


def test_how_the_server_names_its_answer_is_kept_also_when_it_fails(house: House) -> None:
    cut = AskanceError(Problem(ErrorKind.TRUNCATED, "The answer was cut"))
    house.chat.script = [ReplyStarted("m", "chatcmpl-1", "fp_1", 17), TextDelta(0, "Half"), cut]
    answer = asyncio.run(house.ask())
    assert answer.status is MessageStatus.FAILED
    assert answer.record == ReplyRecord("chatcmpl-1", 17, "fp_1")
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

    house.service._answering._chat = Looking()
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
    asyncio.run(house.service.retry(failed, ENDPOINT, house.events.append, ChatOptions(seed=7)))
    assert house.chat.requests[1].options.seed == 7
    question, answer = asyncio.run(house.messages())
    assert (question.role, answer.text) == (Role.USER, "Hello world")
    assert len(house.chat.requests[1].messages) == 1


def test_retrying_an_answer_with_words_keeps_them_on_a_branch_of_their_own(house: House) -> None:
    async def story() -> tuple[Message, ...]:
        first = await house.ask("First?")
        await house.ask("Second?", conversation_id=1, pictures=())
        house.chat.script = [TextDelta(0, "Better")]
        await house.service.retry(first, ENDPOINT, house.events.append, ChatOptions(seed=7))
        return await house.messages()

    question, answer = asyncio.run(story())
    assert (question.text, answer.text) == ("First?", "Better")
    assert answer.siblings == (2, answer.id)
    assert house.chat.requests[2].options.seed == 7
    assert [message.role for message in house.chat.requests[2].messages] == [Role.USER]
    house.history.select_branch(2)
    texts = [message.text for message in house.history.messages(1)]
    assert texts == ["First?", "Hello world", "Second?", "Hello world"]


def test_a_retry_tells_in_whose_place_it_stands(house: House) -> None:
    first = asyncio.run(house.ask())
    house.events.clear()
    asyncio.run(house.service.retry(first, ENDPOINT, house.events.append))
    started, *_, ended = house.events
    assert isinstance(started, AskStarted)
    assert (started.question, started.beside) == (None, first.id)
    assert started.answer.siblings == (first.id, started.answer.id)
    assert isinstance(ended, AskEnded)
    assert (ended.replaced, ended.withdrawn) == (None, False)


def test_a_retry_that_fails_stands_beside_what_was_said(house: House) -> None:
    first = asyncio.run(house.ask())
    house.chat.script = [AskanceError(Problem(ErrorKind.SERVER, "The server failed"))]
    asyncio.run(house.service.retry(first, ENDPOINT, house.events.append))
    _, answer = asyncio.run(house.messages())
    assert (answer.status, answer.siblings) == (MessageStatus.FAILED, (first.id, answer.id))
    house.chat.script = list(WORDS)
    asyncio.run(house.service.retry(answer, ENDPOINT, house.events.append))
    _, second = asyncio.run(house.messages())
    assert second.siblings == (first.id, second.id), "the one that said nothing is replaced"


def test_a_retry_stopped_before_its_first_word_is_withdrawn(house: House) -> None:
    async def story() -> tuple[Message, ...]:
        first = await house.ask("First?")
        await house.ask("Second?", conversation_id=1, pictures=())
        house.chat.script, house.chat.playing = [HANG], asyncio.Event()
        retrying = asyncio.create_task(house.service.retry(first, ENDPOINT, house.events.append))
        await house.chat.playing.wait()
        retrying.cancel()
        await asyncio.gather(retrying, return_exceptions=True)
        return await house.messages()

    messages = asyncio.run(story())
    assert [m.text for m in messages] == ["First?", "Hello world", "Second?", "Hello world"]
    assert all(not message.siblings for message in messages)
    ended = house.events[-1]
    assert isinstance(ended, AskEnded)
    assert ended.withdrawn


def test_an_earlier_answer_without_a_word_keeps_what_followed_it(house: House) -> None:
    """Replacing it would hand the next question to the place that it stood in."""

    async def story() -> tuple[Message, Message, tuple[Message, ...]]:
        house.chat.script = [AskanceError(Problem(ErrorKind.SERVER, "The server failed"))]
        failed = await house.ask("First?")
        house.chat.script = list(WORDS)
        await house.ask("Second?", conversation_id=1, pictures=())
        again = await house.service.retry(failed, ENDPOINT, house.events.append)
        return failed, again, await house.messages()

    failed, again, messages = asyncio.run(story())
    assert [message.text for message in messages] == ["First?", "Hello world"]
    assert messages[1].siblings == (failed.id, again.id)


# --- edit and resend


def test_an_edited_question_stands_beside_the_old_one(house: House) -> None:
    async def story() -> tuple[Message, ...]:
        await house.ask("First?")
        await house.ask("Secnod?", conversation_id=1, pictures=())
        await house.ask("Third?", conversation_id=1, pictures=())
        house.events.clear()
        await house.ask("Second?", conversation_id=1, beside=3)
        return await house.messages()

    messages = asyncio.run(story())
    texts = [message.text for message in messages]
    assert texts == ["First?", "Hello world", "Second?", "Hello world"]
    assert messages[2].siblings == (3, messages[2].id)
    sent = house.chat.requests[3].messages
    assert [message.parts[-1] for message in sent] == [
        TextPart("First?"),
        TextPart("Hello world"),
        TextPart("Second?"),
    ]
    started = house.events[0]
    assert isinstance(started, AskStarted)
    assert (started.beside, started.question) == (3, messages[2])
    house.history.select_branch(3)
    assert [m.text for m in house.history.messages(1)][2::2] == ["Secnod?", "Third?"]


def test_the_first_question_can_be_edited(house: House) -> None:
    asyncio.run(house.ask("Frist?"))
    asyncio.run(house.ask("First?", conversation_id=1, beside=1))
    question, _ = asyncio.run(house.messages())
    assert (question.text, question.siblings) == ("First?", (1, question.id))
    assert len(house.chat.requests[1].messages) == 1


def test_what_leaves_with_an_edited_question_is_what_came_before_it(house: House) -> None:
    asyncio.run(house.ask("First?"))
    for beside, earlier in ((None, 1), (1, 0)):
        question = Question("Other?", (), ENDPOINT, 1, beside=beside)
        payload = asyncio.run(house.service.payload(question))
        assert payload.earlier_pictures == earlier


def test_a_question_edited_away_meanwhile_can_not_be_asked_in_its_place(house: House) -> None:
    asyncio.run(house.ask("First?"))
    house.history.delete_message(1)
    with pytest.raises(AskanceError) as caught:
        asyncio.run(house.ask("Other?", conversation_id=1, beside=1))
    assert caught.value.problem.kind is ErrorKind.STORAGE
    assert len(house.chat.requests) == 1


def test_an_answer_is_asked_for_on_its_own_branch_whatever_is_shown(house: House) -> None:
    """A branch may be looked at while the keyring is still being unlocked."""
    asyncio.run(house.ask("First?"))

    async def story() -> None:
        unlock = house.service._answering._keys.for_endpoint

        async def late(endpoint: Endpoint) -> str | None:
            house.history.select_branch(1)
            return await unlock(endpoint)

        house.service._answering._keys.for_endpoint = late  # type: ignore[method-assign]
        await house.ask("Other?", conversation_id=1, beside=1)

    asyncio.run(story())
    [sent] = house.chat.requests[1].messages
    assert sent.parts[-1] == TextPart("Other?")
    assert [m.text for m in house.history.messages(1)] == ["First?", "Hello world"]


def test_the_chosen_choice_goes_on_with_the_conversation(house: House) -> None:
    house.chat.script = [TextDelta(0, "Left"), TextDelta(1, "Right")]
    answer = asyncio.run(house.ask())
    house.history.choose(answer.id, 1)
    asyncio.run(house.ask("And?", conversation_id=1, pictures=()))
    assert house.chat.requests[1].messages[1].parts == (TextPart("Right"),)


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


# --- the built-in endpoint, and what was brought for it


@pytest.fixture
def whole() -> EncodedPicture:
    """A picture larger than any that may leave."""
    pixels = Pixels(3000, 40, bytes(3000 * 40 * 4))
    return PillowCodec().encode_pixels(pixels, name="wide", budget=WHOLE)


def fits(picture: object) -> bool:
    assert isinstance(picture, EncodedPicture)
    return ImageBudget().holds(picture.width, picture.height, len(picture.data))


def test_the_built_in_endpoint_needs_no_keyring(tmp_path: Path, whole: EncodedPicture) -> None:
    locked = Problem(ErrorKind.KEYRING, "The keyring is locked")
    house = House(tmp_path, ScriptedChat(WORDS), InMemoryKeys(problem=locked))
    question = Question("Extract text", (whole,), ON_DEVICE)
    answer = asyncio.run(house.service.ask(question, house.events.append))
    assert answer.text == "Hello world"
    assert house.chat.keys == [None]
    assert house.chat.requests[0].messages[0].parts[0] == whole


def test_nothing_leaves_for_the_built_in_endpoint(house: House, whole: EncodedPicture) -> None:
    payload = asyncio.run(house.service.payload(Question("Extract text", (whole,), ON_DEVICE)))
    assert payload == NOTHING_LEAVES
    assert payload.url == ""


def test_a_whole_picture_is_made_to_fit_before_it_leaves(
    house: House, whole: EncodedPicture
) -> None:
    """What is shown, what leaves and what is kept are the same bytes."""
    question = Question("What?", (whole,), ENDPOINT)

    async def story() -> tuple[object, bytes]:
        shown = await house.service.payload(question)
        await house.service.ask(question, house.events.append)
        [kept] = (await house.messages())[0].attachments
        return shown.pictures[0], await house.db.run(house.history.attachment, kept.sha256)

    shown, kept = asyncio.run(story())
    left = house.chat.requests[0].messages[0].parts[0]
    assert isinstance(left, EncodedPicture)
    assert shown == left
    assert left.data == kept
    assert left.width == 2048
    assert fits(left)


def test_pictures_of_earlier_questions_are_made_to_fit_when_the_endpoint_changes(
    house: House, whole: EncodedPicture
) -> None:
    async def story() -> object:
        first = Question("Extract text", (whole,), ON_DEVICE)
        await house.service.ask(first, house.events.append)
        follow_up = Question("And in words?", (), ENDPOINT, 1)
        shown = await house.service.payload(follow_up)
        await house.service.ask(follow_up, house.events.append)
        return shown

    shown = asyncio.run(story())
    here, elsewhere = (request.messages[0].parts[0] for request in house.chat.requests)
    assert here == whole
    assert fits(elsewhere)
    assert isinstance(elsewhere, EncodedPicture)
    assert shown.size == len(elsewhere.data)  # type: ignore[attr-defined]


def test_retrying_with_a_model_makes_the_picture_fit(house: House, whole: EncodedPicture) -> None:
    async def story() -> None:
        question = Question("Why?", (whole,), ON_DEVICE)
        house.chat.script = [AskanceError(Problem(ErrorKind.NEEDS_MODEL, "This needs a model"))]
        answer = await house.service.ask(question, house.events.append)
        house.chat.script = list(WORDS)
        await house.service.retry(answer, ENDPOINT, house.events.append)

    asyncio.run(story())
    here, elsewhere = (request.messages[0].parts[0] for request in house.chat.requests)
    assert here == whole
    assert fits(elsewhere)


def test_a_question_whose_picture_can_not_be_made_to_fit_is_not_kept(house: House) -> None:
    broken = EncodedPicture(b"no picture", "image/png", 9000, 9000, "broken")
    question = Question("What?", (broken,), ENDPOINT)
    with pytest.raises(AskanceError) as caught:
        asyncio.run(house.service.ask(question, house.events.append))
    assert caught.value.problem.kind is ErrorKind.PICTURE
    assert asyncio.run(house.messages()) == ()
    assert not house.chat.requests


def test_a_reading_that_dies_is_a_failed_answer_and_retry_reads_anew(
    house: House, whole: EncodedPicture
) -> None:
    died = Problem(ErrorKind.READING, "Reading stopped", "Its process ended.", "Press Retry.")
    reader = FakeReader("Hello", "reader", problem=died)
    house.service._answering._chat = DeviceChat(reader)

    async def story() -> tuple[Message, Message]:
        question = Question("Extract text", (whole,), ON_DEVICE)
        failed = await house.service.ask(question, house.events.append)
        reader.problem = None
        return failed, await house.service.retry(failed, ON_DEVICE, house.events.append)

    failed, answer = asyncio.run(story())
    assert (failed.status, failed.problem) == (MessageStatus.FAILED, died)
    assert answer.status is MessageStatus.COMPLETE
    assert "Hello" in answer.text
    assert (answer.model, answer.endpoint) == ("fake", ON_DEVICE.name)
    assert "".join(token.token for token in answer.choices[0].logprobs) == answer.text
    [_, only] = asyncio.run(house.messages())
    assert only == answer
    assert house.history.search("hello")
