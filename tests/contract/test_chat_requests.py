"""The whole request as a server gets it, large and refused ones included: over a real socket."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from askance.chat.client import HttpChatClient
from askance.core.chat import (
    ChatOptions,
    ChatRequest,
    EncodedPicture,
    PicturesReduced,
    PromptMessage,
    Uploaded,
)
from askance.core.conversation import PictureLink, Role, TextPart
from askance.core.endpoint import Endpoint, Parameters
from askance.core.errors import AskanceError, ErrorKind, Problem
from tests.support.asking import KEY, Outcome, ask, question, with_client
from tests.support.chat_server import ChatServer, body_reply, error

NGINX = body_reply(
    b"<html><head><title>413 Request Entity Too Large</title></head></html>", "text/html", 413
)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


def sent(server: ChatServer, endpoint: dict[str, Any] | None = None, **options: Any) -> Any:
    outcome = with_client(
        lambda client: ask(client, question(server.base_url, endpoint, **options))
    )
    assert outcome.error is None
    return server.questions[-1].json


def test_every_parameter_by_its_name_on_the_wire(server: ChatServer) -> None:
    body = sent(
        server,
        max_tokens=64,
        temperature=0.2,
        top_p=0.9,
        n=1,
        top_logprobs=5,
        seed=7,
        stop=("END", "\n\n"),
        reasoning_effort="low",
    )
    assert {name: body[name] for name in body if name not in ("model", "messages")} == {
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": 64,
        "temperature": 0.2,
        "top_p": 0.9,
        "logprobs": True,
        "top_logprobs": 5,
        "seed": 7,
        "stop": ["END", "\n\n"],
        "reasoning_effort": "low",
    }


def test_what_was_not_set_is_not_sent(server: ChatServer) -> None:
    assert set(sent(server, stream=False)) == {"model", "messages"}


def test_an_endpoint_s_own_parameters_are_what_a_question_starts_from() -> None:
    given = Parameters(temperature=0.0, n=2, top_logprobs=3, seed=1, stop=("x",), detail="high")
    endpoint = Endpoint("e", "https://x.example", "m", False, 99, parameters=given)
    assert ChatOptions.of(endpoint) == ChatOptions(
        stream=False,
        max_tokens=99,
        n=2,
        top_logprobs=3,
        temperature=0.0,
        seed=1,
        stop=("x",),
        detail="high",
    )


@pytest.mark.parametrize("detail", ["low", "high", "auto", None])
def test_detail_goes_with_each_picture(server: ChatServer, detail: str | None) -> None:
    parts = (picture(10), PictureLink("https://x.example/a.png"), TextPart("What?"))
    asked = whole(server, parts, detail=detail)
    assert with_client(lambda client: ask(client, asked)).error is None
    images = [part["image_url"] for part in server.questions[-1].parts if "image_url" in part]
    assert [image.get("detail") for image in images] == [detail, detail]
    assert images[1]["url"] == "https://x.example/a.png"


def test_extra_headers_and_fields_go_along(server: ChatServer) -> None:
    extra = {
        "extra_headers": (
            ("X-Title", "Askance"),
            ("Authorization", "Bearer other"),
            ("no good", ""),
        ),
        "extra_body": '{"top_k": 40, "model": "another", "temperature": 1}',
    }
    body = sent(server, extra, temperature=0.5)
    headers = server.questions[-1].headers
    assert headers["x-title"] == "Askance"
    assert server.questions[-1].key == KEY
    assert "no good" not in headers
    # The field says what the endpoint always wants; what the question is made of stays.
    assert (body["top_k"], body["temperature"], body["model"]) == (40, 1, "gemini-pro-vision")


def test_extra_fields_that_are_no_object_are_told(server: ChatServer) -> None:
    outcome = with_client(
        lambda client: ask(client, question(server.base_url, {"extra_body": "["}))
    )
    assert outcome.problem.title == "The extra fields cannot be sent"
    assert not server.requests


def test_a_key_travels_unencrypted_only_where_it_was_allowed(server: ChatServer) -> None:
    refused = question("http://relay.invalid/v1", {"plain_http": False})
    outcome = with_client(lambda client: ask(client, refused))
    assert outcome.problem.kind is ErrorKind.UNENCRYPTED
    assert "relay.invalid" in outcome.problem.detail
    assert not outcome.events
    # Nobody there, but it was tried: without a key there is nothing to lose.
    assert with_client(lambda client: ask(client, refused, None)).problem.kind is ErrorKind.NETWORK


def test_this_computer_needs_no_encryption(server: ChatServer) -> None:
    sent(server, {"plain_http": False})
    assert server.questions[-1].key == KEY


# Large bodies


def picture(size: int) -> EncodedPicture:
    return EncodedPicture(b"\x89PNG" + bytes(size - 4), "image/png", 100, 100, "picture")


def whole(server: ChatServer, parts: tuple[Any, ...], **options: Any) -> ChatRequest:
    request = question(server.base_url, **options)
    return replace(request, messages=(PromptMessage(Role.USER, parts),))


def test_a_large_upload_tells_how_far_it_is(server: ChatServer) -> None:
    outcome = with_client(lambda client: ask(client, whole(server, (picture(6_000_000),))))
    assert outcome.error is None
    told = outcome.of(Uploaded)
    body = server.questions[0].body
    assert told
    assert [step.sent for step in told] == sorted({step.sent for step in told})
    assert {step.total for step in told} == {len(body)}
    assert server.questions[0].headers["content-length"] == str(len(body))
    assert len(server.questions[0].pictures[0]) == 6_000_000


def test_a_small_one_does_not(server: ChatServer) -> None:
    outcome = with_client(lambda client: ask(client, whole(server, (picture(600_000),))))
    assert not outcome.of(Uploaded)


def test_an_upload_can_be_left(server: ChatServer) -> None:
    request = whole(server, (picture(6_000_000),))

    async def leave(client: HttpChatClient) -> None:
        async with contextlib.aclosing(client.stream(request, KEY)) as events:
            async for event in events:
                if isinstance(event, Uploaded):
                    break
        assert len(asyncio.all_tasks()) == 1

    with_client(leave)


async def halved(original: EncodedPicture, most: int) -> EncodedPicture:
    await asyncio.sleep(0)
    return replace(original, data=original.data[:most], width=50, height=50)


def reduced(server: ChatServer, *parts: Any) -> Outcome:
    request = whole(server, parts)
    return with_client(lambda client: ask(client, request), reduce=halved)


def test_pictures_become_smaller_for_a_server_that_takes_less(server: ChatServer) -> None:
    server.script(NGINX)
    outcome = reduced(server, picture(2_000_000), picture(400_000), TextPart("hi"))
    assert outcome.error is None
    first, second = server.questions
    assert len(first.body) > 3_000_000
    assert len(second.body) <= 950_000
    large, small = second.pictures
    assert len(large) > 4 * len(small)
    assert outcome.of(PicturesReduced) == [PicturesReduced(len(second.body))]


def test_they_become_smaller_twice_and_then_it_is_told(server: ChatServer) -> None:
    server.script(NGINX, NGINX, NGINX)
    outcome = reduced(server, picture(2_000_000))
    assert outcome.problem.kind is ErrorKind.TOO_LARGE
    assert [len(request.body) < 500_000 for request in server.questions] == [False, False, True]


def test_a_picture_that_cannot_be_reduced_leaves_the_servers_word(server: ChatServer) -> None:
    async def fails(original: EncodedPicture, most: int) -> EncodedPicture:
        raise AskanceError(Problem(ErrorKind.PICTURE, "The picture cannot be read"))

    server.script(NGINX)
    request = whole(server, (picture(2_000_000),))
    outcome = with_client(lambda client: ask(client, request), reduce=fails)
    assert outcome.problem.kind is ErrorKind.TOO_LARGE
    assert len(server.questions) == 1


def test_a_small_question_that_is_too_large_is_told_at_once(server: ChatServer) -> None:
    server.script(error(413))
    outcome = reduced(server, picture(100_000), TextPart("hi"))
    assert outcome.problem.kind is ErrorKind.TOO_LARGE
    assert len(server.questions) == 1


def test_words_are_never_shortened(server: ChatServer) -> None:
    server.script(error(413))
    outcome = reduced(server, TextPart("long " * 400_000), picture(5_000))
    assert outcome.problem.kind is ErrorKind.TOO_LARGE
    assert len(server.questions) == 1
