"""The settings in one JSON file, `settings.json`. Implements `core.ports.SettingsStore`.

Blocking and small; called on one thread at a time. Only what differs from the defaults, or once
did, is in the file. What this version does not know or cannot use (a newer version's field, a value
typed by hand) stays in the file until that very field is changed; meanwhile its default counts and
`complaints` says so. The file is replaced whole, under a lock between processes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from askance.core.settings import Settings
from askance.storage import settings_json
from askance.storage.files import private_folder, write_atomically
from askance.storage.locks import FileLock
from askance.storage.problems import from_os_error


class JsonSettings:
    """The settings in the file `path`, which need not exist. Raises `AskanceError` (storage)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._complaints: tuple[str, ...] = ()
        self._put_aside: tuple[str, ...] = ()

    @property
    def complaints(self) -> tuple[str, ...]:
        """What the last reading found wrong, a sentence each, and whether a broken file was put
        aside; empty when all is well.
        """
        return self._put_aside + self._complaints

    def load(self) -> Settings:
        """The settings; a broken file is put aside as `settings.json.broken` and defaults count."""
        try:
            raw = self._read()
            if raw is None:
                with self._lock():
                    raw = self._read_or_put_aside()
        except OSError as error:
            raise from_os_error(error, self._path) from error
        return self._understood(raw)

    def update(self, change: Callable[[Settings], Settings]) -> Settings:
        """Reads, changes and writes under the lock; the new settings."""
        try:
            with self._lock():
                raw = self._read_or_put_aside()
                before = self._understood(raw)
                after = change(before)
                if after != before:
                    self._write(settings_json.merged(raw, before, after))
                return after
        except OSError as error:
            raise from_os_error(error, self._path) from error

    def _lock(self) -> AbstractContextManager[None]:
        private_folder(self._path.parent)
        return FileLock(self._path.with_name(f"{self._path.name}.lock")).held()

    def _understood(self, raw: dict[str, object]) -> Settings:
        settings, complaints = settings_json.parsed(raw)
        self._complaints = tuple(f"{self._path.name}: {text}" for text in complaints)
        return settings

    def _read(self) -> dict[str, object] | None:
        """The file's object, {} when there is no file, None when it holds none."""
        try:
            value = json.loads(self._path.read_bytes().decode("utf-8-sig"))
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def _read_or_put_aside(self) -> dict[str, object]:
        raw = self._read()
        if raw is None:
            aside = _unused(self._path.with_name(f"{self._path.name}.broken"))
            self._path.replace(aside)
            sentence = f"could not be understood. It is kept as {aside.name}; defaults apply."
            self._put_aside = (f"{self._path.name} {sentence}",)
            return {}
        return raw

    def _write(self, raw: dict[str, object]) -> None:
        text = json.dumps(raw, indent=2, ensure_ascii=False) + "\n"
        # A linked file (people keep their settings elsewhere) stays linked.
        write_atomically(self._path.resolve(), text.encode("utf-8", "replace"))


def _unused(path: Path) -> Path:
    """The path, or with the first free number behind it: an earlier broken file is kept too."""
    candidate, number = path, 1
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}-{number}")
    return candidate
