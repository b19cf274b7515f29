"""Words that nobody wrote by hand: a pasted log, a book of thoughts. None are read in one go."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from askance.core.chat import ReasoningDelta
from askance.core.conversation import MessageStatus
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.flow import plain_leaves
from askance.ui.conversation.question import QuestionView
from askance.ui.conversation.view import ConversationView
from tests.ui.conversation.samples import answer, question

PARAGRAPHS = "\n\n".join(f"paragraph {number}" for number in range(6000))
LOG = "\n".join(f"2026-11-24 07:41:{number % 60:02} started" for number in range(3000))


def body(view: ConversationView, message_id: int) -> BlocksCanvas:
    found = view.message_view(message_id)
    assert found is not None
    return found.bodies()[0]


def test_a_long_question_is_read_in_slices_and_says_it_all_at_once(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.add_message(question(PARAGRAPHS, id=5))
    canvas = body(view, 5)
    assert not canvas.parsed
    assert len(canvas.leaves) < 2000
    view.select_all()
    assert view.selected_text() == "\n\n".join(PARAGRAPHS.split("\n\n"))
    assert view.selected_markdown() == PARAGRAPHS
    qtbot.waitUntil(lambda: canvas.parsed, timeout=20_000)
    assert list(canvas.leaves) == list(plain_leaves(PARAGRAPHS))
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    shown = view.message_view(5)
    assert shown is not None
    assert shown.height() > 6000 * 20


def test_marks_of_markdown_in_a_question_are_its_own_words(view: ConversationView) -> None:
    text = "# not a heading\n\n*plain* `words`"
    view.show_messages((question(text, id=5),))
    assert body(view, 5).plain() == text
    view.select_all()
    assert view.selected_text() == view.selected_markdown() == text


@pytest.mark.parametrize("long", ["wide", "narrow"])
def test_the_first_lines_of_a_log_say_how_wide_its_card_is(
    view: ConversationView, monkeypatch: pytest.MonkeyPatch, long: str
) -> None:
    lines = ["x" * 150 if long == "wide" else "x", *LOG.split("\n")]
    view.show_messages((question("\n".join(lines), id=5),))
    shown = view.message_view(5)
    assert isinstance(shown, QuestionView)
    measured: list[str] = []

    class Metrics:
        def horizontalAdvance(self, text: str) -> float:  # noqa: N802 -- Qt's name
            measured.append(text)
            return 8.0 * len(text)

    class Dress:
        metrics = Metrics()

    monkeypatch.setattr("askance.ui.conversation.question.dress", lambda *_: Dress())
    shown._natural = -1
    shown._natural_width()
    assert len(measured) == (1 if long == "wide" else 200)


def test_long_thoughts_open_at_once_and_are_read_in_slices(
    view: ConversationView, qtbot: QtBot
) -> None:
    view.show_messages((question("q"), answer("yes", reasoning=PARAGRAPHS)))
    shown = view.message_view(2)
    assert shown is not None
    (toggle,) = (
        each for each in shown.findChildren(QAbstractButton) if each.accessibleName() == "Thoughts"
    )
    toggle.click()
    thoughts = body(view, 2)
    assert not thoughts.parsed
    assert len(thoughts.leaves) < 2000
    qtbot.waitUntil(lambda: thoughts.parsed, timeout=20_000)
    assert list(thoughts.leaves) == list(plain_leaves(PARAGRAPHS))


@pytest.mark.usefixtures("unhurried")
def test_thoughts_that_come_while_they_are_open_are_all_there(view: ConversationView) -> None:
    coming = answer("", status=MessageStatus.STREAMING)
    view.show_messages((question("q"), coming))
    view.apply(2, [ReasoningDelta(0, "first\n")])
    shown = view.message_view(2)
    assert shown is not None
    (toggle,) = (
        each for each in shown.findChildren(QAbstractButton) if each.accessibleName() == "Thinking…"
    )
    toggle.click()
    view.apply(2, [ReasoningDelta(0, "\nsecond")])
    assert body(view, 2).plain() == "first\n\nsecond"
    other = replace(answer("yes", reasoning="quite others"))
    view.replace_message(other)
    assert body(view, 2).plain() == "quite others"
