"""Where everything lies, for each way of saying it."""

import tempfile
from pathlib import Path

import pytest

from askance.core.errors import AskanceError, ErrorKind
from askance.storage.paths import Paths


def test_one_folder_holds_everything(tmp_path: Path) -> None:
    home = tmp_path / "h"
    paths = Paths.find({"ASKANCE_HOME": str(home)}, "linux")
    assert paths.config == home / "config"
    assert paths.settings_file == home / "config" / "settings.json"
    assert paths.history_file == home / "data" / "history.db"
    assert paths.cache == home / "cache"
    assert paths.log_dir == home / "log"
    assert not home.exists(), "finding touches nothing"


def test_a_relative_folder_means_the_one_seen_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Paths.find({"ASKANCE_HOME": "here"}).data == tmp_path / "here" / "data"


def test_without_it_the_system_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / name))
    for environ in ({}, {"ASKANCE_HOME": ""}):
        paths = Paths.find(environ, "linux")
        assert paths.config == tmp_path / "CONFIG_HOME" / "askance"
        assert paths.data == tmp_path / "DATA_HOME" / "askance"
        assert paths.cache == tmp_path / "CACHE_HOME" / "askance"
        assert paths.log_dir.is_relative_to(tmp_path / "STATE_HOME" / "askance")
    assert list(tmp_path.iterdir()) == []


def test_a_socket_fits_into_an_address() -> None:
    near = Paths.find({"ASKANCE_HOME": "/h"}, "linux")
    assert near.socket == Path("/h/askance.sock")
    homes = ["/" + "long" * 40, "/" + "long" * 41, "/" + "文" * 60]
    far = [Paths.find({"ASKANCE_HOME": home}, "linux").socket for home in homes]
    assert all(len(bytes(socket)) <= 100 for socket in far)
    assert len(set(far)) == len(homes)


def test_on_windows_the_socket_is_a_pipe_of_this_home() -> None:
    sockets = {str(Paths.find({"ASKANCE_HOME": home}, "win32").socket) for home in ("/a", "/b")}
    assert len(sockets) == 2
    assert all(socket.startswith("\\\\.\\pipe\\askance-") for socket in sockets)


def test_creating_makes_folders_for_this_person_alone(tmp_path: Path) -> None:
    paths = Paths.find({"ASKANCE_HOME": str(tmp_path / "a" / "b")}).create()
    for folder in (paths.config, paths.data, paths.cache, paths.log_dir, tmp_path / "a"):
        assert folder.stat().st_mode & 0o777 == 0o700
    paths.create()


def test_a_socket_folder_someone_else_made_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    paths = Paths.find({"ASKANCE_HOME": str(tmp_path / ("long" * 30))}, "linux").create()
    assert paths.socket.parent.parent == tmp_path
    owner = paths.socket.parent.stat().st_uid
    monkeypatch.setattr("os.getuid", lambda: owner + 1)
    with pytest.raises(AskanceError) as caught:
        paths.create()
    assert "another user" in caught.value.problem.detail


def test_a_file_in_the_way_is_a_problem_in_words(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    with pytest.raises(AskanceError) as caught:
        Paths.find({"ASKANCE_HOME": str(tmp_path)}).create()
    assert caught.value.problem.kind is ErrorKind.STORAGE
    assert str(tmp_path / "config") in caught.value.problem.detail
