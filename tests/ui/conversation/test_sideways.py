"""What is wider than the page is reached by keyboard and by finding, not with the mouse alone."""

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from askance.ui.conversation.boxes.box import Box
from askance.ui.conversation.boxes.sideways import THICK
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.selection import Position
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import answer, question, read

WORDS = " ".join(f"word{number}" for number in range(80))
CODE = f"```text\nshort\n{WORDS} needle\n```\n"
CELLS = "".join(f" cell number {number} |" for number in range(40))
TABLE = f"|{CELLS}\n|{'---|' * 40}\n|{CELLS.replace('number 39', 'needle')}\n"
FORMULA = "$$" + " + ".join(f"a_{{{number}}}" for number in range(80)) + "$$\n"


def canvas(view: ConversationView) -> BlocksCanvas:
    found = view.message_view(2)
    assert found is not None
    return found.bodies()[0]


def box(view: ConversationView) -> Box:
    return canvas(view).box(0)


def seen(view: ConversationView, start: int, end: int | None = None) -> bool:
    """Whether a part of the first leaf lies between the page's edges."""
    body = canvas(view)
    rects = [body.caret(0, each) for each in (start, start if end is None else end)]
    return all(each is not None and 0 <= each.left() <= body.width() for each in rects)


def put_caret(view: ConversationView, offset: int) -> None:
    view.setFocus()
    view._selecting.set_caret(Position(1, 0, 0, offset))


def press(view: ConversationView, qtbot: QtBot, key: Qt.Key, times: int = 1) -> int:
    for _ in range(times):
        qtbot.keyClick(view, key)
    caret = view._selecting.caret
    assert caret is not None
    return caret.offset


def test_end_goes_to_the_end_of_a_line_of_code_and_home_back(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("q"), answer(CODE)))
    text = box(view).text
    put_caret(view, len("short\nwo"))
    assert press(view, qtbot, Qt.Key.Key_End) == len(text)
    assert seen(view, len(text))
    assert press(view, qtbot, Qt.Key.Key_Home) == len("short\n")
    assert seen(view, len("short\n"))


def test_a_caret_that_walks_stays_in_sight(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("q"), answer(CODE)))
    put_caret(view, len("short\n"))
    for _ in range(3):
        place = press(view, qtbot, Qt.Key.Key_Right, 60)
        assert seen(view, place)
    for _ in range(2):
        place = press(view, qtbot, Qt.Key.Key_Left, 70)
        assert seen(view, place)


@pytest.mark.parametrize("source", [CODE, TABLE], ids=["code", "table"])
def test_a_hit_out_of_sight_at_the_side_is_brought_into_it(
    view: ConversationView, qtbot: QtBot, source: str
) -> None:
    view.show_messages((question("q"), answer(source)))
    at = box(view).text.index("needle")
    assert not seen(view, at)
    view.open_find()
    (field,) = view.findChildren(QLineEdit)
    field.setText("needle")
    qtbot.waitUntil(lambda: view._finding.finished and view._finding.count == 1)
    assert seen(view, at, at + len("needle"))


def test_a_doubtful_word_out_of_sight_at_the_side_is_pointed_out(view: ConversationView) -> None:
    view.show_messages((question("q"), read(CODE, {"needle": 0.3})))
    ((leaf, mark),) = canvas(view).doubts
    place = canvas(view).point_out(leaf, mark)
    assert seen(view, mark.start, mark.start + mark.length)
    assert 0 < place.left() < place.right() < canvas(view).width()


def test_a_wide_formula_has_a_bar_and_can_be_moved_with_it(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("q"), answer(FORMULA)))
    qtbot.waitUntil(lambda: box(view).overflow > 0, timeout=20_000)
    shown = box(view)
    high, wide = shown.lay_out(canvas(view).width()), canvas(view).width()
    bar = QPointF(3, high - THICK / 2 - 1)
    assert shown.caret(len(shown.text)).left() > wide
    assert shown.rects(0, len(shown.text))[0].bottom() < bar.y() - THICK / 2
    assert shown.grab(bar)
    assert shown.drag(bar + QPointF(wide, 0))
    assert shown.caret(len(shown.text)).left() <= wide


def test_the_end_of_a_wide_formula_is_reached_by_keyboard(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("q"), answer(FORMULA)))
    qtbot.waitUntil(lambda: box(view).overflow > 0, timeout=20_000)
    put_caret(view, 0)
    assert seen(view, press(view, qtbot, Qt.Key.Key_End))
    assert QRectF(box(view).caret(len(box(view).text))).left() <= canvas(view).width()
