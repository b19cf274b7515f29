"""Which reader is chosen where, and the words where there is none."""

import asyncio
import subprocess
import sys

import pytest

from askance.core.errors import AskanceError, ErrorKind
from askance.core.reading.values import ReadRequest
from askance.platforms.machine import PlatformInfo, Session, System
from askance.reading import candidates
from askance.reading.candidates import choose_reader
from askance.reading.null_reader import NullReader
from askance.reading.process import ProcessReader, reading_command

LINUX = PlatformInfo(System.LINUX, Session.X11)
MACOS, WINDOWS = PlatformInfo(System.MACOS), PlatformInfo(System.WINDOWS)
NO_SCREEN = PlatformInfo(System.LINUX, display=False)


def installed(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    monkeypatch.setattr(candidates, "find_spec", lambda name: name if name in modules else None)


EVERYTHING = ("ocrmac", "winocr", "rapidocr", "onnxruntime", "cv2")


@pytest.mark.parametrize(
    ("info", "name"),
    [(LINUX, "rapid"), (NO_SCREEN, "rapid"), (MACOS, "vision"), (WINDOWS, "windows")],
)
def test_the_systems_own_reader_comes_first(
    monkeypatch: pytest.MonkeyPatch, info: PlatformInfo, name: str
) -> None:
    installed(monkeypatch, *EVERYTHING)
    choice = choose_reader(info)
    assert (choice.name, choice.reasons) == (name, ())
    assert isinstance(choice.chosen, ProcessReader)
    assert choice.chosen.name


@pytest.mark.parametrize(("info", "module"), [(MACOS, "ocrmac"), (WINDOWS, "winocr")])
def test_without_it_the_bundled_one_reads(
    monkeypatch: pytest.MonkeyPatch, info: PlatformInfo, module: str
) -> None:
    installed(monkeypatch, "rapidocr", "onnxruntime", "cv2")
    choice = choose_reader(info)
    assert choice.name == "rapid"
    assert module in choice.reasons[0]


def test_where_nothing_is_installed_the_null_reader_knows_every_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch)
    choice = choose_reader(MACOS)
    assert isinstance(choice.chosen, NullReader)
    assert len(choice.reasons) == 2

    async def read() -> None:
        await choice.chosen.warm()
        async for _ in choice.chosen.read(ReadRequest(b"")):
            pytest.fail("it read")
        await choice.chosen.aclose()

    with pytest.raises(AskanceError) as caught:
        asyncio.run(read())
    problem = caught.value.problem
    assert problem.kind is ErrorKind.READING
    assert problem.detail == " ".join(choice.reasons)
    assert problem.hint


def test_one_may_be_forced_and_one_may_be_switched_off() -> None:
    assert choose_reader(MACOS, "Rapid").name == "rapid"
    assert not choose_reader(LINUX, "none").available


@pytest.mark.parametrize("explicit", ["tesseract", "vision", "fake"])
def test_what_is_not_there_fails_loudly_when_forced(explicit: str) -> None:
    with pytest.raises(AskanceError) as caught:
        choose_reader(LINUX, explicit)
    assert caught.value.problem.kind is ErrorKind.READING
    assert explicit in caught.value.problem.title


def test_the_choice_loads_no_engine() -> None:
    code = (
        "import sys; from askance.reading.candidates import choose_reader; "
        "from askance.platforms.machine import PlatformInfo, System; "
        "assert choose_reader(PlatformInfo(System.LINUX)).name == 'rapid'; "
        "print(*({'numpy', 'cv2', 'onnxruntime', 'rapidocr', 'PIL', 'PySide6'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_reading_process_is_this_program_frozen_or_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert reading_command("rapid")[-4:] == ("-m", "askance", "--reading-process", "rapid")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert reading_command("rapid") == (sys.executable, "--reading-process", "rapid")
