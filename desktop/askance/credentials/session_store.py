"""Keys for this process alone, forgotten when it quits. For the person whose keyring is missing,
locked, or not trusted with this key.
"""

from __future__ import annotations

from askance.credentials.keys import cleaned


class SessionStore:
    """Keys in memory. Implements `core.ports.KeyStore`; never blocks. Any thread, one at a time."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"SessionStore({len(self._keys)} keys)"

    @property
    def name(self) -> str:
        return "memory, until you quit"

    def get(self, endpoint: str) -> str | None:
        return self._keys.get(endpoint)

    def set(self, endpoint: str, key: str) -> None:
        """Raises `AskanceError` (no_key) for what cannot be a key."""
        self._keys[endpoint] = cleaned(key)

    def delete(self, endpoint: str) -> bool:
        return self._keys.pop(endpoint, None) is not None
