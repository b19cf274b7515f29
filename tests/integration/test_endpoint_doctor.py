"""A thorough look at an endpoint, against real servers on loopback."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from askance.chat.client import HttpChatClient
from askance.chat.probe import HttpProber
from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Finding, Step, Verdict
from askance.services.endpoint_doctor import EndpointDoctor
from askance.services.keys import KeyService
from askance.services.one_thread import OneThread
from askance.services.two_colours import two_colours
from tests.fakes.keys import InMemoryKeys
from tests.support.chat_server import (
    ChatServer,
    Recorded,
    Reply,
    Say,
    completion,
    delta,
    error,
    finish,
    json_reply,
    sse_end,
    sse_head,
    stream,
)
from tests.support.routes import Authority, TlsFront

KEY = "sk-doctor"
Answer = Callable[[Recorded], Reply | None]


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        running.otherwise = able
        yield running


def able(request: Recorded) -> Reply:
    """A server that can do everything."""
    if request.method != "POST":
        return error(404)
    said = "Red and blue." if request.pictures else "ready"
    if request.json.get("n") == 2:
        steps = (delta("ready"), delta("ready", index=1), finish(), finish(index=1))
        return Reply((*sse_head(), *map(Say, steps), *sse_end()))
    if request.json.get("logprobs"):
        content = [{"token": "ready", "logprob": -0.1, "bytes": None, "top_logprobs": []}]
        steps = (delta("ready", logprobs={"content": content}), finish())
        return Reply((*sse_head(), *map(Say, steps), *sse_end()))
    if not request.json.get("stream"):
        return completion(said)
    return stream(said[:3], said[3:])


def but(*answers: Answer) -> Callable[[Recorded], Reply]:
    """The able server, but for what these answer."""

    def answer(request: Recorded) -> Reply:
        found = (reply for asked in answers if (reply := asked(request)) is not None)
        return next(found, None) or able(request)

    return answer


def look(base_url: str, key: str | None = KEY, **more: Any) -> dict[Step, Finding]:
    endpoint = Endpoint("Test", base_url, "gemini-pro-vision", **more)
    return asyncio.run(_look(endpoint, key))[0]


async def _look(endpoint: Endpoint, key: str | None) -> tuple[dict[Step, Finding], int]:
    """The findings by step, and the tokens they took."""
    thread = OneThread("keys")
    keys = KeyService(store=InMemoryKeys({"Test": key} if key else {}), thread=thread)
    chat, prober = HttpChatClient(sleep=lambda _: asyncio.sleep(0)), HttpProber()
    doctor = EndpointDoctor(
        chat=chat, prober=prober, keys=keys, clock=time.monotonic, wall_clock=time.time
    )
    try:
        findings = [finding async for finding in doctor.look(endpoint)]
    finally:
        await chat.aclose()
        await prober.aclose()
        thread.close()
    assert [finding.step for finding in findings] == list(Step)
    return {finding.step: finding for finding in findings}, doctor.tokens


def verdicts(findings: dict[Step, Finding], verdict: Verdict) -> set[Step]:
    return {step for step, finding in findings.items() if finding.verdict is verdict}


def test_an_able_server(server: ChatServer) -> None:
    findings = look(server.base_url)
    assert verdicts(findings, Verdict.GOOD) == set(Step)
    assert findings[Step.ADDRESS].words == f"Questions go to {server.base_url}/chat/completions"
    assert "127.0.0.1" in findings[Step.NAME].words
    assert findings[Step.KEY].words == "The key is accepted"
    assert findings[Step.BODY].words == "It takes 8.0 MB at once"


def test_it_costs_little(server: ChatServer) -> None:
    look(server.base_url)
    assert len(server.questions) <= 8
    assert all(request.json["max_tokens"] <= 64 for request in server.questions)
    assert all(len(request.body.strip()) < 3_000 for request in server.questions)


def test_no_key_is_wanted(server: ChatServer) -> None:
    assert look(server.base_url, None)[Step.KEY].words == "It wants no key"


def test_a_refused_key_ends_it_with_the_next_step(server: ChatServer) -> None:
    server.otherwise = lambda _: error(401, {"error": {"message": "Incorrect API key"}})
    findings = look(server.base_url)
    assert findings[Step.KEY].verdict is Verdict.FAILED
    assert "Incorrect API key" in findings[Step.KEY].words
    assert findings[Step.KEY].next_step
    assert verdicts(findings, Verdict.SKIPPED) == set(Step) - {
        Step.ADDRESS, Step.NAME, Step.CONNECTION, Step.CERTIFICATE, Step.KEY,
    }  # fmt: skip


def test_an_unknown_model(server: ChatServer) -> None:
    body = {"error": {"message": "The model does not exist", "code": "model_not_found"}}
    server.otherwise = lambda request: error(404, body) if request.method == "POST" else error(404)
    findings = look(server.base_url)
    assert findings[Step.KEY].verdict is Verdict.GOOD
    assert findings[Step.MODEL].verdict is Verdict.FAILED
    assert findings[Step.ANSWER].verdict is Verdict.SKIPPED


def test_nobody_there(server: ChatServer) -> None:
    server.close()
    findings = look(server.base_url)
    assert findings[Step.CONNECTION].verdict is Verdict.FAILED
    assert findings[Step.CONNECTION].next_step == "Is it running?"


def test_a_server_that_fails_says_nothing_of_the_key(server: ChatServer) -> None:
    server.otherwise = lambda _: error(500, {"error": {"message": "out of memory"}})
    findings = look(server.base_url)
    assert findings[Step.KEY].verdict is Verdict.SKIPPED
    assert findings[Step.MODEL].verdict is Verdict.SKIPPED
    assert findings[Step.ANSWER].verdict is Verdict.FAILED


def test_an_untrusted_certificate_on_a_connection_that_stands(
    server: ChatServer, tmp_path: Path
) -> None:
    authority = Authority.create(tmp_path, "localhost")
    with TlsFront(server.port, authority) as front:
        findings = look(f"https://localhost:{front.port}/v1")
    assert findings[Step.CONNECTION].verdict is Verdict.GOOD
    assert findings[Step.CERTIFICATE].verdict is Verdict.FAILED
    assert verdicts(findings, Verdict.SKIPPED) == set(list(Step)[4:])


def test_an_endpoint_that_is_asked_for_whole_answers(server: ChatServer) -> None:
    findings = look(server.base_url, stream=False)
    assert findings[Step.STREAM].verdict is Verdict.SKIPPED
    assert findings[Step.ANSWER].verdict is Verdict.GOOD
    assert not any(request.json.get("stream") for request in server.questions)


def test_a_name_nobody_has() -> None:
    findings = look("https://no-such-host.invalid/v1")
    assert findings[Step.NAME].verdict is Verdict.FAILED
    assert "no-such-host.invalid" in findings[Step.NAME].words


def test_an_address_that_is_none() -> None:
    findings = look("ftp://x.example")
    assert findings[Step.ADDRESS].verdict is Verdict.FAILED
    assert verdicts(findings, Verdict.SKIPPED) == set(Step) - {Step.ADDRESS}


def refuses(name: str, message: str) -> Answer:
    refusal = error(400, {"error": {"message": message, "param": name}})
    return lambda request: refusal if request.method == "POST" and name in request.json else None


@pytest.mark.parametrize("streams", [True, False])
def test_all_that_is_refused_at_once_is_learnt(server: ChatServer, streams: bool) -> None:
    server.otherwise = but(
        refuses("stream_options", "Unknown parameter: 'stream_options'"),
        refuses("max_tokens", "Unsupported parameter: 'max_tokens'"),
        refuses("stream", "Unsupported parameter: 'stream'"),
    )
    finding = look(server.base_url, stream=streams)[Step.STREAM]
    assert finding.verdict is Verdict.LEARNT
    assert {"max_tokens", "stream"} & set(finding.parameters) == (
        {"max_tokens", "stream"} if streams else {"max_tokens"}
    )
    assert "without" in finding.words
    assert "max_tokens" in finding.words


def test_what_a_server_refuses_is_learnt(server: ChatServer) -> None:
    server.otherwise = but(
        refuses("n", "'n' : number must be at most 1"),
        refuses("logprobs", "Unsupported parameter: 'logprobs'"),
        refuses("stream_options", "Unknown parameter: 'stream_options'"),
    )
    findings = look(server.base_url)
    assert verdicts(findings, Verdict.LEARNT) == {Step.STREAM, Step.CHOICES, Step.LOGPROBS}
    learnt = {name for finding in findings.values() for name in finding.parameters}
    assert learnt == {"n", "logprobs", "stream_options"}


def test_an_ignored_n_is_learnt(server: ChatServer) -> None:
    server.otherwise = but(
        lambda request: (
            stream("ready") if request.method == "POST" and not request.pictures else None
        )
    )
    findings = look(server.base_url)
    assert findings[Step.CHOICES].verdict is Verdict.LEARNT
    assert findings[Step.CHOICES].parameters == ("n",)


def test_a_model_that_cannot_see(server: ChatServer) -> None:
    refusal = error(400, {"error": {"message": "This model does not support image input"}})
    server.otherwise = but(
        lambda request: refusal if request.method == "POST" and request.pictures else None
    )
    finding = look(server.base_url)[Step.PICTURES]
    assert finding.verdict is Verdict.FAILED
    assert finding.next_step == "Choose a model that sees pictures."


def test_a_model_that_only_pretends(server: ChatServer) -> None:
    server.otherwise = but(
        lambda request: stream("A cat.") if request.method == "POST" and request.pictures else None
    )
    finding = look(server.base_url)[Step.PICTURES]
    assert finding.verdict is Verdict.FAILED
    assert "A cat." in finding.words


def test_a_gateway_that_takes_little(server: ChatServer) -> None:
    server.otherwise = but(lambda request: error(413) if len(request.body) > 2_000_000 else None)
    finding = look(server.base_url)[Step.BODY]
    assert finding.verdict is Verdict.LEARNT
    assert "less than 4.0 MB" in finding.words


@pytest.mark.parametrize("refusal", [error(500), error(402), error(502)])
def test_another_problem_is_no_verdict_about_size(server: ChatServer, refusal: Reply) -> None:
    server.otherwise = but(lambda request: refusal if len(request.body) > 2_000_000 else None)
    finding = look(server.base_url)[Step.BODY]
    assert finding.verdict is Verdict.GOOD
    assert finding.words.startswith("It takes 1.0 MB at once; whether more is not known: ")


def test_a_gateway_that_says_so_with_a_success(server: ChatServer) -> None:
    too_large = json_reply({"error": {"message": "Request body too large"}})
    server.otherwise = but(lambda request: too_large if len(request.body) > 2_000_000 else None)
    assert "less than 4.0 MB" in look(server.base_url)[Step.BODY].words


def test_what_the_large_bodies_cost_counts_too(server: ChatServer) -> None:
    def tokens(usage: dict[str, int] | None) -> int:
        answer = completion("ok", usage=usage)
        server.otherwise = but(lambda request: answer if len(request.body) > 900_000 else None)
        return asyncio.run(_look(Endpoint("Test", server.base_url, "m"), KEY))[1]

    without = tokens(None)
    assert tokens({"prompt_tokens": 7, "completion_tokens": 1}) == without + 3 * 8
    assert tokens({"prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 9}) == (
        without + 3 * 9
    )


def test_a_server_that_ignores_stream(server: ChatServer) -> None:
    server.otherwise = but(
        lambda request: (
            completion("ready") if request.method == "POST" and not request.pictures else None
        )
    )
    finding = look(server.base_url)[Step.STREAM]
    assert finding.words.startswith("It takes “stream” but sends the answer in one piece")


def test_the_key_stands_in_no_finding(server: ChatServer) -> None:
    server.otherwise = lambda _: error(401, {"error": {"message": f"Bad key {KEY}"}})
    assert KEY not in repr(look(server.base_url))


def test_the_test_picture_is_a_picture() -> None:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(two_colours())) as picture:
        picture.load()
        assert picture.size == (64, 64)
        assert picture.getpixel((5, 30)) == (224, 16, 16)
        assert picture.getpixel((60, 30)) == (16, 32, 224)
