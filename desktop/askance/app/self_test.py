"""`askance --self-test`: is this installation whole? To be run on what was packaged.

Imports every candidate, loads every resource, opens a database, streams from a server in this
process, grabs a screen where there is one. Touches nothing of the person's: everything it writes is
in a temporary folder.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import askance
from askance.app.console import COMPLETE, SERVER_FAILED
from askance.core.chat import ChatRequest, PromptMessage, Reply
from askance.core.conversation import Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.ports import Reader
from askance.core.reading.sample import SAMPLE, WORD
from askance.core.reading.values import ReadRequest
from askance.core.screen import Pixels
from askance.platforms.display import display_complaint
from askance.platforms.machine import PlatformInfo

_WORDS = "Askance is whole"
_FOREIGN = {"askance.hotkeys.x11": "linux", "askance.hotkeys.x11_grabs": "linux"}
"""Modules that can be imported on one system only."""


def run_self_test() -> int:
    """Prints a line for each part; 0 when all of them work."""
    parts: tuple[tuple[str, Callable[[], str]], ...] = (
        ("modules", _modules),
        ("resources", _resources),
        ("database", _database),
        ("pictures", _pictures),
        ("keyring", _keyring),
        ("reading", _reading),
        ("stream", _stream),
        ("window", _window),
        ("typesetting", _typesetting),
        ("screen", _screen),
    )
    failed = 0
    for name, part in parts:
        try:
            print(f"ok      {name}: {part()}", flush=True)
        except Exception as error:  # noqa: BLE001 -- each failure is this command's very result
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
    print("Askance is whole." if not failed else f"{failed} of {len(parts)} parts failed.")
    return SERVER_FAILED if failed else COMPLETE


def _modules() -> str:
    names = [
        module.name
        for module in pkgutil.walk_packages(askance.__path__, "askance.")
        if not module.name.endswith("__main__")
        and sys.platform.startswith(_FOREIGN.get(module.name, ""))
    ]
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} imported"


def _resources() -> str:
    from askance.resources import resource_root

    files = [path for path in resource_root().rglob("*") if path.is_file()]
    for path in files:
        if not path.read_bytes():
            raise ValueError(f"{path} is empty")
    if not any(path.suffix == ".svg" for path in files):
        raise ValueError(f"no icons in {resource_root()}")
    return f"{len(files)} read from {resource_root()}"


def _database() -> str:
    from askance.storage.history import SqliteHistory

    with tempfile.TemporaryDirectory() as folder:
        history = SqliteHistory(Path(folder) / "history.db")
        try:
            conversation = history.create_conversation("self-test", 0.0)
            history.add_message(conversation, Role.USER, parts=(TextPart(_WORDS),), now=0.0)
            if not history.search("whole"):
                raise ValueError("what was written was not found")
        finally:
            history.close()
    return "written, read and searched"


def _pictures() -> str:
    from askance.core.budget import ImageBudget
    from askance.pictures.codec import PillowCodec

    pixels = Pixels(64, 32, bytes(range(256)) * 32)
    picture = PillowCodec().encode_pixels(pixels, name="self-test", budget=ImageBudget())
    again = PillowCodec().encode_file(picture.data, name="self-test", budget=ImageBudget())
    if (again.width, again.height) != (64, 32):
        raise ValueError("a picture changed its size")
    return f"{picture.media_type}, {len(picture.data)} bytes"


def _keyring() -> str:
    from importlib.metadata import entry_points

    # Whether a keyring runs here is the doctor's question; ours is whether its backends came along.
    backends = entry_points(group="keyring.backends")
    if not backends:
        raise ValueError("no keyring backend was installed")
    for backend in backends:
        importlib.import_module(backend.value.partition(":")[0])
    return f"{len(backends)} backends"


class _Server(BaseHTTPRequestHandler):
    """Streams three words as a chat completion, whatever it is asked."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for word in _WORDS.split(" "):
            delta = f'{{"choices":[{{"index":0,"delta":{{"content":"{word} "}}}}]}}'
            self.wfile.write(f"data: {delta}\n\n".encode())
        self.wfile.write(b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n')
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Says nothing."""


@contextmanager
def _served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _stream() -> str:
    with _served() as base:
        text = asyncio.run(_ask(base)).strip()
    if text != _WORDS:
        raise ValueError(f"“{text}” came")
    return f"“{text}” came over a socket"


async def _ask(base: str) -> str:
    from askance.chat.client import HttpChatClient

    message = PromptMessage(Role.USER, (TextPart("Are you whole?"),))
    reply, client = Reply(), HttpChatClient()
    try:
        async for event in client.stream(
            ChatRequest(Endpoint("", base, "self-test"), (message,)), None
        ):
            reply.apply(event)
    finally:
        await client.aclose()
    return reply.choices()[0].text


def _reading() -> str:
    import os

    from askance.reading.candidates import choose_reader

    choice = choose_reader(PlatformInfo.detect(os.environ, sys.platform), "")
    if not choice.available:
        raise ValueError(" ".join(choice.reasons))
    text = asyncio.run(_read(choice.chosen))
    if text != WORD:
        raise ValueError(f"“{text}” was read")
    return f"“{text}” was read by {choice.chosen.name}"


async def _read(reader: Reader) -> str:
    from askance.services.read import ReadService

    service = ReadService(make=lambda: reader)
    try:
        request = ReadRequest(SAMPLE.data, codes=False)
        reading = await service.read(request, lambda _event: None)
    finally:
        await service.aclose()
    return " ".join(line.text for line in reading.lines)


def _window() -> str:
    import os

    if display_complaint(PlatformInfo.detect(os.environ, sys.platform)):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QImageReader
    from PySide6.QtWidgets import QApplication

    from askance.ui.theme import Theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    if Theme(app).pixmap("askance", 64).isNull():
        raise ValueError("the icon could not be drawn")
    formats = {bytes(item.data()).decode() for item in QImageReader.supportedImageFormats()}
    missing = {"png", "jpeg", "svg"} - formats
    if missing:
        raise ValueError(f"Qt cannot read {', '.join(sorted(missing))}")
    return f"drawn on {app.platformName()}"


def _typesetting() -> str:
    from askance.typesetting.process import ProcessTypesetter
    from askance.ui.conversation.boxes.formula_setting import set_formula

    typesetter = ProcessTypesetter()
    try:
        made = set_formula(
            typesetter, r"\frac{1}{2}", size=14, colour="#000000", display=False, ratio=1
        )
        coloured = typesetter.colour("python", "def whole(): ...")
    finally:
        typesetter.close()
    if made is None:
        raise ValueError("a fraction could not be set")
    if not any(coloured):
        raise ValueError("code could not be coloured")
    return f"{made.image.width()} × {made.image.height()}, and code coloured"


def _screen() -> str:
    import os

    info = PlatformInfo.detect(os.environ, sys.platform)
    if display_complaint(info):
        return "there is none"
    from askance.capture import choose_grabber

    choice = choose_grabber(info)
    if not choice.available:
        return "not on this desktop: " + " ".join(choice.reasons)
    if not choice.chosen.quiet:
        return f"{choice.name}: the desktop would ask first"
    try:
        frames = choice.chosen.grab()
    finally:
        choice.chosen.close()
    return ", ".join(f"{frame.bounds.width} × {frame.bounds.height}" for frame in frames)
