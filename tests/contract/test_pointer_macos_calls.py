"""The real calls behind macOS's pointer, through a library that plays AppKit and Core Graphics
(tests/support/played_appkit.c): what travels in which register is as it is there.
"""

import ctypes
import platform
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from askance.capture.pointer_macos import MacPointer
from askance.capture.pointer_macos_api import SystemCursorServer
from askance.core.screen import PointerPicture, Region

SOURCE = Path(__file__).parents[1] / "support" / "played_appkit.c"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("cc") is None or platform.machine() not in ("x86_64", "aarch64"):
        pytest.skip("no C compiler, or a processor that macOS does not run on")
    made = tmp_path_factory.mktemp("played") / "played.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", made, SOURCE], check=True)
    return made


@pytest.fixture
def played(library: Path, monkeypatch: pytest.MonkeyPatch) -> ctypes.CDLL:
    """Every framework is this one library."""
    loaded = ctypes.CDLL(str(library))
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: loaded)
    return loaded


def test_the_pointer_comes_whole_on_any_thread(played: ctypes.CDLL) -> None:
    found: list[PointerPicture | None] = []
    thread = threading.Thread(target=lambda: found.append(MacPointer(SystemCursorServer()).look()))
    thread.start()
    thread.join()
    (picture,) = found
    assert picture is not None
    assert picture.bounds == Region(192, 94, 24, 33)
    assert bytes(picture.pixels.bgra) == bytes(at % 251 for at in range(24 * 33 * 4))
    assert ctypes.c_int.in_dll(played, "balance").value == 0, "what was made is let go of"


def test_one_that_is_not_told_is_none(played: ctypes.CDLL) -> None:
    hidden = ctypes.c_int.in_dll(played, "hidden")
    hidden.value = 1
    try:
        assert MacPointer(SystemCursorServer()).look() is None
    finally:
        hidden.value = 0
    assert ctypes.c_int.in_dll(played, "balance").value == 0
