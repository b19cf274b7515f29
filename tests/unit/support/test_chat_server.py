"""The scripted server says what it was told, and sees what the client does."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.support.chat_server import (
    ChatServer,
    Gate,
    Pause,
    Reply,
    Say,
    body_reply,
    completion,
    cut_stream,
    delta,
    error,
    held_stream,
    silent,
    sse_end,
    sse_head,
    stream,
)
from tests.support.secret import TEST_KEY

QUESTION = {
    "model": "gemini-pro-vision",
    "stream": True,
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}},
            ],
        }
    ],
}


@pytest.fixture
def client(chat_server: ChatServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=chat_server.base_url, timeout=10, trust_env=False) as client:
        yield client


def test_it_writes_down_what_came(chat_server: ChatServer, client: httpx.Client) -> None:
    client.post("/chat/completions", json=QUESTION, headers={"Authorization": f"Bearer {TEST_KEY}"})
    (request,) = chat_server.questions
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.question == "What is this?"
    assert request.pictures == [b"\x89PNG"]
    assert request.key == TEST_KEY
    assert request.json["model"] == "gemini-pro-vision"


def test_it_streams_and_ends_as_scripted(chat_server: ChatServer, client: httpx.Client) -> None:
    chat_server.script(stream("Hello", " there", every_s=0.01))
    text = client.post("/chat/completions", json=QUESTION).text
    assert text.index("Hello") < text.index(" there") < text.index('"finish_reason": "stop"')
    assert text.endswith("data: [DONE]\n\n")


def test_replies_follow_each_other_on_one_connection(
    chat_server: ChatServer, client: httpx.Client
) -> None:
    chat_server.script(error(429, headers={"Retry-After": "1"}), completion("Then yes"))
    refused = client.post("/chat/completions", json=QUESTION)
    answered = client.post("/chat/completions", json={**QUESTION, "stream": False})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert answered.json()["choices"][0]["message"]["content"] == "Then yes"


def test_a_gate_holds_the_reply_until_it_is_opened(
    chat_server: ChatServer, client: httpx.Client
) -> None:
    gate = Gate()
    chat_server.script(
        Reply((*sse_head(), Say(delta("Half")), gate, Say(delta(" whole")), *sse_end()))
    )
    with client.stream("POST", "/chat/completions", json=QUESTION) as reply:
        pieces = reply.iter_raw()
        seen = next(pieces)
        assert gate.reached.wait(10)
        assert b"Half" in seen
        assert b"whole" not in seen
        gate.open()
        assert b" whole" in b"".join(pieces)


@pytest.mark.parametrize("reset", [True, False], ids=["reset", "early end"])
def test_a_cut_stream_breaks_after_its_text(
    chat_server: ChatServer, client: httpx.Client, reset: bool
) -> None:
    chat_server.script(cut_stream("Only this", reset=reset))
    seen = b""
    try:
        with client.stream("POST", "/chat/completions", json=QUESTION) as reply:
            for piece in reply.iter_raw():
                seen += piece
        broke = False
    except httpx.ReadError:
        broke = True
    assert broke == reset
    assert reset or b"Only this" in seen
    assert b"DONE" not in seen


@pytest.mark.parametrize("reply", [silent(), held_stream("Some"), Reply((Pause(60),))])
def test_it_sees_the_client_leave(chat_server: ChatServer, reply: Reply) -> None:
    chat_server.script(reply)
    leaving = threading.Event()

    def ask() -> None:
        with (
            httpx.Client(timeout=0.2, trust_env=False) as client,
            pytest.raises(httpx.ReadTimeout),
            client.stream(
                "POST", f"{chat_server.base_url}/chat/completions", json=QUESTION
            ) as answer,
        ):
            answer.read()
        leaving.set()

    asking = threading.Thread(target=ask)
    asking.start()
    request = chat_server.wait_for_question()
    closed_at = request.wait_closed()
    asking.join()
    assert leaving.is_set()
    assert request.received_at < closed_at <= time.monotonic()
    assert not request.answered


def test_a_served_path_is_always_answered(chat_server: ChatServer, client: httpx.Client) -> None:
    address = chat_server.serve("/cat.png", body_reply(b"\x89PNG", "image/png"))
    for _ in range(2):
        assert client.get(address).content == b"\x89PNG"
    assert client.get("/models").json()["data"][0]["id"] == "gemini-pro-vision"


def test_closing_ends_what_still_waits() -> None:
    with ChatServer() as server, httpx.Client(trust_env=False, timeout=10) as client:
        server.script(held_stream("Some"))
        with client.stream("POST", f"{server.base_url}/chat/completions", json=QUESTION) as reply:
            next(reply.iter_raw())
            server.close()
        assert server.questions[0].closed_at is None
