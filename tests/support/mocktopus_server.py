"""mocktopus as a process of its own: a second opinion, on another HTTP server than llmock's.

It answers as its scenario file says, and takes a megabyte at once, as its HTTP server does unless
told otherwise.
"""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.programs import Program
from tests.support.waiting import wait_for

ANSWER = "A window with three buttons, and a café behind it. \U0001f98a"
PATIENCE = "patience"
"""In a question: it is refused once with 429, to be asked again after a second."""

REFUSALS = {"authentication": 401, "invalid_request": 400, "server_error": 500}
"""Words in a question that make it fail, and the status that they bring."""


@dataclass(frozen=True, slots=True)
class MocktopusServer:
    """Knows every model."""

    origin: str

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1"


@contextmanager
def mocktopus_server(folder: Path) -> Iterator[MocktopusServer]:
    """A server on a free port, its scenario in `folder`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    scenario = folder / "scenario.yaml"
    scenario.write_text(json.dumps({"version": 1, "rules": _rules()}), encoding="utf-8")
    command = [
        str(Path(sys.executable).with_name("mocktopus")),
        "serve",
        f"--scenario={scenario}",
        f"--port={port}",
    ]
    with Program(command, environment={"PATH": "", "LANG": "C.UTF-8"}) as program:
        wait_for(lambda: _answers(port, program), "mocktopus")
        yield MocktopusServer(f"http://127.0.0.1:{port}")


def _rules() -> list[dict[str, Any]]:
    """A scenario; JSON is YAML."""
    usage = {"input_tokens": 11, "output_tokens": 7, "total_tokens": 18}
    slow = {"error_type": "rate_limit", "message": "Slow down", "status_code": 429}
    return [
        _rule(PATIENCE, error={**slow, "retry_after": 1}, times=1),
        *(
            _rule(word, error={"error_type": word, "message": f"Told: {word}", "status_code": code})
            for word, code in REFUSALS.items()
        ),
        _rule("", respond={"content": ANSWER, "usage": usage}),
    ]


def _rule(word: str, **what: Any) -> dict[str, Any]:
    when = {"model": "*", "messages_contains": word} if word else {"model": "*"}
    return {"type": "llm.openai", "when": when, **what}


def _answers(port: int, program: Program) -> bool:
    if not program.running:
        raise AssertionError(f"mocktopus ended:\n{program.output}")
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
