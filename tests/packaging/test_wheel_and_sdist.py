"""What a wheel and a source distribution carry. Built offline, from this checkout."""

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from askance import __version__

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "desktop" / "askance"
GENERATED = {"__pycache__", ".pyc", ".qm"}


def listed(folder: Path) -> set[str]:
    """Every file below that a person wrote."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {file.as_posix() for file in files if not GENERATED & {file.suffix, *file.parts}}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds one wheel and one sdist."""
    folder = tmp_path_factory.mktemp("distributions")
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-d",
        folder,
        "-t",
        "wheel",
        "-t",
        "sdist",
    ]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def wheel(built: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(built / f"askance-{__version__}-py3-none-any.whl") as archive:
        yield archive


@pytest.fixture
def sdist(built: Path) -> Iterator[tarfile.TarFile]:
    with tarfile.open(built / f"askance-{__version__}.tar.gz") as archive:
        yield archive


def test_the_wheel_is_the_package_its_resources_and_its_metadata(wheel: zipfile.ZipFile) -> None:
    carried = {name for name in wheel.namelist() if ".dist-info/" not in name}
    package = {f"askance/{name}" for name in listed(PACKAGE)}
    resources = {f"askance/resources/{name}" for name in listed(CHECKOUT / "resources")}
    assert carried - package - resources == set()
    assert (package | resources) - carried == set()


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    info = f"askance-{__version__}.dist-info"
    assert "askance = askance.__main__:main" in wheel.read(f"{info}/entry_points.txt").decode()
    metadata = wheel.read(f"{info}/METADATA").decode()
    assert f"\nVersion: {__version__}\n" in metadata
    assert "\nLicense-Expression: MIT\n" in metadata
    assert (CHECKOUT / "LICENSE").read_bytes() == wheel.read(f"{info}/licenses/LICENSE")


def test_the_sdist_can_be_built_tested_and_packaged_from(sdist: tarfile.TarFile) -> None:
    root = f"askance-{__version__}/"
    carried = {item.name.removeprefix(root) for item in sdist.getmembers() if item.isfile()}
    for folder in ("desktop", "resources", "tests", "packaging"):
        assert {f"{folder}/{name}" for name in listed(CHECKOUT / folder)} - carried == set()
    alone = {
        "pyproject.toml",
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "Makefile",
        "requirements.txt",
    }
    assert alone - carried == set()
    assert {name for name in carried if name.startswith(("build/", "dist/", ".venv/"))} == set()
