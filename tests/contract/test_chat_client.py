"""The chat client against a scripted server on a real socket: what is sent, retried, cancelled."""

import asyncio
import contextlib
import gc
import logging
import socket
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from askance.chat import reader
from askance.chat.client import HttpChatClient
from askance.core.chat import (
    ChatEvent,
    ParameterDropped,
    ReplyStarted,
    RequestSent,
    RetryScheduled,
    TextDelta,
    UsageReported,
)
from askance.core.errors import ErrorKind
from tests.support.asking import KEY, Outcome, ask, question, with_client
from tests.support.chat_server import (
    DONE,
    ChatServer,
    Cut,
    Gate,
    Hold,
    Pause,
    Reply,
    Say,
    body_reply,
    completion,
    cut_stream,
    delta,
    error,
    event,
    finish,
    head,
    held_stream,
    json_reply,
    silent,
    sse_end,
    sse_head,
    stream,
    usage,
)


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


def once(
    server: ChatServer,
    key: str | None = KEY,
    *,
    base_url: str = "",
    endpoint: dict[str, Any] | None = None,
    **options: Any,
) -> Outcome:
    """One question with a client that never waits between retries."""

    async def no_wait(_: float) -> None:
        await asyncio.sleep(0)

    request = question(base_url or server.base_url, endpoint, **options)
    return with_client(lambda client: ask(client, request, key), sleep=no_wait)


# What is sent


def test_a_reply_from_the_first_event_to_the_last(server: ChatServer) -> None:
    server.script(stream("Hello", " there"))
    outcome = once(server)
    assert outcome.text == "Hello there"
    sent, started, *_, last = outcome.events
    (request,) = server.questions
    assert sent == RequestSent(f"{server.base_url}/chat/completions", len(request.body))
    assert isinstance(started, ReplyStarted)
    assert started.streamed is True
    assert isinstance(last, UsageReported)


def test_a_whole_reply(server: ChatServer) -> None:
    outcome = once(server, stream=False)
    assert outcome.text == "A window with **three** buttons."
    assert [started.streamed for started in outcome.of(ReplyStarted)] == [False]
    assert "stream" not in server.questions[0].json


def test_the_key_is_a_bearer_and_cleaned(server: ChatServer) -> None:
    once(server, f" {KEY}\r\n")
    once(server, None)
    assert [request.key for request in server.questions] == [KEY, None]
    assert "api-key" not in server.questions[0].headers


def test_azure_gets_the_key_in_its_own_header_too(server: ChatServer) -> None:
    once(server, base_url=f"{server.base_url}?api-version=2024-10-21")
    (request,) = server.questions
    assert request.headers["api-key"] == request.key == KEY
    assert request.path.endswith("?api-version=2024-10-21")


def test_a_redirect_is_told_and_never_followed(server: ChatServer) -> None:
    with ChatServer() as elsewhere:
        target = f"{elsewhere.base_url}/chat/completions"
        server.script(body_reply(b"", "text/plain", 307, {"Location": target}))
        problem = once(server).problem
        assert problem.kind is ErrorKind.REDIRECT
        assert target in problem.detail
        assert elsewhere.requests == []


@pytest.mark.parametrize("target", ["data:,x", "http://[", "", "//"])
def test_a_redirect_to_nowhere_is_a_redirect(server: ChatServer, target: str) -> None:
    server.script(body_reply(b"", "text/plain", 302, {"Location": target}))
    assert once(server).problem.kind is ErrorKind.REDIRECT


def test_a_cookie_is_not_kept(server: ChatServer) -> None:
    async def twice(client: HttpChatClient) -> None:
        for _ in range(2):
            server.script(error(500, headers={"Set-Cookie": "who=you; Path=/"}))
            await ask(client, question(server.base_url, retry=False))

    with_client(twice)
    assert ["cookie" in request.headers for request in server.questions] == [False, False]


def test_this_computer_is_never_asked_through_a_proxy(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ChatServer() as proxy:
        for name in ("HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.origin)
            monkeypatch.setenv(name.lower(), proxy.origin)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert once(server).text
        proxy.script(completion("through the proxy"))
        outcome = once(server, base_url="http://elsewhere.invalid/v1", stream=False)
        assert outcome.text == "through the proxy"
        assert [r.path for r in proxy.requests] == ["http://elsewhere.invalid/v1/chat/completions"]


def test_unusable_proxy_settings_are_told(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://127.0.0.1:1")
    problem = once(server, base_url="http://elsewhere.invalid/v1").problem
    assert problem.kind is ErrorKind.NETWORK
    assert "proxy" in problem.detail


# Errors


def test_nobody_there(server: ChatServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    problem = once(server, base_url=f"http://127.0.0.1:{port}/v1").problem
    assert problem.kind is ErrorKind.NETWORK
    assert f"127.0.0.1:{port}" in problem.detail
    assert problem.hint == "Is it running?"


def test_a_name_nobody_has(server: ChatServer) -> None:
    problem = once(server, base_url="http://no-such-name.invalid/v1").problem
    assert problem.kind is ErrorKind.NETWORK
    assert "no-such-name.invalid" in problem.detail
    assert "written" in problem.hint


def test_https_where_only_http_is_spoken(server: ChatServer) -> None:
    problem = once(server, base_url=server.base_url.replace("http:", "https:")).problem
    assert problem.kind is ErrorKind.NETWORK
    assert "https" in problem.detail
    assert server.origin in problem.hint


def test_what_is_no_http(server: ChatServer) -> None:
    server.script(Reply((Say(b"220 mail.example ESMTP\r\n"),)))
    assert once(server).problem.kind is ErrorKind.NETWORK


def test_an_address_that_cannot_be_called(server: ChatServer) -> None:
    for url in ("", "ftp://x.example", "http://" + "a" * 80 + ".example"):
        assert once(server, base_url=url or " ").problem.kind in (
            ErrorKind.WRONG_URL,
            ErrorKind.NETWORK,
        )


def test_a_refusal_before_the_whole_question_was_sent(server: ChatServer) -> None:
    """As a gateway does: it answers 413 to the head and reads no further."""
    page = b"<html><title>413 Request Entity Too Large</title></html>"
    lines = b"HTTP/1.1 413 Too Large\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"

    def refuse(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1024)
            connection.sendall(lines % len(page) + page)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as gateway:
        served = gateway.submit(refuse, listener)
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        large = {"system_prompt": "x" * 8_000_000}
        problem = once(server, base_url=base_url, endpoint=large).problem
        served.result()
    assert problem.kind is ErrorKind.TOO_LARGE
    assert problem.status == 413
    assert "Request Entity Too Large" in problem.detail


def test_a_web_page_with_status_200(server: ChatServer) -> None:
    page = b"\n<!DOCTYPE html><html><head><title>Sign in</title></head></html>"
    server.script(body_reply(page, "text/html"))
    problem = once(server, base_url=f"{server.origin}/ui").problem
    assert problem.kind is ErrorKind.HTML_PAGE
    assert "Sign in" in problem.detail
    assert f"{server.origin}/ui/v1" in problem.hint


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"", "application/json", ErrorKind.EMPTY_RESPONSE),
        (b" \n ", "text/event-stream", ErrorKind.EMPTY_RESPONSE),
        (b": ping\n\n", "text/event-stream", ErrorKind.EMPTY_RESPONSE),
        (b'{"choices": []}', "application/json", ErrorKind.EMPTY_RESPONSE),
        (b'{"choices": null}', "application/json", ErrorKind.EMPTY_RESPONSE),
        (b'{"object": "list", "data": []}', "application/json", ErrorKind.BAD_RESPONSE),
        (b'{"message": "pong"}', "application/json", ErrorKind.BAD_RESPONSE),
        (b"pong", "text/plain", ErrorKind.BAD_RESPONSE),
        (b"42", "application/json", ErrorKind.BAD_RESPONSE),
        (b'{"a": nonsense}', "application/json", ErrorKind.BAD_RESPONSE),
        (b'{"choices": [{"message": {"content": "He', "application/json", ErrorKind.TRUNCATED),
        (b'{"error": "out of memory"}', "application/json", ErrorKind.SERVER),
        (b'[{"error": {"code": 503, "message": "later"}}]', "text/plain", ErrorKind.SERVER),
    ],
)
def test_a_200_that_is_no_reply(
    server: ChatServer, body: bytes, content_type: str, kind: ErrorKind
) -> None:
    server.script(body_reply(body, content_type))
    assert once(server, retry=False).problem.kind is kind


@pytest.mark.parametrize(
    "body",
    [
        b'\n\n  {"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}\n',
        b'[{"choices": [{"message": {"content": "Hi"}}]}]',
        b'{"choices": [{"delta": {"content": "H"}}]}\n{"choices": [{"delta": {"content": "i"}}]}',
        b'\xef\xbb\xbfdata: {"choices": [{"delta": {"content": "Hi"}}]}\n\ndata: [DONE]',
        b'retry: 10\ndata:{"choices": [{"text": "Hi", "finish_reason": "stop"}]}',
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/event-stream", "text/plain"])
def test_the_first_bytes_tell_what_it_is(
    server: ChatServer, body: bytes, content_type: str
) -> None:
    server.script(body_reply(body, content_type))
    outcome = once(server)
    assert outcome.error is None
    assert outcome.text == "Hi"


def test_an_error_in_the_middle_keeps_what_came(server: ChatServer) -> None:
    said = Say(event({"error": {"message": "CUDA out of memory", "code": 500}}))
    server.script(Reply((*sse_head(), Say(delta("Half")), said, Say(DONE))))
    outcome = once(server)
    assert outcome.text == "Half"
    assert outcome.problem.kind is ErrorKind.SERVER
    assert len(server.questions) == 1


@pytest.mark.parametrize(
    "said",
    [
        b"event: error\ndata: the model fell over\n\n",
        b'event: error\ndata: "the model fell over"\n\n',
        b"data: Error: the model fell over\n\n",
        b'data: "Internal server error: the model fell over"\n\n',
        b"data: [ERROR] the model fell over\n\n",
    ],
)
def test_an_error_in_plain_words(server: ChatServer, said: bytes) -> None:
    server.script(Reply((*sse_head(), Say(delta("Half")), Say(said), Say(DONE))))
    outcome = once(server)
    assert outcome.text == "Half"
    assert outcome.problem.kind in (ErrorKind.STREAM_ERROR, ErrorKind.SERVER)
    assert "fell over" in outcome.problem.detail


def test_other_plain_words_are_skipped(server: ChatServer) -> None:
    noise = b"".join(
        b"data: %s\n\n" % words
        for words in (
            b"",
            b"ping",
            b": OPENROUTER PROCESSING",
            b"2026-01-01T00:00:00Z",
            b"7",
            b'"x"',
        )
    )
    server.script(Reply((*sse_head(), Say(noise), Say(delta("All")), Say(noise), *sse_end())))
    outcome = once(server)
    assert (outcome.text, outcome.error) == ("All", None)


@pytest.mark.parametrize("reset", [True, False])
def test_a_broken_stream_keeps_what_came(server: ChatServer, reset: bool) -> None:
    steps = (*sse_head(), Say(delta("Half")), Pause(0.05), Cut(reset=reset))
    server.script(Reply(steps))
    outcome = once(server)
    assert outcome.text == "Half"
    assert outcome.problem.kind is ErrorKind.TRUNCATED


def test_a_stream_that_broke_after_its_finish_is_whole(server: ChatServer) -> None:
    server.script(Reply((*sse_head(), Say(delta("All")), Say(finish()), Pause(0.05), Cut())))
    outcome = once(server)
    assert (outcome.text, outcome.error) == ("All", None)


def test_one_of_two_choices_unfinished_is_not_whole(server: ChatServer) -> None:
    one = (Say(delta("A")), Say(delta("B", index=1)), Say(finish(index=1)))
    server.script(Reply((*sse_head(), *one)))
    assert once(server, n=2).problem.kind is ErrorKind.TRUNCATED


# Time


def test_comments_do_not_keep_a_silent_server_alive(server: ChatServer) -> None:
    pings = [step for _ in range(200) for step in (Say(b": ping\n\n"), Pause(0.02))]
    server.script(Reply((*sse_head(), *pings, *sse_end())))
    problem = once(server, idle_timeout=0.3).problem
    assert problem.kind is ErrorKind.TIMEOUT
    assert "0.3" in problem.detail


def test_pings_as_data_do_not_either(server: ChatServer) -> None:
    ping = Say(event({"type": "ping"}))
    pings = [step for _ in range(200) for step in (ping, Pause(0.02))]
    server.script(Reply((*sse_head(), Say(delta("Half")), *pings, *sse_end())))
    outcome = once(server, idle_timeout=0.3)
    assert outcome.text == "Half"
    assert outcome.problem.kind is ErrorKind.TIMEOUT


def test_slow_words_do(server: ChatServer) -> None:
    server.script(stream(*"slowly", every_s=0.2))
    outcome = once(server, idle_timeout=1.0)
    assert (outcome.text, outcome.error) == ("slowly", None)


def test_blank_lines_before_a_whole_reply_are_skipped(server: ChatServer) -> None:
    whole = b'{"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}'
    blanks = [step for _ in range(5) for step in (Say(b"\n"), Pause(0.01))]
    close = {"Content-Type": "application/json", "Connection": "close"}
    server.script(Reply((Say(head(200, close)), *blanks, Say(whole))))
    assert once(server, stream=False).text == "Hi"


@pytest.mark.parametrize("reply", [silent(), held_stream(), held_stream("Half")])
def test_a_silent_server_is_given_up(server: ChatServer, reply: Reply) -> None:
    server.script(reply)
    outcome = once(server, idle_timeout=0.2)
    assert outcome.problem.kind is ErrorKind.TIMEOUT
    server.questions[0].wait_closed()


def test_the_endpoint_says_how_long_to_wait(server: ChatServer) -> None:
    server.script(held_stream(), held_stream("Half"))
    first = once(server, endpoint={"first_payload_timeout": 0.1, "idle_timeout": 60.0})
    then = once(server, endpoint={"first_payload_timeout": 60.0, "idle_timeout": 0.1})
    assert [first.problem.kind, then.problem.kind] == [ErrorKind.TIMEOUT, ErrorKind.TIMEOUT]


def test_a_finished_stream_is_not_waited_for(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "GRACE_S", 0.1)
    monkeypatch.setattr(reader, "GRACE_FOR_MORE_CHOICES_S", 0.1)
    ended = (*sse_head(), Say(delta("All")), Say(finish()))
    server.script(Reply((*ended, Pause(0.05), Say(usage(3, 4)), Hold())), Reply((*ended, Hold())))
    outcome = once(server)
    assert outcome.error is None
    assert outcome.reply.usage is not None
    assert once(server, n=2).error is None
    # Nor is it an error when patience ends before the grace does.
    monkeypatch.setattr(reader, "GRACE_S", 60.0)
    server.script(Reply((*ended, Hold())))
    assert once(server, idle_timeout=0.1).error is None
    server.questions[0].wait_closed()


def test_a_whole_body_on_an_open_connection_is_not_waited_for(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "GRACE_S", 0.1)
    whole = b'{"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}'
    server.script(Reply((Say(head(200, {"Content-Type": "application/json"})), Say(whole), Hold())))
    outcome = once(server, stream=False)
    assert (outcome.text, outcome.error) == ("Hi", None)


def test_finish_reasons_on_every_chunk_end_nothing(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "GRACE_S", 0.1)
    pieces = (Say(delta("a")), Say(finish()), Say(delta("b")), Say(finish()), Pause(0.3))
    server.script(Reply((*sse_head(), *pieces, Say(delta("c")), *sse_end())))
    assert once(server).text == "abc"


# Asking again


def test_a_busy_server_is_asked_again_and_it_shows(server: ChatServer) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    server.script(error(429, headers={"Retry-After": "7"}), error(503), stream("At last"))
    request = question(server.base_url)
    outcome = with_client(lambda c: ask(c, request), sleep=wait, chance=lambda: 0.5)
    assert outcome.text == "At last"
    assert waited == [7.0, 4.25]
    first, second = outcome.of(RetryScheduled)
    assert (first.delay_s, first.attempt, first.problem.kind) == (7.0, 1, ErrorKind.RATE_LIMIT)
    assert (second.attempt, second.problem.status) == (2, 503)
    assert len(outcome.of(RequestSent)) == 3


def test_a_server_that_stays_busy_is_left_after_two_more(server: ChatServer) -> None:
    server.script(*[error(503)] * 4)
    assert once(server).problem.status == 503
    assert len(server.questions) == 3


@pytest.mark.parametrize(
    "reply",
    [
        error(429, {"error": {"message": "x", "code": "insufficient_quota"}}),
        error(429, headers={"Retry-After": "3600"}),
        error(413),
        error(500),
        error(401),
        cut_stream("Half"),
        Reply((Cut(reset=False),)),
    ],
)
def test_others_are_asked_once(server: ChatServer, reply: Reply) -> None:
    server.script(reply)
    assert once(server).error
    assert len(server.questions) == 1


def refuses(name: str, message: str = "") -> Reply:
    words = message or f"Unsupported parameter: '{name}' is not supported with this model."
    return error(400, {"error": {"message": words, "param": name, "code": "unsupported_parameter"}})


def test_refused_options_are_dropped(server: ChatServer) -> None:
    server.script(
        refuses("stream_options"), refuses("max_tokens"), refuses("logprobs"), stream("Fine")
    )
    first = once(server, max_tokens=9, top_logprobs=2)
    dropped = tuple(event.name for event in first.of(ParameterDropped))
    second = once(server, endpoint={"dropped_params": dropped}, max_tokens=9, top_logprobs=2)
    assert first.text == "Fine"
    assert first.of(ParameterDropped) == [
        ParameterDropped("stream_options"),
        ParameterDropped("max_tokens", "max_completion_tokens"),
        ParameterDropped("logprobs"),
    ]
    assert second.of(ParameterDropped) == []
    kept = {"model", "messages", "stream", "max_completion_tokens"}
    assert [request.json.keys() for request in server.questions[3:]] == [kept, kept]


def test_a_renamed_option_that_is_refused_too_is_dropped(server: ChatServer) -> None:
    server.script(refuses("max_tokens"), refuses("max_completion_tokens"), stream("Fine"))
    outcome = once(server, max_tokens=9)
    assert outcome.text == "Fine"
    assert not {"max_tokens", "max_completion_tokens"} & server.questions[-1].json.keys()


def test_a_server_that_does_not_stream_is_asked_for_the_whole(server: ChatServer) -> None:
    server.script(refuses("stream"), completion("Whole"))
    assert once(server).text == "Whole"
    assert not {"stream", "stream_options"} & server.questions[1].json.keys()


def test_what_was_not_sent_cannot_be_dropped(server: ChatServer) -> None:
    server.script(refuses("temperature"))
    assert once(server).problem.param == "temperature"
    assert len(server.questions) == 1


def test_the_same_refusal_again_ends_it(server: ChatServer) -> None:
    server.script(*[refuses("stream_options")] * 5)
    assert once(server).problem.kind is ErrorKind.UNSUPPORTED_PARAM
    assert len(server.questions) == 2


def test_without_retry_one_request_is_sent(server: ChatServer) -> None:
    server.script(refuses("stream_options"), error(503))
    assert once(server, retry=False).problem.param == "stream_options"
    assert once(server, retry=False).problem.status == 503
    assert len(server.questions) == 2


def test_a_refusal_inside_a_stream_is_a_refusal_too(server: ChatServer) -> None:
    said = {"error": {"message": "stream_options is not supported", "code": 400}}
    server.script(Reply((*sse_head(), Say(event(said)))), stream("Fine"))
    assert once(server).text == "Fine"


# Leaving


async def cancelled_at(server: ChatServer, reached: type[ChatEvent] | None) -> None:
    """Cancels the asking task once it has seen an event of that kind; None: right after sending."""
    client = HttpChatClient()
    seen = asyncio.Event()

    async def consume() -> None:
        async for got in client.stream(question(server.base_url), KEY):
            if reached is None or isinstance(got, reached):
                seen.set()

    task = asyncio.create_task(consume())
    await seen.wait()
    recorded = await asyncio.to_thread(server.wait_for_question)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.to_thread(recorded.wait_closed)
    await client.aclose()


@pytest.mark.parametrize(
    ("reply", "reached"),
    [
        (silent(), None),
        (held_stream(), None),
        (held_stream("Half"), TextDelta),
        (Reply((Say(b"HTTP/1.1 200 OK\r\nContent-Ty"), Hold())), None),
    ],
)
def test_cancelling_closes_the_connection(
    server: ChatServer, reply: Reply, reached: type[ChatEvent] | None
) -> None:
    server.script(reply)
    asyncio.run(cancelled_at(server, reached))


def test_leaving_early_closes_the_connection(server: ChatServer) -> None:
    server.script(held_stream("Half"))

    async def leave(client: HttpChatClient) -> None:
        async with contextlib.aclosing(client.stream(question(server.base_url), KEY)) as events:
            async for got in events:
                if isinstance(got, TextDelta):
                    break
        await asyncio.to_thread(server.questions[0].wait_closed)

    with_client(leave)


def test_a_wait_can_be_cancelled(server: ChatServer) -> None:
    server.script(error(429, headers={"Retry-After": "50"}))

    async def run(client: HttpChatClient) -> None:
        events = client.stream(question(server.base_url), KEY)
        async for got in events:
            if isinstance(got, RetryScheduled):
                break
        waiting = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    with_client(run)
    assert len(server.questions) == 1


def test_two_replies_at_once(server: ChatServer) -> None:
    gate = Gate()
    server.script(Reply((*sse_head(), gate, Say(delta("first")), *sse_end())))

    async def both(client: HttpChatClient) -> tuple[Outcome, Outcome]:
        held = asyncio.create_task(ask(client, question(server.base_url)))
        await asyncio.to_thread(server.wait_for_question)
        other = await ask(client, question(server.base_url))
        gate.open()
        return await held, other

    held, other = with_client(both)
    assert held.text == "first"
    assert other.text.startswith("A window")


# Bounds


def test_a_reply_is_kept_to_four_megabytes(server: ChatServer) -> None:
    piece = "é" * 500_000
    server.script(Reply((*sse_head(), *[Say(delta(piece))] * 6, *sse_end())))
    outcome = once(server)
    assert len(outcome.text.encode()) == reader.MAX_REPLY
    assert outcome.problem.kind is ErrorKind.TRUNCATED
    assert "4 MB" in outcome.problem.detail


def test_a_line_without_end_is_refused(server: ChatServer) -> None:
    server.script(Reply((*sse_head(), Say(b"data: "), *[Say(b"x" * 1_000_000)] * 18)))
    problem = once(server).problem
    assert problem.kind is ErrorKind.BAD_RESPONSE
    assert "16 MB" in problem.detail


def test_a_whole_body_is_bounded(server: ChatServer) -> None:
    close = head(200, {"Content-Type": "application/json", "Connection": "close"})
    server.script(Reply((Say(close), Say(b'{"x": "'), *[Say(b"x" * 1_000_000)] * 18)))
    assert once(server, stream=False).problem.kind is ErrorKind.BAD_RESPONSE


def test_an_endless_error_body_is_read_to_its_bound(server: ChatServer) -> None:
    close = head(500, {"Content-Type": "text/plain", "Connection": "close"})
    server.script(Reply((Say(close), Say(b"Sorry! " * 20_000), Hold())))
    problem = once(server).problem
    assert problem.status == 500
    assert len(problem.detail.encode()) <= 2048


# Secrets


@pytest.mark.parametrize(
    "reply",
    [
        error(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}}),
        error(500, {"error": f"Authorization: Bearer {KEY}"}),
        json_reply({"error": {"message": KEY}}),
        body_reply(f"<title>{KEY}</title>".encode(), "text/html"),
        body_reply(KEY.encode(), "text/plain"),
        body_reply(b"", "text/plain", 302, {"Location": f"https://x.example/?key={KEY}"}),
        Reply((Cut(),)),
        Reply((Say(b"nonsense\r\n\r\n"),)),
        cut_stream("Half"),
        silent(),
    ],
)
def test_the_key_shows_nowhere(
    server: ChatServer, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(reply)
    outcome = once(server, retry=False, idle_timeout=0.3)
    assert outcome.error is not None
    assert server.questions[0].key == KEY
    shown = repr(outcome) + repr(outcome.problem) + caplog.text
    assert KEY not in shown
    assert KEY not in "".join(traceback.format_exception(outcome.error))
    assert not holds_a_request(outcome.error)


def holds_a_request(error: BaseException | None) -> bool:
    """Whether an error, or one it came from, drags the HTTP request (and so the key) along."""
    while error is not None:
        if hasattr(error, "request") or hasattr(error, "_request"):
            return True
        error = error.__cause__ or error.__context__
    return False


def test_nothing_is_left_open(server: ChatServer) -> None:
    """Unclosed sockets and generators are warnings, and warnings fail a test."""
    server.script(held_stream("Half"))
    once(server, idle_timeout=0.1)
    gc.collect()
