"""Where the settings are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from askance.core.settings import Settings


class SettingsStore(Protocol):
    """The settings file. Blocking, small; raises `AskanceError` (storage)."""

    def load(self) -> Settings: ...

    def update(self, change: Callable[[Settings], Settings]) -> Settings:
        """Reads, changes and writes under a lock between processes; the new settings."""
        ...
