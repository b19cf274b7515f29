"""An answer that had ended goes on, and nothing of it is written again."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from askance.core.chat import LogprobsDelta, TextDelta
from askance.core.conversation import Choice, Message, MessageStatus
from askance.core.endpoint import ON_DEVICE
from askance.core.errors import ErrorKind, Problem
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.boxes.box import Box
from askance.ui.conversation.boxes.code import CodeBox
from askance.ui.conversation.boxes.text import TextBox
from askance.ui.conversation.ending import EndingCard, can_go_on
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import answer, question, tokens

pytestmark = pytest.mark.usefixtures("unhurried")

HALF = "First.\n\n```py\nx = 1\n```\n\n| a |\n|---|\n| 1 |\n\nThe second is not"
CUT = Problem(ErrorKind.TRUNCATED, "The answer was cut off")


def cut(text: str = HALF) -> Message:
    return answer(text, status=MessageStatus.INTERRUPTED, finish=None)


def going(text: str = HALF) -> Message:
    return answer(text, status=MessageStatus.STREAMING, finish=None)


def shown(view: ConversationView) -> AnswerView:
    found = view.message_view(2)
    assert isinstance(found, AnswerView)
    return found


def card(view: ConversationView) -> EndingCard:
    found = shown(view).foot.card
    assert found is not None
    return found


def boxes(view: ConversationView) -> list[Box]:
    canvas = shown(view).choices.canvas
    return [canvas.box(leaf) for leaf in range(len(canvas.leaves))]


def places(view: ConversationView) -> list[int]:
    canvas = shown(view).choices.canvas
    return [canvas.top_of(leaf) for leaf in range(len(canvas.leaves))]


def test_closed_blocks_stay_as_they_are_and_the_rest_is_written_on(view: ConversationView) -> None:
    view.show_messages((question("q"), cut()))
    before, tops = boxes(view), places(view)
    view.replace_message(going())
    view.apply(2, [TextDelta(0, " the last.\n\nThird.")])
    assert boxes(view)[: len(before)] == before
    assert places(view)[: len(tops)] == tops
    assert shown(view).source() == HALF + " the last.\n\nThird."
    view.replace_message(answer(HALF + " the last.\n\nThird."))
    assert boxes(view)[: len(before)] == before
    assert not shown(view).streaming


def test_code_that_was_cut_goes_on_inside_its_fence(view: ConversationView) -> None:
    view.show_messages((question("q"), cut("```py\nx = 1\n")))
    view.replace_message(going("```py\nx = 1\n"))
    view.apply(2, [TextDelta(0, "y = 2\n```\n\ndone")])
    code, words = boxes(view)
    assert isinstance(code, CodeBox)
    assert isinstance(words, TextBox)
    assert code.text == "x = 1\ny = 2"


def test_it_can_end_and_go_on_again(view: ConversationView) -> None:
    view.show_messages((question("q"), cut("one")))
    text = "one"
    for more in (" two", " three", "\n\nfour"):
        view.replace_message(going(text))
        view.apply(2, [TextDelta(0, more)])
        text += more
        view.replace_message(cut(text))
        assert shown(view).source() == text
        assert card(view).isVisible()


def test_doubtful_words_of_both_halves_stay_marked(view: ConversationView) -> None:
    first, second = "One is here.\n\n", "Two is there.\n\n"
    sure, unsure = tokens(first, {"One": 0.3}), tokens(second, {"Two": 0.3})

    def with_tokens(message: Message) -> Message:
        return replace(message, choices=(replace(message.choices[0], logprobs=sure),))

    view.show_messages((question("q"), with_tokens(cut(first))))
    assert len(shown(view).choices.canvas.doubts) == 1
    view.replace_message(with_tokens(going(first)))
    view.apply(2, [TextDelta(0, second), LogprobsDelta(0, unsure)])
    whole = answer(first + second)
    choices = (replace(whole.choices[0], logprobs=(*sure, *unsure)),)
    view.replace_message(replace(whole, choices=choices))
    found = [mark.word for _, mark in shown(view).choices.canvas.doubts]
    assert found == ["One", "Two"]


def test_where_the_person_is_stays(view: ConversationView, qtbot: QtBot) -> None:
    long = "\n\n".join(f"Paragraph {number}." for number in range(80))
    view.show_messages((question("q"), cut(long)))
    view.verticalScrollBar().setValue(200)
    view.replace_message(going(long))
    view.apply(2, [TextDelta(0, " More.\n\nAnd more.")])
    assert view.verticalScrollBar().value() == 200


def test_the_keyboard_stays_on_the_answer(view: ConversationView, qtbot: QtBot) -> None:
    view.show_messages((question("q"), cut()))
    button = card(view).go_on
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    with qtbot.waitSignal(view.continue_requested) as asked:
        button.click()
    assert asked.args == [2]
    view.replace_message(going())
    assert shown(view).hasFocus()


FAILED = answer("x", status=MessageStatus.FAILED, problem=CUT, finish=None)


@pytest.mark.parametrize(
    ("message", "offered"),
    [
        (cut("x"), True),
        (answer("x", status=MessageStatus.CANCELLED, finish=None), True),
        (FAILED, True),
        (answer("x", finish="length"), True),
        (answer("x"), False),
        (answer("x", finish="content_filter"), False),
        (going("x"), False),
        (replace(FAILED, choices=()), False),
        (cut(" \n"), False),
        (replace(cut("x"), endpoint=ON_DEVICE.name), False),
        (replace(cut("x"), choices=(Choice(0, "x"), Choice(1, "y"))), False),
    ],
)
def test_what_can_go_on(view: ConversationView, message: Message, offered: bool) -> None:
    assert can_go_on(message) is offered
    view.show_messages((question("q"), message))
    found = shown(view).foot.card
    assert (found is not None and found.go_on.isVisible()) is offered
    assert not offered or card(view).retry.isVisible()


def test_a_stalled_note_offers_two_buttons_until_it_is_none(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("q"), going("x")))
    view.set_note(2, "Nothing came for 12 s", stalled=True)
    note = shown(view).foot.note
    assert note is not None
    assert note.stop.isVisible()
    with qtbot.waitSignal(view.stop_requested) as stopped:
        note.stop.click()
    with qtbot.waitSignal(view.again_requested) as again:
        note.again.click()
    assert stopped.args == again.args == [2]
    note.stop.setFocus()
    qtbot.waitUntil(note.stop.hasFocus)
    view.set_note(2, "")
    assert not note.isVisible()
    assert shown(view).hasFocus(), "the keyboard is not lost with the button"


def test_why_an_added_choice_came_to_nothing_is_told_under_it(view: ConversationView) -> None:
    why = Problem(ErrorKind.BAD_REQUEST, "This endpoint can’t continue", "It began anew.", "Ask.")
    first = answer("The sky is blue")
    added = Choice(1, "The sky was", finish_reason="error", problem=why)
    view.show_messages(
        (question("q"), replace(first, choices=(*first.choices, added), chosen=added.index))
    )
    told = card(view)
    assert told.accessibleName() == "This endpoint can’t continue It began anew. Ask."
    assert told.retry.isHidden()
