"""The ends of a start: refused at once in words, or quit and really gone."""

from pathlib import Path

import pytest

from askance.app.instance import Request, ask_running, lock_file
from tests.support.askance_program import Askance
from tests.support.desktop import Desktop
from tests.support.waiting import wait_for

pytestmark = pytest.mark.integration


@pytest.fixture
def askance(askance_home: Path, desktop: Desktop) -> Askance:
    return Askance(askance_home, desktop.env(ASKANCE_HOTKEYS="none"))


def test_a_first_start_for_a_screen_that_is_not_there(askance: Askance) -> None:
    finished = askance.run("capture", "--screen", "9")
    assert finished.code == 1
    assert "There is no screen 9." in finished.err
    assert askance.run("quit").err == "Askance is not running.\n"


def test_quit_returns_when_the_place_is_free(askance: Askance) -> None:
    address = askance.home / "askance.sock"
    for _ in range(2):  # the second starts the moment the first is said to be gone
        with askance.started("--hidden") as program:
            wait_for(lambda: ask_running(address, Request("ping")), "Askance to listen")
            assert lock_file(address).exists()
            quit_ = askance.run("quit")
            assert (quit_.code, quit_.err) == (0, "")
            assert not lock_file(address).exists()
            assert program.wait() == 0


def test_a_start_while_another_one_ends_waits_for_its_place(askance: Askance) -> None:
    address = askance.home / "askance.sock"
    with askance.started("--hidden") as first:
        wait_for(lambda: ask_running(address, Request("ping")), "Askance to listen")
        first.process.terminate()
        wait_for(lambda: ask_running(address, Request("ping")) is None, "it to stop listening")
        with askance.started("--hidden") as second:
            wait_for(lambda: ask_running(address, Request("ping")), "the second to listen")
            assert first.wait() == 0
            assert askance.run("quit").code == 0
            assert second.wait() == 0
