"""What servers do not take is remembered with their endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace

import pytest

from askance.core.chat import (
    AskedApart,
    ChatEvent,
    ChatRequest,
    ParameterDropped,
    RequestSent,
    TextDelta,
)
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.settings import Settings
from askance.services.learning import LearningChat, with_learnt
from tests.fakes.chat import HANG, ScriptedChat

ENDPOINT = Endpoint("relay", "https://relay.example.com/v1", "m", dropped_params=("seed",))
REFUSING: list[ChatEvent | AskanceError | str] = [
    ParameterDropped("logprobs"),
    ParameterDropped("max_tokens", "max_completion_tokens"),
    TextDelta(0, "Yes."),
    AskedApart(2),
]
BROKEN = AskanceError(Problem(ErrorKind.STREAM_ERROR, "The answer broke off"))


class Kept:
    """The settings, and how often they were changed."""

    def __init__(self, settings: Settings | None = None, problem: Problem | None = None) -> None:
        self.settings = settings or Settings(endpoints=(ENDPOINT,))
        self.changes, self.problem = 0, problem

    async def keep(self, change: Callable[[Settings], Settings]) -> None:
        await asyncio.sleep(0)
        if self.problem is not None:
            raise AskanceError(self.problem)
        self.settings, self.changes = change(self.settings), self.changes + 1

    @property
    def dropped(self) -> tuple[str, ...]:
        return self.settings.endpoints[0].dropped_params


def asked(
    kept: Kept, script: list[ChatEvent | AskanceError | str], endpoint: Endpoint = ENDPOINT
) -> list[ChatEvent]:
    async def run() -> list[ChatEvent]:
        events: list[ChatEvent] = []
        chat = LearningChat(ScriptedChat(script), kept.keep)
        async with aclosing(chat.stream(ChatRequest(endpoint, ()), None)) as stream:
            with suppress(AskanceError):
                async for event in stream:
                    events.append(event)  # noqa: PERF401 -- those before an error count
        return events

    return asyncio.run(run())


def test_every_event_is_passed_on() -> None:
    first, *others = asked(Kept(), REFUSING)
    assert isinstance(first, RequestSent)
    assert others == REFUSING


def test_what_was_refused_is_kept_after_what_was_known() -> None:
    kept = Kept()
    asked(kept, REFUSING)
    assert kept.dropped == ("seed", "logprobs", "max_tokens", "n")
    assert kept.changes == 1


def test_nothing_is_written_when_nothing_was_learnt() -> None:
    kept = Kept()
    asked(kept, [TextDelta(0, "Yes.")])
    assert kept.changes == 0


def test_it_is_kept_also_when_the_answer_fails() -> None:
    kept = Kept()
    asked(kept, [ParameterDropped("n"), BROKEN])
    assert kept.dropped == ("seed", "n")


def test_it_is_kept_also_when_the_question_is_cancelled() -> None:
    kept = Kept()
    inner = ScriptedChat([ParameterDropped("n"), HANG])

    async def cancelled() -> None:
        inner.playing = asyncio.Event()
        chat = LearningChat(inner, kept.keep)

        async def ask() -> None:
            async with aclosing(chat.stream(ChatRequest(ENDPOINT, ()), None)) as stream:
                async for _ in stream:
                    pass

        task = asyncio.create_task(ask())
        await inner.playing.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert kept.dropped == ("seed", "n")


def test_an_answer_is_not_lost_because_the_disk_is_full(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("not remembered")
    kept = Kept(problem=Problem(ErrorKind.STORAGE, "The disk is full"))
    assert TextDelta(0, "Yes.") in asked(kept, REFUSING)


@pytest.mark.parametrize(
    "asked_of",
    [
        replace(ENDPOINT, name="elsewhere"),
        replace(ENDPOINT, model="another"),
        replace(ENDPOINT, base_url="https://other.example.com/v1"),
    ],
    ids=["unknown", "edited", "moved"],
)
def test_an_endpoint_that_is_not_the_kept_one_is_left_as_it_is(asked_of: Endpoint) -> None:
    settings = Settings(endpoints=(ENDPOINT,))
    assert with_learnt(settings, asked_of, ["n"]) is settings


def test_what_one_look_did_not_know_is_added_to_what_the_settings_know() -> None:
    settings = Settings(endpoints=(ENDPOINT,))
    fresh = replace(ENDPOINT, dropped_params=())
    [learnt] = with_learnt(settings, fresh, ["n", "seed"]).endpoints
    assert learnt.dropped_params == ("seed", "n")
