"""How often what came is shown."""

from __future__ import annotations

import pytest

from askance.ui.conversation.pacing import rest_after


def test_what_costs_little_is_shown_whenever_it_comes() -> None:
    assert rest_after(0) == 0
    assert rest_after(1.5) == 0


@pytest.mark.parametrize("cost", [2, 4, 10, 20])
def test_some_sixteen_times_a_second_something_is_seen(cost: float) -> None:
    assert 33 < rest_after(cost) <= 60


def test_what_costs_much_leaves_three_quarters_of_the_time_to_the_window() -> None:
    assert rest_after(100) == 300


def test_dearer_never_rests_less() -> None:
    rests = [rest_after(cost / 2) for cost in range(100)]
    assert rests == sorted(rests)
