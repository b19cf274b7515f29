"""Selecting and copying across messages, with the mouse and with the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from askance.ui.conversation.boxes.box import Tint
from askance.ui.conversation.caret import right_to_left, word_at
from askance.ui.conversation.links import LinkPrompt
from askance.ui.conversation.selection import (
    END,
    Position,
    Selection,
    end_of,
    start_of,
    without,
)
from askance.ui.conversation.utf16 import cut, index, length, offset
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import answer, question

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
BODY = "First **bold** words.\n\n- one\n- two\n\nLast line."


def spot(view: ConversationView, place: tuple[int, int, int], message: int, by: int = 1) -> QPoint:
    """A point of the viewport: `by` pixels right of a caret at a body, leaf and offset."""
    shown = view.message_view(message)
    assert shown is not None
    body = shown.bodies()[place[0]]
    rect = body.caret(place[1], place[2])
    assert rect is not None
    inside = rect.center().toPoint() + QPoint(by, 0)
    return body.mapTo(view.viewport(), inside)


def target(view: ConversationView, point: QPoint) -> tuple[object, QPoint]:
    """Whoever is under a point of the viewport, and the point in its pixels."""
    under = view.viewport().childAt(point) or view.viewport()
    return under, under.mapFrom(view.viewport(), point)


def drag(view: ConversationView, start: QPoint, end: QPoint) -> None:
    """Press, move and release, as Qt delivers it: all to the widget that was pressed."""
    under, at = target(view, start)
    QTest.mousePress(under, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    away = end - start
    for part in (0.3, 0.7, 1.0):
        step = at + QPoint(round(away.x() * part), round(away.y() * part))
        QTest.mouseMove(under, step)
        _move(under, step)
    QTest.mouseRelease(under, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + away)


def _move(widget: object, point: QPoint) -> None:
    """A move with the button down, which QTest can't make."""
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    assert isinstance(widget, QWidget)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(widget.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def click(view: ConversationView, point: QPoint, modifier: Qt.KeyboardModifier) -> None:
    under, at = target(view, point)
    QTest.mouseClick(under, Qt.MouseButton.LeftButton, modifier, at)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


# -- places, pure

PLACES = st.builds(
    Position, st.integers(0, 3), st.integers(0, 1), st.integers(0, 3), st.integers(0, 9)
)


@given(PLACES, PLACES)
def test_a_selection_is_the_same_drawn_either_way(one: Position, other: Position) -> None:
    forth, back = Selection(one, other), Selection(other, one)
    assert (forth.first, forth.last) == (back.first, back.last)
    for message in range(4):
        assert forth.touches(message) == back.touches(message)
        for leaf in range(4):
            assert forth.part(message, 0, leaf, 9) == back.part(message, 0, leaf, 9)


@given(PLACES, PLACES, PLACES)
def test_what_is_selected_lies_between_the_ends(
    one: Position, other: Position, place: Position
) -> None:
    selection = Selection(one, other)
    part = selection.part(place.message, place.body, place.leaf, 9)
    inside = selection.first <= place < selection.last
    assert inside == (part is not None and part[0] <= place.offset < part[1]) or place.offset == 9


def test_ends_hold_whatever_a_message_says() -> None:
    whole = Selection(start_of(1), end_of(2))
    assert whole.holds(1, Position(1, 3, 500, 9))
    assert whole.holds(2, Position(2, 0, 0, 0))
    assert not whole.holds(0, Position(0, 0, 0, 4))
    assert whole.part(2, 7, 7, 4) == (0, 4)
    assert whole.part(1, 0, 0, 0) is None  # nothing is there
    assert end_of(2).body == END


def test_a_message_that_goes_away_moves_what_is_below() -> None:
    selected = Selection(Position(3, 0, 1, 2), Position(5))
    assert without(selected, 1) == Selection(Position(2, 0, 1, 2), Position(4))
    assert without(selected, 6) == selected
    assert without(selected, 4) is None


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_offsets_count_as_qt_does(text: str, start: int, end: int) -> None:
    units = text.encode("utf-16-le", "surrogatepass")
    assert length(text) == len(units) // 2
    start, end = sorted((offset(text, min(start, len(text))), offset(text, min(end, len(text)))))
    assert cut(text, start, end) == units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
    assert offset(text, index(text, start)) == start


@pytest.mark.parametrize(
    ("text", "at", "word"),
    [
        ("some words", 0, "some"),
        ("some words", 3, "some"),
        ("some words", 4, " "),
        ("some words", 5, "words"),
        ("some words", 10, "words"),
        ("😀 smile", 3, "smile"),
        ("", 0, ""),
    ],
)
def test_a_word_at_a_place(text: str, at: int, word: str) -> None:
    assert cut(text, *word_at(text, at)) == word


def test_which_way_is_read() -> None:
    assert not right_to_left("12 abc שלום")
    assert right_to_left("… שלום abc")
    assert not right_to_left("")


# -- the mouse


def test_dragging_selects_across_messages(view: ConversationView) -> None:
    view.show_messages((question("A question here"), answer(BODY)))
    drag(view, spot(view, (0, 0, 2), 1), spot(view, (0, 1, 3), 2))
    assert view.selected_text() == "question here\n\nFirst bold words.\n\n• o"
    drag(view, spot(view, (0, 1, 3), 2), spot(view, (0, 0, 2), 1))
    assert view.selected_text() == "question here\n\nFirst bold words.\n\n• o"


def test_what_is_selected_is_shaded(view: ConversationView) -> None:
    view.show_messages((question("A question here"), answer(BODY)))
    drag(view, spot(view, (0, 0, 2), 1), spot(view, (0, 0, 5), 2))
    for message, place in ((1, (2, 15)), (2, (0, 5))):
        shown = view.message_view(message)
        assert shown is not None
        (shade,) = shown.bodies()[0]._shades[0]
        assert (shade.start, shade.end, shade.tint) == (*place, Tint.SELECTED)
    view.clear()
    assert view.selected_text() == ""


def test_a_click_selects_nothing(view: ConversationView) -> None:
    view.show_messages((question("A question here"), answer(BODY)))
    view.select_all()
    click(view, spot(view, (0, 0, 3), 1), Qt.KeyboardModifier.NoModifier)
    assert view.selected_text() == ""


def test_two_clicks_select_a_word_and_three_a_paragraph(view: ConversationView) -> None:
    view.show_messages((question("A question here"), answer(BODY)))
    point = spot(view, (0, 0, 8), 2)
    under, at = target(view, point)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(under, left, none, at)
    QTest.mouseDClick(under, left, none, at)
    assert view.selected_text() == "bold"
    QTest.mousePress(under, left, none, at)
    QTest.mouseRelease(under, left, none, at)
    assert view.selected_text() == "First bold words."


def test_shift_and_a_click_draw_on(view: ConversationView) -> None:
    view.show_messages((question("A question here"), answer(BODY)))
    click(view, spot(view, (0, 0, 6), 2), Qt.KeyboardModifier.NoModifier)
    click(view, spot(view, (0, 0, 10), 2), SHIFT)
    assert view.selected_text() == "bold"
    click(view, spot(view, (0, 0, 2), 1), SHIFT)
    assert view.selected_text() == "question here\n\nFirst "


def test_a_drag_over_a_link_opens_nothing(view: ConversationView) -> None:
    view.show_messages((answer("see [this page](https://example.org) now", id=1),))
    drag(view, spot(view, (0, 0, 5), 1), spot(view, (0, 0, 8), 1))
    assert view.window().findChildren(LinkPrompt) == []
    assert view.selected_text() == "his"
    click(view, spot(view, (0, 0, 6), 1), Qt.KeyboardModifier.NoModifier)
    (prompt,) = view.window().findChildren(LinkPrompt)
    prompt.close()


def test_a_drag_over_the_edge_scrolls_on(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages([answer("A line.\n\n" * 20, id=number) for number in range(1, 30)])
    view.reveal_message(5)
    qtbot.waitUntil(lambda: view._scroller.resting)
    place = view._dragging.place_at(QPointF(view.viewport().mapToGlobal(QPoint(100, 300))))
    assert place is not None
    point = QPoint(100, 300)
    under, at = target(view, point)
    QTest.mousePress(under, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    from PySide6.QtGui import QCursor

    QCursor.setPos(view.viewport().mapToGlobal(QPoint(100, 620)))
    value = view.verticalScrollBar().value()
    _move(under, at + QPoint(0, 320))
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > value + 600, timeout=8_000)
    QTest.mouseRelease(
        under, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + QPoint(0, 320)
    )
    value = view.verticalScrollBar().value()
    assert view.selected_text().count("A line.") > 20
    qtbot.wait(100)
    assert view.verticalScrollBar().value() == value


# -- copying


def test_everything_copied_as_markdown_is_the_source(view: ConversationView) -> None:
    sources = [BODY + "\n", "A\nquestion", "```py\nx = 1\n```\n\n| a |\n|---|\n| b |\n\n"]
    view.show_messages([answer(text, id=number) for number, text in enumerate(sources, 1)])
    view.select_all()
    view.copy_markdown()
    assert clipboard() == "\n\n".join(sources)
    assert view.selected_markdown() == clipboard()


def test_far_away_messages_are_copied_too(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages([answer(f"Say **{n}**.", id=n) for n in range(1, 400)])
    view.select_all()
    assert view.selected_text() == "\n\n".join(f"Say {n}." for n in range(1, 400))
    assert view.selected_markdown() == "\n\n".join(f"Say **{n}**." for n in range(1, 400))


def test_a_great_deal_is_copied_a_moment_later(view: ConversationView, qtbot: QtBot) -> None:
    long = "*word* " * 3_000
    view.show_messages([answer(long, id=n) for n in range(1, 9)])
    view.select_all()
    QGuiApplication.clipboard().clear()
    view.copy()
    said = long.replace("*", "").strip()
    qtbot.waitUntil(lambda: clipboard() == "\n\n".join([said] * 8), timeout=20_000)


def test_part_of_a_message_is_copied_as_whole_blocks(view: ConversationView) -> None:
    view.show_messages((question("ask"), answer(BODY)))
    drag(view, spot(view, (0, 0, 8), 2), spot(view, (0, 1, 3), 2))
    assert view.selected_markdown() == "First **bold** words.\n\n- one\n- two"
    drag(view, spot(view, (0, 0, 6), 2), spot(view, (0, 0, 10), 2))
    assert view.selected_markdown() == "bold"
    drag(view, spot(view, (0, 0, 1), 1), spot(view, (0, 0, 5), 2))
    assert view.selected_markdown() == "sk\n\nFirst"


def test_keys_copy_what_is_selected_or_else_the_message(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("ask"), answer(BODY)))
    asked, shown = view.message_view(1), view.message_view(2)
    assert asked is not None
    assert shown is not None
    focus(view, qtbot, 1)
    qtbot.keyClick(asked, Qt.Key.Key_C, CONTROL)
    assert clipboard() == "ask"
    focus(view, qtbot, 2)
    qtbot.keyClick(shown, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(shown, Qt.Key.Key_C, CONTROL)
    assert clipboard() == "First bold words.\n\n• one\n• two\n\nLast line."
    qtbot.keyClick(shown, Qt.Key.Key_C, CONTROL | SHIFT)
    assert clipboard() == BODY
    qtbot.keyClick(shown, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(shown, Qt.Key.Key_C, CONTROL | SHIFT)
    assert clipboard() == f"ask\n\n{BODY}"
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert view.selected_text() == ""


def test_what_is_selected_is_quoted(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("ask"), answer(BODY)))
    with qtbot.waitSignal(view.quote_requested) as asked:
        view.quote(2)
    assert asked.args == [BODY]
    drag(view, spot(view, (0, 0, 6), 2), spot(view, (0, 0, 10), 2))
    with qtbot.waitSignal(view.quote_requested) as asked:
        view.quote(2)
    assert asked.args == ["bold"]


def test_what_is_selected_has_a_menu(view: ConversationView, qtbot: QtBot) -> None:
    from PySide6.QtGui import QContextMenuEvent

    view.show_messages((question("ask"), answer(BODY)))
    shown = view.message_view(2)
    assert shown is not None
    drag(view, spot(view, (0, 0, 6), 2), spot(view, (0, 0, 10), 2))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(60, 8), QPoint(60, 8))
    QApplication.sendEvent(shown, event)
    (menu,) = view.findChildren(QMenu)
    names = [action.text() for action in menu.actions() if action.text()]
    assert names == ["Copy", "Copy as Markdown", "Quote", "Select all"]
    menu.actions()[0].trigger()
    menu.close()
    assert clipboard() == "bold"


# -- the caret


def keys(view: ConversationView, qtbot: QtBot, *pressed: object) -> None:
    """Keys to whatever has the focus, each a key or one with its modifiers."""
    for each in pressed:
        key, modifiers = each if isinstance(each, tuple) else (each, Qt.KeyboardModifier(0))
        focused = QApplication.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key, modifiers)


def focus(view: ConversationView, qtbot: QtBot, message: int) -> None:
    shown = view.message_view(message)
    assert shown is not None
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)


def test_the_first_shift_and_arrow_puts_a_caret(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("ask me"), answer(BODY)))
    focus(view, qtbot, 2)
    right = (Qt.Key.Key_Right, SHIFT)
    keys(view, qtbot, right, right)
    assert view.selected_text() == "Fi"
    keys(view, qtbot, (Qt.Key.Key_Right, SHIFT | CONTROL))
    assert view.selected_text() == "First "
    keys(view, qtbot, Qt.Key.Key_Right, (Qt.Key.Key_End, SHIFT))
    assert view.selected_text() == "bold words."
    keys(view, qtbot, (Qt.Key.Key_Home, SHIFT))
    assert view.selected_text() == "First "


def test_a_caret_walks_through_all_messages(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("ab"), answer("c😀\n\nd", id=2), question("e", id=3)))
    focus(view, qtbot, 1)
    keys(view, qtbot, Qt.Key.Key_F7)
    walked = []
    for _ in range(20):
        walked.append(view._selecting.caret)
        keys(view, qtbot, Qt.Key.Key_Right)
    places = [place[:1] + place[2:] for place in dict.fromkeys(walked) if place is not None]
    assert places == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 0, 2),
        (1, 0, 0),
        (1, 0, 1),
        (1, 0, 3),
        (1, 1, 0),
        (1, 1, 1),
        (2, 0, 0),
        (2, 0, 1),
    ]
    back = []
    for _ in range(20):
        back.append(view._selecting.caret)
        keys(view, qtbot, Qt.Key.Key_Left)
    assert list(dict.fromkeys(back)) == list(dict.fromkeys(walked))[::-1]
    keys(view, qtbot, Qt.Key.Key_Escape)
    assert view._selecting.caret is None


def test_a_caret_goes_down_by_lines_and_to_the_ends(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages([answer("one\n\ntwo two", id=number) for number in range(1, 200)])
    keys_of = view._selecting
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    keys(view, qtbot, Qt.Key.Key_F7, (Qt.Key.Key_Home, CONTROL))
    assert keys_of.caret == start_of(0)
    for message, leaf in ((0, 1), (1, 0), (1, 1), (2, 0)):
        keys(view, qtbot, Qt.Key.Key_Down)
        assert keys_of.caret is not None
        assert (keys_of.caret.message, keys_of.caret.leaf) == (message, leaf)
    keys(view, qtbot, Qt.Key.Key_Up)
    assert keys_of.caret is not None
    assert (keys_of.caret.message, keys_of.caret.leaf) == (1, 1)
    keys(view, qtbot, (Qt.Key.Key_End, CONTROL | SHIFT))
    assert keys_of.caret == Position(198, 0, 1, 7)
    assert view.selected_text().count("one") == 197
    qtbot.waitUntil(lambda: view._scroller.whole)
    assert view.message_view(199) is not None
    keys(view, qtbot, (Qt.Key.Key_PageUp))
    assert keys_of.caret is not None
    assert 150 < keys_of.caret.message < 198


def test_return_opens_the_link_under_the_caret(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((answer("see [this page](https://example.org) now", id=1),))
    focus(view, qtbot, 1)
    keys(view, qtbot, Qt.Key.Key_F7, Qt.Key.Key_Return)
    assert view.window().findChildren(LinkPrompt) == []
    keys(view, qtbot, (Qt.Key.Key_Right, CONTROL), Qt.Key.Key_Right, Qt.Key.Key_Return)
    (prompt,) = view.window().findChildren(LinkPrompt)
    prompt.close()


def test_text_size_is_wished_for(view: ConversationView, qtbot: QtBot) -> None:
    wanted: list[int] = []
    view.text_size_wanted.connect(wanted.append)
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0):
        qtbot.keyClick(view, key, CONTROL)
    assert wanted == [1, 1, -1, 0]


def test_a_message_that_goes_takes_its_selection_along(view: ConversationView) -> None:
    view.show_messages([question(f"say {n}", id=n) for n in range(1, 6)])
    drag(view, spot(view, (0, 0, 4), 4), spot(view, (0, 0, 5), 4, by=3))
    assert view.selected_text() == "4"
    view.remove_message(2)
    assert view.selected_text() == "4"
    view.remove_message(4)
    assert view.selected_text() == ""
