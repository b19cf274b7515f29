"""What the person reads when the keyring does not do what was asked."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import pytest
from keyring import errors
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.credentials import problems
from askance.credentials.keyring_store import RETRIES_S, SERVICE, WINDOWS_MOST_BYTES, KeyringStore

KEY = "sk-shown-nowhere"


class Backend:
    """Keeps keys, or raises what it was told to. No subclass of KeyringBackend, which keyring
    would list among the real ones for the rest of the run.
    """

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.kept: dict[tuple[str, str], str] = {}

    def _check(self) -> None:
        if self.error is not None:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.kept[service, username]


PlaintextKeyring = type("PlaintextKeyring", (Backend,), {"__module__": "keyrings.alt.file"})
EncryptedKeyring = type("EncryptedKeyring", (Backend,), {"__module__": "keyrings.alt.file"})
Derived = type("Derived", (PlaintextKeyring,), {"__module__": "somewhere"})
WinVault = type("WinVaultKeyring", (Backend,), {"__module__": "keyring.backends.Windows"})


def over(backend: object) -> KeyringStore:
    return KeyringStore(
        find_backend=lambda: cast("KeyringBackend", backend), pause=lambda _seconds: None
    )


def problem_of(attempt: Callable[[], object]) -> Problem:
    with pytest.raises(AskanceError) as caught:
        attempt()
    problem = caught.value.problem
    assert problem.kind is ErrorKind.KEYRING
    assert problem.detail
    assert problem.hint.endswith(problems.SESSION_HINT)
    assert KEY not in repr(problem) + repr(caught.value)
    return problem


ATTEMPTS: list[Callable[[KeyringStore], object]] = [
    lambda store: store.get("Home"),
    lambda store: store.set("Home", KEY),
    lambda store: store.delete("Home"),
]


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=["get", "set", "delete"])
@pytest.mark.parametrize(
    ("error", "title"),
    [
        (errors.NoKeyringError("No recommended backend"), problems.NO_KEYRING),
        (errors.KeyringLocked("Failed to unlock the collection!"), problems.LOCKED),
        (errors.InitError("Failed to create the collection"), problems.NOT_READY),
        (errors.PasswordSetError("Can't store password"), problems.REFUSED),
        (errors.KeyringError(), problems.REFUSED),
        (ConnectionResetError(f"while sending {KEY}"), problems.NO_KEYRING),
        (ValueError(KEY), problems.REFUSED),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_trouble_has_its_words(
    error: Exception, title: str, attempt: Callable[[KeyringStore], object]
) -> None:
    assert problem_of(lambda: attempt(over(Backend(error)))).title == title


class Restarting(Backend):
    """Away for the next `away` attempts, as while a session bus starts it again."""

    def __init__(self, away: int) -> None:
        super().__init__()
        self.away = away

    def _check(self) -> None:
        if self.away:
            self.away -= 1
            raise ConnectionResetError("gone")


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=["get", "set", "delete"])
def test_a_keyring_that_comes_back_is_asked_again(
    attempt: Callable[[KeyringStore], object],
) -> None:
    waits: list[float] = []
    backend = Restarting(away=2)
    store = KeyringStore(find_backend=lambda: cast("KeyringBackend", backend), pause=waits.append)
    attempt(store)
    assert waits == list(RETRIES_S[:2])


def test_a_keyring_that_stays_away_is_given_up() -> None:
    waits: list[float] = []
    backend = Restarting(away=99)
    store = KeyringStore(find_backend=lambda: cast("KeyringBackend", backend), pause=waits.append)
    assert problem_of(lambda: store.set("Home", KEY)).title == problems.NO_KEYRING
    assert waits == list(RETRIES_S)


def test_a_refusal_is_not_asked_again() -> None:
    waits: list[float] = []
    backend = Backend(errors.KeyringLocked("no"))
    store = KeyringStore(find_backend=lambda: cast("KeyringBackend", backend), pause=waits.append)
    problem_of(lambda: store.get("Home"))
    assert waits == []


@pytest.mark.parametrize("backend", [PlaintextKeyring(), EncryptedKeyring(), Derived()])
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=["get", "set", "delete"])
def test_a_keyring_in_a_plain_file_is_refused(
    backend: Backend, attempt: Callable[[KeyringStore], object]
) -> None:
    problem = problem_of(lambda: attempt(over(backend)))
    assert problem.title == problems.UNSAFE
    assert "keyrings.alt" in problem.detail
    assert backend.kept == {}


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring()])
def test_a_keyring_that_keeps_nothing_is_none(backend: KeyringBackend) -> None:
    problem = problem_of(lambda: over(backend).set("Home", KEY))
    assert problem.title == problems.NO_KEYRING


def test_of_a_chain_the_first_safe_one_is_used() -> None:
    plain, safe = PlaintextKeyring(), Backend()
    with chain_of(plain, safe) as chain:
        over(chain).set("Home", KEY)
    assert plain.kept == {}
    assert safe.kept == {(SERVICE, "Home"): KEY}
    with chain_of(plain) as chain:
        assert problem_of(lambda: over(chain).get("Home")).title == problems.UNSAFE
    with chain_of() as chain:
        assert problem_of(lambda: over(chain).get("Home")).title == problems.NO_KEYRING


@contextmanager
def chain_of(*backends: KeyringBackend) -> Iterator[chainer.ChainerBackend]:
    """A chain over these. Not by `monkeypatch`, which reads what it replaces: this property asks
    the machine's own keyrings when it is read.
    """
    found = vars(chainer.ChainerBackend)["backends"]
    type.__setattr__(chainer.ChainerBackend, "backends", list(backends))
    try:
        yield chainer.ChainerBackend()
    finally:
        type.__setattr__(chainer.ChainerBackend, "backends", found)


def test_windows_takes_keys_up_to_its_limit() -> None:
    vault = WinVault()
    longest = "k" * (WINDOWS_MOST_BYTES // 2)
    over(vault).set("Home", longest)
    problem = problem_of(lambda: over(vault).set("Home", longest + "k"))
    assert problem.title == problems.TOO_LONG
    assert vault.kept == {(SERVICE, "Home"): longest}
    over(Backend()).set("Home", longest + "k")


def test_a_keyring_that_comes_later_is_found() -> None:
    answers = [fail.Keyring(), Backend()]
    store = KeyringStore(find_backend=lambda: cast("KeyringBackend", answers.pop(0)))
    assert problem_of(lambda: store.get("Home")).title == problems.NO_KEYRING
    store.set("Home", KEY)
    assert store.get("Home") == KEY
    assert answers == []


def test_a_misspelt_choice_of_backend_is_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Keyring")
    assert problem_of(lambda: KeyringStore().get("Home")).title == problems.REFUSED


def test_importing_it_loads_no_keyring() -> None:
    script = (
        "import sys, askance.credentials.keyring_store, askance.credentials.layered_store\n"
        "sys.exit('keyring' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
