"""Several answers from servers that ignore `n`, refuse it, or take it: over a real socket."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from askance.chat.client import HttpChatClient
from askance.core.chat import AskedApart, ParameterDropped, RequestSent
from askance.core.errors import ErrorKind
from tests.support.asking import KEY, Outcome, ask, question, with_client
from tests.support.chat_server import (
    ChatServer,
    Recorded,
    Reply,
    Say,
    completion,
    delta,
    error,
    finish,
    held_stream,
    sse_end,
    sse_head,
    stream,
)

REFUSAL = error(400, {"error": {"message": "'n' : number must be at most 1", "param": "n"}})


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


def one_each(server: ChatServer, of: Callable[[int], Reply]) -> None:
    """Every request is answered with the text of its own number."""
    counted = iter(range(1_000))
    lock = threading.Lock()

    def answer(_: Recorded) -> Reply:
        with lock:
            return of(next(counted))

    server.otherwise = answer


def asked(server: ChatServer, n: int, **options: Any) -> Outcome:
    request = question(server.base_url, n=n, **options)
    return with_client(lambda client: ask(client, request))


@pytest.mark.parametrize("streamed", [True, False])
def test_an_ignored_n_becomes_that_many_requests(server: ChatServer, streamed: bool) -> None:
    one_each(server, lambda i: stream(f"answer {i}") if streamed else completion(f"answer {i}"))
    outcome = asked(server, 4, stream=streamed)
    assert outcome.error is None
    assert [choice.index for choice in outcome.reply.choices()] == [0, 1, 2, 3]
    assert sorted(choice.text for choice in outcome.reply.choices()) == [
        f"answer {i}" for i in range(4)
    ]
    assert outcome.of(AskedApart) == [AskedApart(3)]
    assert [request.json.get("n") for request in server.questions] == [4, None, None, None]


def test_a_refused_n_becomes_that_many_requests(server: ChatServer) -> None:
    server.script(REFUSAL)
    one_each(server, lambda i: stream(f"answer {i}"))
    outcome = asked(server, 3)
    assert len(outcome.reply.choices()) == 3
    assert all(choice.finish_reason == "stop" for choice in outcome.reply.choices())
    assert outcome.of(ParameterDropped) == [ParameterDropped("n")]
    assert [request.json.get("n") for request in server.questions] == [3, None, None, None]


def test_what_the_endpoint_remembers_is_not_tried_again(server: ChatServer) -> None:
    one_each(server, lambda i: stream(f"answer {i}"))
    request = question(server.base_url, {"dropped_params": ("n",)}, n=2)
    outcome = with_client(lambda client: ask(client, request))
    assert len(outcome.reply.choices()) == 2
    assert [r.json.get("n") for r in server.questions] == [None, None]
    assert len(outcome.of(RequestSent)) == 1


def test_never_more_than_three_at_a_time(server: ChatServer) -> None:
    held: list[Reply] = []

    def hold(_: int) -> Reply:
        held.append(held_stream("waiting"))
        return held[-1]

    one_each(server, hold)
    request = question(server.base_url, {"dropped_params": ("n",)}, n=5)

    async def look(client: HttpChatClient) -> None:
        async with contextlib.aclosing(client.stream(request, KEY)) as events:
            task = asyncio.ensure_future(_drain(events))
            await asyncio.to_thread(server.wait_for_question, 3)
            # A fourth would have been on its way by the time the third was read and answered.
            await asyncio.sleep(0.3)
            assert len(server.questions) == 3
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        for recorded in server.questions:
            await asyncio.to_thread(recorded.wait_closed)

    with_client(look)


async def _drain(events: Any) -> None:
    async for _ in events:
        pass


def test_one_failure_leaves_the_others(server: ChatServer) -> None:
    broken = error(500, {"error": {"message": "out of memory"}})
    one_each(server, lambda i: broken if i == 1 else stream(f"answer {i}"))
    request = question(server.base_url, {"dropped_params": ("n",)}, n=3)
    outcome = with_client(lambda client: ask(client, request))
    assert outcome.problem.kind is ErrorKind.SERVER
    assert outcome.problem.detail.startswith("2 of 3 answers came whole.")
    assert len([c for c in outcome.reply.choices() if c.text.startswith("answer")]) == 2


def test_when_all_fail_the_problem_is_the_server_s(server: ChatServer) -> None:
    one_each(server, lambda _: error(401, {"error": {"message": "bad key"}}))
    request = question(server.base_url, {"dropped_params": ("n",)}, n=3)
    outcome = with_client(lambda client: ask(client, request))
    assert outcome.problem.kind is ErrorKind.AUTH
    assert outcome.problem.detail == "bad key"


def test_usage_is_added_up(server: ChatServer) -> None:
    one_each(server, lambda _: stream("answer"))
    request = question(server.base_url, {"dropped_params": ("n",)}, n=3)
    several = with_client(lambda client: ask(client, request)).reply.usage
    single = asked(server, 1).reply.usage
    assert several is not None
    assert single is not None
    assert several.total_tokens == 3 * (single.total_tokens or 0) > 0


def test_usage_counts_the_first_answer_where_n_was_ignored(server: ChatServer) -> None:
    one_each(server, lambda _: stream("answer"))
    several, single = asked(server, 3).reply.usage, asked(server, 1).reply.usage
    assert several is not None
    assert single is not None
    assert several.total_tokens == 3 * (single.total_tokens or 0) > 0


def test_a_server_that_gives_all_is_asked_once(server: ChatServer) -> None:
    both = (delta("one"), delta("two", index=1), finish(), finish(index=1))
    server.script(Reply((*sse_head(), *map(Say, both), *sse_end())))
    outcome = asked(server, 2)
    assert [choice.text for choice in outcome.reply.choices()] == ["one", "two"]
    assert len(server.questions) == 1
    assert not outcome.of(AskedApart)


def test_without_retry_one_request_is_sent(server: ChatServer) -> None:
    outcome = asked(server, 3, retry=False)
    assert len(server.questions) == 1
    assert len(outcome.reply.choices()) == 1
