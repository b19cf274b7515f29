"""What goes into the frozen program and what stays out: the rules that `askance.spec` applies.

Plain functions over PyInstaller's lists of `(destination, source, kind)`, so that they can be read
and tested without freezing anything. An allow-list wherever Qt may grow: a plug-in that a later Qt
brings stays out until somebody wants it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""`(where it goes, where it comes from, BINARY | EXTENSION | DATA | SYMLINK …)`; of a SYMLINK the
second is what it points to, beside itself.
"""

RESOURCES = "askance/resources"
"""Where `askance.resources` looks first."""

QT_PLUGINS: Mapping[str, frozenset[str]] = {
    "iconengines": frozenset({"qsvgicon"}),
    # Qt itself reads PNG, BMP and the X formats; files are decoded by Pillow.
    "imageformats": frozenset({"qgif", "qico", "qjpeg", "qsvg", "qwebp"}),
    "platforminputcontexts": frozenset(
        {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}
    ),
    # offscreen serves the self-test where there is no display.
    "platforms": frozenset({"qoffscreen", "qwayland", "qxcb"}),
    "platformthemes": frozenset({"qxdgdesktopportal"}),
    "wayland-decoration-client": frozenset({"adwaita", "bradient"}),
    "wayland-shell-integration": frozenset({"qt-shell", "xdg-shell"}),
}
"""Widgets are painted by the processor, the network is httpx's: neither OpenGL nor TLS of Qt."""

READER_DATA = (
    "config.yaml",
    "default_models.yaml",
    "models/PP-OCRv6_det_small.onnx",
    "models/PP-OCRv6_rec_small.onnx",
)
"""What is opened inside rapidocr's package, by its path in there. The third model of the wheel
tells which way up a line stands; nobody asks it.
"""

FORMULAS = ("ziamath", "ziafont", "latex2mathml")
"""The packages that set formulas."""

UNUSED_MODULES = (
    # Of libraries: Pillow's bridge to a toolkit that is not ours; what makes and converts models
    # rather than runs them; chance, and the tests of what reads.
    "PIL.ImageTk", "PIL._imagingtk", "PIL._tkinter_finder",
    "numpy._core._multiarray_tests", "numpy.distutils", "numpy.f2py", "numpy.testing",
    "numpy.random", "numpy.tests", "shapely.tests",
    "onnxruntime.backend", "onnxruntime.datasets", "onnxruntime.quantization", "onnxruntime.tools",
    "onnxruntime.transformers",
    "rapidocr.inference_engine.mnn", "rapidocr.inference_engine.openvino",
    "rapidocr.inference_engine.paddle", "rapidocr.inference_engine.pytorch",
    "rapidocr.inference_engine.tensorrt",
    # Of Python.
    "distutils", "doctest", "ensurepip", "idlelib", "lib2to3", "pdb", "pydoc", "pydoc_data",
    "test", "tkinter", "turtle", "turtledemo", "unittest", "venv", "xmlrpc",
)  # fmt: skip

_INSTALLERS_NOTES = frozenset({"INSTALLER", "RECORD", "REQUESTED", "direct_url.json"})
_LAID_BESIDE = ".libs"
_QT = PurePosixPath("PySide6/Qt")
_SYSTEM_LIBRARIES = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(requirements: str) -> frozenset[str]:
    """The distributions that the text of a requirements file names."""
    names = re.findall(r"^([A-Za-z0-9][\w.-]*)==", requirements, re.MULTILINE)
    return frozenset(map(normalised, names))


def foreign_modules(
    allowed: Collection[str], installed: Mapping[str, list[str]] | None = None
) -> list[str]:
    """Top-level modules in this environment that no allowed distribution brings.

    Leaving them out makes a build in a developer's environment equal to one where only the
    program's own requirements are installed. `installed`: module → distributions.
    """
    if installed is None:
        installed = packages_distributions()
    return sorted(
        module
        for module, distributions in installed.items()
        if not {normalised(name) for name in distributions} & {*allowed, "askance"}
    )


def languages(resources: Path) -> frozenset[str]:
    """The languages that the program speaks, by the names of its translations."""
    return frozenset(
        path.stem.partition("_")[2] for path in resources.glob("translations/askance_*.ts")
    )


def wanted_data(entries: Iterable[Entry], spoken: Collection[str]) -> list[Entry]:
    """Without Qt's own words in languages the program does not speak, and without what an
    installer noted down about this environment.
    """
    kept = {f"qtbase_{language}.qm" for language in spoken}

    def wanted(path: PurePosixPath) -> bool:
        if path.parent == _QT / "translations":
            return path.name in kept
        return path.parent.suffix != ".dist-info" or path.name not in _INSTALLERS_NOTES

    return [entry for entry in entries if wanted(PurePosixPath(entry[0]))]


def wanted_binaries(
    entries: Iterable[Entry], needed_by: Callable[[str], Collection[str]]
) -> list[Entry]:
    """Without unused Qt plug-ins, the Qt libraries only they needed, and what the distribution has.

    `needed_by(source)` gives the files that one binary is linked to, and theirs.
    """
    entries = [entry for entry in entries if not is_unused_plugin(entry) and not is_system(entry)]
    roots = [entry for entry in entries if entry[2] != "SYMLINK" and not _is_qt_library(entry)]
    needed = {str(Path(path).resolve()) for root in roots for path in needed_by(root[1])}
    return [
        entry
        for entry in entries
        if not _is_qt_library(entry)
        or (entry[2] != "SYMLINK" and str(Path(entry[1]).resolve()) in needed)
    ]


def without_dangling(entries: Iterable[Entry], everything: Iterable[Entry]) -> list[Entry]:
    """Without the symbolic links to what was left out."""
    files = {entry[0] for entry in everything}
    return [entry for entry in entries if entry[2] != "SYMLINK" or _target(entry) in files]


def unstripped(entries: Iterable[Entry]) -> list[Entry]:
    """With the libraries that a wheel lays beside itself, in `NAME.libs`, told to be data.

    They were rewritten when the wheel was made, and strip can leave such a file where the loader
    refuses it ("not page-aligned"). What is data is copied as it is.
    """
    return [
        (destination, source, "DATA")
        if kind == "BINARY" and _top(destination).endswith(_LAID_BESIDE)
        else (destination, source, kind)
        for destination, source, kind in entries
    ]


def is_unused_plugin(entry: Entry) -> bool:
    """Whether it is one of Qt's plug-ins, and none that is listed."""
    path = PurePosixPath(entry[0])
    if path.parent.parent != _QT / "plugins":
        return False
    return path.name.removeprefix("lib").split(".")[0] not in QT_PLUGINS.get(path.parent.name, ())


def is_system(entry: Entry) -> bool:
    """Whether the distribution carries this library: then it also mends it, and a package names it.

    Python's own library comes along even where it is the distribution's: the program runs on that
    Python and on no other.
    """
    destination, source, kind = entry
    return (
        kind == "BINARY"
        and source.startswith(_SYSTEM_LIBRARIES)
        and not PurePosixPath(destination).name.startswith("libpython")
    )


def _is_qt_library(entry: Entry) -> bool:
    return PurePosixPath(entry[0]).parent == _QT / "lib"


def _target(entry: Entry) -> str:
    return str(PurePosixPath(entry[0]).parent / entry[1])


def _top(destination: str) -> str:
    return PurePosixPath(destination).parts[0]
