"""How fast the real program answers its window manager while a long reply streams into it.

`python -m tests.benchmarks.responsiveness`. The program runs under Xvfb and openbox as a person's
would, asked by keys; a server of its own process sends 20,000 tokens of mixed Markdown, one by
one, at 1,000 a second. Beside it: the same window at rest, a bare PySide6 window (what the machine
itself does to a round trip), and the opening of a conversation of 10,000 messages.
"""

import json
import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from askance.core.conversation import MessageStatus, Role
from askance.storage.history import SqliteHistory
from askance.storage.paths import Paths
from tests.benchmarks.pings import Pings
from tests.benchmarks.start_to_paint import _BARE
from tests.support import replies
from tests.support.askance_program import Askance
from tests.support.chat_server import DONE, delta, finish, head
from tests.support.desktop import Desktop, desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

TOKENS, PACE, MESSAGES = 20_000, 1_000, 10_000
GOAL_P99_MS, GOAL_LONGEST_MS = 16, 50
_REST_S = 4.0
_TITLE = "Askance"
ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "bench" / "responsiveness.json"


def serve(pipe: Connection, count: int, pace: int) -> None:
    """Answers each request with `count` tokens, `pace` a second by the clock, whenever they are
    due; says `begun` and `ended` for each.
    """
    tokens = [delta(token) for token in replies.mixed(count)]
    listener = socket.create_server(("127.0.0.1", 0))
    pipe.send(listener.getsockname()[1])
    while True:
        client, _ = listener.accept()
        with client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asked = client.recv(1 << 20)
            if b"/chat/completions" not in asked:
                client.sendall(head(404, {"Content-Length": "0", "Connection": "close"}))
                continue
            client.sendall(head(200, {"Content-Type": "text/event-stream", "Connection": "close"}))
            pipe.send("begun")
            begun, sent = time.perf_counter(), 0
            while sent < count:
                due = min(count, int((time.perf_counter() - begun) * pace) + 1)
                client.sendall(b"".join(tokens[sent:due]))
                sent = due
                time.sleep(0.001)
            client.sendall(finish() + DONE)
            pipe.send("ended")


@contextmanager
def server(count: int, pace: int) -> Iterator[tuple[str, Connection]]:
    """Its base address, and where it tells what it does."""
    here, there = multiprocessing.Pipe()
    made = multiprocessing.get_context("spawn").Process(
        target=serve, args=(there, count, pace), daemon=True
    )
    made.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}/v1", here
    finally:
        made.terminate()
        made.join()


def fill(home: Path, count: int) -> None:
    """A history with one conversation of `count` messages."""
    history = SqliteHistory(Paths.find({"ASKANCE_HOME": str(home)}).create().history_file)
    number = history.create_conversation("A long one", time.time())
    for message in replies.conversation(count):
        if message.role is Role.USER:
            history.add_message(number, Role.USER, parts=message.parts, now=time.time())
            continue
        begun = history.add_message(
            number, Role.ASSISTANT, status=MessageStatus.STREAMING, now=time.time()
        )
        history.finish(
            begun.id, status=MessageStatus.COMPLETE, choices=message.choices, now=time.time()
        )
    history.close()


@dataclass(frozen=True, slots=True)
class Figures:
    """Round trips, in milliseconds."""

    name: str
    took: list[float]

    def row(self) -> str:
        told = self.told()
        cells = " | ".join(f"{told[key]:.1f} ms" for key in ("p50", "p95", "p99", "longest"))
        return f"| {self.name} | {cells} |"

    def told(self) -> dict[str, float]:
        ranked = sorted(self.took)
        at = {f"p{each}": ranked[len(ranked) * each // 100] for each in (50, 95, 99)}
        return {**at, "longest": ranked[-1], "pings": len(ranked)}


def _askance(running: Desktop, home: Path) -> Askance:
    # No screen reader: what one costs is another question.
    environment = running.env(PYTHONPATH=ROOT / "desktop")
    environment.pop("QT_LINUX_ACCESSIBILITY_ALWAYS_ON")
    return Askance(home, environment)


@contextmanager
def _program(running: Desktop, home: Path, display: Display) -> Iterator[Pings]:
    """Askance started, its window on the screen and at rest."""
    with _askance(running, home).started(typed=None):
        display.wait_for_window(_TITLE)
        time.sleep(_REST_S)
        with Pings(running.display, _TITLE) as pings:
            yield pings


def bare(running: Desktop, display: Display) -> Figures:
    """An empty window, for what the machine does by itself."""
    with Program(_BARE, environment=running.env()):
        display.wait_for_window("Bare")
        time.sleep(1)
        with Pings(running.display, "Bare") as pings:
            took = pings.for_seconds(_REST_S)
    display.wait_until_gone("Bare")
    return Figures("a bare PySide6 window", took)


def streaming(running: Desktop, display: Display, count: int, pace: int) -> list[Figures]:
    """At rest, then while a reply streams, from the question to a second after the end."""
    with server(count, pace) as (url, said), tempfile.TemporaryDirectory(prefix="ask-") as folder:
        home = Path(folder)
        _askance(running, home).set_up(url, key=None)
        with _program(running, home, display) as pings:
            rest = pings.for_seconds(_REST_S)
            display.wait_for_focus(_TITLE)
            display.type("Say a lot.")
            display.press("Return")
            wait_for(said.poll, "the question at the server")
            said.recv()
            streamed = pings.run(_until_told(said))
            return [Figures("Askance at rest", rest), Figures("while a reply streams", streamed)]


def _until_told(said: Connection) -> Callable[[], bool]:
    """Goes on until a second after the server told its end."""
    ended: list[float] = []

    def going() -> bool:
        if not ended and said.poll():
            ended.append(time.perf_counter())
        return not ended or time.perf_counter() < ended[0] + 1

    return going


def opening(running: Desktop, display: Display, count: int) -> list[Figures]:
    """While a long conversation is opened by a click in the history, and scrolled through."""
    with tempfile.TemporaryDirectory(prefix="ask-") as folder:
        home = Path(folder)
        fill(home, count)
        _askance(running, home).set_up("http://127.0.0.1:9/v1", key=None)
        with _program(running, home, display) as pings:
            x, y, width, height = display.windows()[_TITLE]
            middle = (x + width // 2, y + height // 4, width // 4, height // 3)
            before = display.screenshot(middle)
            # The first conversation of the list: below the search field and the day.
            display.click(x + 110, y + 106)
            opened = pings.for_seconds(_REST_S)
            assert display.screenshot(middle).tobytes() != before.tobytes()
            display.move(x + width // 2, y + height // 3)
            scrolled = []
            for _ in range(40):
                display.click(x + width // 2, y + height // 3, button=4, times=3)
                scrolled += pings.for_seconds(0.06)
            name = f"{count:,} messages"
            return [Figures(f"opening {name}", opened), Figures(f"scrolling {name}", scrolled)]


def run(*, quick: bool = False) -> list[str]:
    """The table's rows."""
    count, messages = (1_000, 100) if quick else (TOKENS, MESSAGES)
    with desktop(keyring=False) as running, Display(running.display) as display:
        found = [
            bare(running, display),
            *streaming(running, display, count, PACE),
            *opening(running, display, messages),
        ]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({each.name: each.told() for each in found}, indent=1) + os.linesep)
    return [
        "| round trips of `_NET_WM_PING`, one every 20 ms | median | p95 | p99 | longest |",
        "|---|--:|--:|--:|--:|",
        *(each.row() for each in found),
        "",
        f"(Goals while a reply streams: p99 ≤ {GOAL_P99_MS} ms, longest ≤ {GOAL_LONGEST_MS} ms.)",
    ]


if __name__ == "__main__":
    import sys

    print("\n".join(run(quick="--quick" in sys.argv)), flush=True)
