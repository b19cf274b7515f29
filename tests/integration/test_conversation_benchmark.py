"""The conversation's benchmark runs, on few tokens and messages. How long things take is no test:
figures are for `make bench`.
"""

import math

import pytest

from tests.benchmarks import conversation
from tests.benchmarks.tasks import percentile

pytestmark = pytest.mark.integration


def test_every_way_is_measured() -> None:
    figures = conversation.measure(quick=True)
    assert set(figures["streaming"]) == set(conversation.WAYS)
    for told in (*figures["streaming"].values(), *figures["shapes"].values()):
        assert told["longest_cpu_ms"] > 0
        assert told["cpu_s"] > 0
    for told in figures["conversation"].values():
        assert told["open_ms"] > 0
        assert told["scroll"]["p50_cpu_ms"] <= told["scroll"]["p95_cpu_ms"]
    assert all(line.startswith("|") for line in conversation.table(figures)[:3])


@pytest.mark.parametrize("power", [1, 1.1, 2])
def test_the_exponent_is_the_power_of_growth(power: float) -> None:
    points = [(count, 0.001 * count**power) for count in range(5_000, 21_000, 1_000)]
    assert conversation.exponent(points) == pytest.approx(power)
    assert math.isnan(conversation.exponent(points[:1]))


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile(range(1, 101), each) for each in (0, 50, 95, 100)] == [1, 50, 95, 100]
    assert percentile([7.0], 95) == 7.0
