import base64
import json
from typing import Any

import pytest

from askance.chat.request import clean_key, prepare, wants_api_key_header
from askance.chat.retry import delay_before, retry_after
from askance.core.chat import (
    ChatOptions,
    ChatRequest,
    EncodedPicture,
    PromptMessage,
    PromptPart,
)
from askance.core.conversation import PictureLink, Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem

ENDPOINT = Endpoint("test", "https://api.example.com", "some-model")
PICTURE = EncodedPicture(b"\x89PNG", "image/png", 1, 1)


def user(*parts: PromptPart) -> PromptMessage:
    return PromptMessage(Role.USER, parts)


def body(
    *messages: PromptMessage,
    endpoint: Endpoint = ENDPOINT,
    refused: tuple[str, ...] = (),
    **options: Any,
) -> dict[str, Any]:
    request = ChatRequest(endpoint, messages or (user(TextPart("hi")),), ChatOptions(**options))
    prepared = prepare(request, refused)
    parsed: dict[str, Any] = json.loads(prepared.body)
    assert prepared.parameters == parsed.keys()
    return parsed


def edited(**fields: Any) -> Endpoint:
    return Endpoint(**{"name": "t", "base_url": "https://a.example", "model": "m", **fields})


def test_plain_question() -> None:
    assert body() == {
        "model": "some-model",
        "messages": [{"role": "user", "content": "hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_words_are_a_string_and_pictures_a_list() -> None:
    asked = user(PICTURE, TextPart("what?"), PictureLink("https://a.example/b.png"), TextPart(""))
    answer = PromptMessage(Role.ASSISTANT, (TextPart("one"), TextPart("two")))
    assert body(asked, answer)["messages"] == [
        {
            "role": "user",
            "content": [
                {
                    "type": "image_url",
                    "image_url": {
                        "url": "data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()
                    },
                },
                {"type": "text", "text": "what?"},
                {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}},
            ],
        },
        {"role": "assistant", "content": "one\n\ntwo"},
    ]


def test_messages_without_words_are_left_out() -> None:
    empty = PromptMessage(Role.ASSISTANT, (TextPart(""),))
    assert len(body(user(TextPart("a")), empty, user(TextPart("b")))["messages"]) == 2


def test_the_system_prompt_is_said_once() -> None:
    endpoint = edited(system_prompt="Be brief.")
    first = {"role": "system", "content": "Be brief."}
    assert body(endpoint=endpoint)["messages"][0] == first
    own = PromptMessage(Role.SYSTEM, (TextPart("Be long."),))
    roles = [m["role"] for m in body(own, user(TextPart("hi")), endpoint=endpoint)["messages"]]
    assert roles == ["system", "user"]


@pytest.mark.parametrize(
    ("endpoint", "options", "sent"),
    [
        (edited(), {"n": 1}, {}),
        (edited(), {"n": 3}, {"n": 3}),
        (edited(max_tokens=50), {}, {"max_tokens": 50}),
        (edited(max_tokens=50), {"max_tokens": 7}, {"max_tokens": 7}),
        (edited(), {"top_logprobs": 3}, {"logprobs": True, "top_logprobs": 3}),
        (edited(), {"temperature": 0.0}, {"temperature": 0.0}),
        (edited(dropped_params=("max_tokens",)), {"max_tokens": 7}, {"max_completion_tokens": 7}),
        (edited(dropped_params=("max_tokens", "max_completion_tokens")), {"max_tokens": 7}, {}),
        (edited(dropped_params=("logprobs",)), {"top_logprobs": 3}, {}),
        (edited(dropped_params=("top_logprobs",)), {"top_logprobs": 3}, {"logprobs": True}),
        (edited(dropped_params=("n", "temperature")), {"n": 2, "temperature": 1.0}, {}),
    ],
)
def test_options(endpoint: Endpoint, options: dict[str, Any], sent: dict[str, Any]) -> None:
    fixed = {"model", "messages", "stream", "stream_options"}
    got = body(endpoint=endpoint, **options)
    assert {key: value for key, value in got.items() if key not in fixed} == sent


def test_streaming() -> None:
    assert "stream" not in body(stream=False)
    assert "stream_options" not in body(stream=False)
    assert "stream" not in body(endpoint=edited(stream=False))
    assert "stream_options" not in body(refused=("stream_options",))
    assert not {"stream", "stream_options"} & body(refused=("stream",)).keys()


def test_half_characters_travel_as_question_marks() -> None:
    assert body(user(TextPart("a\ud83d")))["messages"][0]["content"] == "a?"


def test_the_address_keeps_its_query() -> None:
    endpoint = edited(base_url="https://x.openai.azure.com/openai/deployments/d?api-version=1")
    request = ChatRequest(endpoint, (user(TextPart("hi")),))
    wanted = "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1"
    assert prepare(request).url == wanted


@pytest.mark.parametrize(
    ("url", "wants"),
    [
        ("https://x.openai.azure.com/openai/v1", True),
        ("https://gateway.example/openai?api-version=2024-10-21", True),
        ("https://api.openai.com/v1", False),
        ("https://azure.com.example/v1", False),
    ],
)
def test_azure_takes_the_key_in_its_own_header(url: str, wants: bool) -> None:
    assert wants_api_key_header(url) is wants


@pytest.mark.parametrize(
    ("pasted", "key"),
    [
        (None, None), ("", None), ("  \n", None), (" sk-1\n", "sk-1"), ("sk-\r\n 1", "sk-1"),
        ("Bearer sk-1", "sk-1"), ('"sk-1"', "sk-1"), ("\ufeffsk-1\u200b", "sk-1"),
        ("bearer", "bearer"),
    ],
)  # fmt: skip
def test_a_pasted_key_is_cleaned(pasted: str | None, key: str | None) -> None:
    assert clean_key(pasted) == key


@pytest.mark.parametrize("pasted", ["sk-é", "sk-ключ", "sk-…", "sk-\x00", "sk-😀"])
def test_a_key_that_no_header_carries_is_refused_without_being_shown(pasted: str) -> None:
    with pytest.raises(AskanceError) as caught:
        clean_key(pasted)
    problem = caught.value.problem
    assert problem.kind is ErrorKind.AUTH
    assert "sk-" not in str(caught.value) + problem.title + problem.detail + problem.hint


NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "Tue, 14 Nov 2023 22:13:30 GMT"}, 10),
        ({"retry-after": "Tue, 14 Nov 2023 22:13:00 GMT"}, 0),
        ({"retry-after": "Tue, 14 Nov 2023 22:13:30 -0000"}, 10),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
    ],
)
def test_waiting_time_in_headers(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(lambda name: headers.get(name, ""), NOW) == seconds


def problem(
    status: int | None, kind: ErrorKind = ErrorKind.SERVER, wait: float | None = None
) -> Problem:
    return Problem(kind, "x", status=status, retry_after_s=wait)


@pytest.mark.parametrize("status", [429, 502, 503, 504, 529])
def test_a_busy_server_is_asked_again_twice(status: int) -> None:
    delays = [delay_before(n, problem(status), chance) for n in (1, 2) for chance in (0.0, 1.0)]
    assert delays == [0.5, 2.0, 0.5, 8.0]
    assert delay_before(3, problem(status), 0.5) is None


@pytest.mark.parametrize("status", [None, 200, 400, 401, 404, 408, 413, 500, 524])
def test_others_are_not_asked_again(status: int | None) -> None:
    assert delay_before(1, problem(status), 0.5) is None


def test_the_servers_own_waiting_time() -> None:
    assert delay_before(1, problem(429, wait=7), 0.5) == 7
    assert delay_before(1, problem(429, wait=60), 0.5) == 60
    assert delay_before(1, problem(429, wait=61), 0.5) is None
    assert delay_before(1, problem(429, ErrorKind.QUOTA), 0.5) is None
