"""The real program, started as `python -m askance` and driven from outside.

`Askance` is the command line of one person: a home of its own and the environment it runs in. Every
command's output is searched for the test key as soon as it is known.

    askance = Askance(askance_home, desktop.env())
    askance.set_up(server.base_url)
    finished = askance.run("ask", "chart.png", "--prompt", "What is this?")
    assert finished.code == 0, finished

The window is `tests.support.askance_window`'s.
"""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.chat_server import MODEL, ChatServer
from tests.support.programs import Program
from tests.support.secret import TEST_KEY, holds_key

COMMAND = (*shlex.split(os.environ.get("TEST_PROGRAM", "")),) or (sys.executable, "-m", "askance")
"""TEST_PROGRAM names another one: what packaging made, perhaps behind a `chroot`."""
ENDPOINT = "relay"
_PATIENCE_S = 60.0
_KEPT = ("PATH", "LANG", "LC_ALL", "HOME", "XDG_RUNTIME_DIR", "PYTHONWARNINGS")


def terminal() -> dict[str, str]:
    """The environment of a login over a wire: no display, and a session bus nobody listens on."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={os.environ['HOME']}/no-bus"}


QUESTION = ("--prompt", "What is this?")


def asking(server: ChatServer) -> tuple[str, ...]:
    """The arguments that ask a scripted server, with no endpoint set up."""
    return ("ask", "--url", server.base_url, "--model", MODEL, *QUESTION)


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that ended: its exit code and both outputs."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as exactly one JSON value on one line."""
        assert self.out.count("\n") == 1, self
        return json.loads(self.out)


class Askance:
    """The command line with `home` as its ASKANCE_HOME."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self.home = home
        self.environment = {**environment, "ASKANCE_HOME": str(home)}

    def run(
        self, *arguments: str | os.PathLike[str], typed: bytes = b"", **variables: str
    ) -> Finished:
        """A command with `typed` on its standard input, to its end. Neither output may hold the
        key, nor a traceback: every failure a command can meet is told in words.
        """
        done = subprocess.run(
            [*COMMAND, *arguments],
            env={**self.environment, **variables},
            input=typed,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
        )
        assert not holds_key(done.stdout + done.stderr), "the key was printed"
        finished = Finished(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in finished.err, finished.err
        return finished

    @contextmanager
    def started(
        self, *arguments: str | os.PathLike[str], typed: bytes | None = None, **variables: str
    ) -> Iterator[Program]:
        """A command while it runs, ended with the block; both its outputs are in `output`."""
        with (
            _signals_as_in_a_terminal(),
            Program(
                [*COMMAND, *arguments],
                environment={**self.environment, "PYTHONUNBUFFERED": "1", **variables},
                typed=typed,
            ) as program,
        ):
            yield program
            output = program.output
        assert not holds_key(output.encode()), "the key was printed"
        assert "Traceback" not in output, output

    def set_up(
        self, base_url: str, *options: str, name: str = ENDPOINT, key: str | None = TEST_KEY
    ) -> None:
        """An endpoint, and its key in the keyring when there is one, as a person sets them up."""
        address = ("--url", base_url, "--model", MODEL)
        added = self.run("endpoint", "add", name, *address, *options)
        assert added.code == 0, added
        if key is not None:
            kept = self.run("key", "set", name, typed=key.encode())
            assert kept.code == 0, kept


@contextmanager
def _signals_as_in_a_terminal() -> Iterator[None]:
    """A test run in the background ignores Ctrl+C, and so would every program it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
