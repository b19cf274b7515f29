"""llmock as a process of its own: an independent opinion on what a chat completions server says.

It also grades the client: whether it waited as Retry-After asked, retried what must not be retried,
or took a cut stream for a whole one.
"""

import json
import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.programs import Program
from tests.support.waiting import wait_for


@dataclass(frozen=True, slots=True)
class LlmockServer:
    """Driven through its admin addresses, see `GET /_llmock/...` in its README."""

    origin: str

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"

    def script(self, *behaviors: dict[str, Any]) -> None:
        """Queue behaviours: `{"type": "fail", "status": 429, "retry_after": 1, "times": 2}`."""
        self._call("POST", "scenario", {"behaviors": list(behaviors)})

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Every request with its timing and the fault it got."""
        answer = self._call("GET", "requests")
        return list(answer["requests"] if isinstance(answer, dict) else answer)

    @property
    def verdict(self) -> dict[str, Any]:
        """How the client behaved."""
        return dict(self._call("GET", "verdict"))

    def reset(self) -> None:
        """Forget requests and behaviours."""
        self._call("POST", "reset", {})

    def _call(self, method: str, what: str, body: object = None) -> Any:
        request = urllib.request.Request(
            f"{self.origin}/_llmock/{what}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def llmock_server(*, chunk_delay_ms: int = 20) -> Iterator[LlmockServer]:
    """A server on a free port, echoing nothing of this machine's environment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("llmock")),
        "serve",
        "--host=127.0.0.1",
        f"--port={port}",
        f"--stream-chunk-delay-ms={chunk_delay_ms}",
    ]
    with Program(command, environment={"PATH": "", "LANG": "C.UTF-8"}) as program:
        wait_for(lambda: _answers(port, program), "llmock")
        yield LlmockServer(f"http://127.0.0.1:{port}")


def _answers(port: int, program: Program) -> bool:
    if not program.running:
        raise AssertionError(f"llmock ended:\n{program.output}")
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
