"""A reading process whose program is gone, and the one argument that makes the program be one."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from askance.core.reading.values import ReadRequest
from askance.reading.process import reading_command
from askance.reading.protocol import Frames, Read, frame_to_process, to_bytes
from tests.support.processes import wait_until_gone
from tests.support.reading_child import COMMAND, Act, picture
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration

PARENT = """
import asyncio, sys
from askance.core.reading.values import ReadRequest
from askance.core.screen import Pixels
from askance.reading.process import ProcessReader

async def main():
    reader = ProcessReader(sys.argv[1:])
    pixels = Pixels(1, 1, bytes(({act}, 0, 0, 255)))
    async for event in reader.read(ReadRequest(pixels)):
        if "Looking" in repr(event):
            print(reader.pid, flush=True)

asyncio.run(main())
"""


@contextmanager
def running(command: tuple[str, ...], mark: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "SCRIPTED_MARK": str(mark)},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until_it_looks(process: "subprocess.Popen[bytes]") -> None:
    frames = Frames()
    assert process.stdout is not None
    while data := os.read(process.stdout.fileno(), 4096):
        if any("looking" in str(frame.header) for frame in frames.feed(data)):
            return
    pytest.fail("it ended")


@pytest.mark.parametrize("act", [None, Act.ON_AND_ON, Act.STUCK])
def test_the_end_of_its_input_ends_it_whatever_it_does(act: Act | None, tmp_path: Path) -> None:
    mark = tmp_path / "stuck"
    with running(COMMAND, mark) as process:
        assert process.stdin is not None
        if act is not None:
            for part in to_bytes(frame_to_process(Read(1, ReadRequest(picture(act))))):
                process.stdin.write(part)
            process.stdin.flush()
            until_it_looks(process)
            if act is Act.STUCK:
                wait_for(mark.exists, "the step to begin")
        process.stdin.close()
        assert process.wait(20) == 0


def test_nonsense_on_its_input_ends_it(tmp_path: Path) -> None:
    with running(COMMAND, tmp_path / "stuck") as process:
        assert process.stdin is not None
        process.stdin.write(b"\xff" * 64)
        process.stdin.flush()
        assert process.wait(20) == 1


@pytest.mark.parametrize("act", [Act.ON_AND_ON, Act.STUCK])
def test_it_ends_when_the_program_is_killed(act: Act, tmp_path: Path) -> None:
    mark = tmp_path / "stuck"
    command = (sys.executable, "-c", PARENT.format(act=int(act)), *COMMAND)
    with running(command, mark) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        if act is Act.STUCK:
            wait_for(mark.exists, "the step to begin")
        parent.send_signal(signal.SIGKILL)
        parent.wait(20)
        wait_until_gone(pid)


def test_it_loads_nothing_of_the_window_nor_of_the_command_line() -> None:
    executable, *rest = reading_command("odd")
    done = subprocess.run(
        [executable, "-X", "importtime", *rest],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "askance.reading.child" in loaded
    assert not [name for name in loaded if name.startswith(("PySide6", "httpx", "argparse"))]
    rooms = {".".join(name.split(".")[:2]) for name in loaded if name.startswith("askance.")}
    assert rooms <= {"askance.core", "askance.platforms", "askance.reading", "askance.__main__"}


def test_help_does_not_speak_of_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "askance", "--help"], capture_output=True, text=True, check=True
    )
    assert "reading-process" not in done.stdout
