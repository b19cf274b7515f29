"""A reading that becomes a text layer, and what the person is told meanwhile."""

import threading
from collections.abc import AsyncGenerator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from askance.core.errors import ErrorKind, Problem
from askance.core.reading.values import LineRead, ReadEvent, ReadRequest, ReadStarted
from askance.ui.text_layer import growing
from askance.ui.text_layer.controller import TextController
from askance.ui.text_layer.growing import GrowingText, State
from askance.ui.text_layer.reader import PictureReader
from tests.fakes.reader import FakeReader, line_of

BROKEN = Problem(ErrorKind.READING, "Reading stopped", "It crashed.", "Try again.")


def test_a_thousand_lines_at_once_come_in_slices(
    fake: FakeReader,
    reader: PictureReader,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    data: bytes,
) -> None:
    async def everything(_request: ReadRequest) -> AsyncGenerator[ReadEvent, None]:
        yield ReadStarted(800, 20_000)
        for index in range(1000):
            yield LineRead(index, line_of("some words to be read here", top=20 * index))

    monkeypatch.setattr(fake, "read", everything)
    monkeypatch.setattr(growing, "SLICE_MS", 1)
    text = GrowingText(reader=reader, picture=lambda: data)
    sizes: list[int] = []
    text.changed.connect(lambda: sizes.append(text.layer.lines))
    text.start(None)
    qtbot.waitUntil(lambda: text.state is State.DONE)
    assert sizes[-1] == 1000
    assert len(sizes) > 3
    assert sizes == sorted(sizes)


def test_what_comes_after_stopping_is_dropped_and_reading_begins_anew(
    fake: FakeReader, reader: PictureReader, qtbot: QtBot, data: bytes
) -> None:
    fake.gate = threading.Event()
    text = GrowingText(reader=reader, picture=lambda: data)
    text.start(None)
    qtbot.waitUntil(lambda: text.layer.total == 3)
    text.stop()
    fake.gate.set()
    qtbot.waitUntil(lambda: fake.under_way == 0)
    QApplication.processEvents()
    assert text.state is State.IDLE
    text.start(None)
    qtbot.waitUntil(lambda: text.state is State.DONE)
    assert (text.layer.done, text.layer.lines) == (3, 3)


def test_a_problem_keeps_what_was_read(
    fake: FakeReader, reader: PictureReader, qtbot: QtBot, data: bytes
) -> None:
    fake.refusal = BROKEN
    text = GrowingText(reader=reader, picture=lambda: data)
    controller = TextController(text)
    spoken: list[str] = []
    controller.spoke.connect(spoken.append)
    controller.open(None)
    qtbot.waitUntil(lambda: controller.failed)
    assert controller.status == "Reading stopped"
    assert controller.keys == "R tries again · Esc goes back"
    assert spoken[-1] == "Reading stopped. It crashed. Try again."
    fake.refusal = None
    controller.again()
    qtbot.waitUntil(lambda: text.state is State.DONE)
    assert spoken[-1].startswith("3 lines read.")


def test_progress_is_spoken_sparsely(
    fake: FakeReader, reader: PictureReader, qtbot: QtBot, data: bytes
) -> None:
    fake.lines = tuple(line_of(f"line {n}", top=24 * n) for n in range(200))
    text = GrowingText(reader=reader, picture=lambda: data)
    controller = TextController(text)
    spoken: list[str] = []
    controller.spoke.connect(spoken.append)
    controller.open(None)
    qtbot.waitUntil(lambda: text.state is State.DONE)
    assert len(spoken) <= 3
    assert spoken[0] == "Reading the text. Escape goes back."
    assert spoken[-1].startswith("200 lines read.")
