"""Fixtures for every test, and the rules a test is held to without asking.

In-process tests run with Qt's offscreen platform, cut off from the machine (`isolation`). Tests of
the real program take `desktop` and start it there as a process of its own.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import isolation

HOME = isolation.isolate()

from tests.support.chat_server import ChatServer  # noqa: E402  after the environment is set
from tests.support.desktop import Desktop  # noqa: E402
from tests.support.desktop import desktop as start_desktop  # noqa: E402
from tests.support.leftovers import no_threads_left, nothing_of_qt_left  # noqa: E402
from tests.support.llmock_server import LlmockServer, llmock_server  # noqa: E402
from tests.support.logs import LogWatch  # noqa: E402
from tests.support.secret import files_with_key, holds_key  # noqa: E402

QT_FIXTURES = {"qtbot", "qapp"}

# The same examples in every run, so that what fails was changed; `RANDOM_EXAMPLES=1` tries others.
settings.register_profile("same", derandomize="RANDOM_EXAMPLES" not in os.environ)
settings.load_profile("same")


def pytest_sessionfinish() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Whatever a test printed or logged, the key is not in it."""
    report = yield
    printed = "\n".join(text for _, text in report.sections) + report.longreprtext
    if report.when == "teardown" and holds_key(printed.encode()):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} put the test key into its output"
    return report


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    watch = LogWatch()
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    assert not watch.unexpected, "unexpected log:\n" + "\n".join(watch.unexpected)
    assert not watch.missing, f"announced, but never logged: {watch.missing}"


@pytest.fixture
def expect_log(log_watch: LogWatch) -> Callable[[str], None]:
    """Announce a warning that is meant: a regular expression for its message."""
    return log_watch.expect


@pytest.fixture(autouse=True)
def leave_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    if QT_FIXTURES & set(request.fixturenames):
        with no_threads_left(), nothing_of_qt_left():
            yield
    else:
        with no_threads_left():
            yield


@pytest.fixture
def askance_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty ASKANCE_HOME, set for this process; afterwards no file in it may hold the test key.

    Its path is short: the program's socket lies below, and socket paths have 108 bytes.
    """
    home = Path(tempfile.mkdtemp(prefix="ask-"))
    monkeypatch.setenv("ASKANCE_HOME", str(home))
    yield home
    leaks = [str(path.relative_to(home)) for path in files_with_key(home)]
    shutil.rmtree(home)
    assert not leaks, f"the key was written to {leaks}"


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    """A scripted chat completions server on loopback."""
    with ChatServer() as server:
        yield server


@pytest.fixture(scope="session")
def _llmock() -> Iterator[LlmockServer]:
    with llmock_server() as server:
        yield server


@pytest.fixture
def llmock(_llmock: LlmockServer) -> LlmockServer:
    """llmock in a process of its own, with nothing remembered from earlier tests."""
    _llmock.reset()
    return _llmock


@pytest.fixture(scope="session")
def desktop() -> Iterator[Desktop]:
    """One 1920×1080 screen, openbox, a session bus, an unlocked keyring; shared by many tests.

    For another size, several monitors or no keyring, enter `tests.support.desktop.desktop(...)`.
    """
    with start_desktop() as running:
        yield running


@pytest.fixture
def keyring_session(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """The desktop's keyring, reachable from this process, empty before and after."""
    from tests.support import keyring_control

    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HOME"):
        monkeypatch.setenv(name, desktop.environment[name])
    keyring_control.clear(desktop)
    yield desktop
    keyring_control.clear(desktop)
