"""A refusal is text like any other: selected, copied, found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from askance.core.chat import RefusalDelta, TextDelta
from askance.core.conversation import MessageStatus
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.boxes.box import Tint
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import answer, question
from tests.ui.conversation.test_selection import drag, spot

pytestmark = pytest.mark.usefixtures("unhurried")

NO = "I would rather not say."
REFUSED = answer("", refusal=NO)
CONTROL = Qt.KeyboardModifier.ControlModifier


def shown(view: ConversationView) -> AnswerView:
    found = view.message_view(2)
    assert isinstance(found, AnswerView)
    return found


@pytest.mark.parametrize("streamed", [False, True])
def test_it_is_selected_with_the_mouse_and_copied(view: ConversationView, streamed: bool) -> None:
    view.show_messages((question("q"), answer("", status=MessageStatus.STREAMING)))
    if streamed:
        view.apply(2, [RefusalDelta(0, NO[:9]), RefusalDelta(0, NO[9:])])
        view.replace_message(REFUSED)
    else:
        view.show_messages((question("q"), REFUSED))
    drag(view, spot(view, (0, 0, 8), 2), spot(view, (0, 0, 18), 2))
    assert view.selected_text() == "rather not"
    (body,) = shown(view).bodies()
    assert [(each.start, each.end, each.tint) for each in body._shades[0]] == [
        (8, 18, Tint.SELECTED)
    ]
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "rather not"


def test_hits_in_it_are_marked(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("q"), REFUSED))
    view.open_find()
    field = view.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, "rather")
    qtbot.waitUntil(lambda: view._finding.finished and view._finding.count == 1)
    (body,) = shown(view).bodies()
    qtbot.waitUntil(lambda: [each.tint for each in body._shades[0]] == [Tint.CURRENT_HIT])
    assert [(each.start, each.end) for each in body._shades[0]] == [(8, 14)]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert view.selected_text() == "rather"


def test_behind_words_and_thoughts_it_is_selected_too(view: ConversationView) -> None:
    both = answer("Some words.", refusal=NO, reasoning="hm")
    view.show_messages((question("q"), both))
    toggle = shown(view).stops[0]
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert [body.plain() for body in shown(view).bodies()] == ["hm", "Some words.", NO]
    drag(view, spot(view, (1, 0, 5), 2), spot(view, (2, 0, 7), 2))
    assert view.selected_text() == "words.\n\nI would"


def test_with_thoughts_alone_above_it(view: ConversationView) -> None:
    view.show_messages((question("q"), replace(answer("", refusal=NO, reasoning="hm"))))
    QTest.mouseClick(shown(view).stops[0], Qt.MouseButton.LeftButton)
    drag(view, spot(view, (0, 0, 0), 2, 0), spot(view, (1, 0, 7), 2))
    assert view.selected_text() == "hm\n\nI would"


def test_all_of_a_conversation_with_it_is_copied(view: ConversationView) -> None:
    many = [answer("Some words.\n\n" * 9, id=number) for number in range(10, 60)]
    view.show_messages((question("q"), REFUSED, *many))
    assert view.message_view(2) is None
    view.select_all()
    assert view.selected_text().startswith(f"q\n\n{NO}\n\nSome")
    assert view.selected_markdown().startswith(f"q\n\n{NO}\n\nSome")


def test_a_caret_walks_into_it(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("q"), REFUSED))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_F7)
    qtbot.keyClick(view, Qt.Key.Key_End, CONTROL)
    caret = view._selecting.caret
    assert caret == (1, 0, 0, len(NO))
    assert view._keys._walk.rect(caret) is not None
    assert shown(view).bodies()[0]._caret == (0, len(NO))


def test_words_that_come_behind_it_are_shown(view: ConversationView) -> None:
    view.show_messages((question("q"), answer("", status=MessageStatus.STREAMING)))
    view.apply(2, [RefusalDelta(0, NO)])
    view.apply(2, [TextDelta(0, "Or else.")])
    assert [body.plain() for body in shown(view).bodies()] == ["Or else.", NO]
    assert all(body.isVisibleTo(view) for body in shown(view).bodies())
