"""The settings in force, and changing them. `current` may be read on any thread."""

from __future__ import annotations

from collections.abc import Callable

from askance.core.ports import SettingsStore
from askance.core.settings import Settings
from askance.services.one_thread import OneThread


class PreferencesService:
    """Holds the settings as last read; `initial` is read before the window starts."""

    def __init__(self, *, store: SettingsStore, thread: OneThread, initial: Settings) -> None:
        self._store, self._thread, self._current = store, thread, initial

    @property
    def current(self) -> Settings:
        """The settings in force: an immutable value."""
        return self._current

    async def change(self, change: Callable[[Settings], Settings]) -> Settings:
        """Applies and keeps a change. Raises `AskanceError` (storage); then nothing changed."""
        self._current = await self._thread.run(self._store.update, change)
        return self._current
