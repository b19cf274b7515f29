"""The measure of how fast a window answers: it is answered, and it sees a program that hangs."""

import signal
import sys
import threading
from pathlib import Path

import pytest

from tests.benchmarks import prototypes
from tests.benchmarks.pings import EVERY_S, Pings
from tests.support.desktop import desktop
from tests.support.programs import Program
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

BARE = Path(next(iter(prototypes.__path__))) / "bare_window.py"
HANGS_S = 0.4


def test_every_ping_is_answered_and_a_program_that_hangs_is_seen() -> None:
    with (
        desktop(keyring=False) as running,
        Display(running.display) as display,
        Program([sys.executable, BARE], environment=running.env()) as program,
    ):
        display.wait_for_window("Bare")
        with Pings(running.display, "Bare") as pings:
            assert len(pings.for_seconds(10 * EVERY_S)) >= 2
            program.process.send_signal(signal.SIGSTOP)
            awake = threading.Timer(HANGS_S, program.process.send_signal, (signal.SIGCONT,))
            awake.start()
            took = pings.for_seconds(HANGS_S)
            awake.join()
            assert pings.waiting == 0
        # The first one was sent when it hung already.
        assert max(took) >= 0.9 * HANGS_S * 1000


def test_a_window_that_is_not_there_is_told() -> None:
    with desktop(keyring=False) as running, pytest.raises(AssertionError, match="Nobody"):
        Pings(running.display, "Nobody")
