"""Full garbage collections come when work has ended, and never by themselves."""

import gc
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from askance.app.memory import Collecting


@pytest.fixture
def collecting() -> Iterator[Collecting]:
    before = gc.get_threshold()
    made = Collecting()
    made._timer.setInterval(0)
    made.begin()
    yield made
    gc.set_threshold(*before)
    gc.unfreeze()


def full() -> int:
    return gc.get_stats()[2]["collections"]


def test_what_stands_is_never_walked_again(collecting: Collecting) -> None:
    assert gc.get_freeze_count() > 0


def test_much_garbage_alone_brings_no_full_collection(collecting: Collecting) -> None:
    before = full()
    for _ in range(300_000):
        circle: list[object] = []
        circle.append(circle)
    assert full() == before


def test_it_collects_when_work_has_ended(collecting: Collecting, qtbot: QtBot) -> None:
    before = full()
    collecting.rested()
    qtbot.waitUntil(lambda: full() > before)
