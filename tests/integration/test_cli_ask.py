"""`askance ask` as a process of its own: what it prints, how it ends, what it needs."""

import os
import signal
import socket
import subprocess

import pytest

from tests.support.askance_program import COMMAND, QUESTION, Askance, asking
from tests.support.chat_server import (
    MODEL,
    ChatServer,
    Gate,
    Reply,
    Say,
    chunk,
    cut_stream,
    delta,
    error,
    event,
    held_stream,
    json_reply,
    silent,
    sse_end,
    sse_head,
    stream,
)
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration


def refused_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


# --- what is printed


def test_the_reply_streams_to_standard_output(askance: Askance, chat_server: ChatServer) -> None:
    gate = Gate()
    steps = (*sse_head(), Say(delta("Half")), gate, Say(delta(" and whole.")), *sse_end())
    chat_server.script(Reply(steps))
    with askance.started(*asking(chat_server)) as program:
        program.wait_for_output(r"\AHalf\Z")
        gate.open()
        assert program.wait() == 0
        assert program.output == "Half and whole.\n"


def test_only_the_reply_is_on_standard_output(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(error(503, headers={"Retry-After": "0.01"}), stream("At last."))
    finished = askance.run(*asking(chat_server))
    assert (finished.code, finished.out) == (0, "At last.\n")
    assert "Trying again" in finished.err


def test_a_reader_that_leaves_ends_it_quietly(askance: Askance, chat_server: ChatServer) -> None:
    gate = Gate()
    steps = (*sse_head(), Say(delta("first\n")), gate, Say(delta("second")), *sse_end())
    chat_server.script(Reply(steps))
    command = [*COMMAND, *asking(chat_server)]
    with subprocess.Popen(
        command, env=askance.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(6) == b"first\n"
        process.stdout.close()
        gate.open()
        assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_json_is_the_contract_s_object(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(stream("A ", "window.", tokens=(1105, 3)))
    finished = askance.run(*asking(chat_server), "--json")
    assert finished.code == 0
    body = chat_server.questions[0].body
    assert finished.json == {
        "choices": [
            {
                "index": 0,
                "text": "A window.",
                "reasoning": "",
                "refusal": "",
                "finish_reason": "stop",
                "finish_reason_raw": "stop",
                "logprobs": [],
            }
        ],
        "usage": {"prompt_tokens": 1105, "completion_tokens": 3, "total_tokens": 1108},
        "complete": True,
        "error": None,
        "model": MODEL,
        "request": {
            "url": f"{chat_server.base_url}/chat/completions",
            "bytes": len(body),
            "image_tokens": 0,
        },
    }


def test_json_has_reasoning_refusal_and_what_went_wrong(
    askance: Askance, chat_server: ChatServer
) -> None:
    spoken = {"index": 0, "delta": {"reasoning_content": "Hm.", "refusal": "I won't."}}
    chat_server.script(Reply((*sse_head(), Say(event(chunk([spoken]))), Say(delta("Par")))))
    told = askance.run(*asking(chat_server), "--json")
    assert told.code == 4
    [choice] = told.json["choices"]
    assert (choice["reasoning"], choice["refusal"], choice["text"]) == ("Hm.", "I won't.", "Par")
    assert choice["finish_reason"] is None
    assert told.json["complete"] is False
    assert told.json["usage"] is None
    problem = told.json["error"]
    assert set(problem) == {"kind", "title", "detail", "hint", "status", "param", "retry_after_s"}
    assert problem["kind"] == "truncated"
    assert problem["title"]
    assert problem["hint"]


# --- exit codes


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (stream("Yes."), 0, ""),
        (error(500), 1, "server ran into an error"),
        (error(404, {"error": {"message": "model not found", "code": "model_not_found"}}), 1, ""),
        (json_reply({"choices": []}), 1, "sent no answer"),
        (error(401), 3, "wants a key"),
        (cut_stream("Half"), 4, "cut off"),
        (cut_stream("Half", reset=False), 4, "cut off"),
        (held_stream("Half"), 4, "took too long"),
        (silent(), 5, "took too long"),
        (Reply((Say(b""),)), 5, "could not be reached"),
    ],
    ids=[
        "complete",
        "500",
        "no-model",
        "empty",
        "401",
        "reset",
        "early-end",
        "silence-after",
        "silence",
        "no-reply",
    ],
)
def test_exit_codes(
    askance: Askance, chat_server: ChatServer, reply: Reply, code: int, words: str
) -> None:
    chat_server.script(reply)
    finished = askance.run(*asking(chat_server), "--no-retry", "--timeout", "0.5")
    assert finished.code == code, finished
    assert words in finished.err
    assert bool(finished.err) == (code != 0)
    assert len(chat_server.questions) == 1


def test_what_came_before_a_cut_is_kept(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(cut_stream("Half a", " sentence"))
    assert askance.run(*asking(chat_server)).out == "Half a sentence\n"


def test_nobody_listens(askance: Askance) -> None:
    address = f"http://127.0.0.1:{refused_port()}/v1"
    finished = askance.run("ask", "--url", address, "--model", MODEL, *QUESTION, "--no-retry")
    assert finished.code == 5
    assert "could not be reached" in finished.err
    assert finished.out == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask",), "--prompt"),
        (("ask", *QUESTION, "--endpoint", "nowhere"), "No endpoint is called “nowhere”"),
        (("ask", *QUESTION, "--url", "http://127.0.0.1:9/v1"), "--url needs --model"),
        (("ask", *QUESTION, "--url", "ftp://127.0.0.1/", "--model", "m"), "http and https"),
        (("ask", *QUESTION, "--timeout", "soon"), "seconds"),
        (("ask", *QUESTION, "-n", "0"), "whole number from 1"),
        (("ask", *QUESTION, "--embed", "--link"), "not allowed"),
        (("frobnicate",), "invalid choice"),
    ],
)
def test_wrong_use(askance: Askance, arguments: tuple[str, ...], words: str) -> None:
    finished = askance.run(*arguments)
    assert finished.code == 2, finished
    assert words in finished.err
    assert finished.out == ""


@pytest.mark.parametrize("when", ["before the first byte", "mid-stream"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels(
    askance: Askance, chat_server: ChatServer, when: str, number: signal.Signals
) -> None:
    chat_server.script(silent() if when != "mid-stream" else held_stream("Half"))
    with askance.started(*asking(chat_server)) as program:
        question = chat_server.wait_for_question()
        if when == "mid-stream":
            program.wait_for_output("Half")
        program.process.send_signal(number)
        assert program.wait() == 130
    assert question.wait_closed()
    assert not question.answered


# --- what it needs


def test_it_needs_no_qt_no_keyring_and_no_database(
    askance: Askance, chat_server: ChatServer
) -> None:
    command = [COMMAND[0], "-X", "importtime", *COMMAND[1:], *asking(chat_server)]
    done = subprocess.run(
        command, env=askance.environment, capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    tops = {name.partition(".")[0] for name in imported}
    assert "httpx" in tops  # the list is read rightly
    assert not tops & {"PySide6", "shiboken6", "keyring", "mss", "Xlib", "markdown_it", "PIL"}
    assert "askance.ui" not in imported


def test_it_keeps_nothing(askance: Askance, chat_server: ChatServer) -> None:
    assert askance.run(*asking(chat_server)).code == 0
    assert [path for path in askance.home.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["plain", "json"])
def test_what_the_terminal_can_not_show_does_not_stop_it(
    askance: Askance, chat_server: ChatServer, options: tuple[str, ...]
) -> None:
    for variables in ({"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "utf-8"}):
        chat_server.script(stream("caf\u00e9 ", "\ud83d", " end"))  # the half of an emoji
        finished = askance.run(*asking(chat_server), *options, **variables)
        assert finished.code == 0, finished
        assert " end" in finished.out
        if options:
            assert finished.json["choices"][0]["text"].startswith("caf\u00e9 ")


def test_a_pipe_of_commands_sees_the_reply_at_once(
    askance: Askance, chat_server: ChatServer
) -> None:
    gate = Gate()
    chat_server.script(Reply((*sse_head(), Say(delta("now")), gate, *sse_end())))
    reader, writer = os.pipe()
    with subprocess.Popen(
        [*COMMAND, *asking(chat_server)], env=askance.environment, stdout=writer
    ) as process:
        os.close(writer)
        with os.fdopen(reader, "rb", buffering=0) as end:
            assert wait_for(lambda: end.read(3), "the first words in the pipe") == b"now"
            gate.open()
            assert end.read() == b"\n"
        assert process.wait() == 0
