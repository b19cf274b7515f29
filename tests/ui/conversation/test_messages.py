"""Questions and answers as widgets: what they offer, what they say, what they make only when it is
needed.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from askance.core.chat import TextDelta
from askance.core.conversation import Choice, Message, MessageStatus, Timing
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.boxes.box import Tint
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.pictures import PictureShelf
from askance.ui.conversation.question import QuestionView
from askance.ui.conversation.slices import Slices
from askance.ui.theme import Theme
from tests.ui.conversation import samples
from tests.ui.conversation.samples import answer, question

WIDTH = 760


def look(view: MessageView, width: int = WIDTH) -> int:
    """Lays the message out and places it."""
    view.height_for(width)
    view.set_sight(0, 900)
    height = view.height_for(width)
    view.setGeometry(30, 30, width, height)  # not where the pointer is
    view.show()
    return height


@pytest.fixture
def ask(host: QWidget, theme: Theme) -> QuestionView:
    offthread = Offthread(host)
    shelf = PictureShelf(offthread=offthread, parent=host)
    made = QuestionView(
        theme=theme,
        message=replace(question("What is it?", id=3), siblings=(3, 5)),
        shelf=shelf,
        offthread=offthread,
        parent=host,
    )
    look(made)
    return made


def said(host: QWidget, theme: Theme, message: Message) -> AnswerView:
    made = AnswerView(theme=theme, message=message, offthread=Offthread(host), parent=host)
    look(made)
    return made


def button(view: QWidget, name: str) -> QAbstractButton:
    (found,) = [
        each
        for each in view.findChildren(QAbstractButton)
        if each.accessibleName() == name and each.isVisibleTo(view)
    ]
    return found


def entries(view: MessageView) -> dict[str, QMenu]:
    menu = QMenu(view)
    view.fill_menu(menu)
    return {action.text(): menu for action in menu.actions() if action.text()}


def press(view: MessageView, entry: str) -> None:
    menu = entries(view)[entry]
    next(action for action in menu.actions() if action.text() == entry).trigger()


# -- questions


def test_a_question_offers_to_be_edited_and_quoted(ask: QuestionView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(ask.edit_requested) as edited:
        press(ask, "Edit and ask again")
    with qtbot.waitSignal(ask.quote_requested) as quoted:
        press(ask, "Quote")
    with qtbot.waitSignal(ask.delete_requested) as deleted:
        press(ask, "Delete")
    assert edited.args == quoted.args == deleted.args == [3]
    press(ask, "Copy")
    assert QGuiApplication.clipboard().text() == "What is it?"
    assert not [entry for entry in entries(ask) if entry.startswith("Copy as")]


def test_its_buttons_come_with_the_keyboard(ask: QuestionView, qtbot: QtBot) -> None:
    assert len(ask.findChildren(QAbstractButton)) == 2, "the pager's"
    ask.setFocus()
    qtbot.waitUntil(ask.hasFocus)
    with qtbot.waitSignal(ask.edit_requested):
        button(ask, "Edit and ask again").click()
    assert button(ask, "More") in ask.stops
    ask.clearFocus()
    assert not any(each.isVisible() for each in ask.stops if each.accessibleName() in ("More",))


def test_branches_are_leafed_through(ask: QuestionView, qtbot: QtBot) -> None:
    assert not button(ask, "Earlier version").isEnabled()
    with qtbot.waitSignal(ask.branch_requested) as asked:
        button(ask, "Later version").click()
    assert asked.args == [5]
    ask.set_message(replace(ask.message, siblings=(1, 2, 3)))
    assert button(ask, "Earlier version").isEnabled()
    assert not button(ask, "Later version").isEnabled()


@pytest.mark.parametrize("width", [300, 500, 760, 1000])
def test_the_card_holds_its_words(host: QWidget, theme: Theme, width: int) -> None:
    offthread = Offthread(host)
    shelf = PictureShelf(offthread=offthread, parent=host)
    for text in ("short", "many words " * 40, "x" * 500, "two\n\nparagraphs"):
        for pictures in ((), (samples.LABEL_ATTACHMENT,), (samples.CHART_ATTACHMENT,) * 3):
            view = QuestionView(
                theme=theme,
                message=question(text, *pictures),
                shelf=shelf,
                offthread=offthread,
                parent=host,
            )
            height = look(view, width)
            assert height == look(view, width)
            card = view._card
            assert card.right() < width
            # The buttons beside it come when a pointer happens to be there.
            for part in (each for each in view.parts if each not in view._tools):
                assert card.contains(part.geometry()), (text, len(pictures))


# -- answers


def test_the_row_is_made_where_somebody_looks(host: QWidget, theme: Theme, qtbot: QtBot) -> None:
    view = said(host, theme, answer("**x**"))
    assert view.foot.meta is None
    height = look(view)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    copy = button(view, "Copy answer")
    assert look(view) == height, "its room was kept"
    copy.click()
    assert QGuiApplication.clipboard().text() == "**x**"
    view.clearFocus()
    assert not copy.isVisible()
    view.set_last(True)
    assert copy.isVisible()


def test_the_last_answer_s_row_is_ready_before_its_end(
    host: QWidget, theme: Theme, qtbot: QtBot
) -> None:
    coming = AnswerView(
        theme=theme,
        message=answer("", status=MessageStatus.STREAMING),
        offthread=Offthread(host),
        slices=Slices(host),
        parent=host,
    )
    coming.set_last(True)
    look(coming)
    qtbot.waitUntil(lambda: coming.foot.meta is not None)
    row = coming.foot.meta
    assert row is not None
    assert row.isHidden()
    coming.set_message(answer("**x**"))
    ended = said(host, theme, answer("**x**"))
    ended.set_last(True)
    assert look(coming) == look(ended)
    assert coming.foot.meta is row
    assert button(coming, "Copy answer").isVisible()
    other = ended.foot.meta
    assert other is not None
    assert row.geometry() == other.geometry()
    assert row.facts.text() == other.facts.text()


def test_what_an_answer_offers(host: QWidget, theme: Theme, qtbot: QtBot) -> None:
    cut = answer("**x**", status=MessageStatus.INTERRUPTED, finish=None)
    view = said(host, theme, cut)
    for entry, signal in (
        ("Ask again", view.retry_requested),
        ("Ask another model…", view.another_requested),
        ("Continue", view.continue_requested),
        ("Quote", view.quote_requested),
        ("Delete", view.delete_requested),
    ):
        with qtbot.waitSignal(signal) as asked:
            press(view, entry)
        assert asked.args == [2]
    press(view, "Copy as text")
    assert QGuiApplication.clipboard().text() == "x"
    press(view, "Copy as Markdown")
    assert QGuiApplication.clipboard().text() == "**x**"
    assert "Copy" not in entries(view)
    assert "Continue" not in entries(said(host, theme, answer("x")))


def test_all_that_is_known_is_told_on_demand(host: QWidget, theme: Theme, qtbot: QtBot) -> None:
    timed = replace(answer("x"), timing=Timing(0.5, None, 2.5))
    view = said(host, theme, timed)
    view.set_last(True)
    height = look(view)
    meta = view.foot.meta
    assert meta is not None
    assert meta.facts.text() == "gemini-pro-vision · 1,148 tokens"
    with qtbot.waitSignal(view.resized):
        meta.facts.click()
    assert look(view) > height
    assert "1,105 tokens in, 43 out" in meta.details
    assert "tokens/s" in meta.details
    meta.facts.click()
    assert look(view) == height


def test_thoughts_say_how_long_they_took(host: QWidget, theme: Theme, qtbot: QtBot) -> None:
    thought = replace(answer("yes", reasoning="hm\n\nhm"), timing=Timing(1.0, 13.2, 20.0))
    view = said(host, theme, thought)
    assert [body.text for body in view.bodies()] == ["yes"]
    with qtbot.waitSignal(view.resized):
        button(view, "Thought for 12 s").click()
    look(view)
    assert [body.plain() for body in view.bodies()] == ["hm\n\nhm", "yes"]
    assert view.body_rect(0).bottom() < view.body_rect(1).top()


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        (None, "Thoughts"),
        (Timing(0.5, 0.8, 2.0), "Thoughts"),
        (Timing(0.5, 4.6, 9.0), "Thought for 4 s"),
        (Timing(0.5, 130.6, 200.0), "Thought for 2 min 10 s"),
    ],
)
def test_thoughts_are_named_by_their_time_in_words(
    host: QWidget, theme: Theme, timing: Timing | None, words: str
) -> None:
    view = said(host, theme, replace(answer("yes", reasoning="hm"), timing=timing))
    assert button(view, words).isVisibleTo(view)


TWO = replace(
    answer("The number is `SN-7B42`. It is dated."),
    choices=(
        Choice(0, "The number is `SN-7B42`. It is dated.", finish_reason="stop"),
        Choice(1, "The number is `SN-7842`. It is dated.", finish_reason="stop", model="other"),
    ),
)


def test_a_tab_is_a_choice(host: QWidget, theme: Theme, qtbot: QtBot) -> None:
    view = said(host, theme, TWO)
    with qtbot.waitSignal(view.chosen) as chosen:
        button(view, "other").click()
    assert chosen.args == [2, 1]
    look(view)
    assert view.source() == "The number is `SN-7842`. It is dated."
    view.set_message(replace(TWO, chosen=0))
    assert view.source() == "The number is `SN-7842`. It is dated.", "what is shown stays"
    assert said(host, theme, replace(TWO, chosen=1)).source().startswith("The number is `SN-78")


def test_choices_stand_side_by_side_with_what_differs(
    host: QWidget, theme: Theme, qtbot: QtBot
) -> None:
    view = said(host, theme, TWO)
    view.set_side_by_side(True)
    look(view)
    left, right = view.body_rect(0), view.body_rect(1)
    assert left.right() < right.left()
    assert left.top() == right.top()
    first, second = view.bodies()
    qtbot.waitUntil(lambda: bool(first._shades and second._shades))
    for body, word in ((first, "SN-7B42"), (second, "SN-7842")):
        ((leaf, (shade,)),) = body._shades.items()
        assert shade.tint is Tint.ADDED
        assert body.box(leaf).copied(shade.start, shade.end) in word
    look(view, 500)
    assert view.body_rect(0).bottom() < view.body_rect(1).top(), "too narrow for columns"
    look(view)
    view.set_side_by_side(False)
    assert not first._shades
    assert len(view.bodies()) == 1


# -- what a screen reader is told


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is announced while a screen reader listens."""
    heard: list[str] = []

    def announce(_widget: QWidget, text: str) -> None:
        heard.append(text)

    for module in ("speaking", "announcing", "answer"):
        monkeypatch.setattr(f"askance.ui.conversation.{module}.announce", announce)
    monkeypatch.setattr("askance.ui.conversation.speaking._EVERY_MS", 20)
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield heard
    QAccessible.setActive(before)


def test_a_reply_is_told_sentence_by_sentence_and_once(
    host: QWidget, theme: Theme, told: list[str], qtbot: QtBot
) -> None:
    view = said(host, theme, answer("", status=MessageStatus.STREAMING))
    text = "It is **red**. It is round, and\n\n```py\nx = 1\n```\n\nlast. And"

    def stream(piece: str) -> None:
        view.apply([TextDelta(0, piece)])
        view.refresh()

    stream(text[:10])
    stream(text[10:20])
    qtbot.waitUntil(lambda: told == ["It is red."])
    stream(text[20:])
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] == "It is round, and\nCode, py\nlast."
    view.set_message(answer(text + " done."))
    assert told[2:] == ["And done.\nThe answer is complete"]


def test_a_short_reply_that_came_at_once_is_told_whole(
    host: QWidget, theme: Theme, told: list[str]
) -> None:
    view = said(host, theme, answer("", status=MessageStatus.STREAMING))
    view.set_message(answer("Red."))
    assert told == ["Red."]
    assert view.accessibleName() == "Answer: Red."


@pytest.mark.parametrize(
    ("entry", "copied"), [("Copy as Markdown", "It is **red**."), ("Copy as text", "It is red.")]
)
def test_what_is_copied_from_the_menu_is_told(
    host: QWidget, theme: Theme, told: list[str], entry: str, copied: str
) -> None:
    view = said(host, theme, answer("It is **red**."))
    menu = QMenu()
    view.fill_menu(menu)
    next(each for each in menu.actions() if each.text() == entry).trigger()
    assert QGuiApplication.clipboard().text() == copied
    assert told == ["Answer copied"]


def test_a_table_copied_from_the_menu_is_told(
    host: QWidget, theme: Theme, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "askance.ui.conversation.offers.announce", lambda _widget, words: told.append(words)
    )
    view = said(host, theme, answer("| a |\n|---|\n| 1 |\n"))
    host.activateWindow()
    view.setFocus()
    menu = QMenu()
    view.fill_menu(menu)
    next(each for each in menu.actions() if each.text() == "Copy table as CSV").trigger()
    assert QGuiApplication.clipboard().text().splitlines() == ["a", "1"]
    assert told == ["Copied"]


def both(first: str, second: str) -> Message:
    choices = (Choice(0, first, finish_reason="stop"), Choice(1, second, model="gpt-x"))
    return replace(answer(first), choices=choices)


def test_of_another_model_s_answer_that_one_is_told(
    host: QWidget, theme: Theme, told: list[str], qtbot: QtBot
) -> None:
    view = said(host, theme, answer("It is red. It is round.\n\nSo."))
    coming = both("It is red. It is round.\n\nSo.", "")
    view.set_message(replace(coming, status=MessageStatus.STREAMING))
    view.apply([TextDelta(1, "It is blue. And")])
    view.refresh()
    qtbot.waitUntil(lambda: told == ["It is blue."])
    view.set_message(both("It is red. It is round.\n\nSo.", "It is blue. And on."))
    assert told[1:] == ["And on.\nThe answer is complete"]


def test_another_one_that_brought_nothing_tells_nothing_of_the_first(
    host: QWidget, theme: Theme, told: list[str]
) -> None:
    view = said(host, theme, answer("It is red."))
    view.set_message(replace(both("It is red.", ""), status=MessageStatus.STREAMING))
    view.refresh()
    view.set_message(answer("It is red."))
    assert told == []


def test_of_an_answer_that_goes_on_what_is_new_is_told(
    host: QWidget, theme: Theme, told: list[str]
) -> None:
    view = said(host, theme, answer("It is red. It is", finish="length"))
    view.set_message(answer("It is red. It is", status=MessageStatus.STREAMING))
    view.apply([TextDelta(0, " round. And")])
    view.refresh()
    view.set_message(answer("It is red. It is round. And big."))
    assert " ".join(told).split() == ["round.", "And", "big.", "The", "answer", "is", "complete"]


def test_tab_goes_through_an_answer_in_reading_order(
    host: QWidget, theme: Theme, qtbot: QtBot
) -> None:
    view = said(host, theme, answer("a\n\n```\nb\n```\n", reasoning="hm"))
    view.set_last(True)
    look(view)
    qtbot.waitUntil(lambda: any(each.accessibleName() == "Copy code" for each in view.stops))
    view.setFocus()
    walked = []
    for _ in view.stops:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        walked.append(focused.accessibleName())
    names = ["Thoughts", "Copy code", "Copy answer", "Ask again", "More"]
    assert walked[: len(names)] == names
