"""A long conversation: few widgets, and whatever is read stays where it is."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from askance.core.chat import TextDelta
from askance.core.conversation import Message, MessageStatus
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.pictures import PictureButton
from askance.ui.conversation.reach import LIMIT, Reach
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.ui.conversation import samples
from tests.ui.conversation.samples import answer, question

MOST = 60  # widgets of messages, whatever was done


def talk(count: int) -> list[Message]:
    """Questions and answers of very different lengths, so that reckoning is never right."""
    made = []
    for number in range(1, count + 1):
        if number % 2:
            made.append(question(f"Question {number}?", id=number))
        else:
            lines = "\n\n".join(f"Line {each} of {number}." for each in range(number % 13 + 1))
            code = "```\n" + "x\n" * (number % 17) + "```\n\n"
            made.append(answer(code + lines, id=number))
    return made


def rest(view: ConversationView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view._scroller.resting, timeout=20_000)


def widgets(view: ConversationView) -> list[MessageView]:
    return view.widget().findChildren(MessageView)


def seen(view: ConversationView) -> dict[tuple[int, int, int], int]:
    """Every leaf in sight, and where on the screen it is."""
    found = {}
    for message in widgets(view):
        if message.isHidden():
            continue
        for number, body in enumerate(message.bodies()):
            top = body.mapTo(view.viewport(), QPoint(0, 0)).y()
            for leaf in range(len(body.leaves)):
                y = top + body.top_of(leaf)
                if body.caret(leaf, 0) is not None and 0 <= y < view.viewport().height():
                    found[message.message.id, number, leaf] = y
    return found


def stays(before: dict[tuple[int, int, int], int], view: ConversationView, by: int = 0) -> bool:
    """Whether what was in sight is where it was, moved `by` pixels down."""
    now = seen(view)
    both = before.keys() & now.keys()
    return bool(both) and all(now[each] == before[each] + by for each in both)


# -- few widgets


def test_ten_thousand_messages_have_few_widgets(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages(talk(10_000))
    assert len(widgets(view)) < MOST
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    assert view.message_view(10_000) is not None
    assert view.message_view(1) is None
    rest(view, qtbot)
    assert len(widgets(view)) < MOST


def test_going_anywhere_keeps_them_few(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages(talk(2_000))
    bar = view.verticalScrollBar()
    for part in (0.1, 0.9, 0.35, 0.36, 0.7, 0.0, 0.5):
        bar.setValue(round(part * bar.maximum()))
        for _ in range(20):
            bar.setValue(bar.value() - 150)
        rest(view, qtbot)
        QApplication.sendPostedEvents(None, 0)
        assert len(widgets(view)) < MOST
        assert seen(view)


def test_what_streams_and_what_has_the_focus_keep_their_widget(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages([*talk(300), answer("", id=999, status=MessageStatus.STREAMING)])
    rest(view, qtbot)
    focused = view.message_view(300)
    streaming = view.message_view(999)
    assert focused is not None
    focused.setFocus()
    view.verticalScrollBar().setValue(0)
    rest(view, qtbot)
    assert view.message_view(300) is focused
    assert view.message_view(999) is streaming
    assert view.message_view(298) is None
    view.apply(999, [TextDelta(0, "word")])
    assert view.verticalScrollBar().value() == 0
    view.go_to_end()
    rest(view, qtbot)
    assert (999, 0, 0) in seen(view)


def test_a_picture_that_comes_after_its_message_went_is_no_trouble(
    view: ConversationView, qtbot: QtBot
) -> None:
    messages = [question(f"{n}", samples.CHART_ATTACHMENT, id=n) for n in range(1, 200)]
    view.show_messages(messages)
    rest(view, qtbot)
    view.verticalScrollBar().setValue(0)
    rest(view, qtbot)
    assert view.message_view(199) is None
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    view.set_picture(samples.CHART, samples.all_pictures()[samples.CHART])
    thumbnail = view.message_view(1).findChild(PictureButton)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: thumbnail._image is not None)


def test_every_message_can_be_gone_to(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages(talk(1_000))
    for number in (1, 500, 501, 1_000, 2, 998):
        view.reveal_message(number)
        rest(view, qtbot)
        shown = view.message_view(number)
        assert shown is not None
        top = shown.mapTo(view.viewport(), QPoint(0, 0)).y()
        assert 0 <= top < view.viewport().height()
        assert any(key[0] == number for key in seen(view))
    view.reveal_message(77_777)


# -- what is read stays where it is


def test_corrected_heights_above_do_not_move_the_text(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages(talk(600))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    rest(view, qtbot)
    for step in (-40, -130, -40, -210, -90, 60, -200, -180, 20, -150) * 4:
        before = seen(view)
        value = bar.value()
        bar.setValue(value + step)
        assert stays(before, view, -step)
        if step == -210:
            before = seen(view)
            rest(view, qtbot)
            assert stays(before, view)


def test_the_rest_that_is_reckoned_moves_nothing(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages(talk(4_000))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 3)
    qtbot.waitUntil(lambda: view._scroller.whole)
    before = seen(view)
    rest(view, qtbot)
    assert stays(before, view)


def test_a_message_that_grows_above_does_not_move_the_text(
    view: ConversationView, qtbot: QtBot
) -> None:
    messages = talk(100)
    messages[49] = answer("half", id=50, status=MessageStatus.STREAMING)
    view.show_messages(messages)
    view.reveal_message(60)
    rest(view, qtbot)
    before = seen(view)
    view.apply(50, [TextDelta(0, "\n\nmore" * 40)])
    assert stays(before, view)
    view.replace_message(answer("short", id=50))
    assert stays(before, view)
    view.remove_message(50)
    assert stays(before, view)
    view.add_message(answer("at the end", id=5_000))
    assert stays(before, view)


def test_the_line_at_the_top_keeps_its_place_at_another_width(
    view: ConversationView, qtbot: QtBot
) -> None:
    words = " ".join(f"word{number}" for number in range(3_000))
    view.show_messages([*talk(40), answer(words, id=500), *[question("x", id=n) for n in (7001,)]])
    view.reveal_message(500)
    rest(view, qtbot)
    view.verticalScrollBar().setValue(view.verticalScrollBar().value() + 900)
    rest(view, qtbot)

    def first_word() -> int:
        shown = view.message_view(500)
        assert shown is not None
        body = shown.bodies()[0]
        inside = body.mapFrom(view.viewport(), QPoint(0, 0))
        return body.position_at(inside.toPointF())[1]

    at = first_word()
    for width in (700, 520, 900, 640):
        view.window().resize(width, 600)
        qtbot.waitUntil(lambda width=width: view.width() == width)
        rest(view, qtbot)
        assert abs(first_word() - at) < 120  # a line or so of it


def test_the_end_is_followed_at_every_width_and_size(
    view: ConversationView, theme: Theme, qtbot: QtBot
) -> None:
    view.show_messages(talk(200))
    bar = view.verticalScrollBar()
    for width in (600, 900):
        view.window().resize(width, 500)
        qtbot.waitUntil(lambda width=width: view.width() == width)
        assert bar.value() == bar.maximum()
    theme.set_text_size(150)
    assert bar.value() == bar.maximum()
    rest(view, qtbot)
    assert bar.value() == bar.maximum()


def test_home_and_end(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages(talk(900))
    rest(view, qtbot)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    rest(view, qtbot)
    assert view.verticalScrollBar().value() == 0
    shown = view.message_view(1)
    assert shown is not None
    assert shown.mapTo(view.viewport(), QPoint(0, 0)).y() == 20
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    assert max(seen(view))[0] == 900


def test_messages_that_pass_under_a_pointer_at_rest_are_not_told(
    view: ConversationView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def look(message: MessageView, attended: bool) -> None:
        if attended:
            told.append(message.message.id)

    monkeypatch.setattr(MessageView, "_look", look)
    view.show_messages(talk(100))
    rest(view, qtbot)
    told.clear()
    bar = view.verticalScrollBar()
    passed = []
    for _ in range(3):
        bar.setValue(bar.value() - 120)
        under = view.message_view(min(seen(view))[0])
        assert under is not None
        point = QPointF(5, 5)
        QApplication.sendEvent(under, QEnterEvent(point, point, point))
        passed.append(under.message.id)
    assert told == []
    rest(view, qtbot)
    assert told == [passed[-1]]


# -- more than a widget can be high


def test_a_hundred_thousand_messages_scroll_from_end_to_end(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages([question("a\n" * 12, id=number) for number in range(1, 100_001)])
    bar = view.verticalScrollBar()
    assert view.widget().height() <= LIMIT
    assert view.message_view(100_000) is not None
    before = seen(view)
    bar.setValue(bar.value() - 100)
    assert stays(before, view, 100)
    for part, message in ((0.5, 50_000), (0.25, 25_000), (0.75, 75_000)):
        bar.setValue(round(part * bar.maximum()))
        qtbot.waitUntil(lambda: view._scroller.whole)
        assert abs(min(seen(view))[0] - message) < 3_000
    bar.setValue(0)
    qtbot.waitUntil(lambda: view._scroller.whole)
    assert min(seen(view))[0] == 1
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: view._scroller.whole)
    assert max(seen(view))[0] == 100_000


@pytest.mark.parametrize("total", [100, 5_000, LIMIT, LIMIT + 1, 40_000_000])
def test_the_ends_of_the_bar_are_the_ends_of_the_column(total: int) -> None:
    reach = Reach(total, 700)
    for top in (0, reach.last // 3, reach.last):
        reach.rebase(top)
        assert reach.top(reach.value(top)) == top
        assert 0 <= reach.value(top) <= reach.last_value
        assert reach.page <= LIMIT
        assert not reach.strained(top)
    assert reach.value(reach.last) == reach.last_value
    assert reach.jumped(0) == 0
    assert reach.jumped(reach.last_value) == reach.last


# -- heights that are only reckoned


def test_longer_texts_are_reckoned_higher(theme: Theme) -> None:
    from askance.ui.conversation.boxes.estimate import measures_of

    roll, measures = Roll(), measures_of(theme)
    roll.set([answer("word " * count, id=count + 1) for count in (1, 100, 1_000)])
    roll.reckon(760, measures)
    assert len(set(roll.stack.heights)) == 1
    assert roll.unread_below(3) == 2
    assert roll.read_some(0, 3, 760, measures)
    assert roll.unread_below(3) is None
    wide = list(roll.stack.heights)
    assert wide[0] < wide[1] < wide[2]
    roll.reckon(380, measures)
    assert roll.stack.heights[2] > 1.8 * wide[2]
    roll.measure(2, 77)
    assert roll.measured(2)
    roll.remove(0)
    assert roll.number(1_001) == 1
    assert roll.stack.heights[1] == 77


# -- by keyboard


def test_tab_reaches_messages_that_are_out_of_sight(view: ConversationView, qtbot: QtBot) -> None:
    after = QPushButton("after")
    view.window().statusBar().addWidget(after)
    view.show_messages(talk(120))
    view.activateWindow()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    rest(view, qtbot)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)

    def walk(key: Qt.Key, end: QWidget) -> list[int]:
        reached: list[int] = []
        for _ in range(2_000):
            focused = QApplication.focusWidget()
            assert focused is not None
            if focused is end and reached:
                break
            if isinstance(focused, MessageView):
                reached.append(focused.message.id)
                top = focused.mapTo(view.viewport(), QPoint(0, 0)).y()
                assert -10 <= top < view.viewport().height() or key == Qt.Key.Key_Backtab
            qtbot.keyClick(focused, key)
        return reached

    assert walk(Qt.Key.Key_Tab, after) == list(range(1, 121))
    after.setFocus()
    assert walk(Qt.Key.Key_Backtab, view) == list(range(120, 0, -1))


def test_messages_are_read_in_the_order_of_the_conversation(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages(talk(300))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(10):
        bar.setValue(bar.value() - 170)
    rest(view, qtbot)
    ids = [
        child.message.id
        for child in view.widget().children()
        if isinstance(child, MessageView) and not child.isHidden()
    ]
    assert ids == sorted(ids)
    names = {child.accessibleName() for child in widgets(view)}
    assert all(names)


def paged_into(view: ConversationView, qtbot: QtBot) -> None:
    """The keyboard is on a long answer with code, into which one has paged."""
    text = "\n\n".join("some words " * 80 + f"\n\n```\n{each}\n```" for each in range(30))
    view.show_messages((question("q"), answer(text), question("next", id=3)))
    view.reveal_message(2)
    focus = view.message_view(2)
    assert focus is not None
    focus.setFocus()
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
        rest(view, qtbot)
    qtbot.waitUntil(lambda: any(shown_at(view, each) > 0 for each in copying(view)))
    assert any(shown_at(view, each) < 0 for each in copying(view)), "or nothing is shown by it"


def copying(view: ConversationView) -> list[QWidget]:
    return [
        each
        for each in view.findChildren(QPushButton)
        if each.accessibleName() == "Copy code" and each.isVisibleTo(view)
    ]


def shown_at(view: ConversationView, widget: QWidget) -> int:
    """How far below the upper edge of the sight it stands."""
    return widget.mapTo(view.viewport(), QPoint(0, 0)).y()


def test_tab_goes_on_from_what_one_has_paged_to(view: ConversationView, qtbot: QtBot) -> None:
    paged_into(view, qtbot)
    before = view.verticalScrollBar().value()
    focused = QApplication.focusWidget()
    assert focused is view.message_view(2)
    qtbot.keyClick(focused, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused in copying(view)
    assert 0 <= shown_at(view, focused) < view.viewport().height()
    assert abs(view.verticalScrollBar().value() - before) < view.viewport().height()
    assert not [
        each for each in copying(view) if 0 <= shown_at(view, each) < shown_at(view, focused)
    ]


def test_shift_tab_goes_back_from_there(view: ConversationView, qtbot: QtBot) -> None:
    paged_into(view, qtbot)
    above = [each for each in copying(view) if shown_at(view, each) < 0]
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    focused = QApplication.focusWidget()
    assert focused in above
    assert shown_at(view, focused) == max(shown_at(view, each) for each in above)


def test_tab_far_from_the_keyboard_goes_to_the_message_one_sees(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages(talk(60))
    view.reveal_message(2)
    focus = view.message_view(2)
    assert focus is not None
    focus.setFocus()
    view.go_to_end()
    rest(view, qtbot)
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, MessageView)
    assert focused.message.id > 50
