"""`askance endpoint test`: the table, what is learnt on the way, and how it ends."""

import json
import re
import socket
from collections.abc import Callable
from typing import Any

import pytest

from askance.core.endpoint_check import Step
from tests.support.askance_program import ENDPOINT, Askance
from tests.support.chat_server import (
    MODEL,
    ChatServer,
    Gate,
    Recorded,
    Reply,
    Say,
    completion,
    delta,
    error,
    finish,
    sse_end,
    sse_head,
    stream,
)
from tests.support.secret import TEST_KEY

pytestmark = pytest.mark.integration


def able(request: Recorded) -> Reply:
    """A server that can do everything but say how sure it is."""
    if request.method != "POST":
        return error(404)
    said = "Red and blue." if request.pictures else "ready"
    if not request.json.get("stream"):
        return completion(said)
    if request.json.get("n") == 2:
        steps = (delta("ready"), delta("ready", index=1), finish(), finish(index=1))
        return Reply((*sse_head(), *map(Say, steps), *sse_end()))
    return stream(said[:3], said[3:], tokens=(20, 3))


def refusing(name: str) -> Callable[[Recorded], Reply]:
    """As `able`, but for one parameter."""

    def answer(request: Recorded) -> Reply:
        if request.method == "POST" and name in request.json:
            told = {"message": f"Unknown parameter: '{name}'.", "param": name}
            return error(400, {"error": {**told, "code": "unknown_parameter"}})
        return able(request)

    return answer


def add(askance: Askance, base: str, *options: str) -> None:
    address = ("--url", base, "--model", MODEL)
    assert askance.run("endpoint", "add", ENDPOINT, *address, *options).code == 0


def kept(askance: Askance) -> dict[str, Any]:
    """The endpoint as the settings file has it."""
    text = (askance.home / "config" / "settings.json").read_text()
    [endpoint] = json.loads(text)["endpoints"]
    return dict(endpoint)


def test_a_row_for_every_step(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.otherwise = able
    add(askance, chat_server.base_url)
    tested = askance.run("endpoint", "test", ENDPOINT)
    assert tested.code == 0, tested
    *rows, last = tested.out.splitlines()
    assert [row[0] for row in rows] == ["✓"] * len(Step)
    assert f"{chat_server.base_url}/chat/completions" in rows[0]
    assert any("red from blue" in row for row in rows)
    assert re.fullmatch(r"Used about [\d,]+ tokens\.", last)
    assert tested.err == f"Asking {ENDPOINT} a few tiny questions. They cost a few tokens.\n"


def test_a_row_comes_as_soon_as_it_is_known(askance: Askance, chat_server: ChatServer) -> None:
    gate = Gate()

    def slow(request: Recorded) -> Reply:
        if request.method != "POST":
            return error(404)
        return Reply((*sse_head(), Say(delta("ready")), gate, Say(finish()), *sse_end()))

    chat_server.otherwise = slow
    add(askance, chat_server.base_url)
    with askance.started("endpoint", "test", ENDPOINT) as program:
        program.wait_for_output("Connection")
        assert "Model" not in program.output
        gate.open()
        program.wait()


def test_questions_are_tiny(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.otherwise = able
    add(askance, chat_server.base_url, "--max-tokens", "9000")
    askance.run("endpoint", "test", ENDPOINT)
    asked = [question.json for question in chat_server.questions]
    assert len(asked) <= 8
    assert all(question["max_tokens"] <= 64 for question in asked)


@pytest.mark.parametrize("name", ["logprobs", "stream_options", "max_tokens"])
def test_what_it_does_not_take_is_learnt(
    askance: Askance, chat_server: ChatServer, name: str
) -> None:
    chat_server.otherwise = refusing(name)
    add(askance, chat_server.base_url)
    tested = askance.run("endpoint", "test", ENDPOINT)
    assert tested.code == 0, tested
    assert "~" in {row[0] for row in tested.out.splitlines()}
    assert name in kept(askance)["dropped_params"]
    before = len(chat_server.questions)
    assert askance.run("ask", "--prompt", "Hi", "--logprobs", "1").code == 0
    [question] = chat_server.questions[before:]
    assert name not in question.json


def test_adding_it_anew_forgets_what_was_learnt(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.otherwise = refusing("logprobs")
    add(askance, chat_server.base_url)
    assert askance.run("ask", "--prompt", "Hi", "--logprobs", "1").code == 0
    assert kept(askance)["dropped_params"] == ["logprobs"]
    add(askance, chat_server.base_url)
    assert kept(askance)["dropped_params"] == []


def test_a_failure_is_followed_by_what_to_do(askance: Askance, chat_server: ChatServer) -> None:
    told = {"error": {"message": "The model `nope` does not exist", "code": "model_not_found"}}
    chat_server.otherwise = lambda _: error(404, told)
    add(askance, chat_server.base_url)
    tested = askance.run("endpoint", "test", ENDPOINT)
    assert tested.code == 1
    rows = tested.out.splitlines()
    [failed] = [number for number, row in enumerate(rows) if row.startswith("✗")]
    assert "Model" in rows[failed]
    assert rows[failed + 1].startswith("    ")
    assert rows[failed + 2].startswith("–")
    assert rows[-1] == "Used no tokens."


@pytest.mark.parametrize(("status", "code"), [(401, 3), (403, 1), (500, 1)])
def test_it_ends_as_its_first_failure(
    askance: Askance, chat_server: ChatServer, status: int, code: int
) -> None:
    chat_server.otherwise = lambda _: error(status)
    add(askance, chat_server.base_url)
    assert askance.run("endpoint", "test", ENDPOINT).code == code


def test_nobody_listens(askance: Askance) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    add(askance, f"http://127.0.0.1:{port}/v1")
    tested = askance.run("endpoint", "test", ENDPOINT)
    assert tested.code == 5
    assert "Is it running?" in tested.out


def test_json_is_one_object(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.otherwise = refusing("logprobs")
    add(askance, chat_server.base_url)
    told = askance.run("endpoint", "test", ENDPOINT, "--json").json
    assert (told["endpoint"], told["tokens"] > 0) == (ENDPOINT, True)
    assert [found["step"] for found in told["findings"]] == [step.value for step in Step]
    [learnt] = [found for found in told["findings"] if found["verdict"] == "learnt"]
    assert (learnt["step"], learnt["parameters"]) == ("logprobs", ["logprobs"])


def test_a_terminal_without_the_marks_gets_others(
    askance: Askance, chat_server: ChatServer
) -> None:
    chat_server.otherwise = lambda _: error(401)
    add(askance, chat_server.base_url)
    tested = askance.run("endpoint", "test", ENDPOINT, PYTHONIOENCODING="ascii")
    assert {row[0] for row in tested.out.splitlines()} >= {"+", "x", "-"}


def test_what_a_server_says_makes_no_rows_of_its_own(
    askance: Askance, chat_server: ChatServer
) -> None:
    said = "No.\n\u2713  Key          accepted \x1b[2J"
    chat_server.otherwise = lambda _: error(500, {"error": {"message": said}})
    add(askance, chat_server.base_url)
    tested = askance.run("endpoint", "test", ENDPOINT)
    assert "\x1b" not in tested.out
    assert not [row for row in tested.out.splitlines() if row.startswith("✓  Key          accep")]


def test_the_key_goes_along_and_is_not_shown(askance: Askance, chat_server: ChatServer) -> None:
    echo = {"error": {"message": f"Incorrect API key provided: {TEST_KEY}"}}
    chat_server.otherwise = lambda _: error(401, echo)
    add(askance, chat_server.base_url)
    for options in ((), ("--json",)):
        tested = askance.run("endpoint", "test", ENDPOINT, *options, ASKANCE_API_KEY=TEST_KEY)
        assert tested.code == 3
    assert chat_server.questions[0].key == TEST_KEY
