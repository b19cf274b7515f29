"""One Askance a person: the running one listens on a socket, later starts hand it their wish.

The caller's side is plain sockets, so that `askance capture`, bound to a key, costs no Qt. The
listening side is `QLocalServer` on the GUI thread. One JSON object a line each way. The socket lies
in a folder that only its owner may enter (see `storage.paths`).
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from askance.core.errors import ErrorKind, Problem

ANSWER_WITHIN_S = 5.0
END_WITHIN_S = 5.0
"""An Askance that was told to quit has ended by then: it takes 2 at most, on an idle machine."""
TOLD_WITHIN_S = 2.0
"""For what is good to know and can be done without."""
LONGEST_LINE = 64 * 1024
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Request:
    """What a later start wants: `show`, `capture`, `quit`, `ping` (nothing but an answer), or
    `failure` (what the last capture ended with, unless it worked). Region in physical pixels.
    `hotkey` is `last` or `screen` where the capture is to be what that hotkey does; an Askance that
    does not know it lets the person choose.
    """

    command: str
    screen: int | None = None
    region: tuple[int, int, int, int] | None = None
    ask: str | None = None
    hotkey: str = ""

    def line(self) -> bytes:
        """As it travels."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def parse(cls, line: bytes) -> Request:
        """Raises ValueError for anything that is not such a line."""
        try:
            return cls._read(line)
        except (TypeError, OverflowError, RecursionError) as error:
            # What JSON can say but nobody means: a list for a number, 1e999, a thousand brackets.
            raise ValueError("not a request") from error

    @classmethod
    def _read(cls, line: bytes) -> Request:
        data = json.loads(line)
        if not isinstance(data, dict) or data.get("command") not in (
            "show",
            "capture",
            "quit",
            "ping",
            "failure",
        ):
            raise ValueError("not a request")
        region, screen, ask = data.get("region"), data.get("screen"), data.get("ask")
        hotkey = data.get("hotkey") or ""
        if hotkey not in ("", "last", "screen"):
            raise ValueError("not a request")
        if region is not None:
            x, y, width, height = (int(value) for value in region)
            region = (x, y, width, height)
        return cls(
            data["command"],
            int(screen) if screen is not None else None,
            region,
            str(ask) if ask is not None else None,
            hotkey,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """`words` are for the person; `failure` is what was asked for, where there is one."""

    ok: bool
    words: str = ""
    failure: Problem | None = None

    def line(self) -> bytes:
        """As it travels: of a failure, what a person reads."""
        data: dict[str, object] = {"ok": self.ok, "words": self.words}
        if self.failure is not None:
            data["failure"] = [self.failure.title, self.failure.detail, self.failure.hint]
        return json.dumps(data).encode() + b"\n"

    @classmethod
    def parse(cls, line: bytes) -> Answer:
        """Raises ValueError, TypeError or KeyError for anything that is not such a line."""
        data: dict[str, Any] = json.loads(line)
        told = data.get("failure")
        failure = None
        if told is not None:
            title, detail, hint = map(str, told)
            failure = Problem(ErrorKind.CAPTURE, title, detail, hint)
        return cls(bool(data["ok"]), str(data["words"]), failure)


Handler = Callable[[Request], Answer]


def ask_running(
    address: Path, request: Request, *, within_s: float = ANSWER_WITHIN_S
) -> Answer | None:
    """Hands the request to the running Askance; None when none is running."""
    try:
        line = _exchange(address, request.line(), within_s)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except TimeoutError:
        return Answer(
            ok=False, words="Askance is running but does not answer. Try again, or end it."
        )
    except OSError as error:
        return Answer(ok=False, words=f"Askance could not be reached: {error.strerror}.")
    if not line.endswith(b"\n"):
        return None if not line else Answer(ok=False, words="Askance answered only in part.")
    try:
        return Answer.parse(line)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Answer(ok=False, words="What listens there does not answer as Askance does.")


def last_failure(address: Path) -> Problem | None:
    """What the last capture of the running Askance ended with; None when it worked, or when nobody
    tells: none runs, it is an older one, or it does not answer in time.
    """
    answer = ask_running(address, Request("failure"), within_s=TOLD_WITHIN_S)
    return answer.failure if answer is not None else None


def lock_file(address: Path) -> Path:
    """The file that the running Askance holds locked from before it listens until everything it had
    is let go of. Beside the socket; a Windows pipe lies in no folder, so there among this person's
    temporary files.
    """
    if str(address).startswith("\\\\"):
        import tempfile

        return Path(tempfile.gettempdir()) / f"{address.name}.lock"
    return Path(f"{address}.lock")


def wait_for_end(address: Path, within_s: float = END_WITHIN_S) -> bool:
    """Waits until the running Askance, told to quit, is gone; whether it is."""
    deadline = time.monotonic() + within_s
    lock = lock_file(address)
    # It stops listening first and unlocks last.
    while lock.exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_EVERY_S)
    return True


def _exchange(address: Path, line: bytes, within_s: float) -> bytes:
    if sys.platform == "win32":
        with Path(str(address)).open("r+b", buffering=0) as pipe:
            pipe.write(line)
            return pipe.readline(LONGEST_LINE)
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(within_s)
        client.connect(str(address))
        with suppress(BrokenPipeError):  # too long, and told so
            client.sendall(line)
        with client.makefile("rb") as stream:
            return stream.readline(LONGEST_LINE)
