"""A leap to a far place: all of it is there at once, by widgets that were there already."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from askance.ui.conversation import scroller
from askance.ui.conversation.boxes.box import Box
from askance.ui.conversation.boxes.panel import paint_panel
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.patience import Patience, never, within
from askance.ui.conversation.undisturbed import Undisturbed
from askance.ui.conversation.view import ConversationView
from tests.support import replies


@pytest.fixture
def long(
    view: ConversationView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ConversationView]:
    """A long conversation, shown as if the machine were as fast as one likes, its end in sight."""
    monkeypatch.setattr(scroller, "_LEAP", Patience(60_000, 60_000))
    # The pointer may rest anywhere on the screen.
    monkeypatch.setattr(MessageView, "_look", lambda *_: None)
    view.show_messages(replies.conversation(400))
    rest(view, qtbot)
    yield view
    assert gc.isenabled()


def rest(view: ConversationView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: view._scroller.resting, timeout=20_000)


def picture(view: ConversationView) -> QImage:
    return view.viewport().grab().toImage()


def in_sight(view: ConversationView) -> list[MessageView]:
    """From top to bottom."""
    sight, top = view._sight, view._scroller.top
    numbers = range(sight.at(top), sight.at(top + view._scroller.room - 1) + 1)
    found = [sight.view(number) for number in numbers]
    assert None not in found
    return [each for each in found if each is not None]


def test_it_looks_like_what_is_made_anew(long: ConversationView, qtbot: QtBot) -> None:
    rng, bar = random.Random(1), long.verticalScrollBar()
    for _ in range(8):
        bar.setValue(rng.randrange(bar.maximum()))
        assert long._scroller.whole
        top, found = long._scroller.top, picture(long)
        long._sight.clear()
        long._sight._spares.clear()
        long._scroller.go(top)
        assert long._scroller.top == top
        assert picture(long) == found
        rest(long, qtbot)


def test_no_widget_is_made_nor_hidden_for_it(long: ConversationView, qtbot: QtBot) -> None:
    bar = long.verticalScrollBar()
    for place in (9, 5, 7, 3, 8):  # until there are enough of them
        bar.setValue(bar.maximum() * place // 10)
        rest(long, qtbot)
    before = set(long.widget().findChildren(MessageView))
    bar.setValue(bar.maximum() // 5)
    assert set(long.widget().findChildren(MessageView)) == before
    assert all(each.isVisible() for each in in_sight(long))


def test_what_was_shown_before_a_leap_is_forgotten_after_it(
    long: ConversationView, qtbot: QtBot
) -> None:
    bar = long.verticalScrollBar()
    for place in (9, 5, 7, 3, 8):
        bar.setValue(bar.maximum() * place // 10)
        rest(long, qtbot)
    old = [weakref.ref(box) for view in in_sight(long) for box in boxes(view)]
    bar.setValue(bar.maximum() // 5)
    taken = [each for each in old if each() is not None]
    assert taken
    rest(long, qtbot)
    shown = {id(box) for view in long._sight.views for box in boxes(view)}
    gc.collect()
    assert all(each() is None or id(each()) in shown for each in old)


def boxes(view: MessageView) -> list[Box]:
    return [box for body in view.bodies() for box in body._pile.boxes.values()]


def test_what_was_leapt_to_is_named_and_in_order_a_moment_later(
    long: ConversationView, qtbot: QtBot
) -> None:
    bar = long.verticalScrollBar()
    for place in (8, 2, 5):
        bar.setValue(bar.maximum() * place // 10)
        rest(long, qtbot)
        stacked: list[QWidget] = []
        for each in in_sight(long):
            words = each.message.text
            assert " ".join(each.plain().split())[:20] in each.accessibleName()
            assert words in each.accessibleDescription()
            stacked.append(each)
        children = [each for each in long.widget().children() if each in stacked]
        assert children == stacked
        for one, after in pairwise(stacked):
            at = one.nextInFocusChain()
            while at not in stacked:
                at = at.nextInFocusChain()
            assert at is after


def test_tab_goes_from_message_to_message_at_once(long: ConversationView) -> None:
    bar = long.verticalScrollBar()
    bar.setValue(bar.maximum() // 3)
    first, second, *_ = in_sight(long)
    first.setFocus()
    assert long.focusNextPrevChild(True)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused is second or first.isAncestorOf(focused)


def test_what_is_selected_has_a_menu_of_its_own_there_too(
    long: ConversationView, qtbot: QtBot
) -> None:
    long.verticalScrollBar().setValue(long.verticalScrollBar().maximum() // 2)
    long.select_all()
    message, before = in_sight(long)[0], set(long.findChildren(QMenu))
    at = QPoint(60, 8)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, message.mapToGlobal(at))
    QApplication.sendEvent(message, event)
    (menu,) = set(long.findChildren(QMenu)) - before
    assert "Copy as Markdown" in [action.text() for action in menu.actions()]
    menu.close()


def test_garbage_is_looked_for_once_it_is_painted(long: ConversationView, qtbot: QtBot) -> None:
    bar = long.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    assert not gc.isenabled()
    qtbot.waitUntil(gc.isenabled)
    bar.setValue(bar.maximum() // 4)
    long.window().hide()
    assert gc.isenabled()


def test_who_leaps_on_and_on_is_disturbed_every_second_time() -> None:
    undisturbed, found = Undisturbed(), []
    for _ in range(4):
        undisturbed.begin()
        found.append(gc.isenabled())
    assert found == [False, True, False, True]
    undisturbed.begin()
    undisturbed.end()
    undisturbed.end()
    assert gc.isenabled()


def test_where_nothing_is_looked_for_it_stays_so() -> None:
    undisturbed = Undisturbed()
    gc.disable()
    try:
        undisturbed.begin()
        undisturbed.end()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_patience_ends() -> None:
    assert within(0)()
    assert not within(60_000)()
    assert not never()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("line", [None, QColor("#e3e2de")])
@pytest.mark.parametrize("place", [QRect(5, 7, 120, 60), QRect(0, 0, 12, 9)])
def test_a_panel_looks_as_qt_draws_it(ratio: float, line: QColor | None, place: QRect) -> None:
    """But for how the corners' colours are rounded."""

    def painted(cached: bool) -> QImage:
        image = QImage(round(150 * ratio), round(90 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("#fbfbfa"))
        with QPainter(image) as painter:
            if cached:
                paint_panel(painter, place, 8, QColor("#f3f3f1"), line)
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setBrush(QColor("#f3f3f1"))
                painter.setPen(line if line is not None else QColor(0, 0, 0, 0))
                edge = 0.5 if line is not None else 0
                painter.drawRoundedRect(place.toRectF().adjusted(edge, edge, -edge, -edge), 8, 8)
        return image

    ours, qts = painted(True), painted(False)
    for x in range(ours.width()):
        for y in range(ours.height()):
            mine, theirs = ours.pixelColor(x, y), qts.pixelColor(x, y)
            parts = zip(mine.getRgb(), theirs.getRgb(), strict=True)
            assert all(abs(one - other) <= 3 for one, other in parts), (x, y)
