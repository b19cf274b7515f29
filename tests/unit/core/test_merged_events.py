"""Words that came one behind the other become one event, and nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askance.core.chat import ChatEvent, ReasoningDelta, Reply, TextDelta, merged

deltas = st.builds(TextDelta, st.integers(0, 1), st.text("ab", max_size=2))
events = st.lists(deltas | st.builds(ReasoningDelta, st.integers(0, 1), st.text("cd", max_size=2)))


def test_words_of_one_choice_are_one_event() -> None:
    some = [TextDelta(0, "a"), TextDelta(0, "b"), TextDelta(1, "c"), TextDelta(1, "d")]
    assert merged(some) == [TextDelta(0, "ab"), TextDelta(1, "cd")]


def test_what_comes_between_words_parts_them() -> None:
    some = [TextDelta(0, "a"), ReasoningDelta(0, "b"), ReasoningDelta(0, "c"), TextDelta(0, "d")]
    assert merged(some) == some


@given(events)
def test_the_reply_is_the_same(some: list[ChatEvent]) -> None:
    each, together = Reply(), Reply()
    for event in some:
        each.apply(event)
    for event in merged(some):
        together.apply(event)
    assert together.choices() == each.choices()
