"""Random answers of two choices, with thoughts and refusals, while the person picks, opens, focuses
and looks at another conversation meanwhile: nothing breaks, nothing is lost, nothing is left over.
`RANDOM_EXAMPLES=500` tries that many, new ones every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from askance.core.chat import ChatEvent, ReasoningDelta, RefusalDelta, TextDelta
from askance.core.conversation import Choice, Message, MessageStatus
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.support.markdown_strategies import Written, replies
from tests.ui.conversation.samples import answer, question
from tests.ui.conversation.test_forgetting import left_over
from tests.ui.conversation.test_random import acts, begun, copied, few, through

ELSEWHERE = (question("Something else?", id=90), answer("Quite else.\n\n```\nx\n```", id=91))
said = st.sampled_from(("", "I would rather not.", "One.\n\nTwo of it."))
MARKS = {"I would rather not.": "rather", "One.\n\nTwo of it.": "Two of it"}


class Coming:
    """An answer that comes piece by piece, kept as the history keeps it."""

    def __init__(self, choices: tuple[Choice, ...]) -> None:
        self._whole = answer("")
        self._choices = choices
        self._came = tuple(Choice(each.index) for each in choices)

    def more(self, count: int) -> list[ChatEvent]:
        """So many characters of each part of each choice."""
        events: list[ChatEvent] = []
        grown = []
        for whole, came in zip(self._choices, self._came, strict=True):
            for field, event in (
                ("reasoning", ReasoningDelta),
                ("text", TextDelta),
                ("refusal", RefusalDelta),
            ):
                there, full = getattr(came, field), getattr(whole, field)
                if piece := full[len(there) : len(there) + count]:
                    events.append(event(came.index, piece))
                    came = replace(came, **{field: there + piece})  # noqa: PLW2901 -- grows
            grown.append(came)
        self._came = tuple(grown)
        return events

    def now(self) -> Message:
        return replace(self._whole, status=MessageStatus.STREAMING, choices=self._came)

    def end(self) -> Message:
        return replace(self._whole, choices=self._choices)


Step = int | Callable[[ConversationView, Theme, Coming], None]


def shown(view: ConversationView) -> AnswerView | None:
    found = view.message_view(2)
    return found if isinstance(found, AnswerView) else None


def pressed(which: int) -> Step:
    """One of the tabs, the switch, the thoughts."""

    def act(view: ConversationView, _theme: Theme, _coming: Coming) -> None:
        found = shown(view)
        stops = found.choices.stops if found is not None else []
        buttons = [each for each in stops if isinstance(each, QAbstractButton)]
        if buttons:
            buttons[which % len(buttons)].click()

    return act


def focused(message: int, which: int) -> Step:
    """A message, or something in it, gets the keyboard."""

    def act(view: ConversationView, _theme: Theme, _coming: Coming) -> None:
        views = sorted(view._sight.views, key=lambda each: each.message.id)
        if views:
            chosen = views[message % len(views)]
            chosen.setFocus(Qt.FocusReason.TabFocusReason)
            inside = [chosen, *chosen.stops]
            inside[which % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)

    return act


def looked_away(view: ConversationView, _theme: Theme, coming: Coming) -> None:
    """At another conversation, and back."""
    messages = list(view._roll)
    view.show_messages(ELSEWHERE)
    assert not left_over(view)
    QApplication.processEvents()
    assert not left_over(view)
    view.show_messages([coming.now() if each.id == 2 else each for each in messages])


def selected(view: ConversationView, _theme: Theme, _coming: Coming) -> None:
    view.select_all()


def plainly(act: Callable[[ConversationView, Theme], None] | int) -> Step:
    if isinstance(act, int):
        return act
    return lambda view, theme, _coming: act(view, theme)


steps: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        acts.map(plainly),
        st.integers(1, 40),
        st.builds(pressed, st.integers(0, 5)),
        st.builds(focused, st.integers(0, 6), st.integers(0, 9)),
        st.just(looked_away),
        st.just(selected),
    ),
    max_size=16,
)


def written(view: ConversationView, final: Message) -> str:
    """What of the answer is to be copied as Markdown: what is shown of it."""
    found = shown(view)
    number = view._roll.number(2)
    assert number is not None
    chosen = view._roll[number].chosen
    if found is None:
        choice = final.choices[chosen]
        return "\n\n".join(filter(None, (choice.text, choice.refusal)))
    assert found.choices.chosen == chosen == found.message.chosen, "what is shown goes on"
    parts = []
    for index in range(len(final.choices)):
        each = found.choices.view(index)
        if each in found.choices.shown:
            choice = final.choices[index]
            parts += [choice.reasoning if each.thinking.bodies else "", choice.text, choice.refusal]
    return "\n\n".join(filter(None, parts))


@few
@given(
    earlier=st.lists(replies, max_size=2),
    texts=st.tuples(replies, replies),
    thoughts=st.tuples(said, said),
    refusals=st.tuples(said, said),
    steps=steps,
)
def test_nothing_is_lost_and_nothing_left_over(
    qtbot: QtBot,
    view: ConversationView,
    theme: Theme,
    earlier: list[Written],
    texts: tuple[Written, Written],
    thoughts: tuple[str, str],
    refusals: tuple[str, str],
    steps: list[Step],
) -> None:
    coming = Coming(
        tuple(
            Choice(number, text.source, thought, refusal, "stop", "stop")
            for number, (text, thought, refusal) in enumerate(
                zip(texts, thoughts, refusals, strict=True)
            )
        )
    )
    with qtbot.captureExceptions() as raised:
        sources = begun(view, theme, *earlier)
        for step in steps:
            if isinstance(step, int):
                view.apply(2, coming.more(step))
            else:
                step(view, theme, coming)
            QApplication.processEvents()
            assert not left_over(view)
        view.apply(2, coming.more(1 << 20))
        view.replace_message(coming.end())
        QApplication.processEvents()
        through(view)
        markdown, text = copied(view)
    assert not raised
    assert not left_over(view)
    assert markdown == "\n\n".join(filter(None, (*sources, written(view, coming.end()))))
    for refusal in (MARKS[each] for each in refusals if each):
        assert (refusal in text) is (refusal in markdown)
