"""One Askance a person: the running one listens on a socket, later starts hand it their wish.

The caller's side is plain sockets, so that `askance capture`, bound to a key, costs no Qt. The
listening side is `QLocalServer` on the GUI thread. One JSON object a line each way. The socket lies
in a folder that only its owner may enter (see `storage.paths`).
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ANSWER_WITHIN_S = 5.0
_LONGEST_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What a later start wants: `show`, `capture`, `quit`, or `ping` (nothing but an answer).
    Region in physical pixels.
    """

    command: str
    screen: int | None = None
    region: tuple[int, int, int, int] | None = None
    ask: str | None = None

    def line(self) -> bytes:
        """As it travels."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def parse(cls, line: bytes) -> Request:
        """Raises ValueError for anything that is not such a line."""
        data = json.loads(line)
        if not isinstance(data, dict) or data.get("command") not in (
            "show",
            "capture",
            "quit",
            "ping",
        ):
            raise ValueError("not a request")
        region, screen, ask = data.get("region"), data.get("screen"), data.get("ask")
        if region is not None:
            x, y, width, height = (int(value) for value in region)
            region = (x, y, width, height)
        return cls(
            data["command"],
            int(screen) if screen is not None else None,
            region,
            str(ask) if ask is not None else None,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """`words` are for the person."""

    ok: bool
    words: str = ""

    def line(self) -> bytes:
        """As it travels."""
        return json.dumps(asdict(self)).encode() + b"\n"


Handler = Callable[[Request], Answer]


def ask_running(address: Path, request: Request) -> Answer | None:
    """Hands the request to the running Askance; None when none is running."""
    try:
        line = _exchange(address, request.line())
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
    data = json.loads(line)
    return Answer(bool(data["ok"]), str(data["words"]))


def _exchange(address: Path, line: bytes) -> bytes:
    if sys.platform == "win32":
        with Path(str(address)).open("r+b", buffering=0) as pipe:
            pipe.write(line)
            return pipe.readline(_LONGEST_LINE)
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_WITHIN_S)
        client.connect(str(address))
        client.sendall(line)
        with client.makefile("rb") as stream:
            return stream.readline(_LONGEST_LINE)
