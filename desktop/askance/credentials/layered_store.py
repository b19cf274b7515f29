"""Where a key is looked for, in order: this process's own, this session's, the keyring's."""

from __future__ import annotations

from askance.core.ports import KeyStore
from askance.credentials.keys import cleaned
from askance.credentials.session_store import SessionStore


class LayeredStore:
    """What the program uses. Implements `core.ports.ProcessKeys`; blocks as the keyring does.

    `process_key` (the environment's ASKANCE_API_KEY) serves every endpoint in this process and
    keeps the keyring from being asked at all; it is never kept anywhere.
    """

    def __init__(
        self, keyring: KeyStore, session: SessionStore, *, process_key: str | None = None
    ) -> None:
        self._keyring = keyring
        self._session = session
        self._process_key = (process_key or "").strip()

    def __repr__(self) -> str:
        return f"LayeredStore({self._keyring!r}, {self._session!r})"

    @property
    def name(self) -> str:
        return self._keyring.name

    def get(self, endpoint: str) -> str | None:
        """Raises `AskanceError` (no_key) too, when the process's own key cannot be one."""
        if self._process_key:
            return cleaned(self._process_key)
        return self._session.get(endpoint) or self._keyring.get(endpoint)

    def set(self, endpoint: str, key: str) -> None:
        """Into the keyring; nothing is kept anywhere when it does not take it."""
        self._keyring.set(endpoint, key)
        self._session.delete(endpoint)

    def set_for_session(self, endpoint: str, key: str) -> None:
        """Until this process quits; comes before what the keyring has."""
        self._session.set(endpoint, key)

    def delete(self, endpoint: str) -> bool:
        """From the session and the keyring. Raises when the keyring cannot say it is gone."""
        forgotten = self._session.delete(endpoint)
        return self._keyring.delete(endpoint) or forgotten
