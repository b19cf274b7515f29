"""The real GNOME Keyring: locked, without a service, without a bus."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from askance.core.errors import AskanceError
from askance.credentials import problems
from askance.credentials.keyring_store import KeyringStore
from tests.support import keyring_control
from tests.support.desktop import Desktop
from tests.support.desktop import desktop as start_desktop

pytestmark = [
    pytest.mark.integration,
    # keyring leaves its connection to the collector when the collection is locked or missing.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What keyring left open is closed here, not in some other test."""
    yield
    gc.collect()


def reach(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HOME"):
        monkeypatch.setenv(name, desktop.environment[name])


@pytest.fixture
def own_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """A keyring nobody shares, since it will be locked. No display: no prompt can be shown."""
    with start_desktop(screen=False) as running:
        reach(running, monkeypatch)
        yield running


def title_of(store: KeyringStore) -> str:
    titles = set()
    for attempt in (
        lambda: store.get("Home"),
        lambda: store.set("Home", "sk-two"),
        lambda: store.delete("Home"),
    ):
        with pytest.raises(AskanceError) as caught:
            attempt()
        titles.add(caught.value.problem.title)
    (title,) = titles
    return title


def test_a_key_is_kept_under_askances_name(keyring_session: Desktop) -> None:
    KeyringStore().set("Home", "sk-one")
    assert list(keyring_control.secrets(keyring_session).values()) == ["sk-one"]
    (label,) = keyring_control.secrets(keyring_session)
    assert "Askance" in label
    assert "Home" in label


def test_a_locked_keyring_is_neither_empty_nor_missing(own_keyring: Desktop) -> None:
    store = KeyringStore()
    store.set("Home", "sk-one")
    keyring_control.lock(own_keyring)
    assert title_of(store) == problems.LOCKED


def test_a_bus_without_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    with start_desktop(screen=False, keyring=False) as running:
        reach(running, monkeypatch)
        title = title_of(KeyringStore())
    assert title == problems.NO_KEYRING


def test_no_bus_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/nobody")
    assert title_of(KeyringStore()) == problems.NO_KEYRING


def test_a_keyring_that_died_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    with start_desktop(screen=False) as running:
        reach(running, monkeypatch)
        store = KeyringStore()
        store.set("Home", "sk-one")
    assert title_of(store) == problems.NO_KEYRING


def test_a_keyring_that_crashes_and_comes_back_is_asked_again(own_keyring: Desktop) -> None:
    store = KeyringStore()
    store.set("Home", "sk-one")
    keyring_control.crash(own_keyring)
    assert store.get("Home") == "sk-one"
    keyring_control.crash(own_keyring)
    store.set("Home", "sk-two")
    keyring_control.crash(own_keyring)
    assert keyring_control.secrets(own_keyring) != {}
    assert store.get("Home") == "sk-two"


def test_a_keyring_that_comes_later_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    store = KeyringStore()
    assert title_of(store) == problems.NO_KEYRING
    with start_desktop(screen=False) as running:
        reach(running, monkeypatch)
        store.set("Home", "sk-one")
        assert store.get("Home") == "sk-one"
