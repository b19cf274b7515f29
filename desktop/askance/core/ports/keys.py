"""Where keys are kept."""

from __future__ import annotations

from typing import Protocol


class KeyStore(Protocol):
    """Keys by endpoint name. Blocking, may wait for the person to unlock the keyring.

    Every method raises `AskanceError` (keyring) when the store is missing, locked or refused:
    absent and unavailable are different things.
    """

    @property
    def name(self) -> str:
        """Where keys are kept, in words for the person."""
        ...

    def get(self, endpoint: str) -> str | None:
        """The key, or None when there is none."""
        ...

    def set(self, endpoint: str, key: str) -> None:
        """Keeps the key for good."""
        ...

    def delete(self, endpoint: str) -> bool:
        """Forgets the key; False when there was none."""
        ...


class ProcessKeys(KeyStore, Protocol):
    """The key store as the program uses it: keys may also be for this process alone."""

    def set_for_session(self, endpoint: str, key: str) -> None:
        """Keeps the key in memory until this process ends; never fails for want of a keyring."""
        ...
