"""A scripted chat completions server on a raw loopback socket.

It says exactly the bytes a script tells it to, when it tells it to, and writes down what came in
and when the client hung up. Requests are parsed by h11; replies are plain bytes, because half of
the interesting ones are no proper HTTP. One thread accepts, one serves each connection.

    with ChatServer() as server:
        server.script(stream("Hello", " there"), error(429, {"error": {"message": "Slow down"}}))
        ...                              # the program asks server.base_url
        assert server.requests[0].question == "What is this?"

A gate holds a reply until the test has looked:

    gate = Gate()
    server.script(Reply((*sse_head(), Say(delta("Half")), gate, Say(delta(" whole")), *sse_end())))
    ...                                  # see "Half" on the screen
    gate.open()
"""

import base64
import json
import math
import re
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import h11

from tests.support.waiting import PATIENCE_S, wait_for

MODEL = "gemini-pro-vision"
_TICK_S = 0.005


@dataclass(slots=True)
class Recorded:
    """One request as it came: `headers` by lower-case name, times by `time.monotonic`."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    received_at: float
    closed_at: float | None = None
    """When the client hung up before the script was through; None while it listens."""
    answered: bool = False
    """The script came to its end."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def key(self) -> str | None:
        """What stands behind `Bearer`."""
        return self.headers.get("authorization", "").partition("Bearer ")[2] or None

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The content parts of the last message, a bare string as one text part."""
        content = self.json["messages"][-1]["content"]
        return [{"type": "text", "text": content}] if isinstance(content, str) else content

    @property
    def question(self) -> str:
        return "".join(part["text"] for part in self.parts if part["type"] == "text")

    @property
    def image_urls(self) -> list[str]:
        return [p["image_url"]["url"] for p in self.parts if p["type"] == "image_url"]

    @property
    def pictures(self) -> list[bytes]:
        """The encoded files embedded in the last message."""
        data = (re.fullmatch(r"data:image/[\w+.-]+;base64,(.*)", url) for url in self.image_urls)
        return [base64.b64decode(match[1], validate=True) for match in data if match]

    def wait_closed(self, *, patience_s: float = PATIENCE_S) -> float:
        """When the client hung up (`time.monotonic`)."""
        return wait_for(
            lambda: self.closed_at, "the client to close its connection", patience_s=patience_s
        )


# --- what a reply does, step by step


@dataclass(frozen=True, slots=True)
class Say:
    """Send these bytes as they are."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """Say nothing for a while."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Gate:
    """Say nothing until the test opens the gate. `reached` tells that the server waits there."""

    _open: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)

    def open(self) -> None:
        self._open.set()


@dataclass(frozen=True, slots=True)
class Hold:
    """Say nothing more; keep the connection until the client leaves it."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Break the connection: `reset` as a crash does (RST), else as an early end (FIN)."""

    reset: bool = True


Step = Say | Pause | Gate | Hold | Cut


@dataclass(frozen=True, slots=True)
class Reply:
    """The steps of one answer; after `keep_alive` (its head told its length) another may follow."""

    steps: Sequence[Step]
    keep_alive: bool = False


# --- bytes


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """A status line and header lines."""
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def event(payload: object) -> bytes:
    """One server-sent event; a string goes as it is, anything else as JSON."""
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return f"data: {text}\n\n".encode()


def chunk(choices: Iterable[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """One `chat.completion.chunk`."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": MODEL,
        "choices": list(choices),
        **more,
    }


def delta(text: str, *, index: int = 0, **more: Any) -> bytes:
    """A chunk with a piece of text. `more` joins the delta: `reasoning_content="…"`."""
    return event(chunk([{"index": index, "delta": {"content": text, **more}}]))


def finish(reason: str | None = "stop", *, index: int = 0) -> bytes:
    """A chunk that ends one choice."""
    return event(chunk([{"index": index, "delta": {}, "finish_reason": reason}]))


def usage(prompt_tokens: int, completion_tokens: int) -> bytes:
    """The last chunk when usage was asked for: no choices."""
    total = prompt_tokens + completion_tokens
    figures = {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens}
    return event(chunk([], usage={**figures, "total_tokens": total}))


DONE = b"data: [DONE]\n\n"


def sse_head(status: int = 200, **headers: str) -> tuple[Say]:
    """The head of a stream whose end is the connection's."""
    fields = {"Content-Type": "text/event-stream", "Connection": "close", **headers}
    return (Say(head(status, fields)),)


def sse_end(
    reason: str | None = "stop", *, tokens: tuple[int, int] = (1105, 12)
) -> tuple[Say, ...]:
    """An orderly end: finish reason, usage, `[DONE]`."""
    return (Say(finish(reason)), Say(usage(*tokens)), Say(DONE))


# --- whole replies


def stream(
    *texts: str,
    every_s: float = 0.0,
    finish_reason: str | None = "stop",
    tokens: tuple[int, int] = (1105, 12),
) -> Reply:
    """The texts as deltas, one after the other, and an orderly end."""
    said: list[Step] = [*sse_head()]
    for text in texts:
        said += [Say(delta(text)), *([Pause(every_s)] if every_s else [])]
    return Reply((*said, *sse_end(finish_reason, tokens=tokens)))


def cut_stream(*texts: str, reset: bool = True) -> Reply:
    """The texts, and then the connection breaks."""
    return Reply((*sse_head(), *(Say(delta(text)) for text in texts), Cut(reset=reset)))


def held_stream(*texts: str) -> Reply:
    """The texts, and then silence on an open connection."""
    return Reply((*sse_head(), *(Say(delta(text)) for text in texts), Hold()))


def silent() -> Reply:
    """Not even a status line; the connection stays open."""
    return Reply((Hold(),))


def json_reply(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """A whole JSON body at once."""
    return body_reply(json.dumps(body).encode(), "application/json", status, headers)


def body_reply(
    body: bytes, content_type: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Reply:
    """Any body, of any type."""
    fields = {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}
    return Reply((Say(head(status, fields)), Say(body)), keep_alive=True)


def completion(text: str, *, finish_reason: str = "stop", **more: Any) -> Reply:
    """What `"stream": false` is answered with."""
    message = {"role": "assistant", "content": text}
    return json_reply(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": MODEL,
            "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
            "usage": {"prompt_tokens": 1105, "completion_tokens": 12, "total_tokens": 1117},
            **more,
        }
    )


def error(status: int, body: object = None, headers: Mapping[str, str] | None = None) -> Reply:
    """A refusal; without a body, the usual shape."""
    usual = {"error": {"message": f"Scripted {status}", "type": "scripted", "code": None}}
    return json_reply(usual if body is None else body, status, headers)


def models(*names: str) -> Reply:
    """The answer of `GET /v1/models`."""
    return json_reply({"object": "list", "data": [{"id": n, "object": "model"} for n in names]})


class _HungUpError(Exception):
    """The client closed its end."""


class ChatServer:
    """The server; `base_url` is what a person would type as the endpoint's address.

    A path given to `serve` is always answered the same way. Any other request takes the next
    scripted reply, and `otherwise` when there is none left: a short stream, or a whole completion
    when no stream was asked for.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._listener = socket.create_server((host, port), backlog=64)
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._scripted: deque[Reply] = deque()
        self._fixed: dict[str, Reply] = {"/v1/models": models(MODEL)}
        self._requests: list[Recorded] = []
        self.otherwise: Callable[[Recorded], Reply] = _short_answer
        self.host = host
        self.port: int = self._listener.getsockname()[1]
        self._spawn(self._accept)

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"

    @property
    def requests(self) -> list[Recorded]:
        """Every request so far, in order."""
        with self._lock:
            return list(self._requests)

    @property
    def questions(self) -> list[Recorded]:
        """The chat completions among them."""
        return [r for r in self.requests if r.path.partition("?")[0].endswith("/chat/completions")]

    def script(self, *replies: Reply) -> None:
        """Queue replies for the next requests."""
        with self._lock:
            self._scripted.extend(replies)

    def serve(self, path: str, reply: Reply) -> str:
        """Always answer this path so. Returns its address."""
        with self._lock:
            self._fixed[path] = reply
        return self.origin + path

    def wait_for_question(self, number: int = 1, *, patience_s: float = PATIENCE_S) -> Recorded:
        """The chat completion of that number, counted from one."""
        return wait_for(
            lambda: self.questions[number - 1 : number],
            f"question {number} at the server",
            patience_s=patience_s,
        )[0]

    def close(self) -> None:
        """Stop, dropping what is still open. Waits for every thread."""
        self._closing.set()
        self._threads[0].join()  # the accepting one: no more are spawned after it
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    # --- threads

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name="chat-server", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            if select.select([self._listener], [], [], 0.05)[0]:
                connection, _ = self._listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        left_over = b""
        with connection:
            while True:
                try:
                    request, left_over = self._read(connection, left_over)
                except (_HungUpError, OSError, h11.RemoteProtocolError):
                    return
                reply = self._choose(request)
                try:
                    self._play(reply, request, connection)
                    request.answered = True
                except (_HungUpError, OSError):
                    if not self._closing.is_set():
                        request.closed_at = time.monotonic()
                    return
                if not reply.keep_alive:
                    return

    def _read(self, connection: socket.socket, start: bytes) -> tuple[Recorded, bytes]:
        parser = h11.Connection(h11.SERVER, max_incomplete_event_size=65536)
        if start:
            parser.receive_data(start)
        request: h11.Request | None = None
        body = bytearray()
        while True:
            match parser.next_event():
                case h11.NEED_DATA:
                    if parser.they_are_waiting_for_100_continue:
                        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                    parser.receive_data(self._receive(connection))
                case h11.Request() as request:
                    pass
                case h11.Data(data=data):
                    body += data
                case h11.EndOfMessage():
                    assert request is not None
                    return self._record(request, bytes(body)), parser.trailing_data[0]

    def _receive(self, connection: socket.socket) -> bytes:
        while not select.select([connection], [], [], _TICK_S)[0]:
            if self._closing.is_set():
                raise _HungUpError
        if data := connection.recv(65536):
            return data
        raise _HungUpError

    def _record(self, request: h11.Request, body: bytes) -> Recorded:
        recorded = Recorded(
            method=request.method.decode(),
            path=request.target.decode(),
            headers={name.decode(): value.decode() for name, value in request.headers},
            body=body,
            received_at=time.monotonic(),
        )
        with self._lock:
            self._requests.append(recorded)
        return recorded

    def _choose(self, request: Recorded) -> Reply:
        with self._lock:
            if fixed := self._fixed.get(request.path.partition("?")[0]):
                return fixed
            if self._scripted:
                return self._scripted.popleft()
        return self.otherwise(request)

    def _play(self, reply: Reply, request: Recorded, connection: socket.socket) -> None:
        for step in reply.steps:
            match step:
                case Say(data):
                    if _gone(connection):
                        raise _HungUpError
                    connection.sendall(data)
                case Pause(seconds):
                    self._stay(connection, threading.Event(), seconds)
                case Gate(opened, reached):
                    reached.set()
                    self._stay(connection, opened)
                case Hold():
                    self._stay(connection, threading.Event())
                case Cut(reset):
                    if reset:
                        linger = struct.pack("ii", 1, 0)
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    connection.close()
                    return

    def _stay(
        self, connection: socket.socket, enough: threading.Event, seconds: float = math.inf
    ) -> None:
        """Watch the connection until it is enough, the client leaves, or the server closes."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not enough.wait(_TICK_S):
            if self._closing.is_set() or _gone(connection):
                raise _HungUpError


def _gone(connection: socket.socket) -> bool:
    """Whether the client closed its end (a pipelined request would be data, not an end)."""
    if not select.select([connection], [], [], 0)[0]:
        return False
    return connection.recv(1, socket.MSG_PEEK) == b""


def _short_answer(request: Recorded) -> Reply:
    if request.method != "POST":
        return error(404)
    if request.json.get("stream"):
        return stream("A window with ", "**three** buttons.")
    return completion("A window with **three** buttons.")
