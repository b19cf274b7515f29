"""Widgets that show another message once theirs is out of sight: nothing of the first is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from askance.core.conversation import Message, MessageStatus
from askance.core.settings import Appearance
from askance.ui.conversation.boxes.code import CodeBox
from askance.ui.conversation.boxes.text import TextBox
from askance.ui.conversation.maker import MessageMaker
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.ui.conversation import samples
from tests.ui.conversation.samples import answer, question


def talk(count: int) -> list[Message]:
    return [
        question(f"Question {number}?", id=number)
        if number % 2
        else answer(f"Answer **{number}**.\n\n```\ncode {number}\n```\n\nEnd.", id=number)
        for number in range(1, count + 1)
    ]


def rest(view: ConversationView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view._scroller.resting, timeout=20_000)


def shown(view: ConversationView) -> list[MessageView]:
    return [each for each in view.widget().findChildren(MessageView) if not each.isHidden()]


def walk(view: ConversationView, qtbot: QtBot) -> None:
    """Through the whole conversation, from its end to its beginning."""
    bar = view.verticalScrollBar()
    while bar.value() > 0:
        bar.setValue(max(0, bar.value() - bar.pageStep()))
        rest(view, qtbot)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the messages for which a widget was made."""
    found: list[int] = []
    real = MessageMaker.make

    def make(self: MessageMaker, message: Message) -> MessageView:
        found.append(message.id)
        return real(self, message)

    monkeypatch.setattr(MessageMaker, "make", make)
    return found


def test_a_long_way_makes_few_widgets(
    view: ConversationView, qtbot: QtBot, made: list[int]
) -> None:
    view.show_messages(talk(300))
    walk(view, qtbot)
    assert len(made) < 150


def test_each_says_what_its_message_says(view: ConversationView, qtbot: QtBot) -> None:
    messages = {message.id: message for message in talk(200)}
    view.show_messages(list(messages.values()))
    walk(view, qtbot)
    for each in shown(view):
        message = messages[each.message.id]
        assert each.source() == message.text
        assert str(message.id) in each.plain()
        assert str(message.id) in each.accessibleName()
        assert view.message_view(message.id) is each


def test_they_stand_and_are_tabbed_to_in_reading_order(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages(talk(200))
    walk(view, qtbot)
    by_place = sorted(shown(view), key=lambda each: each.message.id)
    tops = [each.mapTo(view.widget(), QPoint(0, 0)).y() for each in by_place]
    assert tops == sorted(tops)
    stacked = [each for each in view.widget().children() if each in by_place]
    assert stacked == by_place


def test_what_is_selected_is_shaded_where_it_is(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages(talk(200))
    view.select_all()
    walk(view, qtbot)
    assert all(body._shades for each in shown(view) for body in each.bodies() if body.leaves)
    view._selecting.reset()
    view.show_messages(talk(200))
    rest(view, qtbot)
    assert not any(body._shades for each in shown(view) for body in each.bodies())


def test_more_than_words_is_never_used_again(
    view: ConversationView, qtbot: QtBot, made: list[int]
) -> None:
    messages = [
        question(f"{number}", samples.CHART_ATTACHMENT, id=number) for number in range(1, 60)
    ]
    view.show_messages(messages)
    walk(view, qtbot)
    assert sorted(made) == [message.id for message in messages]


def test_an_answer_cut_short_says_so_in_a_used_widget_too(
    view: ConversationView, qtbot: QtBot
) -> None:
    messages = talk(200)
    messages[9] = answer("Cut", id=10, status=MessageStatus.INTERRUPTED, finish=None)
    view.show_messages(messages)
    walk(view, qtbot)
    found = view.message_view(10)
    if found is None:
        view.reveal_message(10)
        rest(view, qtbot)
        found = view.message_view(10)
    assert found is not None
    assert any("interrupted" in words.text().lower() for words in found.findChildren(QLabel))


def test_another_theme_dresses_them_anew(
    view: ConversationView, qtbot: QtBot, theme: Theme
) -> None:
    view.show_messages(talk(300))
    walk(view, qtbot)
    theme.set_appearance(Appearance.DARK)
    QApplication.processEvents()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    rest(view, qtbot)
    boxes = [box for each in shown(view) for body in each.bodies() for _, box in body._pile.boxed()]
    letters = {box._dress.colour.name() for box in boxes if isinstance(box, TextBox)}
    assert letters == {theme.colours.text}
    box = next(box for box in boxes if isinstance(box, CodeBox))
    image = QImage(300, box.lay_out(300), QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        box.paint(painter, QRectF(image.rect()), ())
    assert image.pixelColor(150, 4).name() == theme.colours.code
