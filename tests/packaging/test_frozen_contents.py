"""The rules for what is frozen (`packaging/contents.py`), and that the program fits them."""

import ast
import importlib.util
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType

import pytest

from askance import resources

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGING = CHECKOUT / "packaging"


def load(name: str) -> ModuleType:
    """A module of `packaging`, which is no package: PyPI has one of that name."""
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


contents = load("contents")

QT = "PySide6/Qt"
XCB = (f"{QT}/plugins/platforms/libqxcb.so", "/v/qxcb.so", "BINARY")
EGLFS = (f"{QT}/plugins/platforms/libqeglfs.so", "/v/qeglfs.so", "BINARY")
GUI = (f"{QT}/lib/libQt6Gui.so.6", "/v/libQt6Gui.so.6", "BINARY")
QUICK = (f"{QT}/lib/libQt6Quick.so.6", "/v/libQt6Quick.so.6", "BINARY")


def needs(**linked: list[str]) -> object:
    return lambda source: linked.get(Path(source).stem, [])


def test_a_plugin_that_is_not_listed_goes_and_takes_its_libraries_along() -> None:
    needed_by = needs(qxcb=[GUI[1]], qeglfs=[GUI[1], QUICK[1]])
    assert contents.wanted_binaries([XCB, EGLFS, GUI, QUICK], needed_by) == [XCB, GUI]


def test_every_listed_plugin_is_one_that_qt_has() -> None:
    from PySide6.QtCore import QLibraryInfo

    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    for folder, names in contents.QT_PLUGINS.items():
        found = {path.stem.removeprefix("lib") for path in (plugins / folder).iterdir()}
        assert names <= found, folder


@pytest.mark.parametrize(
    ("entry", "system"),
    [
        (("libz.so.1", "/usr/lib/x86_64-linux-gnu/libz.so.1", "BINARY"), True),
        (("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6", "BINARY"), True),
        (
            ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", "BINARY"),
            False,
        ),
        (("lib-dynload/_ssl.so", "/usr/lib/python3.11/lib-dynload/_ssl.so", "EXTENSION"), False),
        (("pillow.libs/libjpeg.so", "/v/site-packages/pillow.libs/libjpeg.so", "BINARY"), False),
    ],
)
def test_what_the_distribution_has_stays_out_but_not_its_python(
    entry: tuple[str, str, str], system: bool
) -> None:
    assert contents.is_system(entry) is system


def test_a_link_goes_with_what_it_points_to() -> None:
    there = ("libQt6Gui.so.6", f"{QT}/lib/libQt6Gui.so.6", "SYMLINK")
    dangling = ("libQt6Quick.so.6", f"{QT}/lib/libQt6Quick.so.6", "SYMLINK")
    everything = [GUI, there, dangling]
    assert contents.without_dangling(everything, everything) == [GUI, there]


def test_of_qts_translations_only_languages_we_speak_come_along(tmp_path: Path) -> None:
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "askance_pt_BR.ts").touch()
    spoken = contents.languages(tmp_path)
    assert spoken == {"pt_BR"}
    ours = ("askance/resources/translations/askance_de.qm", "/c/askance_de.qm", "DATA")
    kept = (f"{QT}/translations/qtbase_pt_BR.qm", "/v/qtbase_pt_BR.qm", "DATA")
    dropped = (f"{QT}/translations/qtbase_fr.qm", "/v/qtbase_fr.qm", "DATA")
    assert contents.wanted_data([ours, kept, dropped], spoken) == [ours, kept]


def test_metadata_comes_along_without_the_installers_notes() -> None:
    info = "keyring-25.7.0.dist-info"
    points = (f"{info}/entry_points.txt", f"/v/{info}/entry_points.txt", "DATA")
    notes = [(f"{info}/{name}", f"/v/{info}/{name}", "DATA") for name in ("RECORD", "INSTALLER")]
    assert contents.wanted_data([points, *notes], ()) == [points]


def test_libraries_that_a_wheel_lays_beside_itself_are_copied_as_they_are() -> None:
    blas = ("numpy.libs/libopenblas.so", "/v/numpy.libs/libopenblas.so", "BINARY")
    link = ("libopenblas.so", "numpy.libs/libopenblas.so", "SYMLINK")
    extension = ("cv2/cv2.abi3.so", "/v/cv2/cv2.abi3.so", "EXTENSION")
    entries = contents.unstripped([blas, link, extension, GUI])
    assert entries == [(*blas[:2], "DATA"), link, extension, GUI]


def test_what_only_development_needs_stays_out() -> None:
    installed: Mapping[str, list[str]] = {
        "httpx": ["httpx"],
        "jaraco": ["jaraco.classes", "jaraco.context"],
        "yaml": ["PyYAML"],
        "askance": ["askance"],
    }
    allowed = contents.pinned("httpx==1 \\\n    --hash=sha256:00\njaraco-classes==3.4.0 \\\n")
    assert contents.foreign_modules(allowed, installed) == ["yaml"]


def test_nothing_the_program_imports_is_left_out() -> None:
    requirements = (CHECKOUT / "requirements.txt").read_text()
    out = {*contents.UNUSED_MODULES, *contents.foreign_modules(contents.pinned(requirements))}
    for path in sorted((CHECKOUT / "desktop").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {node.module or ""}
            else:
                continue
            roots = {part for name in names for part in (name, name.partition(".")[0])}
            assert not roots & out, f"{path.relative_to(CHECKOUT)} imports {sorted(roots & out)}"


def test_what_the_reader_opens_is_in_its_package() -> None:
    reader = Path(distribution("rapidocr").locate_file("rapidocr"))
    for name in contents.READER_DATA:
        assert (reader / name).is_file(), name


def test_exactly_the_models_that_are_opened_come_along() -> None:
    sources = (CHECKOUT / "desktop" / "askance" / "reading").glob("*.py")
    opened = {name for path in sources for name in re.findall(r"[\w.-]+\.onnx", path.read_text())}
    assert opened == {Path(name).name for name in contents.READER_DATA if name.endswith(".onnx")}


def test_the_reader_reads_without_what_is_left_out() -> None:
    """As frozen, but from source: what is left out cannot be imported, what is not carried cannot
    be opened, and nothing is asked of the network.
    """
    requirements = (CHECKOUT / "requirements.txt").read_text()
    out = [*contents.UNUSED_MODULES, *contents.foreign_modules(contents.pinned(requirements))]
    code = f"""
import socket, sys
from pathlib import Path

class LeftOut:
    def find_spec(self, name, path=None, target=None):
        if name in {out!r}:
            raise ModuleNotFoundError(f"{{name}} is left out", name=name)

def told(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise AssertionError(f"{{event}} {{arguments}}")
    if event == "open" and "/rapidocr/" in str(arguments[0]):
        name = str(arguments[0]).rpartition("/rapidocr/")[2]
        assert name.endswith((".py", ".pyc")) or name in {contents.READER_DATA!r}, name

sys.meta_path.insert(0, LeftOut())
sys.addaudithook(told)

from askance.core.reading.sample import SAMPLE, WORD
from askance.core.reading.values import LineRead, ReadRequest
from askance.reading.child import engine_named
from askance.reading.decoding import decoded

engine = engine_named("rapid")
engine.load()
events = list(engine.read(decoded(SAMPLE.data), ReadRequest(SAMPLE.data)))
assert [event.line.text for event in events if isinstance(event, LineRead)] == [WORD], events
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_runs_the_models_reports_to_nobody() -> None:
    """From 1.29 on, onnxruntime's official builds send events to their maker."""
    native = [
        Path(file.locate())
        for file in distribution("onnxruntime").files or ()
        if "onnxruntime_pybind11_state" in file.name
    ]
    assert native
    for path in native:
        assert b"events.data.microsoft.com" not in path.read_bytes()


def test_resources_are_frozen_where_the_program_looks_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = tmp_path / contents.RESOURCES
    (frozen / "icons").mkdir(parents=True)
    # PyInstaller gives a frozen module this name, though no such file is there.
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "askance" / "resources.pyc"))
    assert resources.resource_root() == frozen


def test_the_entry_is_the_one_of_the_wheel() -> None:
    entry = (PACKAGING / "entry.py").read_text()
    assert "from askance.__main__ import main" in entry
    assert 'askance = "askance.__main__:main"' in (CHECKOUT / "pyproject.toml").read_text()


@pytest.mark.parametrize("original", [None, "", "/opt/lib"])
def test_programs_that_the_frozen_one_starts_find_their_own_libraries(
    original: str | None,
) -> None:
    environ = {"LD_LIBRARY_PATH": "/usr/lib/askance/_internal", "HOME": "/h"}
    if original is not None:
        environ["LD_LIBRARY_PATH_ORIG"] = original
    load("entry").give_back_library_path(environ)
    kept = {} if original is None else {"LD_LIBRARY_PATH": original}
    assert environ == {"HOME": "/h", **kept}


@pytest.mark.parametrize(
    ("program", "complaint"),
    [
        ("print('Invoice 2026-0417')", "not read: ['Paper, 500 sheets',"),
        ("import os; open(os.environ['HOME'] + '/id', 'w'); print(said)", "home folder: ['id']"),
        ("open(folder + '/model.onnx', 'w'); print(said)", "was written to"),
        ("print(said)", ""),
    ],
)
def test_the_build_notices_a_program_that_does_not_read_by_itself(
    tmp_path: Path, program: str, complaint: str
) -> None:
    check = PACKAGING / "try_reading.py"
    said = "\n".join((*load("try_reading").WORDS, load("try_reading").CODE))
    code = f"said, folder = {said!r}, {str(tmp_path)!r}; {program}"
    command = [sys.executable, check, tmp_path, sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == (1 if complaint else 0), done.stderr
    assert complaint in done.stderr
