"""One typesetting process, as the program sees it, from its start to its end. Blocking: for one
thread, apart from `end`.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, cast

from askance.platforms import own_process
from askance.typesetting.protocol import LONGEST_LINE, READY

_OUT_OF_TIME = None if sys.platform == "win32" else -signal.SIGPROF


class GoneError(Exception):
    """The process ended, or does not do what it should: end it."""


class Link:
    """Starts it. Raises OSError when that cannot be."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], *, patience_s: float
    ) -> None:
        self._patience_s = patience_s
        self._tired = False
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What libraries print may hold words of the reply: it is kept nowhere.
            stderr=subprocess.DEVNULL,
            env=own_process.environment_for(environ),
            creationflags=own_process.creation_flags(),
        )
        # Somebody waits for it whenever it ends, so that no dead process stays behind.
        threading.Thread(
            target=self._process.wait, name="askance-typesetting-end", daemon=True
        ).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def greet(self) -> None:
        """Waits until it is ready. Raises `GoneError`."""
        with self._waiting():
            if self._next() != READY:
                raise GoneError

    def ask(self, request: bytes) -> Generator[bytes, None, None]:
        """The lines of its answer, without an end: take as many as there are. Raises `GoneError`,
        also when one lets it wait for too long.
        """
        with self._waiting():
            try:
                self._in.write(request)
                self._in.flush()
            except (OSError, ValueError) as error:
                raise GoneError from error
            while True:
                yield self._next()

    def end(self) -> bool:
        """Ends it now, on any thread. Whether it had ended because one request was too much."""
        self._process.kill()
        code = self._process.wait()
        for pipe in (self._in, self._out):
            with suppress(OSError):  # what could not be written can't be now either
                pipe.close()
        return self._tired or code == _OUT_OF_TIME

    @property
    def _in(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdin)

    @property
    def _out(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdout)

    def _next(self) -> bytes:
        try:
            line = self._out.readline(LONGEST_LINE)
        except ValueError as error:  # closed meanwhile
            raise GoneError from error
        if not line.endswith(b"\n"):
            raise GoneError
        return line

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        """Ends the process when it takes too long. Neither writing to a pipe nor reading from one
        can be told to give up, on every system; the end of the other side makes both.
        """
        timer = threading.Timer(self._patience_s, self._tire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _tire(self) -> None:
        self._tired = True
        self._process.kill()
