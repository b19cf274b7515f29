"""The history: grouped by day, searched, renamed, deleted."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListView, QMessageBox, QPushButton

from askance.core.conversation import ConversationSummary, Role, SearchHit
from askance.ui.history.days import day_heading
from askance.ui.history.delegate import snippet_words
from askance.ui.history.model import ConversationRow, HeadingRow, HistoryRole
from askance.ui.history.panel import HistoryPanel
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader
from tests.support.accessible_names import named, nameless_controls
from tests.support.sample_pictures import png

TODAY = date(2026, 11, 18)


def at(day: date) -> float:
    return datetime(day.year, day.month, day.day, 12).astimezone().timestamp()


def summary(number, title, day=TODAY, thumbnail=None):
    return ConversationSummary(number, title, at(day), at(day), thumbnail, 2)


SOME = (
    summary(3, "Why is this test flaky?", thumbnail="sha"),
    summary(2, "Regex in the screenshot", date(2026, 11, 17)),
    summary(1, "What plant is this?", date(2026, 3, 2)),
)


@pytest.fixture
def panel(qapp, qtbot):
    loader = ThumbnailLoader()
    made = HistoryPanel(theme=Theme(qapp), thumbnails=loader, today=lambda: TODAY)
    qtbot.addWidget(made)
    made.resize(260, 500)
    made.set_conversations(SOME)
    made.show()
    yield made
    loader.close()


def the_list(panel):
    (found,) = named(panel, "History")
    assert isinstance(found, QListView)
    return found


def search(panel):
    (found,) = named(panel, "Search history")
    assert isinstance(found, QLineEdit)
    return found


@pytest.mark.parametrize(
    ("day", "heading"),
    [
        (date(2026, 11, 18), "Today"),
        (date(2026, 11, 19), "Today"),
        (date(2026, 11, 17), "Yesterday"),
        (date(2026, 11, 16), "Last week"),
        (date(2026, 11, 11), "Last week"),
        (date(2026, 11, 10), "November"),
        (date(2026, 1, 31), "January"),
        (date(2025, 12, 31), "December 2025"),
    ],
)
def test_days(qapp, day, heading):
    assert day_heading(day, TODAY) == heading


def test_conversations_stand_below_their_days(panel):
    shown = [
        row.text if isinstance(row, HeadingRow) else row.summary.id for row in panel.model.rows
    ]
    assert shown == ["Today", 3, "Yesterday", 2, "March", 1]


def test_a_conversation_that_goes_on_comes_first(panel):
    panel.put_first(summary(1, "What plant is this?"))
    ids = [row.summary.id for row in panel.model.rows if isinstance(row, ConversationRow)]
    assert ids == [1, 3, 2]


def test_the_keyboard_walks_past_headings_and_enter_opens(panel, qtbot):
    opened = []
    panel.conversation_opened.connect(opened.append)
    view = the_list(panel)
    panel.set_open(3)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert opened == [], "walking alone opens nothing"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == [2]


def test_a_click_opens(panel, qtbot):
    view = the_list(panel)
    place = view.visualRect(panel.model.index_of(1)).center()
    with qtbot.waitSignal(panel.conversation_opened) as caught:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [1]


def test_a_result_opens_the_message_that_was_found(panel, qtbot):
    qtbot.keyClicks(search(panel), "regex")
    panel.set_results("regex", (SearchHit(SOME[1], 9, Role.USER, "a \x02regex\x03 here"),))
    view = the_list(panel)
    place = view.visualRect(panel.model.index_of(SOME[1].id)).center()
    with qtbot.waitSignal(panel.hit_opened) as caught:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [9]


def test_a_search_is_told_once_the_typing_pauses(panel, qtbot):
    told = []
    panel.search_changed.connect(told.append)
    with qtbot.waitSignal(panel.search_changed):
        qtbot.keyClicks(search(panel), "regex")
    assert told == ["regex"]


def test_results_replace_the_days_until_the_search_is_cleared(panel, qtbot):
    search(panel).setText("regex")
    panel.set_results("regex", (SearchHit(SOME[1], 9, Role.USER, "a \x02regex\x03 here"),))
    rows = panel.model.rows
    assert rows[0] == HeadingRow("1 result")
    assert panel.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole).endswith("a regex here")
    assert panel.clear_search()
    assert len(panel.model.rows) == 6
    assert not panel.clear_search()


def test_results_of_an_older_search_are_dropped(panel):
    search(panel).setText("regex plus")
    panel.set_results("regex", (SearchHit(SOME[1], 9, Role.USER, "old"),))
    assert not panel.model.searching


def test_nothing_found_is_said(panel):
    search(panel).setText("zebra")
    panel.set_results("zebra", ())
    assert any(
        "zebra" in found.text()
        for found in panel.findChildren(type(panel._empty))
        if found.isVisible()
    )


def test_a_new_title_is_asked_for_not_assumed(panel, qtbot):
    view = the_list(panel)
    index = panel.model.index_of(3)
    view.setCurrentIndex(index)
    view.edit(index)
    (editor,) = named(panel, "New title")
    editor.setText("  Flaky   test ")
    with qtbot.waitSignal(panel.rename_requested) as caught:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert caught.args == [3, "Flaky test"]
    assert panel.model.index_of(3).data() == "Why is this test flaky?"
    panel.set_title(3, "Flaky test")
    assert panel.model.index_of(3).data() == "Flaky test"


@pytest.mark.parametrize(("press", "expected"), [("Delete", [3]), ("Keep", [])])
def test_deleting_asks_first(panel, qtbot, press, expected):
    deleted = []
    panel.delete_requested.connect(deleted.append)
    view = the_list(panel)
    view.setCurrentIndex(panel.model.index_of(3))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    box = panel.findChild(QMessageBox)
    assert nameless_controls(box) == []
    (answer,) = [found for found in box.findChildren(QPushButton) if found.text() == press]
    qtbot.mouseClick(answer, Qt.MouseButton.LeftButton)
    assert deleted == expected


def test_a_thumbnail_is_asked_for_once_when_its_row_is_seen(panel, qtbot):
    asked = []
    panel.thumbnail_needed.connect(asked.append)
    panel.set_conversations((summary(4, "New", thumbnail="other"),))
    qtbot.waitUntil(lambda: asked == ["other"])
    panel.set_thumbnail("other", png(600, 400))
    index = panel.model.index_of(4)
    qtbot.waitUntil(lambda: index.data(HistoryRole.THUMBNAIL) is not None)
    the_list(panel).viewport().repaint()
    assert asked == ["other"]


def test_the_next_page_is_asked_for_once(panel, qtbot):
    asked = []
    panel.more_needed.connect(asked.append)
    panel.set_conversations(SOME, has_more=True)
    qtbot.waitUntil(lambda: asked == [3])
    panel.add_older((SOME[0], summary(0, "Older", date(2025, 1, 1))))
    ids = [row.summary.id for row in panel.model.rows if isinstance(row, ConversationRow)]
    assert ids == [3, 2, 1, 0]
    assert asked == [3]


def test_a_removed_conversation_is_gone_from_the_results_too(panel):
    search(panel).setText("regex")
    panel.set_results("regex", (SearchHit(SOME[1], 9, Role.USER, "x"),))
    panel.remove_conversation(2)
    assert panel.model.rows == ()


def test_every_control_and_row_has_a_name(panel):
    assert nameless_controls(panel) == []
    for row in range(panel.model.rowCount()):
        assert panel.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
    spoken = panel.model.index_of(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Regex in the screenshot, Yesterday"


@pytest.mark.parametrize(
    ("snippet", "found"),
    [
        ("a \x02regex\x03 here", ["regex"]),
        ("\x02two words\x03 here", ["two", "words"]),
        ("(\x02regex\x03) \x02again\x03", ["(regex)", "again"]),
        ("nothing", []),
    ],
)
def test_found_words_are_told_apart(snippet, found):
    assert [word for word, hit in snippet_words(snippet) if hit] == found
