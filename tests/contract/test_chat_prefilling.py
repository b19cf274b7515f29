"""Going on from given words, as a server gets it: over a real socket, a proxy standing in for the
names that the dialects go by.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from askance.core.chat import ParameterDropped, PromptMessage
from askance.core.conversation import Role, TextPart
from askance.core.errors import ErrorKind
from tests.support.asking import Outcome, ask, question, with_client
from tests.support.chat_server import ChatServer, error, stream
from tests.support.routes import Proxy

PREFILL = PromptMessage(Role.ASSISTANT, (TextPart("It was"),))


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


def begun(base_url: str, **endpoint: Any) -> Outcome:
    """A question with the beginning of its answer."""
    request = question(base_url, endpoint)
    request = replace(request, messages=(*request.messages, PREFILL))
    return with_client(lambda client: ask(client, request))


def through(server: ChatServer, base_url: str) -> tuple[str, Any]:
    """The address that was asked for, and the body."""
    with Proxy(server.port) as proxy:
        assert begun(base_url, proxy=f"127.0.0.1:{proxy.port}").error is None
        [line] = proxy.asked
    return line.split()[1], server.questions[-1].json


def extra(body: Any) -> set[str]:
    return set(body) - {"model", "messages", "stream", "stream_options"}


@pytest.mark.parametrize(
    ("base_url", "address", "mark"),
    [
        (
            "http://api.mistral.ai/v1",
            "http://api.mistral.ai/v1/chat/completions",
            {"prefix": True},
        ),
        (
            "http://api.deepseek.com",
            "http://api.deepseek.com/beta/chat/completions",
            {"prefix": True},
        ),
        (
            "http://api.moonshot.ai/v1",
            "http://api.moonshot.ai/v1/chat/completions",
            {"partial": True},
        ),
        (
            "http://dashscope.aliyuncs.com/compatible-mode/v1",
            "http://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions",
            {"partial": True},
        ),
        (
            "http://openrouter.ai/api/v1",
            "http://openrouter.ai/api/v1/chat/completions",
            {},
        ),
        ("http://api.anthropic.com", "http://api.anthropic.com/v1/chat/completions", {}),
    ],
)
def test_a_known_server_in_its_own_words(
    server: ChatServer, base_url: str, address: str, mark: dict[str, bool]
) -> None:
    asked, body = through(server, base_url)
    assert asked == address
    assert body["messages"] == [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "It was", **mark},
    ]
    assert extra(body) == set()


def test_any_other_server_as_the_open_ones_are(server: ChatServer) -> None:
    assert begun(server.base_url).error is None
    body = server.questions[0].json
    assert body["messages"][-1] == {"role": "assistant", "content": "It was"}
    assert body["continue_final_message"] is True
    assert body["add_generation_prompt"] is False


def test_a_question_is_not_marked(server: ChatServer) -> None:
    with Proxy(server.port) as proxy:
        route = {"proxy": f"127.0.0.1:{proxy.port}"}
        for base_url in ("http://api.deepseek.com", "http://api.mistral.ai/v1"):
            asked = question(base_url, route)
            assert with_client(lambda client, asked=asked: ask(client, asked)).error is None
        assert [line.split()[1] for line in proxy.asked] == [
            "http://api.deepseek.com/v1/chat/completions",
            "http://api.mistral.ai/v1/chat/completions",
        ]
    assert begun(server.base_url).error is None
    plain = with_client(lambda client: ask(client, question(server.base_url)))
    assert plain.error is None
    for number in (0, 1, 3):
        body = server.questions[number].json
        assert extra(body) == set()
        assert body["messages"] == [{"role": "user", "content": "hi"}]


REFUSALS = [
    error(400, {"error": {"message": "Unrecognized request argument: continue_final_message"}}),
    error(
        422,
        {
            "detail": [
                {
                    "type": "extra_forbidden",
                    "loc": ["body", "add_generation_prompt"],
                    "msg": "Extra inputs are not permitted",
                }
            ]
        },
    ),
    error(
        400,
        [
            {
                "error": {
                    "code": 400,
                    "message": "Invalid JSON payload received. Unknown name "
                    '"continue_final_message": Cannot find field.',
                    "status": "INVALID_ARGUMENT",
                }
            }
        ],
    ),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=["in words", "a validator", "a list"])
def test_a_server_that_refuses_the_fields_is_asked_without(
    server: ChatServer, refusal: Any
) -> None:
    server.script(refusal, stream(" red"))
    outcome = begun(server.base_url)
    assert outcome.text == " red"
    [dropped] = outcome.of(ParameterDropped)
    assert dropped.name in ("continue_final_message", "add_generation_prompt")
    assert extra(server.questions[1].json) == set()
    assert server.questions[1].json["messages"][-1]["content"] == "It was"


def test_a_server_that_knows_the_fields_and_cannot_is_not_asked_without(
    server: ChatServer,
) -> None:
    said = "continue_final_message is set but the final message does not appear in the chat"
    server.script(error(400, {"error": {"message": said}}))
    problem = begun(server.base_url).problem
    assert (problem.kind, problem.detail) == (ErrorKind.BAD_REQUEST, said)
    assert len(server.questions) == 1


@pytest.mark.parametrize("name", ["continue_final_message", "add_generation_prompt"])
def test_what_was_learnt_is_left_out_at_once(server: ChatServer, name: str) -> None:
    assert begun(server.base_url, dropped_params=(name,)).error is None
    assert len(server.questions) == 1
    assert extra(server.questions[0].json) == set()


def test_the_person_s_own_fields_win(server: ChatServer) -> None:
    fields = '{"add_generation_prompt": true, "continue_final_message": false}'
    assert begun(server.base_url, extra_body=fields).error is None
    body = server.questions[0].json
    assert (body["continue_final_message"], body["add_generation_prompt"]) == (False, True)
