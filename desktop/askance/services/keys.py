"""Reading an endpoint's key. Worker's loop; the keyring on its own thread."""

from __future__ import annotations

from askance.core.address import is_loopback, same_origin
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError
from askance.core.ports import ProcessKeys
from askance.services.one_thread import OneThread


class KeyService:
    """The keys, awaitable. Every method raises `AskanceError` (keyring); those that give a key to
    ask with do not for a server on this computer.
    """

    def __init__(self, *, store: ProcessKeys, thread: OneThread) -> None:
        self._store, self._thread = store, thread

    async def for_endpoint(self, endpoint: Endpoint) -> str | None:
        """The key to ask this endpoint with, or None when there is none. For the built-in endpoint
        the keyring is not even looked at: it might ask to be unlocked.

        Raises `AskanceError` (keyring) when the keyring cannot be read, except for a server on
        this computer: that seldom wants a key, and says so if it does.
        """
        if endpoint.on_device:
            return None
        try:
            return await self._thread.run(self._store.get, endpoint.name)
        except AskanceError:
            if is_loopback(endpoint.base_url):
                return None
            raise

    async def for_draft(self, draft: Endpoint, saved: Endpoint | None) -> str | None:
        """The key to try an unsaved endpoint with. A key is kept under a name, for the address that
        `saved`, the endpoint of that name, has: it goes nowhere else. Raises as `for_endpoint`.
        """
        if saved is None or saved.name != draft.name:
            return None
        if not same_origin(saved.base_url, draft.base_url):
            return None
        return await self.for_endpoint(draft)

    async def has(self, name: str) -> bool:
        """Whether a key is kept under this endpoint's name."""
        return await self._thread.run(self._store.get, name) is not None

    async def keep(self, name: str, key: str) -> None:
        """Keeps the key in the keyring."""
        await self._thread.run(self._store.set, name, key)

    async def keep_for_session(self, name: str, key: str) -> None:
        """Keeps the key in memory until Askance quits."""
        await self._thread.run(self._store.set_for_session, name, key)

    async def forget(self, name: str) -> bool:
        """Forgets the key; False when there was none."""
        return await self._thread.run(self._store.delete, name)
