"""Chords, settings, budgets, titles and replies."""

import pytest

from askance.core.budget import fitted, image_tokens, text_tokens
from askance.core.chat import (
    ChatEvent,
    ChoiceFinished,
    LogprobsDelta,
    ReasoningDelta,
    Reply,
    ReplyStarted,
    TextDelta,
)
from askance.core.chord import Chord, default_chord
from askance.core.conversation import ReplyRecord, TokenLogprob, title_from
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.settings import Settings


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ctrl+alt+space", "Ctrl+Alt+Space"),
        ("Alt + Control + a", "Ctrl+Alt+A"),
        ("Option+Shift+Space", "Alt+Shift+Space"),
        ("super+f12", "Meta+F12"),
        ("Print", "Print"),
    ],
)
def test_a_chord_is_read_and_written(text: str, written: str) -> None:
    chord = Chord.parse(text)
    assert str(chord) == written
    assert Chord.parse(str(chord)) == chord
    assert chord.complaint is None


@pytest.mark.parametrize("text", ["", "Ctrl+", "Ctrl+Nope", "Foo+A", "Ctrl+ä"])
def test_what_is_no_chord(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Chord.parse(text)


@pytest.mark.parametrize("text", ["A", "Shift+A", "Space", "Ctrl+Escape"])
def test_a_chord_that_would_be_a_nuisance(text: str) -> None:
    assert Chord.parse(text).complaint


def test_the_default_chords() -> None:
    assert str(default_chord("linux")) == "Ctrl+Alt+Space"
    assert default_chord("darwin") == Chord.parse("Shift+Option+Space")


def test_endpoints_are_added_replaced_and_removed() -> None:
    one, two = Endpoint("one", "a", "m"), Endpoint("two", "b", "m")
    settings = Settings().with_endpoint(one).with_endpoint(two)
    assert settings.current == one
    settings = settings.with_endpoint(Endpoint("one", "c", "m"))
    assert [item.base_url for item in settings.endpoints] == ["c", "b"]
    settings = settings.with_endpoint(two, default=True)
    assert settings.current == two
    settings = settings.without_endpoint("two")
    assert settings.default_endpoint == "one"
    assert settings.without_endpoint("one").current is ON_DEVICE


def test_the_built_in_endpoint_is_always_there_and_last() -> None:
    one = Endpoint("one", "a", "m")
    assert Settings().current is ON_DEVICE
    settings = Settings().with_endpoint(one)
    assert settings.all_endpoints == (one, ON_DEVICE)
    assert settings.current == one
    chosen = settings.with_endpoint(ON_DEVICE, default=True)
    assert (chosen.endpoints, chosen.current) == ((one,), ON_DEVICE)
    assert chosen.endpoint(ON_DEVICE.name) is ON_DEVICE
    assert chosen.without_endpoint("one").current is ON_DEVICE


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [
        ("gpt-4o", (1920, 1080), 1105),
        ("gemini-pro-vision", (1920, 1080), 1548),
        ("gemini-2.5-flash", (384, 384), 258),
        ("gemini-3-pro", (1920, 1080), 1120),
        ("claude-sonnet-4-5", (1920, 1080), 1568),
        ("claude-sonnet-4-5", (280, 280), 100),
    ],
)
def test_image_tokens(model: str, size: tuple[int, int], tokens: int) -> None:
    assert image_tokens(model, *size) == tokens


def test_text_tokens_and_fitting() -> None:
    assert text_tokens("") == 0
    assert text_tokens("abcdefgh") == 2
    assert text_tokens("客户") == 2
    assert fitted(3840, 2160, 2048) == (2048, 1152)
    assert fitted(100, 50, 2048) == (100, 50)
    assert fitted(20000, 1, 2048) == (2048, 1)


def test_titles() -> None:
    assert title_from("\n  Why?\nBecause") == "Why?"
    long = title_from("Does this chart exaggerate the growth of the third quarter, really, or not?")
    assert long.endswith("…")
    assert len(long) <= 61
    assert title_from("") == ""
    assert title_from("x" * 100) == "x" * 60 + "…"


def test_a_reply_gathers_its_choices() -> None:
    reply = Reply()
    token = TokenLogprob("Hi", -0.1)
    for event in (
        TextDelta(1, "Bonjour"),
        TextDelta(0, "Hel"),
        ReasoningDelta(0, "hm"),
        TextDelta(0, "lo"),
        LogprobsDelta(0, (token,)),
        ChoiceFinished(0, "length", "MAX_TOKENS"),
    ):
        reply.apply(event)
    first, second = reply.choices()
    assert (first.text, first.reasoning, first.logprobs) == ("Hello", "hm", (token,))
    assert (first.finish_reason, first.finish_reason_raw) == ("length", "MAX_TOKENS")
    assert (second.index, second.text, second.finish_reason) == (1, "Bonjour", None)


FIRST, SECOND = ReplyStarted("m", "id-1", "fp_1", 1), ReplyStarted("m", "id-2", "fp_2", 2)


@pytest.mark.parametrize(
    ("events", "record"),
    [
        ([FIRST], ReplyRecord("id-1", 1, "fp_1")),
        ([FIRST, TextDelta(0, "Hi"), SECOND], ReplyRecord("id-1", 1, "fp_1")),
        ([TextDelta(1, "Hi"), FIRST, SECOND], ReplyRecord("id-1", 1, "fp_1")),
        ([FIRST, SECOND, TextDelta(0, "Hi")], ReplyRecord("id-2", 2, "fp_2")),
        ([FIRST, ReplyStarted("m"), TextDelta(0, "Hi")], None),
        ([ReplyStarted("m", created=0)], ReplyRecord(created=0)),
        ([ReplyStarted("m")], None),
        ([], None),
    ],
    ids=[
        "named",
        "several replies",
        "another's words first",
        "asked for again",
        "asked for again without a name",
        "at the epoch",
        "without a name",
        "nothing",
    ],
)
def test_a_reply_is_known_by_its_first_name(
    events: list[ChatEvent], record: ReplyRecord | None
) -> None:
    reply = Reply()
    for event in events:
        reply.apply(event)
    assert reply.record == record


def test_a_proxy_s_password_is_not_shown() -> None:
    endpoint = Endpoint("one", "a", "m", proxy="http://user:word@proxy.example.com:3128")
    assert "word" not in repr(endpoint)
