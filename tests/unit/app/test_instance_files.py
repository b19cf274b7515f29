"""The file that says whether an Askance is still there."""

import tempfile
from pathlib import Path, PureWindowsPath
from typing import cast

import pytest

from askance.app import instance
from askance.app.instance import lock_file, wait_for_end


def test_it_lies_beside_the_socket(tmp_path: Path) -> None:
    assert lock_file(tmp_path / "askance.sock") == tmp_path / "askance.sock.lock"


def test_a_pipe_of_windows_has_one_too() -> None:
    pipe = cast("Path", PureWindowsPath(r"\\.\pipe\askance-12ab"))
    assert lock_file(pipe) == Path(tempfile.gettempdir()) / "askance-12ab.lock"


def test_who_was_told_to_quit_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = tmp_path / "askance.sock"
    lock, looks = lock_file(address), list[float]()
    lock.touch()

    def look_again(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            lock.unlink()

    monkeypatch.setattr(instance.time, "sleep", look_again)
    assert wait_for_end(address)
    assert len(looks) == 3


def test_but_not_for_ever(tmp_path: Path) -> None:
    address = tmp_path / "askance.sock"
    lock_file(address).touch()
    assert not wait_for_end(address, within_s=0.05)
