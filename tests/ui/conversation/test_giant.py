"""One paragraph as long as a chapter: what is read stays where it is, and little is laid out."""

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from askance.core.chat import TextDelta
from askance.core.conversation import MessageStatus
from askance.ui.conversation.boxes.run import Run
from askance.ui.conversation.boxes.text import TextBox
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import answer

SENTENCE = "The window answers at once, and a column of it reads like a well-set page does. "
CHAPTER = "".join(f"{number}: {SENTENCE}" for number in range(900))


@pytest.fixture
def view(view: ConversationView, qtbot: QtBot) -> ConversationView:
    view.show_messages([answer(CHAPTER, id=2, status=MessageStatus.STREAMING)])
    qtbot.waitUntil(lambda: view._scroller.resting and canvas(view).parsed, timeout=20_000)
    return view


def canvas(view: ConversationView) -> BlocksCanvas:
    message = view.message_view(2)
    assert message is not None
    return message.bodies()[0]


def laid_out(view: ConversationView) -> int:
    """How much of the text has lines."""
    box = canvas(view).box(0)
    assert isinstance(box, TextBox)
    return sum(run.end - run.at for run in box._runs._runs if isinstance(run, Run))


def read_at(view: ConversationView, y: int) -> tuple[int, int]:
    """What stands at a height of the window, and where its line begins."""
    body = canvas(view)
    top = body.mapTo(view.viewport(), QPoint(0, 0)).y()
    _, offset = body.position_at(QPointF(0, y - top))
    return offset, place_of(view, offset)


def place_of(view: ConversationView, offset: int) -> int:
    body = canvas(view)
    caret = body.caret(0, offset)
    assert caret is not None
    return round(caret.top()) + body.mapTo(view.viewport(), QPoint(0, 0)).y()


def test_scrolling_and_leaping_move_nothing_but_what_they_should(view: ConversationView) -> None:
    bar = view.verticalScrollBar()
    assert laid_out(view) < len(CHAPTER) / 4
    for start in (bar.maximum(), bar.maximum() // 3, bar.maximum() // 2, 700):
        bar.setValue(start)
        for _ in range(6):
            offset, place = read_at(view, 200)
            bar.setValue(bar.value() - 113)
            assert place_of(view, offset) == place + 113
    assert laid_out(view) < len(CHAPTER) * 0.8


def test_another_width_keeps_what_is_read(view: ConversationView, qtbot: QtBot) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for width in (700, 1100, 600):
        offset, place = read_at(view, 0)
        view.window().resize(width, 600)
        qtbot.waitUntil(lambda width=width: view.window().width() == width)  # type: ignore[misc]
        QApplication.processEvents()
        assert place_of(view, offset) == pytest.approx(place, abs=22)
        assert laid_out(view) < len(CHAPTER) / 4


@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_it_grows_without_being_laid_out(view: ConversationView, part: float) -> None:
    bar = view.verticalScrollBar()
    view.window().resize(700, 600)
    QApplication.processEvents()
    bar.setValue(round(bar.maximum() * part))
    offset, place = read_at(view, 200)
    for _ in range(20):
        view.apply(2, [TextDelta(0, "And more. ")])
        view._refresh()
        QApplication.processEvents()
    assert laid_out(view) < len(CHAPTER) / 4
    if part == 1.0:
        assert bar.value() == bar.maximum()
    else:
        assert place_of(view, offset) == place
