"""What every file of the repository keeps to, whoever wrote it."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
MODULES = sorted((CHECKOUT / "desktop").rglob("*.py"))
# Put together from parts so that this file does not find itself.
FORBIDDEN_EVERYWHERE = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "deb" + r"\.debian\.org",
            "registry" + r"\.npmjs",
            "index" + "-url +[^-]",
            "/root" + "/",
            r"(?<![\w.])/" + "work/",
            "/opt/py" + "pi",
        )
    )
)
# X11 fixes the folder of its sockets.
FORBIDDEN_IN_THE_PRODUCT = re.compile(r"/tmp/(?!\.X11-unix)" + r"|\.\./shared|/home/\w+/")
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".icns", ".qm", ".ttf", ".tiff", ".bmp"}


def repository_files() -> list[Path]:
    """Every file git holds or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = (CHECKOUT / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def offending_lines(path: Path, pattern: re.Pattern[str]) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    place = path.relative_to(CHECKOUT)
    return [f"{place}:{n}: {line}" for n, line in enumerate(lines, 1) if pattern.search(line)]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [
        line for path in repository_files() for line in offending_lines(path, FORBIDDEN_EVERYWHERE)
    ]
    assert found == []


def test_no_file_of_the_product_leans_on_what_lies_outside_it() -> None:
    found = [
        line
        for path in repository_files()
        if "tests" not in path.relative_to(CHECKOUT).parts
        for line in offending_lines(path, FORBIDDEN_IN_THE_PRODUCT)
    ]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_pinned_requirements_carry_hashes() -> None:
    for name in ("requirements.txt", "requirements-build.txt", "requirements-dev.txt"):
        text = (CHECKOUT / name).read_text()
        for entry in re.split(r"\n(?=[a-z])", text.partition("\n")[2]):
            assert re.match(r"[a-z0-9-]+==\S+", entry), f"{name}: not pinned: {entry[:60]!r}"
            assert "--hash=sha256:" in entry, f"{name}: no hash: {entry[:60]!r}"
