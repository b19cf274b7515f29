"""Keys in the system's keyring: Secret Service, KWallet, Keychain, Windows Credential Manager.

Implements `core.ports.KeyStore` over the keyring library, which is loaded at the first use (it
takes 0.15 to 0.4 s). Every method blocks, for as long as the person takes to answer an unlock
prompt: it belongs on the keyring's own thread. Backends that keep keys in a plain file, or nowhere,
are refused.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from askance.core.errors import AskanceError
from askance.credentials import problems
from askance.credentials.keys import cleaned

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "Askance"

WINDOWS_MOST_BYTES = 2560
"""CRED_MAX_CREDENTIAL_BLOB_SIZE; the text is kept as UTF-16."""

RETRIES_S = (0.1, 0.4, 1.0, 2.0)
"""How long to wait before each new attempt when the service goes away in the middle. Clients that
come and go at once can bring GNOME Keyring down (its issues 190, 196 and 199); the session bus
starts it again at the next call.
"""

_NAMES = {"win32": "Windows Credential Manager", "darwin": "the macOS Keychain"}


def system_keyring() -> KeyringBackend:
    """The backend keyring chooses, looked for anew: a service started since the last look counts,
    though keyring itself remembers for good what it found first.
    """
    import keyring.backend
    import keyring.core

    with suppress(AttributeError, KeyError):  # not in this version; nothing remembered yet
        getattr(keyring.backend.get_all_keyring, "reset")()  # noqa: B009  (unknown to its type)
    keyring.core.init_backend()
    return keyring.core.get_keyring()


class KeyringStore:
    """Keys under the service name “Askance”, the endpoint's name as user name.

    `find_backend` is called until it finds a usable one, which is then kept; `pause` waits for so
    many seconds before an attempt is made again.
    """

    def __init__(
        self,
        *,
        find_backend: Callable[[], KeyringBackend] = system_keyring,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._find_backend = find_backend
        self._pause = pause
        self._backend: KeyringBackend | None = None

    @property
    def name(self) -> str:
        return _NAMES.get(sys.platform, "the system's keyring")

    def get(self, endpoint: str) -> str | None:
        with _translated():
            backend = self._usable()
            return self._asked(lambda: backend.get_password(SERVICE, endpoint)) or None

    def set(self, endpoint: str, key: str) -> None:
        """Also raises `AskanceError` (no_key) for what cannot be a key."""
        key = cleaned(key)
        with _translated():
            backend = self._usable()
            length = len(key.encode("utf-16-le"))
            if _is_windows(backend) and length > WINDOWS_MOST_BYTES:
                raise problems.too_long(length, WINDOWS_MOST_BYTES)
            self._asked(lambda: backend.set_password(SERVICE, endpoint, key))

    def delete(self, endpoint: str) -> bool:
        with _translated():
            backend = self._usable()
            return self._asked(lambda: _deleted(backend, endpoint))

    def _asked(self, work: Callable[[], T]) -> T:
        """What `work` gives, tried again while the keyring goes away in the middle of it."""
        for wait_s in RETRIES_S:
            try:
                return work()
            except Exception as error:
                if not _went_away(error):
                    raise
            self._pause(wait_s)
        return work()

    def _usable(self) -> KeyringBackend:
        if self._backend is None:
            self._backend = _checked(self._find_backend())
        return self._backend


def _deleted(backend: KeyringBackend, endpoint: str) -> bool:
    # Asked first: what a backend says when there is nothing to delete differs from one to the next,
    # and must not be taken for a refusal, nor a refusal for it.
    if backend.get_password(SERVICE, endpoint) is None:
        return False
    backend.delete_password(SERVICE, endpoint)
    return True


def _checked(backend: KeyringBackend) -> KeyringBackend:
    """The backend, or the first safe one of a chain. Raises `AskanceError` (keyring)."""
    from keyring.backends.chainer import ChainerBackend

    if not isinstance(backend, ChainerBackend):
        return _safe(backend)
    chain = list(type(backend).backends)
    if not chain:
        raise problems.no_keyring()
    return next((item for item in chain if not _unsafe_base(item)), None) or _safe(chain[0])


def _safe(backend: KeyringBackend) -> KeyringBackend:
    from keyring.backends import fail, null

    if isinstance(backend, fail.Keyring | null.Keyring):
        raise problems.no_keyring()
    if name := _unsafe_base(backend):
        raise problems.unsafe(name)
    return backend


def _unsafe_base(backend: KeyringBackend) -> str | None:
    """The class that makes it unfit: keyrings.alt keeps plain or self-encrypted files."""
    for base in type(backend).__mro__:
        if base.__module__.startswith("keyrings.alt") or base.__name__ == "PlaintextKeyring":
            return f"{base.__module__}.{base.__name__}"
    return None


def _is_windows(backend: KeyringBackend) -> bool:
    return any(base.__module__ == "keyring.backends.Windows" for base in type(backend).__mro__)


@contextmanager
def _translated() -> Iterator[None]:
    from keyring import errors

    try:
        yield
    except AskanceError:
        raise
    except errors.NoKeyringError as error:
        raise problems.no_keyring() from error
    except errors.KeyringLocked as error:
        raise problems.locked() from error
    except errors.InitError as error:
        if _nobody_answers(error.__cause__):
            raise problems.no_keyring() from error
        raise problems.not_ready(_reason(error)) from error
    except errors.KeyringError as error:
        raise problems.refused(_reason(error)) from error
    except Exception as error:
        # Backends let through what their own libraries raise (D-Bus, pywin32, Security.framework,
        # a misspelt PYTHON_KEYRING_BACKEND); the text of such an error is not known to be free of
        # the secret, so only its type is told.
        if _nobody_answers(error):
            raise problems.no_keyring() from error
        raise problems.refused(f"{type(error).__name__}.") from None


def _went_away(error: BaseException) -> bool:
    """The service was there a moment ago, and is not any more."""
    return _nobody_answers(error) or _nobody_answers(error.__cause__)


def _nobody_answers(error: BaseException | None) -> bool:
    """The bus is gone, or (in SecretStorage's words) the service on it."""
    return (
        isinstance(error, FileNotFoundError | ConnectionError)
        or type(error).__name__ == "SecretServiceNotAvailableException"
    )


def _reason(error: Exception) -> str:
    return str(error)[:300] or f"{type(error).__name__}."
