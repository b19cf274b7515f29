"""What is said while an answer comes, and what can be done when nothing does."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from askance.core.chat import (
    AskedApart,
    ChatEvent,
    ParameterDropped,
    PicturesReduced,
    RetryScheduled,
    TextDelta,
    Uploaded,
)
from askance.core.conversation import MessageStatus
from askance.core.endpoint import ON_DEVICE
from askance.core.errors import ErrorKind, Problem
from askance.core.settings import Settings
from askance.ui.bridge import Job
from askance.ui.drops import BroughtBytes
from askance.ui.under_way import UnderWay
from tests.fakes.chat import HANG
from tests.support.house import HELLO, Build, FakeClock, House
from tests.support.sample_pictures import png

BUSY = Problem(ErrorKind.RATE_LIMIT, "Too many questions at once")


def asked(house: House, *script: ChatEvent | str) -> None:
    """Asks, and waits until the script hangs and all of it is shown."""
    house.chat.script = [*script, HANG]
    house.ask("What is this?")
    house.until(lambda: house.chat.playing.is_set() and house.messages() and house.note())


def stopped(house: House) -> None:
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.shell.window.composer.running)


def test_the_wait_for_the_first_word_is_counted(build: Build) -> None:
    house = build()
    asked(house)
    assert house.note() == "Waiting for the first word"
    house.wait(3)
    assert house.note() == "Waiting for the first word · 3 s"
    stopped(house)


def test_an_upload_shows_how_far_it_is(build: Build) -> None:
    house = build()
    asked(house, Uploaded(2_100_000, 5_400_000))
    house.until(lambda: house.note() == "Sending · 2.1 of 5.4 MB")
    stopped(house)


def test_a_retry_counts_down_and_can_be_stopped(build: Build) -> None:
    house = build()
    asked(house, RetryScheduled(7.0, 1, BUSY))
    for left in (7, 6, 5, 4, 3, 2, 1):
        words = f"Too many questions at once. Trying again in {left} s"
        house.until(lambda words=words: house.note() == words)
        house.wait(1)
    assert house.note() == "Waiting for the first word"
    stopped(house)
    assert house.chat.dropped
    assert house.history.messages(1)[1].status is MessageStatus.CANCELLED


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (AskedApart(2), "This server gives one answer at a time: asking 2 more times"),
        (PicturesReduced(900_000), "Too large for this server: sent again with smaller pictures"),
        (ParameterDropped("n"), "The server does not take “n”: asked without it"),
        (
            ParameterDropped("max_tokens", "max_completion_tokens"),
            "The server does not take “max_tokens”: asked with “max_completion_tokens”",
        ),
    ],
)
def test_what_is_done_in_passing_is_said(build: Build, event: ChatEvent, words: str) -> None:
    house = build()
    asked(house, event)
    house.until(lambda: house.note() == words)
    house.wait(4)
    assert house.note() == f"{words} · 4 s"
    stopped(house)


def test_silence_is_told_and_vanishes_when_words_come(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.ask("What is this?")
    house.until(lambda: house.shown() == ["What is this?", "Half"])
    assert house.note() == ""
    assert not house.offered("Stop this answer")
    house.wait(12)
    assert house.note() == "Nothing came for 12 s"
    assert house.offered("Stop this answer")
    assert house.offered("Ask again instead of this answer")
    (asking,) = house.shell.findChildren(UnderWay)
    asking.job.progressed.emit([TextDelta(0, " and half")])
    assert house.note() == ""
    assert not house.offered("Stop this answer")
    stopped(house)


def test_a_silent_answer_is_stopped_right_there(build: Build) -> None:
    house = build()
    asked(house)
    house.wait(12)
    assert house.note() == "Nothing came for 12 s"
    house.press("Stop this answer")
    house.until(lambda: not house.shell.window.composer.running)
    assert house.history.messages(1)[1].status is MessageStatus.CANCELLED


def test_a_silent_answer_is_asked_for_again_right_there(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.ask("What is this?")
    house.until(lambda: house.shown() == ["What is this?", "Half"])
    house.wait(12)
    house.chat.script = list(HELLO)
    house.press("Ask again instead of this answer")
    house.until(lambda: house.shown() == ["What is this?", "Hello world"] and not house.asking)
    house.until(lambda: not house.shell.window.composer.running)
    assert len(house.chat.requests) == 2
    assert [m.text for m in house.history.messages(1)] == ["What is this?", "Hello world"]


def test_this_computer_is_never_called_silent(build: Build) -> None:
    house = build(Settings(default_endpoint=ON_DEVICE.name, welcomed=True))
    house.reader.gate = threading.Event()
    house.shell.window.brought.emit((BroughtBytes(png(40, 30), "a.png"),))
    house.until(lambda: house.shell.window.composer.draft.ready)
    house.shell.window.composer.send()
    house.until(lambda: house.messages() and house.note())
    house.wait(30)
    assert house.note() == "Reading on this computer · 30 s"
    assert not house.offered("Stop this answer")
    house.reader.gate.set()
    house.until(lambda: not house.shell.window.composer.running)


def test_time_is_looked_at_only_while_somebody_looks(qtbot: QtBot) -> None:
    clock, parent = FakeClock(), QObject()
    asking = UnderWay(Job(parent), None, clock=clock, parent=parent)
    clock.now += 0.999
    with qtbot.waitSignal(asking.changed):
        asking.watch(True)
    asking.watch(True)
    assert asking._tick.isActive()
    asking.watch(False)
    assert not asking._tick.isActive()


def test_nothing_ticks_when_nothing_is_under_way(build: Build) -> None:
    house = build()
    house.ask("What is this?")
    house.until(lambda: house.shown() == ["What is this?", "Hello world"] and not house.asking)
    house.until(lambda: not house.shell.findChildren(UnderWay))
