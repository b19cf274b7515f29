"""What a person does in the window, from the window to the ports."""

from __future__ import annotations

from PySide6.QtCore import Qt

from askance.core.chat import TextDelta
from askance.core.chord import Chord
from askance.core.conversation import MessageStatus
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.settings import Settings
from askance.ui.drops import BroughtBytes, BroughtLink
from askance.ui.main_window import Page
from askance.ui.problem_banner import ProblemBanner
from tests.fakes.chat import HANG
from tests.support.house import HELLO, READY, RELAY, SPACE, Build, House
from tests.support.sample_pictures import png

BUSY = Problem(ErrorKind.SERVER, "The server failed", "It said 500.", "Try again.", status=500)


def banners(house: House) -> list[str]:
    return [banner.accessibleName() for banner in house.shell.window.findChildren(ProblemBanner)]


def test_a_question_is_asked_kept_and_answered(build: Build) -> None:
    house = build()
    house.ask("What is this?")
    house.until(lambda: house.shown() == ["What is this?", "Hello world"] and not house.asking)
    assert house.shell.window.page is Page.CONVERSATION
    assert house.shell.window.composer.draft.empty
    assert not house.shell.window.composer.running
    assert [m.text for m in house.history.messages(1)] == ["What is this?", "Hello world"]
    house.until(lambda: house.shell.window.history.model.rowCount() > 0)


def test_a_question_that_cannot_be_kept_comes_back(
    build: Build,
) -> None:
    house = build()
    full = Problem(ErrorKind.STORAGE, "The disk is full", "Nothing was written.", "Make room.")

    def refuse(*_args: object, **_more: object) -> int:
        raise AskanceError(full)

    house.history.create_conversation = refuse  # type: ignore[method-assign]
    house.ask("What is this?")
    house.until(lambda: banners(house))
    assert "The disk is full" in banners(house)[0]
    assert house.shell.window.composer.draft.text == "What is this?"
    assert not house.chat.requests


def test_a_failed_answer_is_asked_again_in_its_place(build: Build) -> None:
    house = build()
    house.chat.script = [AskanceError(BUSY)]
    house.ask("What is this?")
    house.until(lambda: any(each.message.problem for each in house.messages()))
    house.chat.script = list(HELLO)
    house.view.retry_requested.emit(house.messages()[-1].message.id)
    house.until(lambda: house.shown() == ["What is this?", "Hello world"] and not house.asking)


def test_stop_ends_the_answer_and_keeps_what_came(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.ask("What is this?")
    house.until(lambda: house.shown() == ["What is this?", "Half"])
    assert house.shell.window.composer.running
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.shell.window.composer.running)
    answer = house.history.messages(1)[1]
    assert (answer.status, answer.text) == (MessageStatus.CANCELLED, "Half")
    assert house.chat.dropped


def test_looking_elsewhere_stops_nothing_and_coming_back_shows_what_came(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Half"])
    house.shell.window.new_conversation_requested.emit()
    assert house.shown() == []
    assert not house.shell.window.composer.running
    house.shell.window.history.conversation_opened.emit(1)
    house.until(lambda: house.shown() == ["First?", "Half"])
    assert house.shell.window.composer.running
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.shell.window.composer.running)


def test_deleting_a_conversation_stops_what_runs_in_it(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.ask("First?")
    house.until(lambda: house.shown() == ["First?", "Half"])
    house.shell.window.history.delete_requested.emit(1)
    house.until(lambda: house.chat.dropped and not house.history.conversations())
    assert house.shell.window.page is Page.EMPTY


def test_pictures_are_prepared_and_leave_with_the_question(build: Build) -> None:
    house = build()
    house.shell.window.brought.emit((BroughtBytes(png(40, 30), "a.png"),))
    house.until(lambda: house.shell.window.composer.draft.ready)
    house.ask("What is this?")
    house.until(lambda: house.chat.requests)
    picture, words = house.chat.requests[0].messages[0].parts
    assert (picture.width, picture.height) == (40, 30)  # type: ignore[union-attr]
    assert words.text == "What is this?"  # type: ignore[union-attr]


def test_a_web_picture_is_embedded_or_linked_as_the_endpoint_says(build: Build) -> None:
    url = "https://example.com/a.png"
    house = build()
    house.chat.pictures[url] = png(10, 10)
    house.shell.window.brought.emit((BroughtLink(url),))
    house.until(lambda: house.shell.window.composer.draft.ready)
    assert house.shell.window.composer.draft.ready[0].name == "a.png"  # type: ignore[union-attr]


def test_a_broken_picture_is_told_on_its_chip_and_the_words_stay(build: Build) -> None:
    house = build()
    house.shell.window.composer.insert_text("What is this?")
    house.shell.window.brought.emit((BroughtBytes(b"\x89PNG\r\n\x1a\nnonsense", "a.png"),))
    house.until(lambda: house.shell.window.composer.draft.failed)
    assert house.shell.window.composer.draft.text == "What is this?"


def test_the_first_run_page_keeps_endpoint_and_key(build: Build) -> None:
    house = build(Settings())
    assert house.shell.window.page is Page.WELCOME
    house.shell.window.welcome.saved.emit(RELAY, "secret")
    house.until(lambda: house.shell.window.page is Page.EMPTY)
    assert house.keys.get("Relay") == "secret"
    assert house.settings.load().current == RELAY


def test_the_first_run_page_survives_a_locked_keyring(build: Build) -> None:
    house = build(Settings())
    house.keys.problem = Problem(ErrorKind.KEYRING, "The keyring is locked")
    house.shell.window.welcome.saved.emit(RELAY, "secret")
    house.until(lambda: house.settings.load() == Settings())
    house.shell.window.welcome.session_key_requested.emit(RELAY, "secret")
    house.until(lambda: house.shell.window.page is Page.EMPTY)
    assert house.keys.session == {"Relay": "secret"}


def test_starting_without_a_key_is_remembered(build: Build) -> None:
    house = build(Settings())
    house.shell.window.welcome.skipped.emit()
    house.until(lambda: house.settings.load().welcomed)
    house.until(lambda: house.shell.window.page is Page.EMPTY)
    assert house.settings.load().default_endpoint == ON_DEVICE.name
    assert house.shell._setting_up.endpoint is ON_DEVICE


def test_not_adding_a_model_after_all_changes_no_choice(build: Build) -> None:
    house = build()
    house.shell.window.add_model_requested.emit()
    assert house.shell.window.page is Page.WELCOME
    house.shell.window.welcome.skipped.emit()
    house.until(lambda: house.shell.window.page is Page.EMPTY)
    assert house.settings.load().current == RELAY


def test_a_taken_hotkey_offers_a_free_one_and_keeps_it(build: Build) -> None:
    house = build(taken={SPACE})
    house.until(lambda: banners(house))
    house.shell.window.problem_action.emit("use_free_hotkey")
    house.until(lambda: house.settings.load().hotkey)
    free = Chord.parse(house.settings.load().hotkey or "")
    assert free != SPACE
    house.until(lambda: not banners(house))


def test_a_closed_window_stays_in_reach_of_the_hotkey(build: Build) -> None:
    house = build()
    house.until(lambda: house.shell.window.hides_on_close)
    quits: list[bool] = []
    house.shell.quit_requested.connect(lambda: quits.append(True))
    house.frame.close()
    assert not house.frame.isVisible()
    assert not quits
    house.shell.show()
    assert house.frame.isVisible()


def test_an_answer_for_a_hidden_window_is_announced(build: Build) -> None:
    house = build()
    house.until(lambda: house.shell.window.hides_on_close)
    house.chat.script = [HANG]
    house.ask("What is this?")
    house.until(house.chat.playing.is_set)
    house.frame.close()
    house.until(lambda: len(house.notes.told) == 1)  # that it keeps running
    house.chat.script = list(HELLO)
    house.ask("And this?")
    house.until(lambda: len(house.notes.told) == 2)
    assert house.notes.told[1] == ("Askance has an answer", "Hello world")


def test_what_leaves_follows_the_draft(build: Build) -> None:
    house = build()
    panel = house.shell.window.payload
    house.shell.window.set_payload_visible(True)
    assert panel._payload is None
    house.shell.window.composer.insert_text("What is this?")
    house.until(lambda: panel._payload is not None)
    house.shell.window.composer.take_draft()
    house.until(lambda: panel._payload is None)


def test_a_second_endpoint_can_be_chosen(build: Build) -> None:
    other = Endpoint("Other", "http://127.0.0.1:1/v1", "llava")
    house = build(READY.with_endpoint(other))
    house.shell.window.endpoint_chosen.emit("Other")
    house.until(lambda: house.shell._setting_up.endpoint == other)
    house.ask("What is this?")
    house.until(lambda: house.chat.requests)
    assert house.chat.requests[0].endpoint == other


def test_presets_are_filled_in(build: Build) -> None:
    from askance.core.prompts import PRESETS

    house = build()
    house.shell.window.preset_chosen.emit(PRESETS[1])
    assert "{language}" not in house.shell.window.composer.draft.text


def test_ctrl_f_after_asking_finds_in_the_conversation(build: Build) -> None:
    house = build()
    house.ask("What is this?")
    house.until(lambda: house.shown() == ["What is this?", "Hello world"] and not house.asking)
    question = house.shell.window.composer.question
    question.setFocus()
    house.qtbot.keyClick(question, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert house.view._finding.active
