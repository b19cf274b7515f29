"""Where everything lies. Finding the places touches nothing; `create` makes the folders.

Every start waits for `find` before its window comes up, so what only some starts need is imported
where it is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_LONGEST_SOCKET = 100
"""Bytes. A Unix socket's address takes 108 with its closing zero, 104 on macOS."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders for settings, history and cache, the log's folder, and the socket by which a second
    start finds the first (on Windows the name of a pipe).
    """

    config: Path
    data: Path
    cache: Path
    log_dir: Path
    socket: Path

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.json"

    @property
    def history_file(self) -> Path:
        """The database; attachments lie in `attachments` beside it."""
        return self.data / "history.db"

    @classmethod
    def find(cls, environ: Mapping[str, str], sys_platform: str = sys.platform) -> Paths:
        """`ASKANCE_HOME` puts everything under one folder; without it platformdirs knows (it reads
        `XDG_*` from the process itself).
        """
        if home := environ.get("ASKANCE_HOME"):
            return cls._under(Path(os.path.abspath(Path(home).expanduser())), sys_platform)  # noqa: PTH100  (resolve() would touch the disk)
        import platformdirs

        places = platformdirs.PlatformDirs("askance", appauthor=False)
        folders = (
            Path(places.user_config_dir),
            Path(places.user_data_dir),
            Path(places.user_cache_dir),
            Path(places.user_log_dir),
        )
        if sys_platform == "darwin" or environ.get("XDG_RUNTIME_DIR"):
            return cls(*folders, _socket(Path(places.user_runtime_dir), sys_platform))
        # Without a runtime folder of the session's, the data folder is the one that is surely ours.
        return cls(*folders, _socket(folders[1], sys_platform))

    @classmethod
    def _under(cls, home: Path, sys_platform: str) -> Paths:
        return cls(
            home / "config",
            home / "data",
            home / "cache",
            home / "log",
            _socket(home, sys_platform),
        )

    def create(self) -> Paths:
        """Makes the folders, for this user only. Raises `AskanceError` (storage)."""
        from askance.storage.files import check_owned, private_folder
        from askance.storage.problems import from_os_error

        folders = [self.config, self.data, self.cache, self.log_dir]
        if not str(self.socket).startswith("\\\\"):
            folders.append(self.socket.parent)
        for folder in folders:
            try:
                private_folder(folder)
                if folder.parent == _open_to_all():
                    check_owned(folder)
            except OSError as error:
                raise from_os_error(error, folder) from error
        return self


def _socket(folder: Path, sys_platform: str) -> Path:
    """In the folder when the address is short enough, else in a folder named after it."""
    if sys_platform == "win32":
        return Path(rf"\\.\pipe\askance-{_digest(folder)}")
    socket = folder / "askance.sock"
    if len(os.fsencode(socket)) <= _LONGEST_SOCKET:
        return socket
    return _open_to_all() / f"askance-{_digest(folder)}" / "askance.sock"


def _digest(folder: Path) -> str:
    import hashlib

    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def _open_to_all() -> Path:
    import tempfile

    return Path(tempfile.gettempdir())
