"""Asked again, or answered twice, in the real window: what is shown is what is kept and sent."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from askance.core.chat import TextDelta
from askance.core.conversation import Choice, MessageStatus, TextPart
from askance.ui.conversation.message import MessageView
from tests.fakes.chat import HANG
from tests.support.house import HELLO, Build, House
from tests.ui.shell.test_branches import ids, told


def button(house: House, message: int, name: str) -> QAbstractButton | None:
    found = house.view.message_view(message)
    inside = found.findChildren(QAbstractButton) if found is not None else []
    return next((each for each in inside if each.accessibleName() == name), None)


def press(house: House, message: int, name: str) -> None:
    found = button(house, message, name)
    assert found is not None
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def test_asked_again_shows_the_new_answer_and_nothing_below(build: Build) -> None:
    house = build()
    told(house, "First?", "Second?")
    conversation = house.shell._asking.conversation_id
    house.shell.window.new_conversation_requested.emit()
    house.until(lambda: not house.shown())
    house.shell.window.history.conversation_opened.emit(conversation)
    house.until(lambda: len(house.shown()) == 4)
    house.shell.window.activateWindow()
    first = ids(house)[1]
    answered = house.view.message_view(first)
    assert answered is not None
    answered.setFocus()
    press(house, first, "Ask again")
    house.until(lambda: len(house.chat.requests) == 3 and not house.asking)
    house.until(lambda: house.view._scroller.resting)
    ours = {message.id for message in house.view._roll}
    seen = [
        each.message.id
        for each in house.view.findChildren(MessageView)
        if each.isVisibleTo(house.view)
    ]
    assert set(seen) == ours
    assert len(seen) == 2
    assert house.shown() == ["First?", "Hello world"]


def test_what_is_picked_while_it_comes_is_kept_and_goes_on(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "Left"), TextDelta(1, "Right"), HANG]
    house.ask("Which?")
    house.until(
        lambda: len(ids(house)) == 2 and button(house, ids(house)[1], "Answer 2") is not None
    )
    _asked, answered = ids(house)
    press(house, answered, "Answer 2")
    house.shell._asking.stop()
    house.until(lambda: not house.asking)
    conversation = house.shell._asking.conversation_id
    assert conversation is not None
    house.until(lambda: house.history.messages(conversation)[1].chosen == 1)
    house.chat.script = list(HELLO)
    house.ask("And?")
    house.until(lambda: len(house.chat.requests) == 2 and not house.asking)
    assert house.chat.requests[1].messages[1].parts == (TextPart("Right"),)
    assert house.shown()[1] == "Right"


def picked_while_coming(house: House) -> int:
    """Of two answers that are coming the second was picked; the id of the conversation."""
    house.chat.script = [TextDelta(0, "Left"), TextDelta(1, "Right"), HANG]
    house.ask("Which?")
    house.until(
        lambda: len(ids(house)) == 2 and button(house, ids(house)[1], "Answer 2") is not None
    )
    press(house, ids(house)[1], "Answer 2")
    conversation = house.shell._asking.conversation_id
    assert conversation is not None
    return conversation


def test_what_is_picked_holds_whatever_is_looked_at_meanwhile(build: Build) -> None:
    house = build()
    conversation = picked_while_coming(house)
    coming = house.shell._asking._under_way.within(conversation)
    assert coming is not None
    house.shell.window.new_conversation_requested.emit()
    house.until(lambda: not house.shown())
    coming.job.cancel()
    house.until(lambda: house.history.messages(conversation)[1].status is MessageStatus.CANCELLED)
    assert house.history.messages(conversation)[1].chosen == 1
    house.settle()
    house.shell.window.history.conversation_opened.emit(conversation)
    house.until(lambda: house.shown() == ["Which?", "Right"])


def test_what_is_picked_is_shown_on_coming_back_while_more_comes(build: Build) -> None:
    house = build()
    conversation = picked_while_coming(house)
    house.shell.window.new_conversation_requested.emit()
    house.until(lambda: not house.shown())
    house.shell.window.history.conversation_opened.emit(conversation)
    house.until(lambda: house.shown() == ["Which?", "Right"])
    assert house.asking
    house.shell._asking.stop()
    house.until(lambda: not house.asking)
    assert house.history.messages(conversation)[1].chosen == 1
    assert house.shown() == ["Which?", "Right"]


def test_what_is_picked_is_kept_while_more_comes(build: Build) -> None:
    """So that it holds also where the process dies."""
    house = build()
    conversation = picked_while_coming(house)
    house.until(lambda: house.history.messages(conversation)[1].chosen == 1)
    assert house.history.messages(conversation)[1].status is MessageStatus.STREAMING
    press(house, ids(house)[1], "Answer 1")
    house.until(lambda: house.history.messages(conversation)[1].chosen == 0)
    house.shell._asking.stop()
    house.until(lambda: not house.asking)
    assert house.shown() == ["Which?", "Left"]


def test_picked_while_the_end_is_being_written_the_last_pick_counts(build: Build) -> None:
    house = build()
    conversation = picked_while_coming(house)
    answered = ids(house)[1]
    coming = house.shell._asking._under_way.within(conversation)
    assert coming is not None
    coming.pick(0)
    ended = coming.message()
    assert ended is not None
    choices = (Choice(0, "Left"), Choice(1, "Right"))
    late = replace(ended, status=MessageStatus.COMPLETE, choices=choices, chosen=1)
    assert (coming.end(late).chosen, coming.end(late).id) == (0, answered)
    none = replace(late, choices=choices[1:])
    assert coming.end(none).chosen == 1, "what never came cannot go on"
