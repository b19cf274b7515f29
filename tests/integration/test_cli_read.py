"""`askance read`, and asking the built-in endpoint, as processes of their own: real pictures, the
real reading process, and nothing that reaches for a network.
"""

import contextlib
import json
import os
import pty
import signal
import subprocess
import termios
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from askance.core.endpoint import ON_DEVICE
from tests.support.askance_program import COMMAND, Askance
from tests.support.processes import children, wait_until_gone
from tests.support.programs import Program
from tests.support.text_pictures import drawn, png_of
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

LINK = "https://example.com/menu"
MANY = tuple(f"line number {number} of very many" for number in range(60))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The pictures, and where commands run."""
    drawn("Hello reader", "second line").save(tmp_path / "hello.png")
    drawn("Goodbye").save(tmp_path / "goodbye.png")
    drawn("password: hunter2").save(tmp_path / "secret.png")
    drawn(*MANY, width=600).save(tmp_path / "long.png")
    Image.new("RGB", (80, 40), "white").save(tmp_path / "blank.png")
    with_code().save(tmp_path / "code.png")
    (tmp_path / "notes.txt").write_text("no picture at all")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_code() -> Image.Image:
    """Some words with a QR code below them."""
    image = Image.new("RGB", (320, 260), "white")
    image.paste(drawn("Scan me"), (0, 0))
    code = zxingcpp.create_barcode(LINK, zxingcpp.BarcodeFormat.QRCode)
    image.paste(Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=5)), (20, 60))
    return image


@pytest.fixture
def reached(tmp_path: Path, askance: Askance) -> Path:
    """What any process of the command tries to reach over a network, a line each."""
    spy, seen = tmp_path / "spy", tmp_path / "reached"
    spy.mkdir()
    seen.touch()
    (spy / "sitecustomize.py").write_text(
        "import sys\n"
        "def watch(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.sendto'):\n"
        f"        open({str(seen)!r}, 'a').write(f'{{event}} {{args}}\\n')\n"
        "sys.addaudithook(watch)\n"
    )
    askance.environment["PYTHONPATH"] = str(spy)
    return seen


def reading_process(program: Program) -> int:
    """The id of the process that reads for a command."""
    found = wait_for(lambda: children(program.process.pid), "the reading process")
    return next(iter(found))


def everything_on(terminal: int) -> str:
    """What was written to a terminal that nobody else holds any more."""
    pieces = []
    with contextlib.suppress(OSError):  # how Linux says that the other end is gone
        while piece := os.read(terminal, 65536):
            pieces.append(piece)
    os.close(terminal)
    return b"".join(pieces).decode()


# --- text


def test_the_text_is_on_standard_output(askance: Askance, folder: Path, reached: Path) -> None:
    finished = askance.run("read", "hello.png")
    assert (finished.code, finished.err) == (0, ""), finished
    assert finished.out.split("\n") == ["Hello reader", "second line", ""]
    assert reached.read_text() == ""


def test_several_pictures_are_told_apart_as_head_does(askance: Askance, folder: Path) -> None:
    finished = askance.run("read", "hello.png", "goodbye.png", "-", typed=png_of(drawn("Piped")))
    assert finished.code == 0, finished
    assert finished.out == (
        "==> hello.png <==\nHello reader\nsecond line\n"
        "\n==> goodbye.png <==\nGoodbye\n"
        "\n==> standard input <==\nPiped\n"
    )


def test_codes_come_after_the_text(askance: Askance, folder: Path) -> None:
    finished = askance.run("read", "code.png")
    assert finished.out == f"Scan me\n\nQRCode: {LINK}\n", finished


def test_nothing_to_read_is_no_failure(askance: Askance, folder: Path) -> None:
    finished = askance.run("read", "blank.png")
    assert (finished.code, finished.out) == (0, "")
    assert "no text and no code" in finished.err


def test_text_comes_as_it_is_read(askance: Askance, folder: Path) -> None:
    with askance.started("read", "long.png") as program:
        program.wait_for_output(r"\Aline number 0 of very many\n")
        assert program.running
        assert MANY[-1] not in program.output


# --- JSON


def test_json_is_the_contract_s_object(askance: Askance, folder: Path) -> None:
    told = askance.run("read", "--json", "code.png").json
    assert list(told) == ["size", "lines", "codes", "secrets"]
    assert told["size"] == [320, 260]
    [line] = told["lines"]
    assert list(line) == ["text", "score", "box", "words"]
    assert line["text"] == "Scan me"
    assert 0.5 < line["score"] <= 1
    assert [word["text"] for word in line["words"]] == ["Scan", "me"]
    assert all(list(word) == ["text", "score", "box"] for word in line["words"])
    (left, top), (right, _), (_, bottom), _ = line["box"]
    assert 0 <= left < right <= 320
    assert 0 <= top < bottom <= 40
    [code] = told["codes"]
    assert (code["format"], code["text"]) == ("QRCode", LINK)
    assert len(code["box"]) == 4
    assert told["secrets"] == []


def test_json_names_what_must_be_covered(askance: Askance, folder: Path) -> None:
    told = askance.run("read", "--json", "secret.png").json
    [line] = told["lines"]
    assert [each["kind"] for each in told["secrets"]] == ["password"]
    assert told["secrets"][0]["box"] == line["words"][-1]["box"]


def test_json_of_several_is_a_line_each(askance: Askance, folder: Path) -> None:
    finished = askance.run("read", "--json", "hello.png", "notes.txt", "goodbye.png")
    told = [json.loads(line) for line in finished.out.splitlines()]
    assert [next(iter(each.items())) for each in told] == [
        ("picture", "hello.png"),
        ("picture", "goodbye.png"),
    ]
    assert finished.code == 1


# --- how it ends


def test_what_can_not_be_read_is_told_and_the_rest_is_read(askance: Askance, folder: Path) -> None:
    finished = askance.run("read", "nowhere.png", "notes.txt", "goodbye.png")
    assert finished.code == 1
    assert finished.out == "==> goodbye.png <==\nGoodbye\n"
    assert "nowhere.png: The picture could not be opened." in finished.err
    assert "notes.txt: " in finished.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "PICTURE"),
        (("https://example.com/a.png",), "fetches nothing"),
        (("hello.png", "HTTP://example.com/a.png"), "fetches nothing"),
        (("data:image/png;base64,AAAA",), "fetches nothing"),
        (("-", "-"), "only once"),
        (("--nonsense", "hello.png"), "unrecognized"),
    ],
)
def test_wrong_use(askance: Askance, folder: Path, arguments: tuple[str, ...], words: str) -> None:
    finished = askance.run("read", *arguments)
    assert (finished.code, finished.out) == (2, ""), finished
    assert words in finished.err


@pytest.mark.parametrize(("reader", "words"), [("nope", "“nope”"), ("none", "cannot read")])
def test_a_reader_that_is_not_there(
    askance: Askance, folder: Path, reader: str, words: str
) -> None:
    finished = askance.run("read", "hello.png", ASKANCE_READER=reader)
    assert (finished.code, finished.out) == (1, "")
    assert words in finished.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_the_reading_process(
    askance: Askance, folder: Path, number: signal.Signals
) -> None:
    with askance.started("read", "long.png") as program:
        child = reading_process(program)
        program.wait_for_output("line number 0")
        program.process.send_signal(number)
        assert program.wait() == 130
        wait_until_gone(child)


def test_the_reading_process_killed_is_a_sentence_and_the_next_picture_is_read(
    askance: Askance, folder: Path
) -> None:
    with askance.started("read", "long.png", "goodbye.png") as program:
        child = reading_process(program)
        program.wait_for_output("line number 0")
        os.kill(child, signal.SIGKILL)
        assert program.wait() == 1
        assert "long.png: " in program.output
        assert program.output.endswith("==> goodbye.png <==\nGoodbye\n")


def test_a_reader_that_leaves_ends_it_quietly(askance: Askance, folder: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "read", "long.png"],
        env=askance.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(4) == b"line"
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)


# --- what it needs


def test_it_needs_no_folder_and_keeps_nothing(askance: Askance, folder: Path) -> None:
    finished = askance.run("read", "hello.png", ASKANCE_HOME=str(folder / "notes.txt" / "home"))
    assert finished.code == 0, finished
    assert askance.run("read", "hello.png").code == 0
    assert list(askance.home.iterdir()) == []


def test_it_loads_neither_a_window_nor_a_network(askance: Askance, folder: Path) -> None:
    command = [COMMAND[0], "-X", "importtime", *COMMAND[1:], "read", "hello.png"]
    done = subprocess.run(
        command, env=askance.environment, capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    tops = {name.partition(".")[0] for name in imported}
    assert "argparse" in tops  # the list is read rightly
    assert not tops & {"PySide6", "httpx", "keyring", "mss", "numpy", "cv2", "PIL", "tqdm"}


def test_a_bar_stands_only_on_a_terminal(askance: Askance, folder: Path) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 80))
    with subprocess.Popen(
        [*COMMAND, "read", "hello.png"],
        env={**askance.environment, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        assert process.stdout is not None
        assert process.stdout.read() == b"Hello reader\nsecond line\n"
        assert process.wait() == 0
    shown = everything_on(ours)
    assert "hello.png" in shown
    assert "2/2" in shown


# --- the built-in endpoint, asked


def test_a_fresh_start_reads_without_a_key_and_a_network(
    askance: Askance, folder: Path, reached: Path
) -> None:
    finished = askance.run("ask", "hello.png", "--prompt", "Copy as is")
    assert (finished.code, finished.err) == (0, ""), finished
    assert finished.out == "```\nHello reader\nsecond line\n```\n"
    assert reached.read_text() == ""
    assert [path for path in askance.home.rglob("*") if path.is_file()] == []


def test_it_can_be_asked_by_name(askance: Askance, folder: Path) -> None:
    relay = ("--url", "http://127.0.0.1:9/v1", "--model", "m", "--default")
    assert askance.run("endpoint", "add", "relay", *relay).code == 0
    asked = ("ask", "hello.png", "--prompt", "Extract text", "--endpoint", ON_DEVICE.name)
    told = askance.run(*asked, "--json")
    assert told.code == 0, told
    [choice] = told.json["choices"]
    assert "Hello reader" in choice["text"]
    assert choice["finish_reason"] == "stop"
    assert "".join(token for token, *_ in choice["logprobs"]) == choice["text"]
    assert told.json["request"] == {"url": "", "bytes": 0, "image_tokens": 0}


@pytest.mark.parametrize(
    ("arguments", "code", "words", "next_step"),
    [
        (
            ("hello.png", "--prompt", "Why is the sky blue?"),
            1,
            "This needs a model",
            "askance endpoint add",
        ),
        (("--prompt", "Extract text"), 2, "no picture to read", "file"),
        (
            ("--link", "https://a.example/b.png", "--prompt", "Extract text"),
            2,
            "on the web",
            "Leave --link out",
        ),
    ],
)
def test_what_it_can_not_answer(
    askance: Askance,
    folder: Path,
    reached: Path,
    arguments: tuple[str, ...],
    code: int,
    words: str,
    next_step: str,
) -> None:
    finished = askance.run("ask", *arguments)
    assert (finished.code, finished.out) == (code, ""), finished
    assert words in finished.err
    assert next_step in finished.err
    assert len(finished.err.splitlines()) >= 3
    assert reached.read_text() == ""
