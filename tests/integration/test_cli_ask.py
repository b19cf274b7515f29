"""`askance ask` as a process of its own: what it prints, what it sends, how it ends."""

import io
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.support.askance_program import COMMAND, Askance
from tests.support.chat_server import (
    DONE,
    MODEL,
    ChatServer,
    Gate,
    Recorded,
    Reply,
    Say,
    body_reply,
    chunk,
    completion,
    cut_stream,
    delta,
    error,
    event,
    finish,
    held_stream,
    json_reply,
    silent,
    sse_end,
    sse_head,
    stream,
    usage,
)
from tests.support.programs import Program
from tests.support.secret import TEST_KEY
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

QUESTION = ("--prompt", "What is this?")


def asking(server: ChatServer) -> tuple[str, ...]:
    return ("ask", "--url", server.base_url, "--model", MODEL, *QUESTION)


def picture(size: tuple[int, int] = (60, 40)) -> Image.Image:
    image = Image.new("RGB", size, (200, 30, 30))
    ImageDraw.Draw(image).rectangle((10, 5, 25, 30), (20, 90, 220))
    return image


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def sent_picture(question: Recorded) -> Image.Image:
    [data] = question.pictures
    return Image.open(io.BytesIO(data)).convert("RGB")


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


def test_json_counts_the_tokens_of_the_picture(
    askance: Askance, chat_server: ChatServer, tmp_path: Path
) -> None:
    file = tmp_path / "wide.png"
    picture((1920, 1080)).save(file)
    told = askance.run(*asking(chat_server), file, "--json").json
    assert told["request"]["image_tokens"] == 1548  # Gemini's tiles of 768 × 768 at 258 each


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
        (("ask", *QUESTION), "No endpoint is set up"),
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


# --- pictures


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_a_picture_leaves_pixel_for_pixel(
    askance: Askance, chat_server: ChatServer, tmp_path: Path, way: str
) -> None:
    file = tmp_path / "chart.png"
    picture().save(file)
    if way == "file":
        finished = askance.run(*asking(chat_server), file)
    else:
        finished = askance.run(*asking(chat_server), "-", typed=file.read_bytes())
    assert finished.code == 0, finished
    question = chat_server.questions[0]
    assert sent_picture(question).tobytes() == picture().tobytes()
    assert question.question == "What is this?"
    assert [part["type"] for part in question.parts] == ["image_url", "text"]


def test_several_pictures_go_in_their_order(
    askance: Askance, chat_server: ChatServer, tmp_path: Path
) -> None:
    files = []
    for width in (20, 30, 40):
        files.append(tmp_path / f"{width}.png")
        picture((width, 35)).save(files[-1])
    assert askance.run(*asking(chat_server), *files).code == 0
    sizes = [Image.open(io.BytesIO(data)).size for data in chat_server.questions[0].pictures]
    assert sizes == [(20, 35), (30, 35), (40, 35)]


@pytest.mark.parametrize("how", ["--embed", ""])
def test_a_web_picture_is_downloaded_and_embedded(
    askance: Askance, chat_server: ChatServer, how: str
) -> None:
    with ChatServer() as web:
        address = web.serve("/cat.png", body_reply(encoded(picture()), "image/png"))
        arguments = [*asking(chat_server), address, *([how] if how else [])]
        finished = askance.run(*arguments, ASKANCE_API_KEY=TEST_KEY)
        assert finished.code == 0, finished
        assert [request.key for request in web.requests] == [None]
    assert sent_picture(chat_server.questions[0]).tobytes() == picture().tobytes()
    assert chat_server.questions[0].key == TEST_KEY


def test_a_web_picture_is_sent_as_its_address(askance: Askance, chat_server: ChatServer) -> None:
    with ChatServer() as web:
        address = web.serve("/cat.png", body_reply(encoded(picture()), "image/png"))
        assert askance.run(*asking(chat_server), address, "--link").code == 0
        assert web.requests == []
    assert chat_server.questions[0].image_urls == [address]


@pytest.mark.parametrize("trouble", ["absent", "no picture", "cut short", "empty", "a folder"])
def test_a_bad_picture_is_refused_in_words(
    askance: Askance, chat_server: ChatServer, tmp_path: Path, trouble: str
) -> None:
    file = tmp_path / "chart.png"
    contents = {"no picture": b"not a picture", "cut short": encoded(picture())[:60], "empty": b""}
    if trouble in contents:
        file.write_bytes(contents[trouble])
    elif trouble == "a folder":
        file.mkdir()
    finished = askance.run(*asking(chat_server), file)
    assert finished.code == 2, finished
    assert "chart.png" in finished.err
    assert finished.out == ""
    assert chat_server.requests == []


# --- options


def test_options_travel_as_the_wire_names_them(askance: Askance, chat_server: ChatServer) -> None:
    options = ("-n", "2", "--logprobs", "3", "--max-tokens", "7", "--model", "other-model")
    assert askance.run(*asking(chat_server), *options).code == 0
    body = chat_server.questions[0].json
    assert (body["n"], body["logprobs"], body["top_logprobs"]) == (2, True, 3)
    assert (body["max_tokens"], body["model"], body["stream"]) == (7, "other-model", True)
    assert body["messages"] == [{"role": "user", "content": "What is this?"}]


def test_two_answers(askance: Askance, chat_server: ChatServer) -> None:
    said = [delta("One", index=0), delta("Two", index=1), delta(".", index=0), delta("!", index=1)]
    end = (Say(finish(index=1)), Say(finish(index=0)), Say(usage(5, 4)), Say(DONE))
    steps = (*sse_head(), *(Say(piece) for piece in said), *end)
    chat_server.script(Reply(steps), Reply(steps))
    plain = askance.run(*asking(chat_server), "-n", "2")
    assert (plain.code, plain.out) == (0, "One.\n\n--- 2 ---\nTwo!\n")
    told = askance.run(*asking(chat_server), "-n", "2", "--json").json
    assert [(c["index"], c["text"]) for c in told["choices"]] == [(0, "One."), (1, "Two!")]


def test_log_probabilities(askance: Askance, chat_server: ChatServer) -> None:
    other = {"token": "No", "logprob": -2.5, "bytes": None}
    token = {"token": "Yes", "logprob": -0.1, "bytes": None}
    token["top_logprobs"] = [dict(token), other]
    choice = {"index": 0, "delta": {"content": "Yes"}, "logprobs": {"content": [token]}}
    chat_server.script(Reply((*sse_head(), Say(event(chunk([choice]))), *sse_end())))
    told = askance.run(*asking(chat_server), "--logprobs", "2", "--json").json
    assert told["choices"][0]["logprobs"] == [["Yes", -0.1, [["Yes", -0.1], ["No", -2.5]]]]


def test_a_reply_in_one_piece(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(completion("All at once."))
    finished = askance.run(*asking(chat_server), "--no-stream")
    assert (finished.code, finished.out) == (0, "All at once.\n")
    assert not chat_server.questions[0].json.get("stream")


def test_no_retry_sends_one_request(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(error(429), stream("Never asked for."))
    assert askance.run(*asking(chat_server), "--no-retry").code == 1
    assert len(chat_server.requests) == 1


def test_the_timeout_is_of_silence_not_of_the_whole(
    askance: Askance, chat_server: ChatServer
) -> None:
    chat_server.script(stream(*"slowly", every_s=0.3))
    finished = askance.run(*asking(chat_server), "--timeout", "1")
    assert (finished.code, finished.out) == (0, "slowly\n")


# --- the key


def test_the_environment_s_key_goes_to_a_bare_address(
    askance: Askance, chat_server: ChatServer
) -> None:
    assert askance.run(*asking(chat_server), ASKANCE_API_KEY=f" {TEST_KEY}\n").code == 0
    assert chat_server.questions[0].key == TEST_KEY


def test_without_a_key_none_is_sent(askance: Askance, chat_server: ChatServer) -> None:
    assert askance.run(*asking(chat_server)).code == 0
    assert "authorization" not in chat_server.questions[0].headers


def test_a_server_that_echoes_the_key_is_not_quoted(
    askance: Askance, chat_server: ChatServer
) -> None:
    chat_server.script(error(401, {"error": {"message": f"Incorrect API key: {TEST_KEY}."}}))
    finished = askance.run(*asking(chat_server), "--json", ASKANCE_API_KEY=TEST_KEY)
    assert finished.code == 3
    assert "•••" in finished.json["error"]["detail"]
    assert finished.json["error"]["title"] == "The key was refused"


def test_a_redirect_does_not_take_the_key_along(askance: Askance, chat_server: ChatServer) -> None:
    with ChatServer() as elsewhere:
        headers = {"Location": f"{elsewhere.base_url}/chat/completions"}
        chat_server.script(error(307, headers=headers))
        finished = askance.run(*asking(chat_server), "--no-retry", ASKANCE_API_KEY=TEST_KEY)
        assert elsewhere.requests == []
    assert finished.code == 1
    assert "leads somewhere else" in finished.err


def test_the_key_is_in_no_argument_list(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(held_stream("Half"))
    with askance.started(*asking(chat_server), ASKANCE_API_KEY=TEST_KEY) as program:
        program.wait_for_output("Half")
        lists = [arguments_of(pid) for pid in family(program)]
    assert lists
    assert not any(TEST_KEY in arguments for arguments in lists)


def arguments_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def family(program: Program) -> list[int]:
    """The process and its children."""
    pid = program.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


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
