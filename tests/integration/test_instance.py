"""One Askance a person: the socket between the running one and later starts."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from askance.app import instance
from askance.app.instance import Answer, Request, ask_running, last_failure, wait_for_end
from askance.app.listener import Listener
from askance.core.errors import AskanceError, ErrorKind, Problem

pytestmark = pytest.mark.integration


@pytest.fixture
def address(askance_home: Path) -> Path:
    return askance_home / "askance.sock"


@pytest.fixture
def seen() -> list[Request]:
    return []


@pytest.fixture
def listener(qapp: Any, address: Path, seen: list[Request]) -> Iterator[Listener]:
    def handle(request: Request) -> Answer:
        seen.append(request)
        return Answer(ok=request.command != "capture", words=f"heard {request.command}")

    listener = Listener(address=address, handler=handle)
    assert listener.listen()
    yield listener
    listener.close()
    listener.deleteLater()


@pytest.fixture
def beside(qtbot: Any) -> Callable[[Callable[[], object]], Any]:
    """Runs a blocking call beside the event loop, as another process would; its result."""

    def run(call: Callable[[], object]) -> object:
        future: Future[object] = Future()

        def work() -> None:
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001  handed to the test
                future.set_exception(error)

        thread = threading.Thread(target=work)
        thread.start()
        qtbot.waitUntil(future.done, timeout=10_000)
        thread.join()
        return future.result()

    return run


def exchange(address: Path, *pieces: bytes) -> bytes:
    """Sends the pieces one after the other and reads until the other side hangs up."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(address))
        for piece in pieces:
            client.sendall(piece)
        with client.makefile("rb") as stream:
            return stream.readline()


@pytest.mark.parametrize(
    "request_",
    [
        Request("show"),
        Request("ping"),
        Request("quit"),
        Request("failure"),
        Request("capture", screen=2, ask="Wie heißt das? “\n”"),
        Request("capture", region=(-1920, 0, 800, 600)),
        Request("capture", hotkey="last"),
        Request("capture", hotkey="screen"),
    ],
    ids=lambda request: request.command,
)
def test_a_wish_arrives_whole(
    listener: Listener, address: Path, seen: list[Request], beside: Any, request_: Request
) -> None:
    answer = beside(lambda: ask_running(address, request_))
    assert answer == Answer(request_.command != "capture", f"heard {request_.command}")
    assert seen == [request_]


def test_many_at_once_are_all_answered(
    listener: Listener, address: Path, seen: list[Request], beside: Any
) -> None:
    def several() -> list[Answer | None]:
        answers: list[Answer | None] = []
        ask = lambda: answers.append(ask_running(address, Request("ping")))  # noqa: E731
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    assert beside(several) == [Answer(ok=True, words="heard ping")] * 8


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"nonsense\n",
        b"[]\n",
        b'{"command": "format"}\n',
        b'{"command": "capture", "region": [1, 2]}\n',
        b'{"command": "capture", "region": 7}\n',
        b'{"command": "capture", "screen": "one"}\n',
        b"\xff\xfe\n",
        b'{"command": "capture", "screen": 1e999}\n',
        b'{"command": "capture", "region": [0, 0, Infinity, 1]}\n',
        b'{"command": ' + b"[" * 60_000 + b"\n",
    ],
    ids=lambda line: line[:40].decode(errors="replace").strip(),
)
def test_nonsense_is_refused_in_words(
    listener: Listener, address: Path, seen: list[Request], beside: Any, line: bytes
) -> None:
    told = json.loads(beside(lambda: exchange(address, line)))
    assert told == {"ok": False, "words": "This Askance does not know that command."}
    assert seen == []


def test_a_line_in_two_pieces_is_one_wish(
    listener: Listener, address: Path, seen: list[Request], beside: Any
) -> None:
    line = Request("show").line()
    assert json.loads(beside(lambda: exchange(address, line[:7], line[7:])))["ok"]
    assert seen == [Request("show")]


def test_a_line_that_never_ends_is_refused(
    listener: Listener, address: Path, seen: list[Request], beside: Any
) -> None:
    def pour() -> bytes:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(10)
            client.connect(str(address))
            with suppress(BrokenPipeError):
                while True:
                    client.sendall(b"x" * 4096)
            with client.makefile("rb") as stream:
                return stream.readline()

    told = json.loads(beside(pour))
    assert told == {"ok": False, "words": "That is too long to be handed over."}
    assert seen == []
    assert beside(lambda: ask_running(address, Request("ping"))).ok


def test_a_question_too_long_to_be_handed_over(
    listener: Listener, address: Path, seen: list[Request], beside: Any
) -> None:
    answer = beside(lambda: ask_running(address, Request("capture", ask="why? " * 200_000)))
    assert answer == Answer(ok=False, words="That is too long to be handed over.")
    assert seen == []


def test_only_the_first_line_is_a_wish(
    listener: Listener, address: Path, seen: list[Request], beside: Any
) -> None:
    two = Request("show").line() + Request("quit").line()
    assert json.loads(beside(lambda: exchange(address, two)))["ok"]
    assert beside(lambda: ask_running(address, Request("ping"))).ok
    assert seen == [Request("show"), Request("ping")]


def test_a_bug_in_the_running_one_is_answered(
    qapp: Any, address: Path, beside: Any, expect_log: Callable[[str], None]
) -> None:
    def fail(_request: Request) -> Answer:
        raise RuntimeError("a bug")

    expect_log("A request for show failed")
    listener = Listener(address=address, handler=fail)
    assert listener.listen()
    answer = beside(lambda: ask_running(address, Request("show")))
    listener.close()
    assert not answer.ok
    assert "went wrong" in answer.words


FAILURE = Problem(ErrorKind.CAPTURE, "Not “now”", "It said:\nno.", "Later.")


@pytest.mark.parametrize("failure", [FAILURE, None])
def test_what_the_last_capture_ended_with_is_told(
    qapp: Any, address: Path, beside: Any, failure: Problem | None
) -> None:
    listener = Listener(address=address, handler=lambda _: Answer(ok=True, failure=failure))
    assert listener.listen()
    try:
        assert beside(lambda: last_failure(address)) == failure
    finally:
        listener.close()


@pytest.mark.parametrize(
    "answered",
    [
        {"ok": False, "words": "This Askance does not know that command."},
        {"ok": True, "words": "", "failure": "none"},
        {"ok": True, "words": "", "failure": ["one", "two"]},
        {"ok": True, "words": "", "failure": 7},
        ["ok"],
        None,
    ],
    ids=["an older one", "a word", "too few", "a number", "a list", "silence"],
)
def test_nobody_tells_of_a_failure(
    address: Path, monkeypatch: pytest.MonkeyPatch, answered: object
) -> None:
    monkeypatch.setattr(instance, "TOLD_WITHIN_S", 0.05)
    assert last_failure(address) is None, "none runs"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(address))
        server.listen()

        def answer() -> None:
            client, _ = server.accept()
            with client:
                client.makefile("rb").readline()
                if answered is not None:
                    client.sendall(json.dumps(answered).encode() + b"\n")
                else:
                    client.recv(1)  # until the other side gives up

        thread = threading.Thread(target=answer)
        thread.start()
        assert last_failure(address) is None
        thread.join()


@pytest.mark.parametrize("line", [b"nonsense\n", b"[]\n", b'{"ok": true}\n'])
def test_what_is_no_askance_is_told(address: Path, line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(str(address))
        stranger.listen()

        def answer() -> None:
            connection, _ = stranger.accept()
            with connection:
                connection.recv(100)
                connection.sendall(line)

        thread = threading.Thread(target=answer)
        thread.start()
        told = ask_running(address, Request("show"))
        thread.join()
    assert told is not None
    assert not told.ok
    assert told.words


def test_a_caller_that_leaves_without_a_word_harms_nobody(
    listener: Listener, address: Path, beside: Any
) -> None:
    def leave() -> None:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(address))

    beside(leave)
    assert beside(lambda: ask_running(address, Request("ping"))).ok


def test_nobody_runs(address: Path) -> None:
    assert ask_running(address, Request("ping")) is None


def test_a_socket_left_by_a_crash_counts_as_nobody(address: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(address))
    assert address.exists()
    assert ask_running(address, Request("ping")) is None


def test_a_socket_left_by_a_crash_is_taken_over(qapp: Any, address: Path, beside: Any) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(address))
    listener = Listener(address=address, handler=lambda _request: Answer(ok=True))
    try:
        assert listener.listen()
        assert beside(lambda: ask_running(address, Request("ping"))) == Answer(ok=True)
    finally:
        listener.close()


def test_only_one_may_listen(listener: Listener, address: Path) -> None:
    second = Listener(address=address, handler=lambda _request: Answer(ok=True))
    assert not second.listen()
    listener.close()
    assert second.listen()
    second.close()


def test_who_stopped_listening_still_has_the_place(
    listener: Listener, address: Path, qapp: Any
) -> None:
    listener.stop()
    assert ask_running(address, Request("ping")) is None
    second = Listener(address=address, handler=lambda _request: Answer(ok=True))
    assert not second.listen()
    assert not wait_for_end(address, within_s=0)
    listener.close()
    assert wait_for_end(address, within_s=0)
    assert second.listen()
    second.close()


def test_a_place_where_no_socket_can_be(qapp: Any, askance_home: Path) -> None:
    (askance_home / "file").write_text("")
    listener = Listener(
        address=askance_home / "file" / "askance.sock", handler=lambda _request: Answer(ok=True)
    )
    with pytest.raises(AskanceError) as caught:
        listener.listen()
    assert caught.value.problem.hint


def test_a_running_one_that_hangs_is_told(address: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askance.app.instance.ANSWER_WITHIN_S", 0.05)
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(address))
        hanging.listen()
        answer = ask_running(address, Request("show"))
    assert answer is not None
    assert not answer.ok
    assert "does not answer" in answer.words
