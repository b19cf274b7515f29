"""Servers without measure: the program says so, in bounded memory, and ends.

Memory is that of the whole process as the kernel counted it, against the same process with a usual
reply; both run here, so nothing depends on the machine.
"""

import itertools
import json
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from askance.core.errors import ErrorKind
from tests.support.askance_program import COMMAND, asking, terminal
from tests.support.chat_server import (
    ChatServer,
    Pause,
    Reply,
    Say,
    completion,
    delta,
    head,
    sse_head,
)

MOST_MB = 64
"""What a hostile answer may cost above a usual one."""

MEGABYTE = b"x" * 1_000_000
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="reads a child's peak by wait4")


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str
    peak_mb: float


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


def run(server: ChatServer, *more: str) -> Ended:
    """`askance ask --json`, with the peak of its memory."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile() as out:
        err = Path(home) / "err"
        with err.open("wb") as errors:
            process = subprocess.Popen(
                [*COMMAND, *asking(server), "--json", *more],
                env={**terminal(), "ASKANCE_HOME": home},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode()
        return Ended(process.returncode, said, err.read_text(), usage.ru_maxrss / 1024)


def endless(*start: Say, over: bytes) -> Reply:
    """These bytes for ever, after a start; they end when the client leaves."""
    steps = itertools.chain(start, itertools.repeat(Say(over)))
    return Reply(cast("tuple[Say, ...]", steps))


def gzip_of(piece: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(piece) for _ in range(times)) + packer.flush()


JSON_HEAD = Say(head(200, {"Content-Type": "application/json"}))
BOMB_HEAD = Say(head(200, {"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}))

HOSTILE = {
    "a line without end": lambda: endless(*sse_head(), Say(b"data: "), over=MEGABYTE),
    "words without end": lambda: endless(*sse_head(), over=delta("many words " * 1_000)),
    "words too small to count": lambda: endless(*sse_head(), over=delta("") * 200),
    "comments without end": lambda: endless(*sse_head(), over=b": ping\n\n" * 10_000),
    "choices without end": lambda: Reply(
        cast(
            "tuple[Say, ...]",
            itertools.chain(sse_head(), (Say(delta("x", index=i)) for i in itertools.count())),
        )
    ),
    "a body without end": lambda: endless(JSON_HEAD, Say(b'{"choices": "'), over=MEGABYTE),
    "blanks without end": lambda: endless(JSON_HEAD, over=b" " * 1_000_000),
    "a page without end": lambda: endless(JSON_HEAD, Say(b"<html>"), over=MEGABYTE),
    "an error without end": lambda: endless(
        Say(head(500, {"Content-Type": "text/plain"})), over=MEGABYTE
    ),
    "headers without end": lambda: endless(
        Say(b"HTTP/1.1 200 OK\r\n"), over=b"X-More: " + b"y" * 5_000 + b"\r\n"
    ),
    "a packed stream of blanks": lambda: Reply((BOMB_HEAD, Say(gzip_of(b" " * 1_000_000, 1_500)))),
    "a packed line": lambda: Reply((BOMB_HEAD, Say(gzip_of(b"data: " + b"x" * 1_000_000, 1_500)))),
}


@pytest.fixture(scope="module")
def usual() -> Ended:
    """What a usual reply costs."""
    with ChatServer() as server:
        server.script(completion("ready"))
        ended = run(server)
    assert ended.code == 0, ended
    return ended


@pytest.mark.parametrize("name", HOSTILE)
def test_in_bounded_memory_with_words(server: ChatServer, usual: Ended, name: str) -> None:
    server.script(HOSTILE[name]())
    ended = run(server, "--timeout", "3", "--no-retry")
    assert ended.code in (1, 4, 5), ended
    assert "Traceback" not in ended.err
    kinds = {str(kind) for kind in ErrorKind}
    problem: dict[str, Any] = json.loads(ended.out)["error"]
    assert problem["kind"] in kinds
    assert problem["title"]
    assert ended.peak_mb - usual.peak_mb < MOST_MB, (ended.peak_mb, usual.peak_mb)


def test_a_slow_drip_ends_too(server: ChatServer) -> None:
    drops = itertools.chain(sse_head(), itertools.cycle((Say(b":"), Pause(0.1))))
    server.script(Reply(cast("tuple[Say, ...]", drops)))
    ended = run(server, "--timeout", "1", "--no-retry")
    assert ended.code == 5
