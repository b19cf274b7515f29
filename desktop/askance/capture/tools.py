"""The screens by a desktop's own screenshot program, where the portal does not serve.

Lives on the grabber's own thread. A program is started once a grab and writes one picture of the
whole desktop; one that can take a single screen is started once for each, at the same time: the
picture of everything has the scale of the finest screen, and every other screen enlarged. Pictures
go to the program's output or into a folder of ours that nobody else may read. A program that takes
too long is ended. Programs are found by name on PATH, never by a shell.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from askance.capture.pictures import read_picture
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Extent, Frame, Pixels

_TIMEOUT_S = 15.0
_FILE, _OUTPUT = "{file}", "{output}"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tool:
    """A program and its arguments; `{file}` is where the picture goes, without it the output is
    the picture. `package` is what has it on most distributions. `single`: the arguments for the
    screen whose name stands for `{output}`. `pointer`: put before any of them, what has the mouse
    pointer drawn.
    """

    name: str
    arguments: tuple[str, ...]
    package: str
    single: tuple[str, ...] = ()
    pointer: tuple[str, ...] = ()

    @property
    def there(self) -> bool:
        """Whether it is installed."""
        return shutil.which(self.name) is not None


GRIM = Tool(
    "grim",
    ("-t", "ppm", "-"),
    "grim",
    single=("-o", _OUTPUT, "-t", "ppm", "-"),
    pointer=("-c",),
)
SPECTACLE = Tool(
    "spectacle",
    ("--background", "--nonotify", "--fullscreen", "--output", _FILE),
    "kde-spectacle",
    pointer=("--pointer",),
)
GNOME_SCREENSHOT = Tool(
    "gnome-screenshot",
    ("--file", _FILE),
    "gnome-screenshot",
    pointer=("--include-pointer",),
)


class ToolGrabber:
    """Takes the desktop with `tool`; `timeout` in seconds."""

    quiet = True

    def __init__(self, tool: Tool, *, timeout: float = _TIMEOUT_S) -> None:
        self._tool, self._timeout = tool, timeout

    @property
    def name(self) -> str:
        return self._tool.name

    @property
    def draws_pointer(self) -> bool:
        return bool(self._tool.pointer)

    def prepare(self) -> None:
        """Loads the decoder."""
        from PIL import PngImagePlugin, PpmImagePlugin  # noqa: F401

    def grab(self, outputs: tuple[str, ...] = (), *, pointer: bool = False) -> tuple[Frame, ...]:
        """One frame an output where the program takes them singly and knows the names, else one of
        the whole desktop. Raises `AskanceError` (capture) with the program's own words.
        """
        ahead = self._tool.pointer if pointer else ()
        if self._tool.single and len(outputs) > 1:
            try:
                return self._each(outputs, ahead)
            except AskanceError as error:
                # It may call the screens otherwise than Qt does; the whole desktop has no name.
                _log.info("not screen by screen: %s", error.problem.detail)
        pixels = self._picture((*ahead, *self._tool.arguments))
        return (Frame.whole(pixels, Extent.DESKTOP, self.name),)

    def _each(self, outputs: tuple[str, ...], ahead: tuple[str, ...]) -> tuple[Frame, ...]:
        def one(output: str) -> Frame:
            single = (output if each == _OUTPUT else each for each in self._tool.single)
            return Frame.whole(self._picture((*ahead, *single)), Extent.OUTPUT, output)

        with ThreadPoolExecutor(len(outputs)) as threads:
            return tuple(threads.map(one, outputs))

    def _picture(self, arguments: tuple[str, ...]) -> Pixels:
        with tempfile.TemporaryDirectory(prefix="askance-") as folder:
            data = self._run(arguments, Path(folder, "screen.png"))
        try:
            return read_picture(data)
        except ValueError as error:
            raise self._problem(f"It wrote no picture: {error}") from error

    def close(self) -> None:
        """Nothing is kept."""

    def _run(self, arguments: tuple[str, ...], file: Path) -> bytes:
        filled = (str(file) if each == _FILE else each for each in arguments)
        try:
            done = subprocess.run(
                [self._tool.name, *filled],
                capture_output=True,
                check=False,
                stdin=subprocess.DEVNULL,
                timeout=self._timeout,
            )
        except subprocess.TimeoutExpired as error:
            raise self._problem(f"It did not end within {self._timeout:.0f} s.") from error
        except OSError as error:
            raise self._problem(f"It could not be started: {error}.") from error
        if done.returncode:
            words = done.stderr.decode(errors="replace").strip()[-400:]
            raise self._problem(f"It ended with code {done.returncode}. {words}".strip())
        if _FILE not in arguments:
            return done.stdout
        try:
            return file.read_bytes()
        except OSError as error:
            raise self._problem("It wrote no picture.") from error

    def _problem(self, detail: str) -> AskanceError:
        return AskanceError(
            Problem(
                ErrorKind.CAPTURE,
                f"{self._tool.name} could not capture the screen",
                detail,
                "Capture again. If it stays so, the status page tells what works here.",
            )
        )
