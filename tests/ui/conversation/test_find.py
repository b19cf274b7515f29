"""Finding in a conversation: what is found, how it is counted, marked and walked through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from askance.core.chat import TextDelta
from askance.core.conversation import MessageStatus
from askance.ui.conversation.boxes.box import Tint
from askance.ui.conversation.find import Hit, Needle
from askance.ui.conversation.leaf_text import text_of
from askance.ui.conversation.selection import Position
from askance.ui.conversation.texts import bodies_of
from askance.ui.conversation.utf16 import cut
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import answer, question

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def field(view: ConversationView) -> QLineEdit:
    (found,) = [
        each
        for each in view.findChildren(QLineEdit)
        if each.accessibleName() == "Find in conversation"
    ]
    return found


def look_for(view: ConversationView, qtbot: QtBot, words: str) -> str:
    """Opens the bar, types, waits until all was searched; what the bar says."""
    view.open_find()
    field(view).setText(words)
    qtbot.waitUntil(lambda: view._finding.finished, timeout=20_000)
    return said(view)


def said(view: ConversationView) -> str:
    bar = view._finding._bar
    assert bar is not None
    return bar._count.text()


def current(view: ConversationView) -> tuple[int, Hit] | None:
    return view._finding._hit()


# -- the needle


@pytest.mark.parametrize(
    ("words", "text", "spots"),
    [
        ("word", "a Word, a WORD", [(2, 6), (10, 14)]),
        ("a b", "a\nb a  b", [(0, 3), (4, 8)]),
        ("strasse", "Straße!", [(0, 6)]),
        ("ß", "Strasse", [(4, 6)]),
        ("x", "😀x😀x", [(2, 3), (5, 6)]),
        ("😀", "a😀", [(1, 3)]),
        (".*", "a.*b", [(1, 3)]),
        ("", "abc", []),
        ("İ", "xİx", [(1, 2)]),
    ],
)
def test_spots(words: str, text: str, spots: list[tuple[int, int]]) -> None:
    assert Needle(words).spots(text) == spots


@given(st.text("abAB ßİ😀\n", max_size=30), st.text("abß ", min_size=1, max_size=3))
def test_every_spot_says_the_words(text: str, words: str) -> None:
    for start, end in Needle(words).spots(text):
        found = " ".join(cut(text, start, end).casefold().split())
        assert " ".join(words.casefold().split()) in found or not words.strip()


@given(
    st.lists(
        st.sampled_from(
            [
                "word",
                "**wo**rd",
                "[wo](http://x.org/)rd",
                "a&amp;b",
                "`code`",
                "*",
                "\n\n",
                " ",
                "- ",
            ]
        ),
        max_size=12,
    ),
    st.sampled_from(["word", "code", "a&b", "wordword", "rd a", "&", "dc"]),
)
def test_what_is_skipped_unread_never_holds_the_words(pieces: list[str], words: str) -> None:
    source, needle = "".join(pieces), Needle(words)
    bodies = [body.leaves for body in bodies_of(answer(source))]
    if needle.hits(bodies):
        assert needle.may_stand_in(source)


def test_dress_does_not_count_but_leaves_do() -> None:
    message = answer("so**me w**`ords`\n\nsome\n\n- words\n- some *words*")
    bodies = [body.leaves for body in bodies_of(message)]
    hits = Needle("some words").hits(bodies)
    assert [(hit.leaf, hit.start) for hit in hits] == [(0, 0), (3, 2)]
    assert cut(text_of(bodies[0][3]), hits[1].start, hits[1].end) == "some words"
    assert Needle("•").hits(bodies) == []


# -- the bar


def test_all_hits_are_counted_also_far_away(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages([answer(f"say *this* {n % 3}", id=n) for n in range(1, 601)])
    assert look_for(view, qtbot, "THIS 1") == "199 of 200"
    assert look_for(view, qtbot, "nowhere") == "No matches"
    assert look_for(view, qtbot, "") == ""


def test_hits_are_walked_through_and_come_into_sight(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages(
        [answer("word, word" if n % 100 == 50 else "none\n\n" * 5, id=n) for n in range(1, 301)]
    )
    # Nothing from here on: the first of all.
    assert look_for(view, qtbot, "word") == "1 of 6"
    walked = []
    for _ in range(7):
        found = current(view)
        assert found is not None
        number, hit = found
        walked.append((number + 1, hit.start))
        shown = view.message_view(number + 1)
        assert shown is not None
        rect = shown.bodies()[hit.body].caret(hit.leaf, hit.start)
        assert rect is not None
        y = shown.bodies()[hit.body].mapTo(view.viewport(), rect.center().toPoint()).y()
        assert 60 < y < 560
        qtbot.keyClick(field(view), Qt.Key.Key_Return)
    places = [(50, 0), (50, 6), (150, 0), (150, 6), (250, 0), (250, 6)]
    assert walked == [*places, places[0]]
    assert said(view) == "2 of 6"
    qtbot.keyClick(field(view), Qt.Key.Key_F3, SHIFT)
    qtbot.keyClick(field(view), Qt.Key.Key_Return, SHIFT)
    assert said(view) == "6 of 6"
    qtbot.keyClick(field(view), Qt.Key.Key_F3)
    assert said(view) == "1 of 6"


def test_it_begins_with_what_is_in_sight(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages([question("word", id=n) for n in range(1, 301)])
    view.reveal_message(150)
    look_for(view, qtbot, "word")
    found = current(view)
    assert found is not None
    assert 140 <= found[0] <= 150
    assert said(view) == f"{found[0] + 1} of 300"


def test_hits_in_sight_are_marked_and_one_of_them_is_the_current(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("word"), answer("a word\n\n**wo**rd")))
    look_for(view, qtbot, "word")

    def tints(message: int) -> list[Tint]:
        shown = view.message_view(message)
        assert shown is not None
        shades = shown.bodies()[0]._shades
        return [shade.tint for leaf in sorted(shades) for shade in shades[leaf]]

    assert (tints(1), tints(2)) == ([Tint.CURRENT_HIT], [Tint.HIT, Tint.HIT])
    qtbot.keyClick(field(view), Qt.Key.Key_Return)
    assert (tints(1), tints(2)) == ([Tint.HIT], [Tint.CURRENT_HIT, Tint.HIT])
    qtbot.keyClick(field(view), Qt.Key.Key_Escape)
    assert tints(1) == []
    assert tints(2) == [Tint.SELECTED]
    assert view.selected_text() == "word"


def test_what_streams_in_is_found_too(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("word"), answer("", status=MessageStatus.STREAMING)))
    assert look_for(view, qtbot, "word") == "1 of 1"
    view.apply(2, [TextDelta(0, "a word and a word")])
    qtbot.waitUntil(lambda: said(view) == "1 of 3")
    view.remove_message(1)
    qtbot.waitUntil(lambda: view._finding.finished and view._finding.count == 2)


def test_opening_and_leaving_by_keyboard(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("some words"), answer("other words")))
    shown = view.message_view(2)
    assert shown is not None
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)
    qtbot.keyClick(shown, Qt.Key.Key_F, CONTROL)
    bar = field(view)
    qtbot.waitUntil(bar.hasFocus)
    assert view.rect().contains(bar.mapTo(view, bar.rect().bottomRight()))
    bar.setText("words")
    qtbot.waitUntil(lambda: view._finding.finished)
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    qtbot.waitUntil(shown.hasFocus)
    assert not bar.isVisible()
    qtbot.keyClick(shown, Qt.Key.Key_F3)
    assert bar.isVisible()
    assert said(view).endswith("of 2") or not view._finding.finished


def test_leaving_hands_the_keyboard_back_at_once_and_says_nothing(
    view: ConversationView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.window().statusBar().addWidget(QLineEdit())  # what Qt would hand the keyboard to
    view.show_messages((question("word"), answer("word")))
    view.activateWindow()
    shown = view.message_view(2)
    assert shown is not None
    shown.setFocus()
    view.open_find()
    field(view).setText("word")
    said: list[str] = []
    monkeypatch.setattr(
        "askance.ui.conversation.find_bar.announce", lambda _widget, words: said.append(words)
    )
    went: list[QWidget] = []
    watching = QApplication.instance().focusChanged.connect(lambda _old, new: went.append(new))
    qtbot.keyClick(field(view), Qt.Key.Key_Escape)
    QObject.disconnect(watching)
    assert [each for each in went if each is not None] == [shown]
    assert said == []


def test_the_windows_own_keys_are_left_to_it_elsewhere(
    view: ConversationView, qtbot: QtBot
) -> None:
    other, pressed = QLineEdit(), []
    window = view.window()
    assert isinstance(window, QMainWindow)
    window.statusBar().addWidget(other)
    for key in ("Ctrl+F", "Escape"):
        action = QAction(key, window)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _checked, key=key: pressed.append(key))
        window.addAction(action)
    view.show_messages((question("word"), answer("word")))
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    qtbot.keyClick(other, Qt.Key.Key_F, CONTROL)
    assert pressed == ["Ctrl+F"]
    shown = view.message_view(2)
    assert shown is not None
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert pressed == ["Ctrl+F", "Escape"]
    qtbot.keyClick(shown, Qt.Key.Key_F, CONTROL)
    assert pressed == ["Ctrl+F", "Escape"]
    assert view._finding.active
    qtbot.keyClick(field(view), Qt.Key.Key_Escape)
    view.select_all()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert pressed == ["Ctrl+F", "Escape"]
    assert view.selected_text() == ""


def test_the_bar_fits_into_a_narrow_view(view: ConversationView, qtbot: QtBot) -> None:
    view.window().setMinimumSize(0, 0)
    view.show_messages((question("word"),))
    view.open_find()
    view.window().resize(320, 400)
    qtbot.waitUntil(lambda: view.width() == 320)
    bar = view._finding._bar
    assert bar is not None
    assert view.viewport().rect().contains(bar.geometry())
    assert bar.mapTo(view, QPoint(0, 0)).x() >= 0


@pytest.mark.parametrize("size", [(900, 600), (420, 300)])
def test_the_bar_lies_over_no_hit(
    view: ConversationView, qtbot: QtBot, size: tuple[int, int]
) -> None:
    """Above all over the very first one, which cannot be scrolled down."""
    window = view.window()
    window.resize(*size)
    view.show_messages(
        [question("a word at the right of the page", id=1), answer("word\n\n" * 60, id=2)]
    )
    view.reveal_message(1)
    look_for(view, qtbot, "word")
    bar = view._finding._bar
    assert bar is not None
    for _ in range(view._finding.count + 1):
        found = current(view)
        assert found is not None
        number, hit = found
        place = Position(number, hit.body, hit.leaf, hit.start)
        rect = view._finding._walk.rect(place)
        page = view.widget()
        assert rect is not None
        assert page is not None
        shown = QRect(page.mapTo(window, rect.topLeft()), rect.size())
        corner = view.viewport().mapTo(window, QPoint(0, 0))
        assert QRect(corner, view.viewport().size()).contains(shown)
        assert not QRect(bar.mapTo(window, QPoint(0, 0)), bar.size()).intersects(shown)
        view._finding.step(forward=True)


def test_text_stays_where_it_is_while_the_bar_comes_and_goes(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages([answer("line\n\n" * 200, id=1)])
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    page = view.widget()
    assert page is not None
    qtbot.waitUntil(lambda: view._scroller.resting)

    def place() -> int:
        """Where a line in the middle stands in the window."""
        rect = view._finding._walk.rect(Position(0, 0, 100, 0))
        assert rect is not None
        return page.mapTo(view.window(), rect.topLeft()).y()

    before, room = place(), view.viewport().height()
    view.open_find()
    assert place() == before
    assert view.viewport().height() < room
    view._finding.close()
    assert place() == before
    assert view.viewport().height() == room


def test_the_end_is_followed_while_the_bar_comes_and_goes(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages([answer("line\n\n" * 200, id=1)])
    for change in (view.open_find, view._finding.close):
        change()
        assert view._scroller.following
        assert view._scroller.at_end
