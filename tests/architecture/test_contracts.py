"""The import contracts of pyproject.toml hold, and no room has slipped out of them."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = CHECKOUT / "desktop"
ROOMS = {path.parent.name for path in (SOURCES / "askance").glob("*/__init__.py")}
QT_ROOMS = {"app", "ui"}


def test_every_import_contract_is_kept() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint_imports, "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_room_outside_ui_and_app_is_held_free_of_qt() -> None:
    contracts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (qt,) = (contract for contract in contracts["contracts"] if contract["id"] == "qt")
    held = {module.removeprefix("askance.") for module in qt["source_modules"]}
    assert held == ROOMS - QT_ROOMS


def test_every_adapter_stands_in_the_layer_of_adapters() -> None:
    contracts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]
    by_id = {contract["id"]: contract for contract in contracts["contracts"]}
    named = {
        word.strip("()| ").removeprefix("askance.")
        for contract in (by_id["house"], by_id["adapters"])
        for layer in contract["layers"]
        for word in layer.split()
    }
    assert named >= ROOMS, f"no layer holds {sorted(ROOMS - named)}"


@pytest.mark.parametrize("room", sorted(ROOMS - QT_ROOMS))
def test_a_room_without_qt_loads_without_qt(room: str) -> None:
    """What the contracts say of the source, seen in a running interpreter."""
    program = (
        "import importlib, pkgutil, sys\n"
        f"room = importlib.import_module('askance.{room}')\n"
        "for module in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "    if sys.platform == 'linux' and not module.name.endswith(('windows', 'macos')):\n"
        "        importlib.import_module(module.name)\n"
        "print([name for name in ('PySide6', 'shiboken6') if name in sys.modules])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == "[]\n", result.stdout + result.stderr
