"""A reply behind words that were put into the model's mouth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError
from askance.core.given import GivenJoint

RELAY = Endpoint("relay", "https://relay.example.com/v1", "m")
ECHOING = Endpoint("mistral", "https://api.mistral.ai/v1", "m")
SKY = "The sky over the hill was"


def joined(begun: str, *pieces: str, endpoint: Endpoint = RELAY) -> str:
    """What stands there in the end. What was left out must be the reply's front, and counted."""
    joint = GivenJoint(begun, endpoint)
    came = "".join(joint.feed(piece) for piece in pieces) + joint.end()
    assert came == "".join(pieces)[joint.trimmed :]
    return begun + came


@pytest.mark.parametrize(
    ("begun", "reply", "whole"),
    [
        (SKY, " red.", f"{SKY} red."),
        (SKY, "\n\nred.", f"{SKY}\n\nred."),
        ("Java", "Script is", "JavaScript is"),
        ("ha", "haha!", "hahaha!"),
        ("He", "He said", "He said"),
        ("It was", "It was red", "It was red"),
        (SKY, f"{SKY} red.", f"{SKY} red."),
        (SKY, "over the hill was red.", f"{SKY} red."),
        ("no no", " no no no", "no no no no no"),
        ("5 5", "5 5", "5 5"),
        ("----------------", "----------------", "-" * 32),
        ("天空是", "蓝色", "天空是蓝色"),
        ("天空是", "天空很蓝", "天空是天空很蓝"),
    ],
)
def test_a_reply_goes_on_or_says_it_again(begun: str, reply: str, whole: str) -> None:
    assert joined(begun, reply) == whole
    assert joined(begun, *reply) == whole


@pytest.mark.parametrize(
    ("begun", "reply", "whole"),
    [
        ("It was ", " red", "It was red"),
        ("It was ", "red", "It was red"),
        ("It was ", "\nred", "It was \nred"),
        ("def f():\n    ", "\n    pass", "def f():\n    pass"),
        ("def f():\n    ", "pass", "def f():\n    pass"),
        ("One.\n\n", "\nTwo.", "One.\n\nTwo."),
        ("One.\n", "\n\nTwo.", "One.\n\nTwo."),
        ("It was \t", "It was \tred", "It was \tred"),
        ("  ", " red", "  red"),
    ],
)
def test_blanks_at_the_end_stand_there_once(begun: str, reply: str, whole: str) -> None:
    assert GivenJoint(begun, RELAY).sent == begun.rstrip()
    assert joined(begun, reply) == whole
    assert joined(begun, *reply) == whole


@pytest.mark.parametrize(
    ("begun", "reply"),
    [
        (SKY, "The sky over the hill is blue."),
        ("It was", "It is red."),
        ("# All the colours\n\nThe sky", "# All the colours\n\nHere they are"),
    ],
)
def test_an_answer_of_its_own_is_told(begun: str, reply: str) -> None:
    for pieces in ((reply,), tuple(reply)):
        joint = GivenJoint(begun, RELAY)
        with pytest.raises(AskanceError) as caught:
            _ = [joint.feed(piece) for piece in pieces]
        problem = caught.value.problem
        assert problem.title == "This endpoint can’t continue from a chosen word"
        assert reply[:4] in problem.detail
        assert "relay.example.com" in problem.detail
        assert problem.hint
        assert joint.end() == ""


def test_nothing_of_an_answer_of_its_own_was_given_before() -> None:
    joint = GivenJoint(SKY, RELAY)
    assert "".join(joint.feed(piece) for piece in "The sky over the hill ") == ""


@pytest.mark.parametrize(
    ("begun", "reply"),
    [
        ("- The first item\n- The second item\n- The", "- The first of all"),
        ("The answer is 4.\nThe answer is 5.\n", "The answer is 6."),
        ("print('a')\nprint('b')\n", "print('c')"),
        (SKY, " The sky over the hill is blue."),
        ("get", "Name()"),
    ],
    ids=["a list", "lines alike", "code", "after a blank", "one word"],
)
def test_what_may_as_well_be_a_continuation_is_one(begun: str, reply: str) -> None:
    assert joined(begun, reply) == joined(begun, *reply) == begun + reply


@pytest.mark.parametrize("reply", ["", "The sky over the h", SKY])
def test_a_reply_that_says_nothing_new_adds_nothing(reply: str) -> None:
    assert joined(SKY, *reply) == SKY


def test_a_word_said_twice_and_no_more_stands_once() -> None:
    assert joined("It", "It") == "It"


def test_what_a_short_reply_says_is_kept() -> None:
    assert joined("that, and th", "that") == "that, and ththat"


@pytest.mark.parametrize("begun", ["Oh!", "h", "Well...", "- one\n- two", "1"])
def test_a_server_that_is_known_to_say_it_again(begun: str) -> None:
    for reply in (begun + begun + "x", begun, begun[:1]):
        whole = begun + reply[len(begun) :]
        assert joined(begun, reply, endpoint=ECHOING) == whole
        assert joined(begun, *reply, endpoint=ECHOING) == whole


def test_one_that_does_not_this_time() -> None:
    assert joined("Oh!", " Hello", endpoint=ECHOING) == "Oh! Hello"


def test_nothing_is_held_back_once_it_is_plain() -> None:
    joint = GivenJoint(SKY, RELAY)
    assert joint.feed("The sky over the hill was") == ""
    assert joint.feed(" red") == " red"
    assert joint.feed(" and") == " and"


def outcome(begun: str, pieces: list[str], endpoint: Endpoint) -> str | None:
    """What stands there in the end; None when it was an answer of its own."""
    try:
        return joined(begun, *pieces, endpoint=endpoint)
    except AskanceError:
        return None


@given(
    st.text("ab \n.", max_size=40),
    st.lists(st.text("ab \n.", max_size=8), max_size=12),
    st.sampled_from((RELAY, ECHOING)),
)
def test_only_what_stands_there_is_ever_missing(
    begun: str, pieces: list[str], endpoint: Endpoint
) -> None:
    reply = "".join(pieces)
    whole = outcome(begun, pieces, endpoint)
    assert whole == outcome(begun, [reply], endpoint)
    if whole is not None:
        missing = reply[: len(begun) + len(reply) - len(whole)]
        assert missing.strip() in begun
