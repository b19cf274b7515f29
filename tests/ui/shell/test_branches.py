"""Other ways a conversation could have gone: edited questions, other models, other words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from askance.core.chat import EncodedPicture, LogprobsDelta, TextDelta
from askance.core.conversation import (
    Choice,
    MessageStatus,
    PictureOrigin,
    Role,
    TextPart,
    TokenLogprob,
)
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.ui.conversation.message import MessageView
from askance.ui.editing import EditingLine
from askance.ui.problem_banner import ProblemBanner
from tests.fakes.chat import HANG
from tests.support.house import HELLO, READY, RELAY, Build, House

OTHER = Endpoint("Other", "https://other.example.com/v1", "second-model")
BOTH = replace(READY, endpoints=(RELAY, OTHER))
AWAY = Problem(ErrorKind.NETWORK, "The server could not be reached")


def told(house: House, *questions: str) -> None:
    """A conversation of these questions, each with the same answer."""
    for number, question in enumerate(questions, 1):
        house.ask(question)
        house.until(lambda size=2 * number: len(house.shown()) == size and not house.asking)
    assert house.shown() == [text for each in questions for text in (each, "Hello world")]


def ids(house: House) -> list[int]:
    return [each.message.id for each in house.messages()]


def send(house: House) -> None:
    house.shell.window.composer.send()


def line(house: House) -> EditingLine:
    found = house.shell.window.findChild(EditingLine)
    assert isinstance(found, EditingLine)
    return found


# --- edit and resend


def test_an_edited_question_is_asked_in_its_place_and_the_old_way_stays(build: Build) -> None:
    house = build()
    told(house, "Frist?", "Second?")
    first, *_ = ids(house)
    house.view.edit_requested.emit(first)
    composer = house.shell.window.composer
    assert composer.draft.text == "Frist?"
    assert line(house).isVisible()
    composer.set_text("First?")
    send(house)
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    assert not line(house).isVisible()
    assert composer.draft.empty
    assert len(house.chat.requests[-1].messages) == 1
    edited = house.messages()[0].message
    assert edited.siblings == (first, edited.id)
    house.view.branch_requested.emit(first)
    house.until(
        lambda: (
            house.shown() == ["Frist?", "Hello world", "Second?", "Hello world"]
            and not house.asking
        )
    )
    house.view.branch_requested.emit(edited.id)
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)


def test_pictures_of_an_edited_question_come_back_with_where_they_are_from(build: Build) -> None:
    house = build()
    told(house, "What?")
    origin = PictureOrigin("ab" * 32, 1, 2, 3, 4)
    picture = EncodedPicture(b"bytes", "image/png", 3, 4, "Part", origin)
    conversation = house.shell._asking.conversation_id
    assert conversation is not None
    parts = (picture, TextPart("This part?"))
    house.history.add_message(conversation, Role.USER, parts=parts, now=5.0)
    house.shell.window.new_conversation_requested.emit()
    house.shell.window.history.conversation_opened.emit(conversation)
    house.until(lambda: "This part?" in house.shown())
    house.view.edit_requested.emit(ids(house)[-1])
    composer = house.shell.window.composer
    house.until(lambda: composer.draft.ready)
    assert composer.draft.ready == (picture,)
    send(house)
    house.until(lambda: len(house.chat.requests) == 2 and not house.asking)
    assert house.messages()[-2].message.attachments[0].origin == origin


@pytest.mark.parametrize("way", ["button", "escape"])
def test_cancelling_brings_back_what_was_being_written(build: Build, way: str) -> None:
    house = build()
    told(house, "First?")
    composer = house.shell.window.composer
    composer.insert_text("half a tho")
    house.view.edit_requested.emit(ids(house)[0])
    assert composer.draft.text == "First?"
    if way == "button":
        line(house).cancel.click()
    else:
        QTest.keyClick(composer.question, Qt.Key.Key_Escape)
    assert composer.draft.text == "half a tho"
    assert not line(house).isVisible()
    send(house)
    house.until(lambda: len(house.shown()) == 4)
    assert house.shown()[2] == "half a tho"


def test_typing_the_question_anew_is_still_editing(build: Build) -> None:
    house = build()
    told(house, "First?")
    house.view.edit_requested.emit(ids(house)[0])
    house.shell.window.composer.set_text("")
    house.shell.window.composer.set_text("Quite another?")
    send(house)
    house.until(lambda: house.shown() == ["Quite another?", "Hello world"] and not house.asking)


def test_what_was_being_written_comes_back_once_the_edited_question_is_sent(build: Build) -> None:
    house = build()
    told(house, "First?")
    composer = house.shell.window.composer
    composer.insert_text("half a tho")
    house.view.edit_requested.emit(ids(house)[0])
    send(house)
    house.until(lambda: composer.draft.text == "half a tho")
    house.until(lambda: not house.asking)


def test_looking_elsewhere_ends_the_editing(build: Build) -> None:
    house = build()
    told(house, "First?")
    house.view.edit_requested.emit(ids(house)[0])
    house.shell.window.new_conversation_requested.emit()
    assert not line(house).isVisible()
    assert house.shell.window.composer.draft.empty


def test_an_edited_question_that_can_not_be_kept_is_still_being_edited(build: Build) -> None:
    house = build()
    told(house, "First?")
    house.view.edit_requested.emit(ids(house)[0])
    house.history.delete_message(ids(house)[0])
    send(house)
    house.until(lambda: house.shell.window.findChildren(ProblemBanner))
    assert house.shell.window.composer.draft.text == "First?"
    assert line(house).isVisible()


# --- branches


def test_a_retry_shows_the_new_answer_alone_and_the_old_one_is_a_step_away(build: Build) -> None:
    house = build()
    told(house, "First?", "Second?")
    answer = ids(house)[1]
    house.chat.script = [TextDelta(0, "Better")]
    house.view.retry_requested.emit(answer)
    house.until(lambda: house.shown() == ["First?", "Better"] and not house.asking)
    house.view.branch_requested.emit(answer)
    house.until(lambda: len(house.shown()) == 4)


def test_a_retry_stopped_before_its_first_word_shows_what_was_there(build: Build) -> None:
    house = build()
    told(house, "First?", "Second?")
    before = house.shown()
    house.chat.script = [HANG]
    house.view.retry_requested.emit(ids(house)[1])
    house.until(lambda: len(house.shown()) == 2)
    house.until(lambda: house.chat.requests[2:])
    house.shell.window.stop_requested.emit()
    house.until(lambda: house.shown() == before and not house.asking)
    assert len(house.history.messages(1)) == 4


def test_a_stalled_retry_can_be_asked_again(build: Build) -> None:
    house = build()
    told(house, "First?")
    house.chat.script = [HANG]
    house.view.retry_requested.emit(ids(house)[1])
    house.until(lambda: len(house.chat.requests) == 2 and house.shown() == ["First?", ""])
    coming = house.messages()[-1].message.id
    house.chat.script = [TextDelta(0, "At last")]
    house.view.again_requested.emit(coming)
    house.until(lambda: house.shown() == ["First?", "At last"] and not house.asking)
    assert len(house.messages()[-1].message.siblings) == 2


def test_an_answer_goes_on_coming_while_another_branch_is_shown(build: Build) -> None:
    house = build()
    told(house, "First?")
    first = ids(house)[1]
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.view.retry_requested.emit(first)
    house.until(lambda: house.shown() == ["First?", "Half"])
    coming = ids(house)[1]
    house.view.branch_requested.emit(first)
    house.until(lambda: house.shown() == ["First?", "Hello world"])
    assert house.asking
    house.view.branch_requested.emit(coming)
    house.until(lambda: house.shown() == ["First?", "Half"])
    house.view.branch_requested.emit(first)
    house.until(lambda: house.shown() == ["First?", "Hello world"])
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.asking)
    assert house.shown() == ["First?", "Hello world"]
    assert house.history.branch(coming)[-1].status is MessageStatus.CANCELLED


def test_deleting_a_branch_shows_the_one_beside_it(build: Build) -> None:
    house = build()
    told(house, "First?")
    house.chat.script = [TextDelta(0, "Better")]
    house.view.retry_requested.emit(ids(house)[1])
    house.until(lambda: house.shown() == ["First?", "Better"] and not house.asking)
    house.view.delete_requested.emit(ids(house)[1])
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    assert house.messages()[1].message.siblings == ()


def test_a_found_message_is_shown_on_its_branch(build: Build) -> None:
    house = build()
    told(house, "Giraffe?", "Zebra?")
    zebra = ids(house)[2]
    house.view.edit_requested.emit(ids(house)[0])
    house.shell.window.composer.set_text("Lion?")
    send(house)
    house.until(lambda: house.shown() == ["Lion?", "Hello world"] and not house.asking)
    house.shell.window.new_conversation_requested.emit()
    house.shell.window.history.hit_opened.emit(zebra)
    house.until(
        lambda: (
            house.shown() == ["Giraffe?", "Hello world", "Zebra?", "Hello world"]
            and not house.asking
        )
    )
    assert house.shell._asking.conversation_id == 1


# --- several answers


def test_another_model_s_answer_stands_beside_the_first(build: Build) -> None:
    house = build(BOTH)
    told(house, "First?")
    house.chat.script = [TextDelta(0, "Hi there")]
    house.view.another_requested.emit(ids(house)[1])
    (menu,) = house.view.findChildren(QMenu)
    (action,) = menu.actions()
    assert action.text() == "Other · second-model"
    action.trigger()
    menu.close()
    house.until(lambda: len(house.chat.requests) == 2 and not house.asking)
    answer = house.history.messages(1)[1]
    assert [choice.text for choice in answer.choices] == ["Hello world", "Hi there"]
    assert answer.choices[1].endpoint == "Other"
    assert house.chat.requests[1].endpoint == OTHER
    assert house.messages()[1].message == answer


def test_with_nobody_else_a_model_can_be_added(build: Build) -> None:
    house = build()
    told(house, "First?")
    wanted: list[bool] = []
    house.shell._questioning.model_wanted.connect(lambda: wanted.append(True))
    house.view.another_requested.emit(ids(house)[1])
    assert wanted
    assert len(house.chat.requests) == 1
    for window in QApplication.topLevelWidgets():
        if "Settings" in window.windowTitle():
            window.close()


def test_another_s_failure_is_told_and_harms_nothing(build: Build) -> None:
    house = build(BOTH)
    told(house, "First?")
    house.chat.script = [AskanceError(AWAY)]
    house.shell._questioning._more.ask_another(ids(house)[1], OTHER)
    house.until(lambda: house.shell.window.findChildren(ProblemBanner))
    (banner,) = house.shell.window.findChildren(ProblemBanner)
    assert AWAY.title in banner.accessibleName()
    answer = house.history.messages(1)[1]
    assert (answer.status, answer.text) == (MessageStatus.COMPLETE, "Hello world")


def test_looking_elsewhere_and_back_while_another_answers_shows_both(build: Build) -> None:
    house = build(BOTH)
    told(house, "First?")
    house.chat.script = [TextDelta(0, "Hi"), HANG]
    house.shell._questioning._more.ask_another(ids(house)[1], OTHER)
    answer = ids(house)[1]

    def heard() -> bool:
        coming = house.shell._asking.coming(answer)
        message = coming.message() if coming is not None else None
        return message is not None and message.choices[-1].text == "Hi"

    house.until(heard)
    house.shell.window.new_conversation_requested.emit()
    house.shell.window.history.conversation_opened.emit(1)
    house.until(lambda: len(house.messages()) == 2)
    live = house.shell._asking.message(answer)
    assert live is not None
    assert [(c.text, c.endpoint) for c in live.choices] == [("Hello world", ""), ("Hi", "Other")]
    assert live.choices[0].finish_reason == "stop"
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.asking)


def test_the_chosen_answer_goes_on_with_the_conversation(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Left"), TextDelta(1, "Right")]
    house.ask("Which?")
    house.until(lambda: len(house.messages()) == 2 and not house.asking)
    house.view.choice_chosen.emit(ids(house)[1], 1)
    house.until(lambda: house.history.messages(1)[1].chosen == 1)
    house.chat.script = list(HELLO)
    house.ask("And?")
    house.until(lambda: len(house.chat.requests) == 2 and not house.asking)
    assert house.chat.requests[1].messages[1].parts == (TextPart("Right"),)


def test_another_word_leads_on_at_whoever_weighed_it(build: Build) -> None:
    house = build(replace(BOTH, default_endpoint="Other"))
    house.shell._setting_up.choose_endpoint("Relay")
    house.until(lambda: house.settings.load().default_endpoint == "Relay")
    house.settle()
    tokens = (TokenLogprob("It", -0.1, (("It", -0.1), ("He", -2.0))),)
    house.chat.script = [TextDelta(0, "It is"), LogprobsDelta(0, tokens)]
    house.ask("Who?")
    house.until(lambda: house.shown() == ["Who?", "It is"] and not house.asking)
    house.shell._setting_up.choose_endpoint("Other")
    house.until(lambda: house.settings.load().default_endpoint == "Other")
    house.settle()
    house.chat.script = [TextDelta(0, " was")]
    house.view.continue_from_requested.emit(ids(house)[1], 0, "He")
    house.until(lambda: len(house.chat.requests) == 2 and not house.asking)
    assert house.chat.requests[1].endpoint == RELAY
    answer = house.history.messages(1)[1]
    assert (answer.text, answer.choices[0].text) == ("He was", "It is")
    assert isinstance(answer.choice, Choice)


def test_where_no_word_can_be_taken_it_says_so(build: Build) -> None:
    house = build()
    told(house, "First?")
    alone = replace(READY, endpoints=(), default_endpoint=ON_DEVICE.name)
    house.shell._setting_up.change(lambda _: alone)
    house.until(lambda: house.shell._setting_up.endpoint is ON_DEVICE)
    house.view.continue_from_requested.emit(ids(house)[1], 0, "Hello")
    house.until(lambda: house.shell.window.findChildren(ProblemBanner))
    assert len(house.chat.requests) == 1


# --- quoting, and the size of text


@pytest.mark.parametrize(
    ("written", "quoted", "draft"),
    [
        ("", "one\n\ntwo", "> one\n>\n> two\n\n"),
        ("So", "one", "So\n\n> one\n\n"),
        ("", "> deeper\n", "> > deeper\n\n"),
        ("As it was", " \n ", "As it was"),
    ],
)
def test_words_are_quoted_into_the_question(
    build: Build, written: str, quoted: str, draft: str
) -> None:
    house = build()
    told(house, "First?")
    composer = house.shell.window.composer
    composer.set_text(written)
    house.view.quote_requested.emit(quoted)
    assert composer.draft.text == draft
    assert composer.question.textCursor().atEnd()


def test_the_text_grows_and_shrinks_within_bounds(build: Build) -> None:
    house = build()
    for step, size in ((1, 110), (1, 120), (0, 100), (-1, 90)):
        house.view.text_size_wanted.emit(step)
        house.until(lambda size=size: house.settings.load().text_size == size)
        house.settle()
    for _ in range(12):
        house.view.text_size_wanted.emit(1)
    house.until(lambda: house.settings.load().text_size == 200)
    house.settle()


# --- the keyboard stays where it was


def focused_message(house: House) -> int | None:
    focused = QApplication.focusWidget()
    return focused.message.id if isinstance(focused, MessageView) else None


def test_asked_again_the_keyboard_is_at_the_new_answer(build: Build) -> None:
    house = build()
    told(house, "First?")
    house.shell.window.activateWindow()
    house.until(lambda: house.offered("Ask again"))
    house.offered("Ask again")[0].setFocus()
    house.press("Ask again")
    house.until(lambda: len(house.chat.requests) == 2 and not house.asking)
    assert focused_message(house) == ids(house)[1]


def test_the_keyboard_goes_along_to_another_version_and_nowhere_else(build: Build) -> None:
    house = build()
    told(house, "First?")
    house.shell.window.activateWindow()
    house.press("Ask again")
    house.until(lambda: len(house.chat.requests) == 2 and not house.asking)
    house.until(lambda: house.offered("Earlier version"))
    house.offered("Earlier version")[0].setFocus()
    went: list[QWidget] = []
    watching = QApplication.instance().focusChanged.connect(lambda _old, new: went.append(new))
    second = ids(house)[1]
    house.press("Earlier version")
    house.until(lambda: focused_message(house) not in (None, second))
    QObject.disconnect(watching)
    assert focused_message(house) == ids(house)[1]
    assert house.shell.window.composer.question not in went


def test_opened_from_the_history_one_goes_on_writing(build: Build) -> None:
    house = build()
    told(house, "First?")
    first = house.shell._asking.conversation_id
    house.shell.window.new_conversation_requested.emit()
    house.until(lambda: not house.shown())
    told(house, "Other?")
    house.shell.window.activateWindow()
    house.shell.window.history.focus_search()
    house.shell.window.history.conversation_opened.emit(first)
    house.until(lambda: house.shown() == ["First?", "Hello world"] and not house.asking)
    assert QApplication.focusWidget() is house.shell.window.composer.question
