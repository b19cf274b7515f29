"""What the command-line tests share."""

from pathlib import Path

import pytest

from tests.support.askance_program import Askance, terminal


@pytest.fixture
def askance(askance_home: Path) -> Askance:
    """The command line as over a wire: no display, no session bus."""
    return Askance(askance_home, terminal())
