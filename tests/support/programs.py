"""Programs run as processes of their own, with their output kept and a sure end."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.waiting import PATIENCE_S, wait_for


class Program:
    """One running process. Output (both streams, as they interleave) goes to a file, so that a
    full pipe never stops it; leaving the `with` block ends it, politely first.
    """

    def __init__(
        self,
        command: Sequence[str | os.PathLike[str]],
        *,
        environment: Mapping[str, str],
        typed: bytes | None = None,
        pass_fds: tuple[int, ...] = (),
    ) -> None:
        self._name = Path(command[0]).name
        self._output = tempfile.TemporaryFile()  # noqa: SIM115  closed by end()
        self.process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL if typed is None else subprocess.PIPE,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            pass_fds=pass_fds,
            start_new_session=True,
        )
        if typed is not None and self.process.stdin is not None:
            self.process.stdin.write(typed)
            self.process.stdin.close()

    @property
    def output(self) -> str:
        """Everything written so far."""
        size = os.fstat(self._output.fileno()).st_size
        return os.pread(self._output.fileno(), size, 0).decode(errors="replace")

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def wait_for_output(self, pattern: str, *, patience_s: float = PATIENCE_S) -> re.Match[str]:
        """The first match of a regular expression in the output."""

        def look() -> re.Match[str] | None:
            found = re.search(pattern, self.output)
            if found is None and not self.running:
                raise AssertionError(f"{self._name} ended ({self.exit_code}):\n{self.output}")
            return found

        return wait_for(look, f"{pattern!r} from {self._name}", patience_s=patience_s)

    @property
    def exit_code(self) -> int | None:
        return self.process.poll()

    def wait(self, *, patience_s: float = PATIENCE_S) -> int:
        """The exit code, once it ended by itself."""
        try:
            return self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(
                f"{self._name} still runs after {patience_s:g} s:\n{self.output}"
            ) from None

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def end(self, *, patience_s: float = 5) -> None:
        """End it if it still runs: SIGTERM, then SIGKILL."""
        if self.running:
            self.process.terminate()
            try:
                self.process.wait(patience_s)
            except subprocess.TimeoutExpired:
                self.kill()
        self._output.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if error is not None and not self._output.closed:
            print(f"--- output of {self._name}\n{self.output}", file=sys.stderr)
        self.end()


def end_all_marked(name: str, value: str) -> None:
    """End every process whose environment holds `name=value`: what a service started in turn.

    A session bus starts services that outlive it; the mark is one this test run made up.
    """
    mark = f"{name}={value}".encode()
    deadline = time.monotonic() + 5
    for sent in (signal.SIGTERM, signal.SIGKILL):
        while marked := _marked(mark):
            for pid in marked:
                _send(pid, sent)
            if time.monotonic() > deadline:
                deadline += 5
                break
            time.sleep(0.02)


def _marked(mark: bytes) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                variables = (entry / "environ").read_bytes().split(b"\0")
            except OSError:  # gone meanwhile, or another user's
                continue
            if mark in variables:
                found.append(int(entry.name))
    return found


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
