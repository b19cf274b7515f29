"""The path of a reply: what a token costs, how fast Stop is, whether connections are used again.

`python -m tests.benchmarks.chat_path`. The server is a process of its own, so that the processor
time is the client's alone; the baseline reads the same bytes and looks at none of them.
"""

import asyncio
import contextlib
import json
import multiprocessing
import socket
import statistics
import time
from multiprocessing.connection import Connection

import httpx

from askance.chat.client import HttpChatClient
from askance.core.chat import ChatOptions, ChatRequest, PromptMessage, TextDelta
from askance.core.conversation import Role, TextPart
from askance.core.endpoint import Endpoint
from tests.support.chat_server import ChatServer, held_stream, silent

TOKENS = 20_000
PACE = 1_000
"""Tokens a second that the cost is reckoned for."""

GOAL = 0.03
STOP_GOAL_MS = 50


def _stream_server(pipe: Connection) -> None:
    """Answers every request with all tokens, eight events a segment, as fast as they are read."""
    listener = socket.create_server(("127.0.0.1", 0))
    pipe.send(listener.getsockname()[1])

    def event(text: str) -> bytes:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
        payload = {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}
        return b"data: " + json.dumps(payload).encode() + b"\n\n"

    body = [event(f" word{i % 97}") for i in range(TOKENS)]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    body.append(b"data: " + json.dumps(end).encode() + b"\n\ndata: [DONE]\n\n")
    segments = [b"".join(body[i : i + 8]) for i in range(0, len(body), 8)]
    while True:
        client, _ = listener.accept()
        with client:
            client.recv(65536)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
            for segment in segments:
                client.sendall(segment)
            # Closing with something unread would be a reset.
            client.shutdown(socket.SHUT_WR)
            while client.recv(65536):
                pass


def question(base_url: str) -> ChatRequest:
    message = PromptMessage(Role.USER, (TextPart("Say a lot."),))
    return ChatRequest(Endpoint("bench", base_url, "m"), (message,), ChatOptions())


async def _events(base_url: str) -> float:
    client = HttpChatClient()
    began, count = time.process_time(), 0
    async with contextlib.aclosing(client.stream(question(base_url), None)) as events:
        async for event in events:
            count += isinstance(event, TextDelta) and bool(event.text)
    spent = time.process_time() - began
    await client.aclose()
    assert count == TOKENS
    return spent


async def _bytes(base_url: str) -> float:
    async with httpx.AsyncClient(trust_env=False) as client:
        began = time.process_time()
        async with client.stream("POST", f"{base_url}/chat/completions", content=b"{}") as reply:
            async for _ in reply.aiter_raw():
                pass
        return time.process_time() - began


def cost() -> list[str]:
    """Processor time for a token."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=_stream_server, args=(there,), daemon=True
    )
    server.start()
    base_url = f"http://127.0.0.1:{here.recv()}/v1"
    try:
        asyncio.run(_events(base_url))  # imports, certificates
        plain = [asyncio.run(_bytes(base_url)) for _ in range(5)]
        whole = [asyncio.run(_events(base_url)) for _ in range(5)]
    finally:
        server.terminate()
    share = statistics.median(whole) / TOKENS * PACE
    base = statistics.median(plain) / TOKENS * PACE
    name, plainly = f"bytes → events at {PACE:,} tokens/s", f"reading the bytes alone {base:.1%}"
    return [f"| {name} | {share:.1%} of a core | {plainly} | goal ≤ {GOAL:.0%} |"]


async def _stopped(server: ChatServer, *, wait_for_text: bool) -> float:
    client = HttpChatClient()
    number = len(server.questions) + 1
    begun = asyncio.Event()

    async def read() -> None:
        async with contextlib.aclosing(client.stream(question(server.base_url), None)) as events:
            async for event in events:
                if isinstance(event, TextDelta) and event.text:
                    begun.set()

    task = asyncio.ensure_future(read())
    recorded = await asyncio.to_thread(server.wait_for_question, number)
    if wait_for_text:
        await begun.wait()
    await asyncio.sleep(0.05)
    stopped = time.monotonic()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    ended = (time.monotonic() - stopped) * 1000
    await asyncio.to_thread(recorded.wait_closed)
    await client.aclose()
    return ended


def stop() -> list[str]:
    """Milliseconds from cancelling to the end of the task, whose connection is closed by then."""
    rows = []
    with ChatServer() as server:
        for name, reply, text in (
            ("before the first byte", silent, False),
            ("mid-stream", lambda: held_stream("Some words"), True),
        ):
            server.script(*(reply() for _ in range(7)))
            times = [asyncio.run(_stopped(server, wait_for_text=text)) for _ in range(7)]
            rows.append(
                f"| Stop {name} | {statistics.median(times):.1f} ms | longest {max(times):.1f} ms "
                f"| goal ≤ {STOP_GOAL_MS} ms |"
            )
    return rows


async def _asked_twice(base_url: str) -> None:
    client = HttpChatClient()
    for _ in range(2):
        async with contextlib.aclosing(client.stream(question(base_url), None)) as events:
            async for _ in events:
                pass
    await client.aclose()


def reuse() -> list[str]:
    """How many connections two questions take, against a server that keeps them open."""
    connections = 0
    payload = json.dumps(
        {"choices": [{"index": 0, "message": {"content": "ok"}, "finish_reason": "stop"}]}
    ).encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                await reader.readexactly(length)
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                    + f"Content-Length: {len(payload)}\r\n\r\n".encode()
                    + payload
                )
        writer.close()

    async def ask() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        await _asked_twice(f"http://127.0.0.1:{port}/v1")
        server.close()

    asyncio.run(ask())
    return [f"| two questions | {connections} connection | | goal 1 |"]


def run() -> list[str]:
    """The table's rows."""
    head = ["| the path of a reply | | | |", "|---|---|---|---|"]
    return [*head, *cost(), *stop(), *reuse()]


if __name__ == "__main__":
    print("\n".join(run()), flush=True)
