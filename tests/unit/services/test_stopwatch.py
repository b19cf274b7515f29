"""How long an answer takes, with a clock that moves when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from askance.core.chat import ChatEvent, ReasoningDelta, RefusalDelta, RequestSent, TextDelta
from askance.core.conversation import Timing
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.services.stopwatch import Stopwatch
from tests.fakes.chat import ScriptedChat
from tests.fakes.keys import InMemoryKeys
from tests.support.ask_house import ENDPOINT, House

SENT = RequestSent("u", 1)


def timed(events: Sequence[ChatEvent]) -> Timing | None:
    """The timing of events that come a second apart, the first at 101; it ends a second later."""
    now = 100.0
    watch = Stopwatch(lambda: now)
    for event in events:
        now += 1
        watch.hear(event)
    now += 1
    return watch.timing()


@pytest.mark.parametrize(
    ("events", "timing"),
    [
        ([], None),
        ([SENT], Timing(None, None, 1)),
        ([SENT, TextDelta(0, "a"), TextDelta(0, "b")], Timing(1, None, 3)),
        ([SENT, TextDelta(0, ""), TextDelta(0, "b")], Timing(2, None, 3)),
        ([SENT, RefusalDelta(0, "No")], Timing(1, None, 2)),
        ([SENT, ReasoningDelta(0, "Hm"), TextDelta(0, "b")], Timing(1, 2, 3)),
        ([SENT, ReasoningDelta(0, "Hm"), ReasoningDelta(0, "…")], Timing(1, None, 3)),
        (
            [SENT, ReasoningDelta(0, "Hm"), TextDelta(0, "b"), TextDelta(0, "c")],
            Timing(1, 2, 4),
        ),
        ([SENT, TextDelta(0, "b"), ReasoningDelta(1, "Hm")], Timing(1, None, 3)),
        ([SENT, SENT, TextDelta(0, "after another try")], Timing(2, None, 3)),
    ],
)
def test_what_is_measured(events: Sequence[ChatEvent], timing: Timing | None) -> None:
    assert timed(events) == timing


class Ticking:
    """A clock that is a second later each time it is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path, ScriptedChat(), InMemoryKeys({"relay": "s"}), steady=Ticking())
    yield house
    house.close()


def test_an_answer_keeps_how_long_it_took(house: House) -> None:
    house.chat.script = [ReasoningDelta(0, "Hm"), TextDelta(0, "Hi"), TextDelta(0, "!")]
    answer = asyncio.run(house.ask())
    assert answer.timing == Timing(1, 2, 3)
    assert asyncio.run(house.messages())[1] == answer


def test_one_that_never_left_has_no_timing(tmp_path: Path) -> None:
    locked = InMemoryKeys(problem=Problem(ErrorKind.KEYRING, "The keyring is locked"))
    house = House(tmp_path, ScriptedChat(), locked)
    assert asyncio.run(house.ask()).timing is None
    house.close()


def test_an_answer_that_goes_on_took_both_times(house: House) -> None:
    cut = AskanceError(Problem(ErrorKind.TRUNCATED, "Cut"))
    house.chat.script = [TextDelta(0, "Once"), cut]
    first = asyncio.run(house.ask())
    assert first.timing == Timing(1, None, 2)
    house.chat.script = [TextDelta(0, " more")]
    whole = asyncio.run(house.service.go_on(first, ENDPOINT, house.events.append))
    assert whole.timing == Timing(1, None, 4)


def test_another_s_answer_leaves_the_first_one_s_timing(house: House) -> None:
    house.chat.script = [TextDelta(0, "Once")]
    first = asyncio.run(house.ask())
    both = asyncio.run(house.service.ask_another(first, ENDPOINT, house.events.append))
    assert both.timing == first.timing
