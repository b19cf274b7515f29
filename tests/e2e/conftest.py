"""What the end-to-end tests share: a desktop with an unlocked keyring, eyes, hands, and an Askance
whose endpoint and key were set up by its own command line.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from askance.app.cli import main
from tests.support.accessibility import Accessibility
from tests.support.askance_program import ENDPOINT, Askance
from tests.support.askance_window import AskanceWindow, askance_window
from tests.support.chat_server import MODEL, ChatServer
from tests.support.desktop import Desktop
from tests.support.secret import TEST_KEY
from tests.support.x11 import Display

Open = Callable[..., AbstractContextManager[AskanceWindow]]


@pytest.fixture(scope="module")
def tree(desktop: Desktop) -> Iterator[Accessibility]:
    with Accessibility(desktop) as tree:
        yield tree


@pytest.fixture
def display(desktop: Desktop) -> Iterator[Display]:
    with Display(desktop.display) as display:
        yield display


@pytest.fixture
def fresh(askance_home: Path, keyring_session: Desktop) -> Askance:
    """Askance as just installed."""
    return Askance(askance_home, keyring_session.env())


@pytest.fixture
def askance(fresh: Askance, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> Askance:
    """Askance with the scripted server as its endpoint, and the test key in the keyring: set up by
    its own commands, run in this process, which spares every test a second.
    """
    address = ["--url", chat_server.base_url, "--model", MODEL]
    assert main(["endpoint", "add", ENDPOINT, *address]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(TEST_KEY))
    assert main(["key", "set", ENDPOINT]) == 0
    return fresh


@pytest.fixture
def open_window(askance: Askance, tree: Accessibility, display: Display) -> Open:
    """`with open_window() as window:` starts the program."""

    def start(*arguments: str, **variables: str) -> AbstractContextManager[AskanceWindow]:
        return askance_window(askance, tree, display, *arguments, **variables)

    return start


@pytest.fixture
def window(open_window: Open) -> Iterator[AskanceWindow]:
    """The running program."""
    with open_window() as window:
        yield window
