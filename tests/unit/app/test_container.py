"""Closing the container: one short deadline for all its threads, none for those that may wait for a
person.
"""

from pathlib import Path

import pytest

from askance.app import container as module
from askance.app.container import CLOSE_WITHIN_S, Container


class Stuck:
    """A thread that never ends: whoever waits for it waits as long as they would."""

    now = 0.0
    waited: dict[str, float]

    def __init__(self, name: str) -> None:
        self._name = name

    def close(self, *, timeout_s: float | None = None) -> None:
        assert timeout_s is not None
        Stuck.now += timeout_s
        Stuck.waited[self._name] = Stuck.waited.get(self._name, 0.0) + timeout_s


@pytest.fixture
def container(askance_home: Path, monkeypatch: pytest.MonkeyPatch) -> Container:
    monkeypatch.setattr(module, "OneThread", Stuck)
    monkeypatch.setattr(module.time, "monotonic", lambda: Stuck.now)
    Stuck.waited = {}
    return Container.open({"ASKANCE_HOME": str(askance_home)})


def test_stuck_threads_share_one_deadline(container: Container) -> None:
    for name in ("history", "grab", "hotkey"):
        container.thread(name)
    container.close()
    assert sum(Stuck.waited.values()) == pytest.approx(CLOSE_WITHIN_S)
    assert CLOSE_WITHIN_S <= 0.5


@pytest.mark.parametrize("name", ["keyring", "stdin"])
def test_nobody_waits_for_what_waits_for_a_person(container: Container, name: str) -> None:
    container.thread(name)
    container.close()
    assert Stuck.waited == {name: 0}
