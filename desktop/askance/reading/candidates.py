"""The ways to read, best first, and the choice among them.

The choice imports no engine: each lives in the reading process alone, where it is started by name.
Here only a module's presence is looked up.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from askance.core.errors import ErrorKind
from askance.core.ports import Reader
from askance.platforms.choice import Candidate, Choice, choose
from askance.platforms.machine import PlatformInfo, System

_MODULES = {
    "vision": ("ocrmac",),
    "windows": ("winocr",),
    "rapid": ("rapidocr", "onnxruntime", "cv2"),
}
_NAMES = {"vision": "macOS Vision", "windows": "Windows OCR", "rapid": "RapidOCR"}


def _only(system: System) -> Callable[[PlatformInfo], bool]:
    return lambda info: info.system is system


def _anywhere(_info: PlatformInfo) -> bool:
    return True


def _missing(engine: str) -> Callable[[], str | None]:
    def missing() -> str | None:
        gone = [name for name in _MODULES[engine] if find_spec(name) is None]
        if not gone:
            return None
        return (
            f"{_NAMES[engine]} cannot read: the Python package {gone[0]} is missing. "
            "Install Askance anew."
        )

    return missing


def _load(engine: str) -> Callable[[], Reader]:
    def load() -> Reader:
        from askance.reading.process import ProcessReader, reading_command

        return ProcessReader(reading_command(engine), name=_NAMES[engine])

    return load


CANDIDATES: tuple[Candidate[Reader], ...] = (
    Candidate("vision", _only(System.MACOS), _load("vision"), _missing("vision")),
    Candidate("windows", _only(System.WINDOWS), _load("windows"), _missing("windows")),
    Candidate("rapid", _anywhere, _load("rapid"), _missing("rapid")),
)


def choose_reader(info: PlatformInfo, explicit: str = "") -> Choice[Reader]:
    """The reader for this machine, or one that tells why there is none.

    `explicit` (ASKANCE_READER) is taken or refused loudly: raises `AskanceError` (reading). Nothing
    is started yet.
    """
    from askance.reading.null_reader import NullReader

    return choose(CANDIDATES, info, null=NullReader, kind=ErrorKind.READING, explicit=explicit)
