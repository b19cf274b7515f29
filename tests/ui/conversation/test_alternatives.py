"""The alternatives of a doubtful word: shown, spoken, and gone on from."""

from collections.abc import Callable
from math import log

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from pytestqt.qtbot import QtBot

from askance.core.conversation import TokenLogprob
from askance.ui.conversation.alternatives import Alternatives, seen, spoken
from askance.ui.theme import Theme

TOKEN = TokenLogprob(
    " time",
    log(0.34),
    ((" time", log(0.34)), (" hour", log(0.29)), ("\n", log(0.2)), ("bytes:\\xf0", log(0.1))),
)
Show = Callable[..., Alternatives]


@pytest.fixture
def show(qtbot: QtBot, theme: Theme) -> Show:
    def make(token: TokenLogprob = TOKEN, *, obstacle: str = "") -> Alternatives:
        made = Alternatives(theme=theme, token=token, obstacle=obstacle)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.open_at(QRect(100, 100, 40, 20))
        return made

    return make


def names(popup: Alternatives) -> list[str]:
    found = QAccessible.queryAccessibleInterface(popup.list)
    rows = [found.child(number) for number in range(found.childCount())]
    return [row.text(QAccessible.Text.Name) for row in rows if row.role() == row.role().ListItem]


def test_each_has_its_probability_in_words(show: Show) -> None:
    popup = show()
    assert popup.accessibleName() == "Alternatives to time"
    assert names(popup) == [
        "time, 34 %, written",
        "hour, 29 %",
        "line break, 20 %",
        "piece of a character, 10 %",
    ]


def test_the_likeliest_other_is_taken_with_enter(show: Show, qtbot: QtBot) -> None:
    popup = show()
    assert popup.go_on.accessibleName() == "Continue from here with hour"
    with qtbot.waitSignal(popup.taken) as taken:
        qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert taken.args == [" hour"]
    assert not popup.isVisible()


def test_enter_takes_it_once(show: Show, qtbot: QtBot) -> None:
    popup, taken = show(), []
    popup.taken.connect(taken.append)
    popup.list.activateWindow()
    popup.list.setFocus()
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert taken == [" hour"]


def test_the_arrows_choose_and_the_button_takes(show: Show, qtbot: QtBot) -> None:
    popup = show()
    qtbot.keyClick(popup.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(popup.taken) as taken:
        popup.go_on.click()
    assert taken.args == ["\n"]


def test_escape_takes_nothing(show: Show, qtbot: QtBot) -> None:
    popup = show()
    with qtbot.assertNotEmitted(popup.taken):
        qtbot.keyClick(popup.list, Qt.Key.Key_Escape)
    assert not popup.isVisible()


@pytest.mark.parametrize(
    ("row", "reason"),
    [(0, "This is what it wrote."), (3, "This is only a piece of a character.")],
)
def test_what_can_not_be_gone_on_from_says_why(
    show: Show, qtbot: QtBot, row: int, reason: str
) -> None:
    popup = show()
    popup.list.setCurrentRow(row)
    assert not popup.go_on.isEnabled()
    assert popup.go_on.toolTip() == reason
    with qtbot.assertNotEmitted(popup.taken):
        qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert popup.isVisible()


def test_an_endpoint_that_can_not_says_so_and_still_shows(show: Show, qtbot: QtBot) -> None:
    popup = show(obstacle="This model can’t go on from a text it is given.")
    assert len(names(popup)) == 4
    assert not popup.go_on.isEnabled()
    assert popup._reason.text() == "This model can’t go on from a text it is given."
    with qtbot.assertNotEmitted(popup.taken):
        qtbot.keyClick(popup.list, Qt.Key.Key_Return)


def test_a_token_without_alternatives_offers_nothing(show: Show) -> None:
    popup = show(TokenLogprob("x", log(0.5)))
    assert names(popup) == ["x, 50 %, written"]
    assert not popup.go_on.isVisible()


def test_it_stays_on_the_screen(show: Show) -> None:
    popup = show()
    room = QGuiApplication.primaryScreen().availableGeometry()
    for corner in (room.bottomRight(), room.topLeft()):
        place = QRect(corner.x() - 20, corner.y() - 10, 20, 10)
        popup.open_at(place)
        assert room.contains(popup.geometry())
        assert not popup.geometry().intersects(place & room)


def test_blanks_are_seen_and_said() -> None:
    assert seen(" a\n\tb") == "␣a↵⇥b"
    assert [spoken(each) for each in (" a ", "\n\n", "  ", "")] == [
        "a",
        "line break",
        "blank",
        "nothing",
    ]
