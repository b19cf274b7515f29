"""`askance ask -`: standard input that does not end, ends too late, or is too much; and the one
object of `--json` however the command ends.
"""

import array
import fcntl
import json
import os
import signal
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.askance_program import COMMAND, QUESTION, Askance, asking
from tests.support.chat_server import MODEL, ChatServer, held_stream
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

NOWHERE = ("ask", "--url", "http://127.0.0.1:9/v1", "--model", MODEL, *QUESTION)
SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@contextmanager
def running(
    askance: Askance, *arguments: str, stdin: int = subprocess.PIPE
) -> Iterator[subprocess.Popen[bytes]]:
    """The command with a standard input that stays open."""
    # A test run in the background ignores Ctrl+C, and so would what it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env={**askance.environment, "PYTHONUNBUFFERED": "1"},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        signal.signal(signal.SIGINT, before)
        try:
            yield process
        finally:
            process.kill()


def ended(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    """Exit code and both outputs; standard input stays open all the while."""
    code = process.wait(20)
    assert process.stdout is not None
    assert process.stderr is not None
    return code, process.stdout.read(), process.stderr.read()


def wait_until_it_reads(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    writer = process.stdin.fileno()
    os.write(writer, b"\x89PNG")

    def taken() -> bool:
        waiting = array.array("i", [0])
        fcntl.ioctl(writer, termios.FIONREAD, waiting)
        return waiting[0] == 0

    wait_for(taken, "the command to read standard input")


@SIGNALS
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["plain", "json"])
def test_a_signal_ends_it_while_standard_input_stays_open(
    askance: Askance, number: signal.Signals, options: tuple[str, ...]
) -> None:
    with running(askance, *NOWHERE, "-", *options) as process:
        wait_until_it_reads(process)
        process.send_signal(number)
        code, out, err = ended(process)
    assert code == 130
    if options:
        told = json.loads(out)
        assert (told["complete"], told["choices"]) == (False, [])
        assert (told["error"]["kind"], told["error"]["title"]) == ("truncated", "Stopped")
        assert err == b""
    else:
        assert (out, err) == (b"", b"Stopped.\n")


@SIGNALS
def test_the_object_of_a_question_that_is_stopped(
    askance: Askance, chat_server: ChatServer, number: signal.Signals
) -> None:
    chat_server.script(held_stream("Half"))
    with running(askance, *asking(chat_server), "--json") as process:
        chat_server.wait_for_question()
        process.send_signal(number)
        code, out, _ = ended(process)
    told = json.loads(out)
    assert code == 130
    assert told["complete"] is False
    assert told["error"]["kind"] == "truncated"
    assert told["request"]["url"] == f"{chat_server.base_url}/chat/completions"


def test_what_never_ends_is_refused(askance: Askance) -> None:
    with (
        Path("/dev/zero").open("rb") as zeros,
        running(askance, *NOWHERE, "-", stdin=zeros.fileno()) as process,
    ):
        code, out, err = ended(process)
    assert (code, out) == (2, b"")
    assert b"More than 64 MB came on standard input" in err


def test_a_standard_input_that_is_closed(askance: Askance) -> None:
    closed = 'exec "$@" <&-'
    done = subprocess.run(
        ["sh", "-c", closed, "sh", *COMMAND, *NOWHERE, "-"],
        env=askance.environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert b"standard input" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (("ask", *QUESTION), 1, "bad_request"),
        ((*NOWHERE, "no-such-file.png"), 2, "image_invalid"),
        (("ask", *QUESTION, "--url", "ftp://x.example", "--model", "m"), 2, "wrong_url"),
    ],
    ids=["no-model", "no-picture", "no-address"],
)
def test_the_object_has_no_kind_of_ours(
    askance: Askance, arguments: tuple[str, ...], code: int, kind: str
) -> None:
    finished = askance.run(*arguments, "--json")
    assert finished.code == code
    assert finished.json["error"]["kind"] == kind
    assert finished.err == ""


def test_the_object_without_a_key(askance: Askance) -> None:
    address = ("--url", "https://relay.example.com/v1", "--model", MODEL)
    assert askance.run("endpoint", "add", "relay", *address).code == 0
    finished = askance.run("ask", *QUESTION, "--json")
    assert (finished.code, finished.json["error"]["kind"]) == (3, "auth")


def test_the_object_without_a_home(askance: Askance, askance_home: Path) -> None:
    (askance_home / "file").write_text("in the way")
    finished = askance.run(*NOWHERE, "--json", ASKANCE_HOME=f"{askance_home}/file/x")
    assert finished.code == 1
    assert finished.json["error"]["kind"] == "bad_request"
    assert finished.json["error"]["detail"]
