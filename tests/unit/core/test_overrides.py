"""What a person asks of one question stands before what the endpoint says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.chat import ChatOptions
from askance.core.endpoint import Endpoint, Parameters
from askance.core.overrides import MOST_STOPS, Overrides, stops_as_text, stops_in

OWN = ChatOptions.of(
    Endpoint(
        "Relay",
        "https://relay.example.com/v1",
        "m",
        stream=False,
        max_tokens=500,
        parameters=Parameters(0.7, 0.9, 2, 3, 11, ("END",), "high", "low"),
    )
)


def test_nothing_said_leaves_the_endpoints_own() -> None:
    assert Overrides().over(OWN) == OWN


@pytest.mark.parametrize(
    ("overrides", "options"),
    [
        (Overrides(temperature=0.0), replace(OWN, temperature=0.0)),
        (Overrides(top_p=0.0), replace(OWN, top_p=0.0)),
        (Overrides(max_tokens=9), replace(OWN, max_tokens=9)),
        (Overrides(n=1), replace(OWN, n=1)),
        (Overrides(top_logprobs=0), replace(OWN, top_logprobs=None)),
        (Overrides(top_logprobs=5), replace(OWN, top_logprobs=5)),
        (Overrides(detail="low"), replace(OWN, detail="low")),
        (Overrides(reasoning_effort="high"), replace(OWN, reasoning_effort="high")),
        (Overrides(seed=0), replace(OWN, seed=0)),
        (Overrides(stop=("\n",)), replace(OWN, stop=("\n",))),
    ],
)
def test_what_is_said_stands_alone(overrides: Overrides, options: ChatOptions) -> None:
    assert overrides.over(OWN) == options


def test_stop_sequences_are_one_a_line() -> None:
    assert stops_in("END\n\n\\n\n a \nEND\n\\t") == ("END", "\n", " a ", "\t")
    assert stops_in("\\\\n") == ("\\n",)
    assert len(stops_in("a\nb\nc\nd\ne")) == MOST_STOPS


# What a line field and `str.splitlines` take for a line's end but a stop sequence may hold raw is
# not among these: only a person's `\n` makes one.
PLAIN = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.sampled_from("\n\t\\")
)


@given(st.lists(PLAIN.filter(bool), max_size=MOST_STOPS, unique=True))
def test_they_come_back_as_they_were(stops: list[str]) -> None:
    assert stops_in(stops_as_text(tuple(stops))) == tuple(stops)
