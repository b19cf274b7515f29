"""What must not be lost or mixed up when several things happen at once."""

from __future__ import annotations

import threading

from askance.core.chat import TextDelta
from askance.core.conversation import MessageStatus, PictureLink
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Region
from askance.ui.capture.result import CaptureAction, CaptureResult
from askance.ui.drops import BroughtLink
from askance.ui.problem_banner import ProblemBanner
from tests.fakes.chat import HANG
from tests.fakes.grabber import plain_frame
from tests.support.house import HELLO, Build, House
from tests.support.sample_pictures import png

FULL = Problem(ErrorKind.STORAGE, "The disk is full", "Nothing was written.", "Make room.")
CUT = Problem(ErrorKind.TRUNCATED, "The answer was cut off")
AWAY = Problem(ErrorKind.NETWORK, "The server could not be reached")
SCREEN = plain_frame(Region(0, 0, 200, 100), (200, 30, 30))


def captured(house: House, action: CaptureAction, question: str = "And this?") -> None:
    region = Region(10, 10, 40, 20)
    house.shell._overlays.asked.emit(CaptureResult((SCREEN,), region, question, action))


def banners(house: House) -> list[str]:
    return [banner.accessibleName() for banner in house.shell.window.findChildren(ProblemBanner)]


def test_a_capture_for_a_busy_conversation_waits_in_the_composer(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Half"])
    captured(house, CaptureAction.ADD)
    house.until(lambda: house.shell.window.composer.draft.ready)
    assert house.shell.window.composer.draft.text == "And this?"
    assert len(house.chat.requests) == 1
    assert house.shell.window.composer.running
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.shell.window.composer.running)


def test_a_capture_is_added_to_the_conversation_that_is_shown(build: Build) -> None:
    house = build()
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    captured(house, CaptureAction.ADD)
    house.until(lambda: len(house.shown()) == 4)
    assert len(house.chat.requests[1].messages) == 3
    assert len(house.history.conversations()) == 1


def test_a_capture_begins_a_conversation_of_its_own(build: Build) -> None:
    house = build()
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    captured(house, CaptureAction.ASK)
    house.until(lambda: house.shown() == ["And this?", "Hello world"] and not house.asking)
    assert len(house.history.conversations()) == 2


def test_a_capture_added_right_behind_one_that_is_asked_joins_that_one(build: Build) -> None:
    """Whose conversation is not there yet: its picture is still being encoded."""
    house = build()
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    captured(house, CaptureAction.ASK, "Second?")
    captured(house, CaptureAction.ADD)
    house.until(lambda: house.shown() == ["Second?", "Hello world"] and not house.asking)
    house.until(lambda: house.shell.window.composer.draft.ready)
    assert house.shell.window.composer.draft.text == "And this?"
    assert len(house.chat.requests) == 2


def test_a_picture_taken_to_the_window_stays_with_the_conversation_shown(build: Build) -> None:
    house = build()
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    captured(house, CaptureAction.TAKE, "")
    house.until(lambda: house.shell.window.composer.draft.ready)
    assert house.shown() == ["First?", "Hello world"]


def test_a_begun_conversation_invites_a_follow_up(build: Build) -> None:
    house = build()
    field = house.shell.window.composer.question
    assert field.placeholderText() == "Ask about a picture…"
    captured(house, CaptureAction.ASK)
    house.until(lambda: house.shown() == ["And this?", "Hello world"] and not house.asking)
    house.settle()
    assert field.placeholderText() == "Ask a follow-up…"
    house.shell.window.new_conversation_requested.emit()
    assert field.placeholderText() == "Ask about a picture…"


def test_the_words_of_a_capture_survive_a_picture_that_fails(build: Build) -> None:
    house = build()
    nowhere = CaptureResult((SCREEN,), Region(900, 900, 5, 5), "And this?", CaptureAction.ASK)
    house.log_expected("A job stopped unexpectedly")
    house.shell._overlays.asked.emit(nowhere)
    house.until(lambda: banners(house))
    assert house.shell.window.composer.draft.text == "And this?"


def test_what_is_written_while_a_question_is_being_kept_stays(build: Build) -> None:
    house = build()
    gate = threading.Event()
    keep = house.history.create_conversation

    def slowly(title: str, now: float) -> int:
        assert gate.wait(10)
        return keep(title, now)

    house.history.create_conversation = slowly  # type: ignore[method-assign]
    house.ask("First?")
    house.shell.window.composer.insert_text(" and more")
    gate.set()
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    assert house.shell.window.composer.draft.text == "and more"


def test_a_retry_that_brings_nothing_keeps_the_earlier_answer(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Long and precious"), AskanceError(CUT)]
    house.ask("First?")
    house.until(lambda: any(each.message.problem for each in house.messages()))
    house.chat.script = [AskanceError(AWAY)]
    house.view.retry_requested.emit(house.messages()[-1].message.id)
    house.until(lambda: house.shown() == ["First?", ""] and not house.asking)
    first, failed = house.messages()[-1].message.siblings
    house.view.branch_requested.emit(first)
    house.until(lambda: house.shown() == ["First?", "Long and precious"])
    house.view.branch_requested.emit(failed)
    house.until(lambda: house.shown() == ["First?", ""])
    house.chat.script = list(HELLO)
    house.view.retry_requested.emit(failed)
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    assert house.messages()[-1].message.siblings[0] == first
    assert len(house.messages()[-1].message.siblings) == 2


def test_an_end_that_cannot_be_written_is_shown_with_why(build: Build) -> None:
    house = build()

    def refuse(*_args: object, **_more: object) -> None:
        raise AskanceError(FULL)

    house.history.finish = refuse  # type: ignore[method-assign]
    house.ask("First?")
    house.until(lambda: any(each.message.problem == FULL for each in house.messages()))
    assert house.shown() == ["First?", "Hello world"]
    assert not house.shell.window.composer.running


def test_going_back_before_the_other_conversation_is_read_stays_here(build: Build) -> None:
    house = build()
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    captured(house, CaptureAction.ASK, "Second?")
    house.until(lambda: house.shown() == ["Second?", "Hello world"] and not house.asking)
    gate = threading.Event()
    read = house.history.messages

    def slowly(conversation_id: int) -> object:
        assert gate.wait(10)
        return read(conversation_id)

    house.history.messages = slowly  # type: ignore[method-assign,assignment]
    second, first = (each.id for each in house.history.conversations())
    house.shell.window.history.conversation_opened.emit(first)
    house.shell.window.history.conversation_opened.emit(second)
    gate.set()
    house.settle()
    assert house.shown() == ["Second?", "Hello world"]


def test_choosing_the_link_while_it_is_downloaded_keeps_the_link(build: Build) -> None:
    url = "https://example.com/a.png"
    house = build()
    gate = threading.Event()

    async def fetch(_url: str) -> bytes:
        import asyncio

        await asyncio.to_thread(gate.wait, 10)
        return png(10, 10)

    house.chat.fetch_picture = fetch  # type: ignore[method-assign]
    house.shell.window.brought.emit((BroughtLink(url),))
    composer = house.shell.window.composer
    (picture,) = composer.draft.pictures
    composer._choose_way(picture.id, True)
    gate.set()
    house.settle()
    assert composer.draft.ready == (PictureLink(url),)


def test_stopping_twice_leaves_one_stopped_answer(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Half"])
    house.shell.window.stop_requested.emit()
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.shell.window.composer.running)
    assert [m.status for m in house.history.messages(1)] == [
        MessageStatus.COMPLETE,
        MessageStatus.CANCELLED,
    ]
