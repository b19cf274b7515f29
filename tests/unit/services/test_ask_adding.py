"""Another model's answer, and another way on from a word: beside the first, which nothing harms."""

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
    ChatOptions,
    ChoiceFinished,
    LogprobsDelta,
    ReplyStarted,
    TextDelta,
    UsageReported,
)
from askance.core.conversation import (
    Choice,
    Message,
    MessageStatus,
    Role,
    TextPart,
    TokenLogprob,
    Usage,
)
from askance.core.endpoint import ON_DEVICE, Endpoint, Parameters
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.services.ask import AskEnded, AskStarted
from askance.storage.history import SqliteHistory
from tests.fakes.chat import HANG, ScriptedChat
from tests.fakes.keys import InMemoryKeys
from tests.support.ask_house import ENDPOINT, PICTURE, WORDS, House
from tests.support.waiting import wait_for

OTHER = Endpoint(
    "other", "https://other.example.com/v1", "m2", parameters=Parameters(n=3, temperature=0.5)
)
SECOND: list[ChatEvent | AskanceError | str] = [
    ReplyStarted(model="m2-001", id="chatcmpl-2"),
    TextDelta(0, "Hi "),
    TextDelta(0, "there"),
    ChoiceFinished(0, "stop", "eos"),
    UsageReported(Usage(50, 2, 52)),
]
CUT = AskanceError(Problem(ErrorKind.TRUNCATED, "The answer was cut off"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, ScriptedChat(WORDS), InMemoryKeys({"relay": "secret", "other": "o"}))
    yield house
    house.close()


def answered(house: House, *script: ChatEvent) -> Message:
    """A first answer."""
    house.chat.script = list(script or WORDS)
    answer = asyncio.run(house.ask())
    house.events.clear()
    return answer


def another(house: House, answer: Message, *script: ChatEvent | AskanceError | str) -> Message:
    house.chat.script = list(script)
    return asyncio.run(house.service.ask_another(answer, OTHER, house.events.append))


async def stopped(house: House, going: object, *script: ChatEvent | str) -> Message:
    """Begins what `going` makes, and stops it once the script hangs; the answer as it is kept."""
    house.chat.script, house.chat.playing = [*script, HANG], asyncio.Event()
    task = asyncio.create_task(going())  # type: ignore[operator]  # makes a coroutine
    await house.chat.playing.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return (await house.messages())[1]


def test_another_answer_comes_beside_the_first(house: House) -> None:
    first = answered(house)
    both = another(house, first, *SECOND)
    added = Choice(
        1,
        "Hi there",
        finish_reason="stop",
        finish_reason_raw="eos",
        model="m2-001",
        endpoint="other",
    )
    assert both == replace(first, choices=(*first.choices, added))
    assert (both.text, both.usage) == ("Hello world", Usage(10, 2, 12))
    assert asyncio.run(house.messages())[1] == both
    assert house.history.search("hello")
    assert house.history.search("there")


def test_it_is_asked_what_the_first_was_asked(house: House) -> None:
    first = answered(house)
    asyncio.run(house.ask("What else?", conversation_id=1, pictures=()))
    another(house, first, *SECOND)
    request = house.chat.requests[2]
    [message] = request.messages
    assert message.parts == (PICTURE, TextPart("What?"))
    assert (request.endpoint, house.chat.keys[2]) == (OTHER, "o")
    assert (request.options.n, request.options.temperature) == (1, 0.5)


def test_options_of_the_question_are_for_the_other_too(house: House) -> None:
    first = answered(house)
    options = ChatOptions(seed=7, n=2)
    house.chat.script = list(SECOND)
    asyncio.run(house.service.ask_another(first, OTHER, house.events.append, options))
    assert house.chat.requests[1].options == ChatOptions(seed=7, n=1)


def test_it_is_told_like_any_other_answer(house: House) -> None:
    first = answered(house)
    another(house, first, *SECOND)
    started, *_, ended = house.events
    assert isinstance(started, AskStarted)
    assert (started.question, started.beside, started.answer.id) == (None, None, first.id)
    assert started.answer.status is MessageStatus.STREAMING
    assert started.answer.choices[1] == Choice(1, model="m2", endpoint="other")
    told = [event for event in house.events if isinstance(event, TextDelta)]
    assert told == [TextDelta(1, "Hi "), TextDelta(1, "there")]
    assert isinstance(ended, AskEnded)


def test_several_others_can_be_asked(house: House) -> None:
    answer = answered(house, TextDelta(0, "One"), TextDelta(1, "Two"))
    answer = another(house, another(house, answer, *SECOND), *SECOND)
    assert [choice.index for choice in answer.choices] == [0, 1, 2, 3]
    assert [choice.text for choice in answer.choices] == ["One", "Two", "Hi there", "Hi there"]


@pytest.mark.parametrize("came", [(), (TextDelta(0, "Hi"),)], ids=["at once", "later"])
def test_a_failure_is_the_added_choice_s_alone(house: House, came: tuple[ChatEvent, ...]) -> None:
    first = answered(house)
    both = another(house, first, *came, CUT)
    assert (both.status, both.problem) == (first.status, None)
    assert both.choices[:1] == first.choices
    added = both.choices[1]
    assert (added.text, added.finish_reason) == ("Hi" if came else "", "error")
    assert added.problem == CUT.problem
    assert asyncio.run(house.messages())[1] == both


def test_a_missing_key_of_the_other_is_told(house: House) -> None:
    first = answered(house)
    refused = AskanceError(Problem(ErrorKind.AUTH, "The key was refused", status=401))
    keyless = replace(OTHER, name="keyless")
    house.chat.script = [refused]
    both = asyncio.run(house.service.ask_another(first, keyless, house.events.append))
    assert both.choices[1].problem is not None
    assert both.choices[1].problem.title == "This endpoint wants a key"


def test_stopping_before_the_first_word_leaves_the_answer_as_it_was(house: House) -> None:
    first = answered(house)
    after = asyncio.run(
        stopped(house, lambda: house.service.ask_another(first, OTHER, house.events.append))
    )
    assert after == first


def test_stopping_later_keeps_what_came(house: House) -> None:
    first = answered(house)
    going = lambda: house.service.ask_another(first, OTHER, house.events.append)  # noqa: E731
    after = asyncio.run(stopped(house, going, TextDelta(0, "Hi")))
    assert (after.status, after.choices[:1]) == (first.status, first.choices)
    assert (after.choices[1].text, after.choices[1].finish_reason) == ("Hi", None)


def test_an_earlier_failure_stays_the_first_one_s(house: House) -> None:
    house.chat.script = [TextDelta(0, "Half"), CUT]
    first = asyncio.run(house.ask())
    both = another(house, first, *SECOND)
    assert (both.status, both.problem) == (MessageStatus.FAILED, CUT.problem)
    assert both.choices[1].problem is None


# --- asked again after a failure


def broken_off(house: House, *came: ChatEvent) -> Message:
    """Three answers: the second is of a model that failed, the third of another one."""
    answer = another(house, answered(house), *came, CUT)
    third = Endpoint("third", "https://third.example.com/v1", "m3")
    house.chat.script = [TextDelta(0, "Hallo")]
    return asyncio.run(house.service.ask_another(answer, third, house.events.append))


@pytest.mark.parametrize("came", [(), (TextDelta(0, "Half"),)], ids=["at once", "later"])
def test_asked_again_the_new_one_takes_the_failed_one_s_place(
    house: House, came: tuple[ChatEvent, ...]
) -> None:
    before = broken_off(house, *came)
    house.events.clear()
    after = another(house, before, *SECOND)
    assert [(each.index, each.text) for each in after.choices] == [
        (0, "Hello world"),
        (1, "Hi there"),
        (2, "Hallo"),
    ]
    assert after.choices[1].problem is None
    assert asyncio.run(house.messages())[1] == after
    started, *_ = house.events
    assert isinstance(started, AskStarted)
    assert started.answer.choices[1] == Choice(1, model="m2", endpoint="other")
    assert {each.index for each in house.events if isinstance(each, TextDelta)} == {1}


def test_failing_again_keeps_the_words_there_were_and_tells_why(house: House) -> None:
    before = broken_off(house, TextDelta(0, "Half"))
    why = Problem(ErrorKind.NETWORK, "The server could not be reached")
    after = another(house, before, AskanceError(why))
    assert [each.text for each in after.choices] == ["Hello world", "Half", "Hallo"]
    assert after.choices[1].problem == why


def test_stopping_before_a_word_leaves_the_failed_one(house: House) -> None:
    before = broken_off(house, TextDelta(0, "Half"))
    going = lambda: house.service.ask_another(  # noqa: E731
        before, OTHER, house.events.append, choose=True
    )
    after = asyncio.run(stopped(house, going))
    assert after == replace(before, chosen=1)


def test_whoever_has_answered_since_is_asked_for_one_more(house: House) -> None:
    house.chat.script = [TextDelta(0, "It was"), CUT]
    first = tale(house)
    failed = from_word(house, first, "It was", CUT)
    after = another(house, failed, *SECOND)
    assert [each.text for each in after.choices] == ["It is blue", "It was", "Hi there"]


def test_a_choice_that_never_came_gives_its_index_to_nobody(house: House) -> None:
    first = answered(house)
    house.history.choose(first.id, 1)
    chosen = asyncio.run(house.messages())[1]
    after = another(house, chosen, *SECOND)
    assert [each.index for each in after.choices] == [0, 2]
    assert asyncio.run(house.messages())[1].text == "Hello world"


def test_where_nothing_was_said_the_question_is_asked_again_there(house: House) -> None:
    house.chat.script = [CUT]
    failed = asyncio.run(house.ask())
    answer = another(house, failed, *SECOND)
    assert (answer.text, answer.endpoint, answer.siblings) == ("Hi there", "other", ())
    assert len(asyncio.run(house.messages())) == 2


def test_an_answer_that_is_gone_gets_no_other(house: House) -> None:
    first = answered(house)
    house.history.delete_message(first.id)
    with pytest.raises(AskanceError):
        another(house, first, *SECOND)
    assert house.events == []
    assert len(house.chat.requests) == 1


# --- from a word on

TOKENS = (
    TokenLogprob("It", -0.1, (("It", -0.1), ("He", -2.5))),
    TokenLogprob(" is", -0.2, ((" is", -0.2), (" was", -1.5))),
    TokenLogprob(" blue", -0.3),
)


def tale(house: House) -> Message:
    return answered(house, TextDelta(0, "It is blue"), LogprobsDelta(0, TOKENS))


def from_word(
    house: House,
    answer: Message,
    text: str,
    *script: ChatEvent | AskanceError | str,
    endpoint: Endpoint = ENDPOINT,
) -> Message:
    house.chat.script = list(script)
    return asyncio.run(house.service.continue_from(answer, 0, text, endpoint, house.events.append))


def test_another_word_leads_to_another_answer(house: House) -> None:
    first = tale(house)
    more = LogprobsDelta(0, (TokenLogprob(" red", -0.4),))
    both = from_word(house, first, "It was", TextDelta(0, " red"), more)
    old, new = both.choices
    assert old == first.choices[0]
    assert (new.index, new.text, both.chosen, both.text) == (1, "It was red", 1, "It was red")
    assert [(token.token, token.logprob) for token in new.logprobs] == [
        ("It", -0.1),
        (" was", -1.5),
        (" red", -0.4),
    ]
    assert new.logprobs[1].top == TOKENS[1].top
    assert asyncio.run(house.messages())[1] == both


def test_the_model_is_given_the_words_to_go_on_from(house: House) -> None:
    first = tale(house)
    from_word(house, first, "It was", TextDelta(0, " red"))
    question, begun = house.chat.requests[1].messages
    assert question.parts == (PICTURE, TextPart("What?"))
    assert (begun.role, begun.parts) == (Role.ASSISTANT, (TextPart("It was"),))
    assert house.chat.requests[1].options.n == 1


def test_it_is_shown_from_the_beginning(house: House) -> None:
    first = tale(house)
    from_word(house, first, "It was", TextDelta(0, " red"))
    started = house.events[0]
    assert isinstance(started, AskStarted)
    assert (started.answer.chosen, started.answer.text) == (1, "It was")


def test_words_that_are_said_again_are_left_out(house: House) -> None:
    first = answered(house, TextDelta(0, "The sky over the hill is blue"))
    text = "The sky over the hill was"
    both = from_word(
        house, first, text, TextDelta(0, "The sky over the hill"), TextDelta(0, " was red")
    )
    assert both.choices[1].text == "The sky over the hill was red"


def test_blanks_at_the_end_are_not_sent_and_stand_there_once(house: House) -> None:
    first = tale(house)
    more = LogprobsDelta(0, (TokenLogprob(" red", -0.4, ((" red", -0.4), (" up", -2.0))),))
    both = from_word(house, first, "It was ", TextDelta(0, " red"), more)
    assert house.chat.requests[1].messages[-1].parts == (TextPart("It was"),)
    new = both.choices[1]
    assert new.text == "It was red"
    assert "".join(token.token for token in new.logprobs) == new.text
    assert new.logprobs[-1] == TokenLogprob("red", -0.4, (("red", -0.4), ("up", -2.0)))


def test_a_server_that_begins_anew_is_stopped_and_told(house: House) -> None:
    first = answered(house, TextDelta(0, "The sky over the hill is blue"))
    house.events.clear()
    anew = (
        LogprobsDelta(0, (TokenLogprob("The sky over the hill is", -0.1),)),
        TextDelta(0, "The sky over the hill is"),
        TextDelta(0, " blue"),
    )
    both = from_word(house, first, "The sky over the hill was", *anew)
    taken = both.choices[1]
    assert taken.text == "The sky over the hill was"
    assert taken.problem is not None
    assert "relay.example.com began a new answer" in taken.problem.detail
    assert both.choices[0] == first.choices[0]
    assert not [event for event in house.events if isinstance(event, TextDelta)]
    assert asyncio.run(house.messages())[1] == both


def test_a_model_that_cannot_is_told_in_words_of_what_was_done(house: House) -> None:
    said = "This model does not support assistant message prefill."
    refusal = AskanceError(Problem(ErrorKind.BAD_REQUEST, "The server refused", said, status=400))
    both = from_word(house, tale(house), "It was", refusal)
    problem = both.choices[1].problem
    assert problem is not None
    assert problem.title == "This endpoint can’t continue from a chosen word"
    assert (problem.detail, problem.status) == (said, 400)


def test_stopping_before_a_new_word_leaves_the_answer_and_its_choice(house: House) -> None:
    first = tale(house)
    going = lambda: house.service.continue_from(  # noqa: E731
        first, 0, "It was", ENDPOINT, house.events.append
    )
    assert asyncio.run(stopped(house, going)) == first


def test_a_failure_leaves_the_words_taken_and_why(house: House) -> None:
    both = from_word(house, tale(house), "It was", CUT)
    assert (both.choices[1].text, both.choices[1].problem) == ("It was", CUT.problem)
    assert both.choices[0].text == "It is blue"


@pytest.mark.parametrize(
    "endpoint",
    [
        ON_DEVICE,
        Endpoint("OpenAI", "https://api.openai.com/v1", "gpt-5-mini"),
        Endpoint("Azure", "https://mine.openai.azure.com/openai/v1", "gpt-5-mini"),
    ],
)
def test_where_it_can_not_be_done_nothing_changes(house: House, endpoint: Endpoint) -> None:
    first = tale(house)
    with pytest.raises(AskanceError) as caught:
        from_word(house, first, "It was", TextDelta(0, " red"), endpoint=endpoint)
    assert caught.value.problem.hint
    assert house.events == []
    assert asyncio.run(house.messages())[1] == first


# --- a process that dies

DYING = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from askance.core.chat import TextDelta
from tests.fakes.chat import HANG, ScriptedChat
from tests.fakes.keys import InMemoryKeys
from tests.support.ask_house import ENDPOINT, House

async def main():
    house = House(Path(sys.argv[1]), ScriptedChat(), InMemoryKeys())
    [_, answer] = await house.messages()
    house.chat.script = [TextDelta(0, " there"), HANG]
    if sys.argv[2] == "again":
        other = replace(ENDPOINT, name="other")
        await house.service.ask_another(answer, other, house.events.append, choose=True)
    elif sys.argv[2] == "another":
        await house.service.ask_another(answer, ENDPOINT, house.events.append)
    else:
        await house.service.continue_from(answer, 0, "Hi", ENDPOINT, house.events.append)

asyncio.run(main())
"""


@pytest.mark.parametrize(("what", "text"), [("another", " there"), ("from a word", "Hi there")])
def test_a_process_killed_meanwhile_harms_neither(
    house: House, tmp_path: Path, what: str, text: str
) -> None:
    first = answered(house)

    def choices() -> tuple[Choice, ...]:
        return house.history.messages(1)[1].choices

    command = [sys.executable, "-c", DYING, os.fspath(tmp_path), what]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root) as dying:
        wait_for(
            lambda: len(choices()) == 2 and choices()[1].text == text,
            "the new words in the database",
        )
        assert house.history.mark_interrupted() == 0
        dying.send_signal(signal.SIGKILL)
    survivor = SqliteHistory(tmp_path / "history.db")
    assert survivor.mark_interrupted() == 1
    answer = survivor.messages(1)[1]
    survivor.close()
    assert answer.status is MessageStatus.INTERRUPTED
    assert answer.choices[:1] == first.choices
    assert answer.choices[1] == Choice(1, text, model=ENDPOINT.model, endpoint="relay")
    assert answer.usage == first.usage


def test_a_process_killed_over_a_retry_leaves_what_had_failed(house: House, tmp_path: Path) -> None:
    before = another(house, answered(house), TextDelta(0, "Half"), CUT)

    def choices() -> tuple[Choice, ...]:
        return house.history.messages(1)[1].choices

    command = [sys.executable, "-c", DYING, os.fspath(tmp_path), "again"]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3]) as dying:
        wait_for(lambda: choices()[-1].text == " there", "the new words in the database")
        dying.send_signal(signal.SIGKILL)
    survivor = SqliteHistory(tmp_path / "history.db")
    assert survivor.mark_interrupted() == 1
    answer = survivor.messages(1)[1]
    survivor.close()
    assert answer.choices[:2] == before.choices
    assert [each.text for each in answer.choices[2:]] == [" there"]
