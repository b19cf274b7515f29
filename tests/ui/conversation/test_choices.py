"""An answer of several choices in the conversation: which one is meant, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import log

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from askance.core.chat import TextDelta
from askance.core.compare import Comparison
from askance.core.conversation import Choice, Message, MessageStatus, TokenLogprob
from askance.core.cost import Spent
from askance.ui.conversation.alternatives import Alternatives
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.selection import Position
from askance.ui.conversation.tabs import ChoiceTabs, Tab
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import MODEL, PROBLEMS, answer, question

pytestmark = pytest.mark.usefixtures("unhurried")

ASKED = question("Which number?")
FIRST, SECOND = "The number is **one**.", "The number is *two*, or more."
TWO = replace(
    answer(FIRST),
    choices=(
        Choice(0, FIRST, finish_reason="stop"),
        Choice(1, SECOND, finish_reason="stop", model="gpt-x", endpoint="Other"),
    ),
)
STREAMING = answer("", status=MessageStatus.STREAMING)


def shown(view: ConversationView) -> AnswerView:
    found = view.message_view(2)
    assert isinstance(found, AnswerView)
    return found


def button(view: ConversationView, name: str) -> QAbstractButton:
    (found,) = [
        each
        for each in view.findChildren(QAbstractButton)
        if each.accessibleName() == name and each.isVisibleTo(view)
    ]
    return found


def tabs(view: ConversationView) -> ChoiceTabs:
    found = shown(view).choices.tabs
    assert found is not None
    return found


def names(view: ConversationView) -> list[str]:
    return [each.accessibleName() for each in tabs(view).stops]


def agree(view: ConversationView) -> str:
    return next(each.text() for each in tabs(view).findChildren(QLabel))


def marked(view: ConversationView) -> list[dict[int, list[tuple[int, int]]]]:
    """What differs in each answer, by the leaf."""
    return [
        {
            leaf: [(each.start, each.end) for each in shades]
            for leaf, shades in body._shades.items()
            if shades
        }
        for body in shown(view).bodies()
    ]


def facts(view: ConversationView) -> str:
    meta = shown(view).foot.meta
    assert meta is not None
    return meta.facts.text()


# -- which one goes on


def test_what_is_picked_is_told_at_once_and_stays(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(0, FIRST), TextDelta(1, SECOND)])
    with qtbot.waitSignal(view.choice_chosen) as chosen:
        button(view, "Answer 2").click()
    assert chosen.args == [2, 1]
    both = (Choice(0, FIRST, finish_reason="stop"), Choice(1, SECOND, finish_reason="stop"))
    with qtbot.assertNotEmitted(view.choice_chosen):
        view.replace_message(replace(answer(FIRST), choices=both, chosen=1))
    assert shown(view).source() == SECOND


def test_what_was_kept_otherwise_is_told_again(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(0, FIRST), TextDelta(1, SECOND)])
    button(view, "Answer 2").click()
    both = (Choice(0, FIRST, finish_reason="stop"), Choice(1, SECOND, finish_reason="stop"))
    with qtbot.waitSignal(view.choice_chosen) as chosen:
        view.replace_message(replace(answer(FIRST), choices=both))
    assert chosen.args == [2, 1]
    assert shown(view).source() == SECOND


@pytest.mark.parametrize("abreast", [False, True])
def test_what_never_came_leaves_no_tab(view: ConversationView, qtbot: QtBot, abreast: bool) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(0, FIRST), TextDelta(1, "")])
    shown(view).set_side_by_side(abreast)
    picked = button(view, "Answer 2")
    picked.click()
    picked.setFocus()
    with qtbot.assertNotEmitted(view.choice_chosen):
        view.replace_message(answer(FIRST))
    assert shown(view).choices.tabs is None
    assert shown(view).source() == FIRST
    assert shown(view).hasFocus(), "the keyboard is not lost"
    assert [each.isVisibleTo(view) for each in shown(view).parts] == [True] * 2
    assert not [each for each in view.findChildren(Tab) if each.isVisibleTo(view)]


def test_of_three_the_one_that_never_came_goes(view: ConversationView) -> None:
    both = (*TWO.choices, Choice(2, "Half", model="late", endpoint="Late"))
    coming = replace(TWO, choices=both, status=MessageStatus.STREAMING)
    view.show_messages((ASKED, coming))
    shown(view).set_side_by_side(True)
    assert heads(view) == [MODEL, "gpt-x", "late"]
    view.replace_message(TWO)
    assert heads(view) == [MODEL, "gpt-x"]
    assert names(view) == [MODEL, "gpt-x", "Side by side"]


def test_the_keyboard_stays_on_its_tab_when_others_come(view: ConversationView) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(0, FIRST), TextDelta(2, SECOND)])
    third = button(view, "Answer 2")
    third.click()
    third.setFocus()
    view.apply(2, [TextDelta(1, "It is three.")])
    assert names(view) == ["Answer 1", "Answer 2", "Answer 3", "Side by side"]
    assert third.hasFocus()
    assert (third.accessibleName(), third.isChecked()) == ("Answer 3", True)
    assert [each.text() for each in tabs(view).stops if isinstance(each, Tab)][2] == "Answer 3"


def test_tab_reaches_the_chosen_one_and_arrows_the_others(view: ConversationView) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(0, FIRST), TextDelta(1, SECOND)])
    first, second = button(view, "Answer 1"), button(view, "Answer 2")

    def reached() -> list[bool]:
        return [bool(each.focusPolicy() & Qt.FocusPolicy.TabFocus) for each in (first, second)]

    assert reached() == [True, False]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    assert shown(view).source() == SECOND
    assert reached() == [False, True]


def test_a_screen_reader_meets_the_tabs_in_order(view: ConversationView) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(2, FIRST), TextDelta(0, SECOND), TextDelta(1, FIRST)])
    inside = [each for each in tabs(view).children() if isinstance(each, Tab) and each.isEnabled()]
    assert [each.accessibleName() for each in inside] == names(view)


def test_how_much_they_agree_is_said(
    view: ConversationView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "askance.ui.conversation.tabs.announce", lambda _widget, words: said.append(words)
    )
    both = (TWO.choices[0], replace(TWO.choices[0], index=1))
    view.show_messages((ASKED, replace(TWO, choices=both)))
    shown(view).set_side_by_side(True)
    qtbot.waitUntil(lambda: said == ["They say the same"])


@pytest.mark.parametrize("where", ["retry", "doubts"])
def test_going_on_leaves_the_keyboard_at_the_answer(view: ConversationView, where: str) -> None:
    view.show_messages((ASKED, unsure()))
    meta = shown(view).foot.meta
    assert meta is not None
    getattr(meta, where).setFocus()
    view.replace_message(replace(unsure(), status=MessageStatus.STREAMING))
    assert not meta.isVisibleTo(view)
    assert shown(view).hasFocus()


def test_the_ring_of_an_answer_that_shrinks_leaves_no_trace(
    view: ConversationView, qtbot: QtBot
) -> None:
    def settled() -> None:
        qtbot.waitUntil(lambda: view._scroller.resting)
        QApplication.processEvents()

    def as_painted() -> QImage:
        window = view.window()
        return window.screen().grabWindow(window.winId()).toImage()

    failed = replace(TWO.choices[1], text="", problem=PROBLEMS["error-key"], model="gpt-x")
    message = replace(TWO, choices=(TWO.choices[0], failed), chosen=1)
    view.show_messages((ASKED, message))
    shown(view).setFocus()
    settled()
    anew = replace(failed, problem=None, finish_reason=None)
    coming = replace(message, status=MessageStatus.STREAMING, choices=(TWO.choices[0], anew))
    view.replace_message(coming)
    settled()
    view.apply(2, [TextDelta(1, "Grey.")])
    settled()
    view.replace_message(
        replace(TWO, choices=(TWO.choices[0], replace(anew, text="Grey.")), chosen=1)
    )
    settled()
    before = as_painted()
    view.widget().update()
    QApplication.processEvents()
    assert as_painted() == before


def test_asked_again_it_begins_with_nothing(view: ConversationView) -> None:
    half = Choice(
        1, "Half of", "Hm", finish_reason="error", model="gpt-x", problem=PROBLEMS["error-key"]
    )
    failed = replace(TWO, choices=(TWO.choices[0], half), chosen=1)
    view.show_messages((ASKED, failed))
    assert button(view, "Thoughts").isVisibleTo(view)
    anew = replace(half, text="", reasoning="", finish_reason=None, problem=None)
    coming = replace(failed, choices=(TWO.choices[0], anew), status=MessageStatus.STREAMING)
    view.replace_message(coming)
    assert shown(view).source() == ""
    assert not [each for each in view.findChildren(QAbstractButton) if each.text() == "Thoughts"]
    view.apply(2, [TextDelta(1, SECOND)])
    assert shown(view).source() == SECOND
    assert names(view) == [MODEL, "gpt-x", "Side by side"]


def perhaps(text: str, word: str, other: str) -> tuple[TokenLogprob, ...]:
    before, after = text.split(word)
    return (
        TokenLogprob(before, log(0.99)),
        TokenLogprob(word, log(0.4), ((word, log(0.4)), (other, log(0.3)))),
        TokenLogprob(after, log(0.99)),
    )


def test_going_on_from_a_word_of_the_second_column_takes_the_second(
    view: ConversationView, qtbot: QtBot
) -> None:
    one, two = "The town is Bern, I think.", "It may be Basel, who knows."
    choices = (
        Choice(0, one, finish_reason="stop", logprobs=perhaps(one, " Bern", " Basel")),
        Choice(
            1,
            two,
            finish_reason="stop",
            logprobs=perhaps(two, " Basel", " Bonn"),
            model="gpt-x",
            endpoint="Other",
        ),
    )
    view.show_messages((ASKED, replace(answer(one), choices=choices)))
    shown(view).set_side_by_side(True)
    for index, begin in ((1, "It may be Bonn"), (0, "The town is Basel")):
        canvas = shown(view).choices.view(index).canvas
        ((leaf, mark),) = canvas.doubts
        at = canvas.point_out(leaf, mark).center()
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, Alternatives)
        with qtbot.waitSignal(view.continue_from_requested) as asked:
            popup.go_on.click()
        assert asked.args == [2, index, begin]


def unsure() -> Message:
    """Two answers, each with a doubtful word."""
    one, two = "The town is Bern, I think.", "It may be Basel, who knows."
    first = Choice(0, one, finish_reason="stop", logprobs=perhaps(one, " Bern", " Basel"))
    second = Choice(1, two, finish_reason="stop", logprobs=perhaps(two, " Basel", " Bonn"))
    return replace(answer(one), choices=(first, second))


def pointed(view: ConversationView) -> list[str]:
    """The words that are pointed out, column by column."""
    return [
        canvas.box(leaf).copied(shade.start, shade.end)
        for canvas in shown(view).choices.canvases
        for leaf, shades in canvas._layers.get("pointed", {}).items()
        for shade in shades
    ]


def test_side_by_side_the_walk_goes_through_every_column(view: ConversationView) -> None:
    view.show_messages((ASKED, unsure()))
    meta = shown(view).foot.meta
    assert meta is not None
    assert meta.doubts.text() == "1 doubtful word"
    button(view, "Side by side").click()
    assert meta.doubts.text() == "2 doubtful words"
    seen = []
    for _ in range(3):
        QTest.keyClick(meta.doubts, Qt.Key.Key_Return)
        seen.append(pointed(view))
    assert seen == [["Bern"], ["Basel"], ["Bern"]]
    button(view, "Side by side").click()
    assert meta.doubts.text() == "1 doubtful word"
    button(view, "Answer 2").click()
    QTest.keyClick(meta.doubts, Qt.Key.Key_Return)
    assert pointed(view) == ["Basel"]


def test_alternatives_are_those_of_the_column_walked_to(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((ASKED, unsure()))
    shown(view).set_side_by_side(True)
    meta = shown(view).foot.meta
    assert meta is not None
    QTest.keyClick(meta.doubts, Qt.Key.Key_Return)
    QTest.keyClick(meta.doubts, Qt.Key.Key_Return)
    QTest.keyClick(meta.doubts, Qt.Key.Key_Down)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Alternatives)
    with qtbot.waitSignal(view.continue_from_requested) as asked:
        popup.go_on.click()
    assert asked.args == [2, 1, "It may be Bonn"]


def test_side_by_side_a_message_tells_of_all_columns(
    view: ConversationView, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.show_messages((ASKED, unsure()))
    shown(view).introduce()
    shown(view).set_side_by_side(True)
    told = shown(view).accessibleDescription()
    assert told.startswith("2 doubtful words: Bern (40 % sure), Basel (40 % sure)")
    assert "The town is Bern, I think." in told
    assert "It may be Basel, who knows." in told
    said: list[str] = []
    monkeypatch.setattr(
        "askance.ui.conversation.doubting.announce", lambda _widget, words: said.append(words)
    )
    shown(view).next_doubt()
    shown(view).next_doubt()
    assert said == ["Answer 1. Bern, 40 % sure. 1 of 2", "Answer 2. Basel, 40 % sure. 2 of 2"]


def test_what_was_selected_is_not_shaded_when_it_is_shown_again(view: ConversationView) -> None:
    view.show_messages((ASKED, TWO))
    view.select_all()
    view._selecting.set_caret(Position(1, 0, 0, 3))
    assert marked(view) == [{0: [(0, 18)]}]
    first = shown(view).bodies()[0]
    button(view, "gpt-x").click()
    assert marked(view) == [{0: [(0, 27)]}]
    view._selecting.clear()
    button(view, MODEL).click()
    assert marked(view) == [{}]
    assert shown(view).bodies() == [first]
    assert first._caret is None


# -- what is told of it


def test_the_line_tells_of_the_one_that_is_shown(view: ConversationView) -> None:
    view.show_messages((ASKED, TWO))
    view.set_spent({2: Spent(1148, 0.0011)})
    assert facts(view) == f"{MODEL} · 1,148 tokens · 0.0011"
    button(view, "gpt-x").click()
    assert facts(view) == "gpt-x"
    button(view, MODEL).click()
    assert facts(view) == f"{MODEL} · 1,148 tokens · 0.0011"
    view.show_messages((ASKED, replace(TWO, chosen=1)))
    assert facts(view) == "gpt-x"


def test_what_is_picked_is_what_is_read_of_the_message(view: ConversationView) -> None:
    view.show_messages((ASKED, TWO))
    button(view, "gpt-x").click()
    assert view._roll[1].chosen == 1
    view.open_find()
    assert view._finding._may_hold(view._roll[1])


def test_quoting_takes_the_one_that_is_shown(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((ASKED, TWO))
    button(view, "gpt-x").click()
    with qtbot.waitSignal(view.quote_requested) as quoted:
        view.quote(2)
    assert quoted.args == [SECOND]


def test_what_is_still_coming_and_a_refusal_can_be_quoted(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(0, "Hello wor")])
    with qtbot.waitSignal(view.quote_requested) as quoted:
        view.quote(2)
    assert quoted.args == ["Hello wor"]
    view.show_messages((ASKED, answer("", refusal="I will not.")))
    with qtbot.waitSignal(view.quote_requested) as quoted:
        view.quote(2)
    assert quoted.args == ["I will not."]


def test_a_refusal_far_away_can_be_quoted(view: ConversationView, qtbot: QtBot) -> None:
    many = [answer("Some words.\n\n" * 9, id=number) for number in range(10, 60)]
    view.show_messages((ASKED, answer("", refusal="I will not."), *many))
    assert view.message_view(2) is None
    with qtbot.waitSignal(view.quote_requested) as quoted:
        view.quote(2)
    assert quoted.args == ["I will not."]


# -- their names


def test_as_soon_as_one_has_a_model_s_name_all_have(view: ConversationView) -> None:
    view.show_messages((ASKED, TWO))
    assert names(view) == [MODEL, "gpt-x", "Side by side"]


def test_of_one_model_they_are_counted(view: ConversationView) -> None:
    both = (Choice(0, "first", finish_reason="stop"), Choice(1, "second", finish_reason="stop"))
    view.show_messages((ASKED, replace(answer("first"), choices=both)))
    assert names(view) == ["Answer 1", "Answer 2", "Side by side"]


def test_one_model_at_two_endpoints_is_told_apart(view: ConversationView) -> None:
    again = replace(TWO.choices[1], model="", endpoint="Other")
    view.show_messages((ASKED, replace(TWO, choices=(TWO.choices[0], again))))
    assert names(view) == [f"{MODEL} · {TWO.endpoint}", f"{MODEL} · Other", "Side by side"]


def test_two_answers_of_one_model_beside_a_third_are_told_apart(view: ConversationView) -> None:
    third = Choice(2, "third", finish_reason="stop")
    view.show_messages((ASKED, replace(TWO, choices=(*TWO.choices, third))))
    assert names(view) == [f"{MODEL} (1)", "gpt-x", f"{MODEL} (3)", "Side by side"]


def heads(view: ConversationView) -> list[str]:
    found = [each for each in shown(view).parts if isinstance(each, QLabel)]
    assert all(each.isVisibleTo(view) for each in found)
    return [each.text() for each in found]


def test_columns_have_headings(view: ConversationView) -> None:
    view.show_messages((ASKED, TWO))
    assert heads(view) == []
    button(view, "Side by side").click()
    assert heads(view) == [MODEL, "gpt-x"]
    left, right = (each for each in shown(view).parts if isinstance(each, QLabel))
    assert left.geometry().right() < right.geometry().left()
    first, second = shown(view).bodies()
    assert left.geometry().bottom() < first.geometry().top()
    assert left.geometry().left() <= first.geometry().left()
    assert right.geometry().left() == second.geometry().left()
    button(view, "Side by side").click()
    assert heads(view) == []
    assert not left.isVisibleTo(view)


# -- side by side


def test_words_that_come_while_they_stand_side_by_side_are_compared(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(0, "The number"), TextDelta(1, "A figure")])
    button(view, "Side by side").click()
    assert agree(view) == "", "half of them differs in all that is still to come"
    view.apply(2, [TextDelta(0, " is one."), TextDelta(1, " is one.")])
    both = (
        Choice(0, "The number is one.", finish_reason="stop"),
        Choice(1, "A figure is one.", finish_reason="stop"),
    )
    view.replace_message(replace(answer(both[0].text), choices=both))
    qtbot.waitUntil(lambda: agree(view) == "50 % the same")
    assert marked(view) == [{0: [(0, 10)]}, {0: [(0, 8)]}]


def test_one_more_answer_is_compared_too(view: ConversationView, qtbot: QtBot) -> None:
    both = (Choice(0, "It is one.", finish_reason="stop"),) * 2
    both = (both[0], replace(both[1], index=1))
    view.show_messages((ASKED, replace(answer("It is one."), choices=both)))
    button(view, "Side by side").click()
    qtbot.waitUntil(lambda: agree(view) == "They say the same")
    again = replace(answer("It is one."), choices=both, status=MessageStatus.STREAMING)
    view.replace_message(again)
    view.apply(2, [TextDelta(2, "It is three.")])
    third = Choice(2, "It is three.", finish_reason="stop", model="gpt-x")
    view.replace_message(replace(again, status=MessageStatus.COMPLETE, choices=(*both, third)))
    qtbot.waitUntil(lambda: "%" in agree(view))
    assert marked(view)[2] == {0: [(6, 11)]}


def test_an_older_comparison_that_comes_late_is_dropped(
    view: ConversationView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[tuple[Callable[[], Comparison], Callable[[Comparison], None]]] = []
    one, two = Choice(0, "one more", finish_reason="length"), Choice(1, "two", finish_reason="stop")
    view.show_messages((ASKED, replace(answer("one more"), choices=(one, two))))
    monkeypatch.setattr(
        view._offthread, "run", lambda work, done, _owner: waiting.append((work, done))
    )
    button(view, "Side by side").click()
    same = (one, replace(two, text="one more"))
    view.replace_message(replace(answer("one more"), choices=same))
    assert len(waiting) == 2
    for work, done in reversed(waiting):
        done(work())
    assert agree(view) == "They say the same"
    assert marked(view) == [{}, {}]


def test_what_was_hidden_says_all_that_came(view: ConversationView) -> None:
    view.show_messages((ASKED, STREAMING))
    view.apply(2, [TextDelta(0, "It is one."), TextDelta(1, "It is two.")])
    button(view, "Side by side").click()
    assert [body.plain() for body in shown(view).bodies()] == ["It is one.", "It is two."]


def test_long_answers_are_compared_once_they_are_read(view: ConversationView, qtbot: QtBot) -> None:
    long = "\n\n".join(f"Paragraph {number} says a word." for number in range(1200))
    both = (
        Choice(0, f"{long}\n\nend", finish_reason="stop"),
        Choice(1, f"{long}\n\nother", finish_reason="stop"),
    )
    view.show_messages((ASKED, replace(answer(long), choices=both)))
    button(view, "Side by side").click()
    assert not all(body.parsed for body in shown(view).bodies())
    qtbot.waitUntil(lambda: agree(view) == "100 % the same", timeout=20_000)
    assert [list(each) for each in marked(view)] == [[1200], [1200]]


def test_where_columns_have_no_room_answers_stand_one_under_another(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((ASKED, TWO))
    button(view, "Side by side").click()
    qtbot.waitUntil(lambda: "%" in agree(view))
    view.window().resize(500, 600)
    QApplication.processEvents()
    first, second = shown(view).bodies()
    assert first.isVisibleTo(view)
    assert second.isVisibleTo(view)
    assert first.geometry().left() == second.geometry().left()
    assert first.geometry().bottom() < second.geometry().top()
    assert heads(view) == [MODEL, "gpt-x"]
    assert second.geometry().bottom() <= shown(view).height()
    view.window().resize(900, 600)
    QApplication.processEvents()
    assert first.geometry().top() == second.geometry().top()


def test_a_failed_one_stands_beside_the_others_and_is_not_compared(
    view: ConversationView, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = replace(TWO.choices[1], text="", problem=PROBLEMS["error-network"])
    view.show_messages((ASKED, replace(TWO, choices=(TWO.choices[0], failed))))
    asked: list[object] = []
    monkeypatch.setattr(view._offthread, "run", lambda *work: asked.append(work))
    button(view, "Side by side").click()
    assert heads(view) == [MODEL, "gpt-x"]
    assert not asked
    assert agree(view) == ""


# -- copying


@pytest.mark.parametrize("abreast", [False, True])
def test_text_and_markdown_hold_the_same_answers(view: ConversationView, abreast: bool) -> None:
    view.show_messages((ASKED, TWO))
    if abreast:
        button(view, "Side by side").click()
    view.select_all()
    asked = "Which number?"
    shown_too = ["The number is two, or more."] if abreast else []
    assert view.selected_text() == "\n\n".join((asked, "The number is one.", *shown_too))
    shown_too = [SECOND] if abreast else []
    assert view.selected_markdown() == "\n\n".join((asked, FIRST, *shown_too))


def test_one_message_of_two_columns_is_copied_alike(view: ConversationView) -> None:
    view.show_messages((ASKED, TWO))
    button(view, "Side by side").click()
    shown(view).setFocus()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(shown(view), Qt.Key.Key_A, control)
    QTest.keyClick(shown(view), Qt.Key.Key_C, control)
    assert QGuiApplication.clipboard().text() == "The number is one.\n\nThe number is two, or more."
    QTest.keyClick(shown(view), Qt.Key.Key_C, control | shift)
    assert QGuiApplication.clipboard().text() == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("width", [420, 600, 900])
def test_long_names_end_in_an_ellipsis_where_there_is_no_room(
    view: ConversationView, width: int
) -> None:
    long = "mistralai/a-model-with-a-very-long-name-indeed-2512"
    view.window().resize(width, 600)
    view.show_messages((ASKED, replace(TWO, choices=(*TWO.choices, Choice(2, "x", model=long)))))
    QApplication.processEvents()
    row = tabs(view)
    found = [each for each in row.stops if isinstance(each, Tab)]
    for each in found:
        assert each.geometry().right() <= row.width()
        spare = each.width() - each.fontMetrics().horizontalAdvance(each.shown())
        assert spare >= 8, "no letter is cut"
        assert bool(each.toolTip()) is (each.shown() != each.accessibleName())
    cut = {each.accessibleName(): each.shown() for each in found}
    assert cut[long].endswith("…") or width == 900
