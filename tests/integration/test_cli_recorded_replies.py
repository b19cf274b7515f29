"""Every recorded reply through `askance ask --json`: the object printed and the exit code. In this
process, since starting another for each would take longer than all of them.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from askance.app.cli import main
from tests.support.chat_server import MODEL, ChatServer
from tests.support.replay import Case, recorded_cases, reply_of

pytestmark = pytest.mark.integration

# A silence counts as cut when text had come, as unreachable when nothing had.
EXIT_CODES = {"auth": 3, "truncated": 4, "network": 5}


@pytest.fixture(scope="module")
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


@pytest.mark.parametrize("case", recorded_cases("chat_cases.json"))
def test_recorded_reply(
    server: ChatServer, askance_home: Path, capsys: pytest.CaptureFixture[str], case: Case
) -> None:
    root = f"{server.origin}/{case['name']}/v1"
    server.serve(f"/{case['name']}/v1/chat/completions", reply_of(case))
    arguments = ["ask", "--url", root, "--model", MODEL, "--prompt", "hi", "--json", "--no-retry"]
    arguments += ["--timeout", "8", "-n", str(case.get("request_n", 1))]
    code = main(arguments if case["request_stream"] else [*arguments, "--no-stream"])
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    expected = case["expected"]
    assert told["complete"] == expected["complete"]
    check_choices(told["choices"], expected["choices"])
    check_error(told["error"], expected["error"])
    for name, count in (expected["usage"] or {}).items():
        assert told["usage"][name] == count
    assert (told["usage"] is None) == (expected["usage"] is None)
    assert told["request"]["url"] == f"{root}/chat/completions"
    assert code == exit_code_of(expected)


def exit_code_of(expected: Case) -> int:
    problem = expected["error"]
    if problem is None:
        return 0
    if problem["kind"] == "timeout" and problem.get("status") is None:
        return 4 if any(choice["text"] for choice in expected["choices"].values()) else 5
    return EXIT_CODES.get(problem["kind"], 1)


def check_choices(told: list[Case], expected: dict[str, Case]) -> None:
    assert [str(choice["index"]) for choice in told] == sorted(expected, key=int)
    for choice in told:
        wanted: dict[str, Any] = {"reasoning": "", "refusal": "", "logprobs": []}
        wanted |= expected[str(choice["index"])]
        wanted.pop("logprobs_bytes_joined", None)
        assert {name: choice[name] for name in wanted} == wanted


def check_error(told: Case | None, expected: Case | None) -> None:
    if told is None or expected is None:
        assert told is expected
        return
    assert told["kind"] == expected["kind"]
    assert told["title"]
    assert told["hint"]
    assert expected.get("message_contains", "") in told["detail"]
    assert told["param"] == expected.get("param")
    if "status" in expected:
        assert told["status"] == expected["status"]
    if "retry_after_s" in expected:
        assert told["retry_after_s"] == pytest.approx(expected["retry_after_s"])
