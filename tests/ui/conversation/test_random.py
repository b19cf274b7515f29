"""Random replies, cut anywhere, while the person resizes, scrolls and changes the look: nothing
breaks and nothing is lost. `RANDOM_EXAMPLES=500` tries that many of each, new ones every time, and
makes what fails smaller; a test run takes a few, always the same.
"""

import os
from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from askance.core.chat import TextDelta
from askance.core.conversation import MessageStatus
from askance.core.settings import Appearance
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.support.markdown_strategies import Written, noise, replies
from tests.ui.conversation.samples import answer, question

Act = Callable[[ConversationView, Theme], None]

MANY = int(os.environ.get("RANDOM_EXAMPLES", "0"))

few = settings(
    max_examples=MANY or 10,
    deadline=None,
    derandomize=not MANY,
    phases=(Phase.generate, Phase.shrink) if MANY else (Phase.generate,),
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


# -- what a person does meanwhile


def resized(width: int, height: int) -> Act:
    return lambda view, _theme: view.window().resize(width, height)


def scrolled(to: float) -> Act:
    def act(view: ConversationView, _theme: Theme) -> None:
        bar = view.verticalScrollBar()
        bar.setValue(round(bar.maximum() * to))

    return act


def wheeled(notches: int) -> Act:
    def act(view: ConversationView, _theme: Theme) -> None:
        middle = QPointF(view.viewport().rect().center())
        buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        turn, phase = QPoint(0, 120 * notches), Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(middle, middle, QPoint(), turn, buttons, keys, phase, False)
        QApplication.sendEvent(view.viewport(), event)

    return act


def looking(appearance: Appearance) -> Act:
    return lambda _view, theme: theme.set_appearance(appearance)


def sized(percent: int) -> Act:
    return lambda _view, theme: theme.set_text_size(percent)


acts: st.SearchStrategy[Act | int] = st.one_of(
    st.integers(1, 200),
    st.integers(1, 8),
    st.builds(resized, st.integers(120, 1400), st.integers(80, 900)),
    st.builds(scrolled, st.floats(0, 1)),
    st.builds(wheeled, st.integers(-9, 9)),
    st.builds(looking, st.sampled_from((Appearance.LIGHT, Appearance.DARK))),
    st.builds(sized, st.sampled_from((80, 100, 160))),
)
"""A number is so many characters of the reply that come."""


def streamed(view: ConversationView, theme: Theme, source: str, steps: list[Act | int]) -> None:
    """Lets the reply come into message 2 in the middle of all the steps, and be complete."""
    rest = source
    for step in steps:
        if isinstance(step, int):
            piece, rest = rest[:step], rest[step:]
            view.apply(2, (TextDelta(0, piece),))
        else:
            step(view, theme)
        QApplication.processEvents()
    view.apply(2, (TextDelta(0, rest),))
    view.replace_message(answer(source))
    QApplication.processEvents()


def through(view: ConversationView) -> None:
    """Looks at everything from the top to the end."""
    bar = view.verticalScrollBar()
    for tenth in range(11):
        bar.setValue(bar.maximum() * tenth // 10)
        QApplication.processEvents()
    assert 0 <= bar.value() <= bar.maximum()


def begun(view: ConversationView, theme: Theme, *before: Written) -> list[str]:
    """A conversation with a reply that comes in message 2; the sources of what stands in it."""
    if theme.colours.dark:
        theme.set_appearance(Appearance.LIGHT)
    if theme.text_percent != 100:
        theme.set_text_size(100)
    view.window().resize(940, 600)
    asked = question("What does it say?")
    earlier = [answer(each.source, id=number) for number, each in enumerate(before, 10)]
    view.show_messages((*earlier, asked, answer("", status=MessageStatus.STREAMING)))
    return [*(each.source for each in before), asked.text]


def copied(view: ConversationView) -> tuple[str, str]:
    """All of the conversation as Markdown and as plain text."""
    view.select_all()
    return view.selected_markdown(), view.selected_text()


@few
@given(before=st.lists(replies, max_size=4), reply=replies, steps=st.lists(acts, max_size=14))
def test_no_word_is_lost(
    qtbot: QtBot,
    view: ConversationView,
    theme: Theme,
    before: list[Written],
    reply: Written,
    steps: list[Act | int],
) -> None:
    with qtbot.captureExceptions() as raised:
        sources = begun(view, theme, *before)
        streamed(view, theme, reply.source, steps)
        through(view)
        markdown, text = copied(view)
    assert not raised
    assert markdown == "\n\n".join(filter(None, (*sources, reply.source)))
    for word, count in Counter(word for made in (*before, reply) for word in made.words).items():
        assert text.count(word) >= count, word


@few
@given(reply=noise, steps=st.lists(acts, max_size=14))
def test_whatever_comes_can_be_copied_back(
    qtbot: QtBot, view: ConversationView, theme: Theme, reply: Written, steps: list[Act | int]
) -> None:
    with qtbot.captureExceptions() as raised:
        sources = begun(view, theme)
        streamed(view, theme, reply.source, steps)
        through(view)
        markdown, _text = copied(view)
    assert not raised
    assert markdown == "\n\n".join(filter(None, (*sources, reply.source)))


@few
@given(said=st.lists(st.text(alphabet="abcXYZ019 ñж漢عא\n", max_size=300), max_size=6))
def test_plain_text_is_all_there(view: ConversationView, theme: Theme, said: list[str]) -> None:
    """Also of messages that were never in sight."""
    reply = "\n\n".join(said)
    begun(view, theme, *(Written(each) for each in said))
    streamed(view, theme, reply, [])
    _markdown, text = copied(view)

    def letters(words: str) -> str:
        return "".join(filter(str.isalnum, words))

    assert letters(text) == letters("".join(said) + "What does it say?" + reply)
