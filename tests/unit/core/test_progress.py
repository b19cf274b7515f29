"""Where a question stands, second by second, without a clock."""

from __future__ import annotations

import pytest

from askance.core.chat import (
    AskedApart,
    ChatEvent,
    ParameterDropped,
    PicturesReduced,
    ReasoningDelta,
    ReplyStarted,
    RequestSent,
    RetryScheduled,
    TextDelta,
    Uploaded,
)
from askance.core.errors import ErrorKind, Problem
from askance.core.progress import (
    STALLED_S,
    Progress,
    Retrying,
    Sending,
    Stage,
    Stalled,
    Waiting,
    Writing,
)

BUSY = Problem(ErrorKind.RATE_LIMIT, "Too many questions at once")
SENT = RequestSent("https://relay.example.com/v1/chat/completions", 5_400_000)
WORD = TextDelta(0, "word")


def heard(*events: tuple[float, ChatEvent], patient: bool = False) -> Progress:
    progress = Progress(0.0, patient=patient)
    for now, event in events:
        progress.hear(event, now)
    return progress


def test_the_wait_for_the_first_word_is_counted_from_the_sending() -> None:
    progress = heard((1.5, SENT))
    assert progress.stage(1.5) == Waiting(0)
    assert progress.stage(4.4) == Waiting(2)
    assert progress.stage(4.6) == Waiting(3)
    progress.hear(WORD, 5.0)
    assert progress.stage(5.0) == Writing()


def test_an_upload_is_followed_and_the_wait_begins_when_all_is_sent() -> None:
    progress = heard((0, SENT), (1, Uploaded(2_100_000, 5_400_000)))
    assert progress.stage(1) == Sending(2_100_000, 5_400_000)
    progress.hear(Uploaded(5_400_000, 5_400_000), 6)
    assert progress.stage(8) == Waiting(2)


def test_a_server_that_answers_early_has_heard_enough() -> None:
    progress = heard((0, SENT), (1, Uploaded(100, 5_400_000)), (2, ReplyStarted()))
    assert isinstance(progress.stage(3), Waiting)


def test_an_upload_that_stands_still_is_told_as_such() -> None:
    progress = heard((0, SENT), (1, Uploaded(100, 5_400_000)))
    assert progress.stage(1 + STALLED_S) == Stalled(10, sending=True)


def test_a_retry_counts_down_and_is_then_waited_for() -> None:
    progress = heard((0, SENT), (2, RetryScheduled(7.0, 1, BUSY)))
    shown = [progress.stage(2 + second) for second in range(7)]
    assert shown == [Retrying(BUSY, left) for left in (7, 6, 5, 4, 3, 2, 1)]
    assert progress.stage(9) == Waiting(0)
    assert progress.stage(12.5) == Waiting(3)


def test_a_delay_longer_than_the_patience_with_silence_is_no_stall() -> None:
    progress = heard((0, SENT), (1, RetryScheduled(60.0, 1, BUSY)))
    assert progress.stage(40) == Retrying(BUSY, 21)
    assert isinstance(progress.stage(61), Waiting)
    assert progress.stage(61 + 12) == Stalled(12)


@pytest.mark.parametrize("first", [SENT, ReplyStarted(), WORD, ReasoningDelta(0, "hm")])
def test_silence_is_told_after_ten_seconds_and_forgotten_at_the_next_sign(
    first: ChatEvent,
) -> None:
    progress = heard((5, first))
    assert not isinstance(progress.stage(14.9), Stalled)
    assert progress.stage(17.2) == Stalled(12)
    progress.hear(WORD, 18)
    assert progress.stage(18) == Writing()
    assert progress.stage(28.5) == Stalled(10)


def test_what_answers_on_this_computer_takes_its_time() -> None:
    progress = heard(patient=True)
    assert progress.stage(40) == Waiting(40)
    progress.hear(WORD, 41)
    assert progress.stage(400) == Writing()
    assert progress.next_change(400) is None


@pytest.mark.parametrize("event", [ParameterDropped("n"), PicturesReduced(900_000)])
def test_what_was_done_in_passing_is_said_until_words_come(event: ChatEvent) -> None:
    progress = heard((0, SENT), (1, event))
    assert progress.said == event
    progress.hear(WORD, 2)
    assert progress.said is None


def test_answers_asked_for_one_by_one_are_said_to_the_end() -> None:
    progress = heard((0, SENT), (1, AskedApart(2)), (2, WORD))
    assert progress.said == AskedApart(2)


@pytest.mark.parametrize(
    ("events", "now"),
    [
        ((), 0.0),
        (((0.0, SENT),), 3.25),
        (((0.0, SENT),), 9.5),
        (((0.0, SENT),), 11.75),
        (((0.0, SENT), (1.0, Uploaded(1, 9))), 2.0),
        (((0.0, SENT), (1.0, RetryScheduled(6.5, 1, BUSY))), 1.0),
        (((0.0, SENT), (1.0, RetryScheduled(6.5, 1, BUSY))), 7.25),
        (((0.0, WORD),), 4.0),
    ],
)
def test_it_tells_when_to_look_again(
    events: tuple[tuple[float, ChatEvent], ...], now: float
) -> None:
    progress = heard(*events)
    before = progress.stage(now)
    left = progress.next_change(now)
    assert left is not None
    assert left > 0
    moments = [now + left * part / 16 for part in range(16)]
    assert all(progress.stage(moment) == before for moment in moments)
    after: Stage = progress.stage(now + left + 1e-6)
    assert after != before
