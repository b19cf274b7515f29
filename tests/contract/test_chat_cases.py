"""Every recorded reply, said again over a real socket and asked for as the command line asks."""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from askance.chat.client import HttpChatClient
from askance.core.chat import ChatEvent, ChatOptions, ChatRequest, PromptMessage, Reply
from askance.core.conversation import Choice, Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, Problem
from tests.support.chat_server import ChatServer
from tests.support.replay import Case, recorded_cases, reply_of


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


@dataclass
class Outcome:
    reply: Reply
    events: list[ChatEvent]
    problem: Problem | None


async def ask(base_url: str, options: ChatOptions) -> Outcome:
    endpoint = Endpoint("test", base_url, "gemini-pro-vision")
    messages = (PromptMessage(Role.USER, (TextPart("hi"),)),)
    outcome = Outcome(Reply(), [], None)
    client = HttpChatClient()
    try:
        request = ChatRequest(endpoint, messages, options)
        async with contextlib.aclosing(client.stream(request, "sk-test")) as events:
            async for event in events:
                outcome.events.append(event)
                outcome.reply.apply(event)
    except AskanceError as error:
        outcome.problem = error.problem
    finally:
        await client.aclose()
    return outcome


@pytest.mark.parametrize("case", recorded_cases("chat_cases.json"))
def test_recorded_reply(server: ChatServer, case: Case) -> None:
    root = f"/{case['name']}/v1"
    server.serve(f"{root}/chat/completions", reply_of(case))
    options = ChatOptions(
        stream=case["request_stream"], n=case.get("request_n", 1), retry=False, idle_timeout=8.0
    )
    outcome = asyncio.run(ask(server.origin + root, options))
    expected = case["expected"]
    check_choices(outcome.reply, expected["choices"])
    check_problem(outcome.problem, expected["error"])
    assert (outcome.problem is None) == expected["complete"]
    check_usage(outcome.reply, expected["usage"])
    sent = [request for request in server.requests if request.path.startswith(root)]
    assert len(sent) == 1
    assert json.loads(sent[0].body)["messages"] == [{"role": "user", "content": "hi"}]


def check_choices(reply: Reply, expected: dict[str, Case]) -> None:
    choices = {str(choice.index): choice for choice in reply.choices()}
    assert choices.keys() == expected.keys()
    for index, wanted in expected.items():
        check_choice(choices[index], wanted)


def check_choice(choice: Choice, wanted: Case) -> None:
    assert choice.text == wanted["text"]
    assert choice.reasoning == wanted.get("reasoning", "")
    assert choice.refusal == wanted.get("refusal", "")
    assert choice.finish_reason == wanted["finish_reason"]
    if "finish_reason_raw" in wanted:
        assert choice.finish_reason_raw == wanted["finish_reason_raw"]
    tokens = [[t.token, t.logprob, [list(top) for top in t.top]] for t in choice.logprobs]
    assert tokens == wanted.get("logprobs", [])
    if "logprobs_bytes_joined" in wanted:
        joined = b"".join(token.raw or b"" for token in choice.logprobs)
        assert joined.decode() == wanted["logprobs_bytes_joined"]


def check_usage(reply: Reply, expected: dict[str, int] | None) -> None:
    if expected is None:
        assert reply.usage is None
        return
    assert reply.usage is not None
    for name, count in expected.items():
        assert getattr(reply.usage, name) == count


def check_problem(problem: Problem | None, expected: Case | None) -> None:
    if expected is None:
        assert problem is None
        return
    assert problem is not None
    assert problem.title
    assert problem.hint
    assert problem.kind == expected["kind"], problem
    assert expected.get("message_contains", "") in problem.detail
    assert problem.param == expected.get("param")
    if "status" in expected:
        assert problem.status == expected["status"]
    if "retry_after_s" in expected:
        assert problem.retry_after_s == pytest.approx(expected["retry_after_s"])
    if expected.get("retry_after_is_http_date"):
        assert problem.retry_after_s is not None
        assert problem.retry_after_s > 365 * 86400
