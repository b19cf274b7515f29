"""Other messages come while something inside has the keyboard: nothing of the old ones is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from askance.core.chat import TextDelta
from askance.core.conversation import Message, MessageStatus
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import answer, question

LONG = "\n\n".join(f"{f'para {number} ' * 80}\n\n```py\ncode {number}\n```" for number in range(12))
FIRST = question("What does it say?", id=1)
OLD = (FIRST, answer("one answer"), question("follow-up", id=3), answer("another answer", id=4))
NEW = (FIRST, answer("one answer"), question("edited", id=7), answer("a new answer", id=8))


def shown(view: ConversationView) -> list[int]:
    """The ids of the messages that have a widget to be seen."""
    found = view.widget().findChildren(MessageView)
    return [each.message.id for each in found if each.isVisibleTo(view)]


def left_over(view: ConversationView) -> list[int]:
    """Of these, the ones that are not in the conversation, or there twice."""
    ids = [message.id for message in view._roll]
    seen = shown(view)
    return [each for each in seen if each not in ids or seen.count(each) > 1]


def button(view: ConversationView, message: int, name: str) -> QAbstractButton:
    shown = view.message_view(message)
    assert shown is not None
    return next(
        each for each in shown.findChildren(QAbstractButton) if each.accessibleName() == name
    )


@pytest.mark.parametrize("way", ["mouse", "key"])
def test_asking_again_leaves_nothing_of_what_came_after(
    view: ConversationView, qtbot: QtBot, way: str
) -> None:
    def again(message: int) -> None:
        assert message == 2
        view.show_messages((FIRST,))
        view.add_message(answer("", id=9, status=MessageStatus.STREAMING))
        view.apply(9, (TextDelta(0, "a fresh answer"),))

    view.retry_requested.connect(again)
    view.show_messages(OLD)
    answered = view.message_view(2)
    assert answered is not None
    answered.setFocus()
    qtbot.waitUntil(answered.hasFocus)
    retry = button(view, 2, "Ask again")
    if way == "mouse":
        QTest.mouseClick(retry, Qt.MouseButton.LeftButton)
    else:
        retry.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(retry, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view._scroller.resting)
    assert not left_over(view)
    assert set(shown(view)) == {1, 9}
    assert view.hasFocus(), "the keyboard stays in the conversation"


@pytest.mark.parametrize("other", [NEW, (answer("quite another", id=50),), ()])
@pytest.mark.parametrize("name", ["", "Copy answer", "Ask again", "Later version", "Copy code"])
def test_other_messages_come_while_something_has_the_keyboard(
    view: ConversationView, qtbot: QtBot, name: str, other: Sequence[Message]
) -> None:
    view.show_messages(
        (FIRST, answer(LONG), replace(question("next", id=3), siblings=(3, 7)), answer("end", id=4))
    )
    for message in (2, 3):
        view.reveal_message(message)
        QApplication.processEvents()
        found = view.message_view(message)
        assert found is not None
        found.setFocus()
        inside = [each for each in found.stops if each.accessibleName() == name]
        if inside:
            inside[0].setFocus(Qt.FocusReason.TabFocusReason)
    view.show_messages(other)
    assert len(list(view._sight.views)) <= len(other)
    qtbot.waitUntil(lambda: view._scroller.resting)
    assert not left_over(view)
    view.verticalScrollBar().setValue(0)
    view.go_to_end()
    qtbot.waitUntil(lambda: view._scroller.resting)
    assert not left_over(view)


@pytest.mark.parametrize("which", [1, 2, 3, 4])
def test_a_message_is_taken_away_that_has_the_keyboard(
    view: ConversationView, qtbot: QtBot, which: int
) -> None:
    view.delete_requested.connect(view.remove_message)
    view.show_messages(OLD)
    taken = view.message_view(which)
    assert taken is not None
    taken.setFocus()
    qtbot.waitUntil(taken.hasFocus)
    QTest.keyClick(taken, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: view._scroller.resting)
    assert not left_over(view)
    focused = QApplication.focusWidget()
    assert focused is view or (focused is not None and view.isAncestorOf(focused))


def test_what_is_given_up_far_away_keeps_the_keyboard_out_of_it(
    view: ConversationView, forget_all: Callable[[], None]
) -> None:
    view.show_messages(OLD)
    found = view.message_view(2)
    assert found is not None
    found.setFocus()
    forget_all()
    assert view.hasFocus()
    assert not list(view._sight.views)


@pytest.fixture
def forget_all(view: ConversationView) -> Callable[[], None]:
    return view._sight.clear
