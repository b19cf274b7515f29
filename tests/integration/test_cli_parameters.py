"""Every parameter of a chat completion from the command line: an endpoint's, and a question's."""

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.askance_program import COMMAND, ENDPOINT, QUESTION, Askance, asking
from tests.support.chat_server import (
    MODEL,
    ChatServer,
    Gate,
    Recorded,
    Reply,
    Say,
    delta,
    error,
    sse_end,
    sse_head,
    stream,
)
from tests.support.secret import TEST_KEY
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

PARAMETERS = (
    *("--temperature", "0", "--top-p", "0.25", "--seed", "-7", "--stop", "END", "--stop", "\n\n"),
    *("--reasoning-effort", "low", "-n", "2", "--logprobs", "3", "--max-tokens", "50"),
)
ON_THE_WIRE = {
    "temperature": 0,
    "top_p": 0.25,
    "seed": -7,
    "stop": ["END", "\n\n"],
    "reasoning_effort": "low",
    "n": 2,
    "logprobs": True,
    "top_logprobs": 3,
    "max_tokens": 50,
}
ALWAYS = {"model", "messages", "stream", "stream_options"}


def two_answers(request: Recorded) -> Reply:
    steps = [delta("Yes.", index=index) for index in range(request.json.get("n", 1))]
    return Reply((*sse_head(), *map(Say, steps), *sse_end()))


def noise(path: Path, side: int) -> Path:
    """A picture that nothing makes small."""
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(path)
    return path


def sent(request: Recorded) -> dict[str, Any]:
    return {name: value for name, value in request.json.items() if name not in ALWAYS}


def test_a_question_s_own_parameters_go_along(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.otherwise = two_answers
    askance.run(*asking(chat_server), *PARAMETERS)
    assert sent(chat_server.questions[0]) == ON_THE_WIRE


def test_an_endpoint_s_parameters_go_along_with_every_question(
    askance: Askance, chat_server: ChatServer
) -> None:
    chat_server.otherwise = two_answers
    askance.set_up(chat_server.base_url, *PARAMETERS, key=None)
    askance.run("ask", *QUESTION)
    askance.run("ask", *QUESTION, "--temperature", "1", "-n", "1", "--stop", "HALT")
    first, second = (sent(question) for question in chat_server.questions[-2:])
    assert first == ON_THE_WIRE
    over = {**ON_THE_WIRE, "temperature": 1, "stop": ["HALT"]}
    del over["n"]
    assert second == over


def test_pictures_say_how_closely_they_are_looked_at(
    askance: Askance, chat_server: ChatServer, tmp_path: Path
) -> None:
    picture = noise(tmp_path / "noise.png", 8)
    askance.run(*asking(chat_server), "--detail", "low", picture)
    [part] = [part for part in chat_server.questions[0].parts if part["type"] == "image_url"]
    assert part["image_url"]["detail"] == "low"


def test_headers_and_fields_of_an_endpoint_go_along(
    askance: Askance, chat_server: ChatServer
) -> None:
    askance.set_up(
        chat_server.base_url,
        *("--header", "X-Title: Askance", "--header", "X-Group:a:b", "--extra", '{"top_k": 40}'),
        key=None,
    )
    assert askance.run("ask", *QUESTION).code == 0
    [question] = chat_server.questions
    assert (question.headers["x-title"], question.headers["x-group"]) == ("Askance", "a:b")
    assert question.json["top_k"] == 40


def test_everything_else_is_kept(askance: Askance, tmp_path: Path) -> None:
    authorities = tmp_path / "office.pem"
    authorities.write_text("")
    askance.set_up(
        "http://192.0.2.1/v1",
        *("--proxy", "socks5://127.0.0.1:1080", "--ca-file", str(authorities), "--allow-http"),
        *("--connect-timeout", "3", "--first-timeout", "40", "--idle-timeout", "50"),
        *("--price-in", "0.25", "--price-out", "2", "--detail", "high"),
        key=None,
    )
    [kept] = json.loads((askance.home / "config" / "settings.json").read_text())["endpoints"]
    assert kept == {
        "name": ENDPOINT,
        "base_url": "http://192.0.2.1/v1",
        "model": MODEL,
        "connect_timeout": 3,
        "first_payload_timeout": 40,
        "idle_timeout": 50,
        "parameters": {"detail": "high"},
        "prices": {"prompt": 0.25, "completion": 2},
        "proxy": "socks5://127.0.0.1:1080",
        "ca_file": str(authorities),
        "plain_http": True,
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--temperature", "hot"), "from 0 to 2"),
        (("--temperature", "nan"), "from 0 to 2"),
        (("--top-p", "1.5"), "from 0 to 1"),
        (("--seed", "1.5"), "whole number"),
        (("--detail", "ultra"), "invalid choice"),
        (("--stop", ""), "some text"),
        (tuple(word for stop in "12345" for word in ("--stop", stop)), "up to 4"),
        (("--proxy", "ftp://x"), "socks5://"),
        (("--proxy", "http://"), "socks5://"),
        (("--ca-file", "/nowhere/at.pem"), "there is no file"),
    ],
)
@pytest.mark.parametrize("command", ["ask", "add"])
def test_wrong_use(askance: Askance, command: str, arguments: tuple[str, ...], words: str) -> None:
    address = ("--url", "http://127.0.0.1:9/v1", "--model", "m")
    start = ("ask", *QUESTION) if command == "ask" else ("endpoint", "add", "x")
    finished = askance.run(*start, *address, *arguments)
    assert finished.code == 2, finished
    assert words in finished.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--header", f"Authorization: Bearer {TEST_KEY}"), "keys live in the keyring"),
        (("--header", f"x-api-key:{TEST_KEY}"), "keys live in the keyring"),
        (("--header", f"X-Title: Bearer {TEST_KEY}"), "keys live in the keyring"),
        (("--extra", f'{{"api_key": "{TEST_KEY}"}}'), "keys live in the keyring"),
        (("--extra", f'{{"a": {{"api_key": "{TEST_KEY}"}}}}'), "keys live in the keyring"),
        (("--header", "Host: elsewhere"), "belongs to HTTP"),
        (("--header", "no colon"), "NAME:VALUE"),
        (("--header", "X-A: b\r\nX-C: d"), "cannot travel"),
        (("--extra", "[1]"), "JSON object"),
        (("--price-in", "-1"), "from 0"),
        (("--idle-timeout", "0"), "above 0"),
    ],
)
def test_what_an_endpoint_can_not_have(
    askance: Askance, arguments: tuple[str, ...], words: str
) -> None:
    address = ("--url", "http://127.0.0.1:9/v1", "--model", "m")
    finished = askance.run("endpoint", "add", "x", *address, *arguments)
    assert finished.code == 2, finished
    assert words in finished.err
    assert not (askance.home / "config" / "settings.json").exists()


# --- a key over plain http


def test_a_key_does_not_travel_unencrypted_unasked(askance: Askance) -> None:
    address = ("--url", "http://192.0.2.1/v1", "--model", "m")
    refused = askance.run("ask", *QUESTION, *address, ASKANCE_API_KEY=TEST_KEY)
    assert refused.code == 3
    assert "--allow-http" in refused.err


def test_it_may_when_that_is_allowed(askance: Askance, chat_server: ChatServer) -> None:
    """Through a proxy that takes it anywhere: no packet leaves for the address."""
    chat_server.otherwise = lambda _: stream("Yes.")
    address = ("--url", "http://192.0.2.1/v1", "--model", "m", "--proxy", chat_server.origin)
    allowed = askance.run("ask", *QUESTION, *address, "--allow-http", ASKANCE_API_KEY=TEST_KEY)
    assert (allowed.code, allowed.out) == (0, "Yes.\n")
    [question] = chat_server.questions
    assert question.path == "http://192.0.2.1/v1/chat/completions"
    assert question.key == TEST_KEY


# --- what is said on the way


def test_what_the_client_did_by_itself_is_said(
    askance: Askance, chat_server: ChatServer, tmp_path: Path
) -> None:
    def picky(request: Recorded) -> Reply:
        if len(request.body) > 1_000_000:
            return error(413)
        if "seed" in request.json:
            told = {"message": "Unknown parameter: 'seed'.", "param": "seed"}
            return error(400, {"error": {**told, "code": "unknown_parameter"}})
        return stream("Yes.")

    chat_server.otherwise = picky
    picture = noise(tmp_path / "noise.png", 1200)
    finished = askance.run(*asking(chat_server), "--seed", "1", "-n", "3", picture)
    assert finished.code == 0, finished
    said = finished.err.splitlines()
    assert [line for line in said if "made smaller" in line]
    assert [line for line in said if "“seed”" in line]
    assert [line for line in said if "2 are asked for one by one" in line]
    assert len(said) == 3
    assert finished.out.count("Yes.") == 3


def test_a_terminal_shows_the_seconds_until_the_first_word(
    askance: Askance, chat_server: ChatServer
) -> None:
    gate = Gate()
    chat_server.script(Reply((gate, *sse_head(), Say(delta("Now.")), *sse_end())))
    master, slave = pty.openpty()
    seen = bytearray()

    def shows(words: bytes) -> bool:
        seen.extend(os.read(master, 4096))
        return words in seen

    with subprocess.Popen(
        [*COMMAND, *asking(chat_server)],
        env=askance.environment,
        stdout=subprocess.PIPE,
        stderr=slave,
    ) as process:
        os.close(slave)
        wait_for(lambda: shows(b"first word: 1 s"), "the seconds on the terminal")
        gate.open()
        assert process.stdout is not None
        assert process.stdout.read() == b"Now.\n"
        assert process.wait() == 0
        rest = bytearray()
        while True:
            try:
                rest += os.read(master, 4096)
            except OSError:  # the other end is gone: how Linux ends a terminal
                break
        assert rest.endswith(b"\r\x1b[K")
    os.close(master)


def test_nothing_of_that_goes_into_a_file(askance: Askance, chat_server: ChatServer) -> None:
    gate = Gate()
    chat_server.script(Reply((gate, *sse_head(), Say(delta("Now.")), *sse_end())))
    with askance.started(*asking(chat_server)) as program:
        assert gate.reached.wait(30)
        gate.open()
        assert program.wait() == 0
        assert program.output == "Now.\n"
