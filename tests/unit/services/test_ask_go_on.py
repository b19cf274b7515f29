"""Continue: an answer that ended too early goes on, and neither half is ever lost."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from askance.core.chat import (
    ChatEvent,
    ChoiceFinished,
    LogprobsDelta,
    ReasoningDelta,
    ReplyStarted,
    TextDelta,
    UsageReported,
)
from askance.core.conversation import (
    Choice,
    Message,
    MessageStatus,
    ReplyRecord,
    Role,
    TextPart,
    TokenLogprob,
    Usage,
)
from askance.core.endpoint import Endpoint, Parameters
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.services.ask import AskEnded, AskStarted
from askance.services.continuing import INSTRUCTION
from askance.storage.history import SqliteHistory
from tests.fakes.chat import HANG, ScriptedChat
from tests.fakes.keys import InMemoryKeys
from tests.support.ask_house import ENDPOINT, PICTURE, House
from tests.support.waiting import wait_for

FIRST: list[ChatEvent | AskanceError | str] = [
    ReplyStarted(model="m-1"),
    TextDelta(0, "Once upon a time"),
    ChoiceFinished(0, "length", "max_tokens"),
    UsageReported(Usage(100, 4, 104)),
]
REST: list[ChatEvent | AskanceError | str] = [
    ReplyStarted(model="m-2"),
    TextDelta(0, " there was"),
    TextDelta(0, " a fox."),
    ChoiceFinished(0, "stop", "eos"),
    UsageReported(Usage(120, 6, 126)),
]
CUT = AskanceError(Problem(ErrorKind.TRUNCATED, "The answer was cut off"))
Story = list[ChatEvent | AskanceError | str]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, ScriptedChat(FIRST), InMemoryKeys({"relay": "secret", "other": "o"}))
    yield house
    house.close()


async def told(
    house: House, *parts: Story, endpoint: Endpoint = ENDPOINT
) -> tuple[Message, tuple[Message, ...]]:
    """The first part is asked for, the others are gone on to; the answer, and all messages."""
    house.chat.script = list(parts[0])
    answer = await house.ask("Tell me a tale")
    house.events.clear()
    for part in parts[1:]:
        house.chat.script = list(part)
        answer = await house.service.go_on(answer, endpoint, house.events.append)
    return answer, await house.messages()


def test_the_new_words_are_added_to_the_answer(house: House) -> None:
    answer, messages = asyncio.run(told(house, FIRST, REST))
    assert answer.text == "Once upon a time there was a fox."
    assert answer.status is MessageStatus.COMPLETE
    assert answer.choices == (Choice(0, answer.text, "", "", "stop", "eos"),)
    assert answer.usage == Usage(220, 10, 230)
    assert messages[1:] == (answer,)
    assert house.history.search("upon fox")


@pytest.mark.parametrize("more", [REST[1:], [], [CUT]], ids=["more", "nothing", "a failure"])
def test_it_keeps_the_name_of_its_first_part(house: House, more: Story) -> None:
    first: Story = [ReplyStarted("m-1", "id-1", "fp_1", 1), *FIRST[1:]]
    rest: Story = [ReplyStarted("m-2", "id-2", "fp_2", 2), *more]
    answer, messages = asyncio.run(told(house, first, rest))
    assert answer.record == ReplyRecord("id-1", 1, "fp_1")
    assert messages[1] == answer


def test_a_first_part_without_a_name_takes_the_next_one_s(house: House) -> None:
    rest: Story = [ReplyStarted("m-2", "id-2", "fp_2", 2), *REST[1:]]
    answer, _ = asyncio.run(told(house, FIRST, rest))
    assert answer.record == ReplyRecord("id-2", 2, "fp_2")


def test_the_model_sees_what_it_said_and_what_to_do(house: House) -> None:
    asyncio.run(told(house, FIRST, REST))
    question, said, instruction = house.chat.requests[1].messages
    assert question.parts == (PICTURE, TextPart("Tell me a tale"))
    assert (said.role, said.parts) == (Role.ASSISTANT, (TextPart("Once upon a time"),))
    assert (instruction.role, instruction.parts) == (Role.USER, (TextPart(INSTRUCTION),))


def test_it_is_told_like_any_other_answer(house: House) -> None:
    asyncio.run(told(house, FIRST, REST))
    started, *_, ended = house.events
    assert isinstance(started, AskStarted)
    assert (started.question, started.answer.id) == (None, 2)
    assert (started.answer.status, started.answer.text) == (
        MessageStatus.STREAMING,
        "Once upon a time",
    )
    texts = [event.text for event in house.events if isinstance(event, TextDelta)]
    assert texts == [" there was", " a fox."]
    assert isinstance(ended, AskEnded)
    assert ended.replaced is None


@pytest.mark.parametrize("more", [[CUT], [TextDelta(0, " there"), CUT]], ids=["at once", "later"])
def test_a_failure_leaves_what_was_there(house: House, more: Story) -> None:
    answer, _ = asyncio.run(told(house, FIRST, more))
    assert answer.status is MessageStatus.FAILED
    assert answer.problem == CUT.problem
    assert answer.text == "Once upon a time" + (" there" if len(more) > 1 else "")
    assert answer.choices[0].finish_reason == ("length" if len(more) == 1 else None)


@pytest.mark.parametrize("first", [FIRST, [*FIRST[:2], CUT]], ids=["too long", "cut off"])
def test_stopping_before_anything_new_changes_nothing(house: House, first: Story) -> None:
    async def stopped() -> tuple[Message, Message]:
        before, _ = await told(house, first)
        house.chat.script, house.chat.playing = [HANG], asyncio.Event()
        going = asyncio.create_task(house.service.go_on(before, ENDPOINT, house.events.append))
        await house.chat.playing.wait()
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        return before, (await house.messages())[1]

    before, after = asyncio.run(stopped())
    assert after == before


def test_it_can_go_on_again_and_again(house: House) -> None:
    parts: list[Story] = [[*FIRST[:2], CUT], [TextDelta(0, " there was"), CUT], [*REST[2:]]]
    answer, _ = asyncio.run(told(house, *parts))
    assert answer.text == "Once upon a time there was a fox."
    assert (answer.status, answer.problem) == (MessageStatus.COMPLETE, None)


def test_words_said_again_are_left_out(house: House) -> None:
    again: Story = [TextDelta(0, "Once upon a"), TextDelta(0, " time there"), *REST[3:]]
    answer, _ = asyncio.run(told(house, FIRST, again))
    assert answer.text == "Once upon a time there"
    texts = [event.text for event in house.events if isinstance(event, TextDelta)]
    assert texts == [" there"]


@pytest.mark.parametrize("end", [[CUT], [], [ChoiceFinished(0, "stop", "stop")]])
def test_words_held_back_come_when_it_ends(house: House, end: Story) -> None:
    answer, _ = asyncio.run(told(house, FIRST, [TextDelta(0, "upon a"), *end]))
    assert answer.text == "Once upon a timeupon a"


def test_another_endpoint_can_go_on(house: House) -> None:
    parameters = Parameters(n=3, temperature=0.5)
    other = Endpoint("other", "https://other.example.com/v1", "m2", parameters=parameters)
    answer, _ = asyncio.run(told(house, FIRST, REST, endpoint=other))
    assert (answer.endpoint, answer.model) == ("other", "m-2")
    assert house.chat.keys == ["secret", "o"]
    options = house.chat.requests[1].options
    assert (options.n, options.temperature) == (1, 0.5)


def test_only_the_first_of_several_answers_goes_on(house: House) -> None:
    first: Story = [TextDelta(0, "One"), TextDelta(1, "Two"), ChoiceFinished(1, "stop", "stop")]
    answer, _ = asyncio.run(told(house, first, REST))
    assert [choice.text for choice in answer.choices] == ["One there was a fox.", "Two"]


def test_thoughts_and_tokens_go_on_too(house: House) -> None:
    def tokens(*texts: str) -> LogprobsDelta:
        return LogprobsDelta(0, tuple(TokenLogprob(text, -0.1) for text in texts))

    first: Story = [ReasoningDelta(0, "Hm."), TextDelta(0, "Once"), tokens("Once")]
    more: Story = [ReasoningDelta(0, "Aha."), TextDelta(0, " more"), tokens(" more")]
    answer, _ = asyncio.run(told(house, first, more))
    [choice] = answer.choices
    assert choice.reasoning == "Hm.\n\nAha."
    assert [token.token for token in choice.logprobs] == ["Once", " more"]


def test_an_answer_without_words_is_asked_for_again(house: House) -> None:
    answer, messages = asyncio.run(told(house, [CUT], REST))
    assert answer.text == " there was a fox."
    assert [message.role for message in messages] == [Role.USER, Role.ASSISTANT]
    assert len(house.chat.requests[1].messages) == 1


def test_what_comes_after_the_answer_is_not_sent(house: House) -> None:
    async def story() -> None:
        first, _ = await told(house, FIRST)
        await house.ask("Something else?", conversation_id=1, pictures=())
        house.chat.script = list(REST)
        await house.service.go_on(first, ENDPOINT, house.events.append)

    asyncio.run(story())
    assert [message.role for message in house.chat.requests[2].messages] == [
        Role.USER,
        Role.ASSISTANT,
        Role.USER,
    ]


def test_an_answer_that_is_gone_can_not_go_on(house: House) -> None:
    async def story() -> None:
        answer, _ = await told(house, FIRST)
        await house.db.run(house.history.delete_message, answer.id)
        with pytest.raises(AskanceError):
            await house.service.go_on(answer, ENDPOINT, house.events.append)

    asyncio.run(story())
    assert house.events == []
    assert len(house.chat.requests) == 1


DYING = """
import asyncio, sys
from pathlib import Path
from askance.core.chat import TextDelta
from tests.fakes.chat import HANG, ScriptedChat
from tests.fakes.keys import InMemoryKeys
from tests.support.ask_house import ENDPOINT, House

async def main():
    house = House(Path(sys.argv[1]), ScriptedChat(), InMemoryKeys())
    [_, answer] = await house.messages()
    house.chat.script = [TextDelta(0, " there was"), HANG]
    await house.service.go_on(answer, ENDPOINT, house.events.append)

asyncio.run(main())
"""


def test_a_process_killed_while_it_goes_on_loses_neither_half(house: House, tmp_path: Path) -> None:
    asyncio.run(told(house, FIRST))

    def text() -> str:
        return house.history.messages(1)[1].text

    command = [sys.executable, "-c", DYING, os.fspath(tmp_path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root) as dying:
        wait_for(lambda: text().endswith("there was"), "the new words in the database")
        assert house.history.mark_interrupted() == 0
        dying.send_signal(signal.SIGKILL)
    survivor = SqliteHistory(tmp_path / "history.db")
    assert survivor.mark_interrupted() == 1
    answer = survivor.messages(1)[1]
    survivor.close()
    assert (answer.status, answer.text) == (
        MessageStatus.INTERRUPTED,
        "Once upon a time there was",
    )
    assert answer.usage == Usage(100, 4, 104)


def test_a_question_without_options_is_asked_as_the_endpoint_says(house: House) -> None:
    parameters = Parameters(temperature=0.2, n=2, top_logprobs=3, seed=7, stop=("END",))
    endpoint = replace(ENDPOINT, stream=False, max_tokens=50, parameters=parameters)
    asyncio.run(house.ask(endpoint=endpoint))
    options = house.chat.requests[0].options
    assert (options.temperature, options.n, options.top_logprobs) == (0.2, 2, 3)
    assert (options.seed, options.stop) == (7, ("END",))
    assert (options.stream, options.max_tokens) == (False, 50)
