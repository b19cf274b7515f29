"""The built-in endpoint as a chat client: what it reads as a reply, and what it cannot answer."""

from __future__ import annotations

import asyncio
import math

import pytest

from askance.core.chat import (
    ChatEvent,
    ChatRequest,
    ChoiceFinished,
    EncodedPicture,
    LogprobsDelta,
    PromptMessage,
    PromptPart,
    Reply,
    ReplyStarted,
    RequestSent,
    TextDelta,
)
from askance.core.conversation import PictureLink, Role, TextPart
from askance.core.endpoint import ON_DEVICE, Endpoint, ModelInfo
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.prompts import DEVICE_PRESETS, PRESETS
from askance.core.reading.sample import SAMPLE
from askance.core.reading.values import Code, Quad
from askance.core.screen import Region
from askance.services.device_chat import DeviceChat, RoutedChat
from tests.fakes.chat import ScriptedChat
from tests.fakes.reader import FakeReader, line_of

RELAY = Endpoint("relay", "https://relay.example.com/v1", "m")
DIED = Problem(ErrorKind.READING, "Reading stopped", "Its process ended.", "Press Retry.")
LINK = PictureLink("https://example.com/a.png")
CODE = Code("QRCode", "https://example.com/", Quad.of(Region(0, 0, 9, 9)))


def asked(*parts: PromptPart, before: tuple[PromptMessage, ...] = ()) -> ChatRequest:
    return ChatRequest(ON_DEVICE, (*before, PromptMessage(Role.USER, parts)))


def told(reader: FakeReader, request: ChatRequest) -> list[ChatEvent]:
    async def gather() -> list[ChatEvent]:
        return [event async for event in DeviceChat(reader).stream(request, None)]

    return asyncio.run(gather())


def answer(reader: FakeReader, request: ChatRequest) -> str:
    reply = Reply()
    for event in told(reader, request):
        reply.apply(event)
    return reply.choices()[0].text


def problem(reader: FakeReader, request: ChatRequest) -> Problem:
    with pytest.raises(AskanceError) as caught:
        told(reader, request)
    return caught.value.problem


def test_an_answer_streams_and_each_piece_says_how_sure_it_is() -> None:
    reader = FakeReader(line_of("sure", score=1.0), line_of("doubtful", top=30, score=0.5))
    events = told(reader, asked(SAMPLE, TextPart("Extract text")))
    assert events[0] == ReplyStarted("fake")
    assert events[-1] == ChoiceFinished(0, "stop", "stop")
    assert not any(isinstance(event, RequestSent) for event in events)
    reply = Reply()
    for event in events:
        reply.apply(event)
    [choice] = reply.choices()
    assert "".join(token.token for token in choice.logprobs) == choice.text
    sure = {token.token.strip(): token.logprob for token in choice.logprobs}
    assert sure["sure"] == 0.0
    assert sure["doubtful"] == pytest.approx(math.log(0.5))
    deltas = [type(event) for event in events[1:-1]]
    assert deltas == [TextDelta, LogprobsDelta] * (len(deltas) // 2)


def test_a_score_of_nought_is_still_a_number() -> None:
    reader = FakeReader(line_of("nothing", score=0.0))
    tokens = [
        token
        for event in told(reader, asked(SAMPLE))
        if isinstance(event, LogprobsDelta)
        for token in event.tokens
    ]
    assert all(token.logprob is None or math.isfinite(token.logprob) for token in tokens)


@pytest.mark.parametrize("preset", [*DEVICE_PRESETS, PRESETS[2], PRESETS[4]], ids=lambda p: p.id)
def test_every_preset_is_answered(preset) -> None:  # type: ignore[no-untyped-def]
    reader = FakeReader("a  b", "c  d", codes=(CODE,))
    text = answer(reader, asked(SAMPLE, TextPart(preset.prompt)))
    assert ("example.com" if preset.id == "device-codes" else "c") in text
    [request] = reader.requests
    assert request.text == (preset.id != "device-codes")


def test_no_words_extract_the_text() -> None:
    assert "Hello" in answer(FakeReader("Hello"), asked(SAMPLE))


def test_any_other_question_needs_a_model() -> None:
    reader = FakeReader("Hello")
    said = problem(reader, asked(SAMPLE, TextPart("Why is the sky blue?")))
    assert said.kind is ErrorKind.NEEDS_MODEL
    assert "reads text, tables and codes" in said.detail
    assert "your question is kept" in said.hint
    assert not reader.requests


def test_without_a_picture_there_is_nothing_to_read() -> None:
    said = problem(FakeReader("Hello"), asked(TextPart("Extract text")))
    assert said.kind is ErrorKind.PICTURE
    assert said.hint


def test_a_picture_s_address_is_not_fetched() -> None:
    said = problem(FakeReader("Hello"), asked(LINK, TextPart("Extract text")))
    assert said.kind is ErrorKind.PICTURE
    assert "address" in said.detail


def test_a_follow_up_reads_the_last_pictures_shown() -> None:
    other = EncodedPicture(SAMPLE.data, "image/png", 1, 1, "other")
    before = (
        PromptMessage(Role.USER, (other, TextPart("What is this?"))),
        PromptMessage(Role.USER, (SAMPLE, TextPart("And this?"))),
        PromptMessage(Role.ASSISTANT, (TextPart("A word."),)),
    )
    reader = FakeReader("Hello")
    assert "Hello" in answer(reader, asked(TextPart("Extract text"), before=before))
    assert [request.picture for request in reader.requests] == [SAMPLE.data]


def test_several_pictures_each_have_a_heading() -> None:
    other = EncodedPicture(SAMPLE.data, "image/png", 1, 1, "")
    text = answer(FakeReader("Hello"), asked(SAMPLE, other, TextPart("Extract text")))
    assert text.startswith("### sample\n\n")
    assert "\n\n### Picture 2\n\n" in text
    assert text.count("Hello") == 2


def test_one_picture_has_none() -> None:
    assert "###" not in answer(FakeReader("Hello"), asked(SAMPLE))


def test_the_process_s_death_is_the_reply_s() -> None:
    assert problem(FakeReader("Hello", problem=DIED), asked(SAMPLE)) == DIED


def test_leaving_stops_the_reading() -> None:
    reader = FakeReader("Hello", "World")

    async def leave() -> None:
        events = DeviceChat(reader).stream(asked(SAMPLE), None)
        async for event in events:
            if isinstance(event, TextDelta):
                break
        await events.aclose()

    asyncio.run(leave())
    assert (reader.under_way, reader.stopped) == (0, 1)


def test_it_goes_where_the_endpoint_says() -> None:
    network, reader = ScriptedChat([TextDelta(0, "from afar")]), FakeReader("from here")
    chat = RoutedChat(network, DeviceChat(reader))

    async def ask(endpoint: Endpoint) -> str:
        reply = Reply()
        request = ChatRequest(endpoint, asked(SAMPLE).messages)
        async for event in chat.stream(request, "secret"):
            reply.apply(event)
        return reply.choices()[0].text

    async def models() -> None:
        assert await chat.models(ON_DEVICE, "secret") == (ModelInfo(ON_DEVICE.model, True),)
        assert await chat.models(RELAY, None) == (ModelInfo("m"),)
        await chat.aclose()

    assert "from here" in asyncio.run(ask(ON_DEVICE))
    assert not network.requests
    assert asyncio.run(ask(RELAY)) == "from afar"
    assert network.keys == ["secret"]
    asyncio.run(models())
    assert network.closed
    assert reader.closed == 0
