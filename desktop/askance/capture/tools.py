"""The screens by a desktop's own screenshot program, where the portal does not serve.

Lives on the grabber's own thread. Each program is started once a grab, writes one picture of the
whole desktop to its output or into a folder of ours that nobody else may read, and is ended when it
takes too long. Programs are found by name on PATH, never by a shell.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from askance.capture.pictures import read_picture
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Extent, Frame

_TIMEOUT_S = 15.0
_FILE = "{file}"


@dataclass(frozen=True, slots=True)
class Tool:
    """A program and its arguments; `{file}` is where the picture goes, without it the output is
    the picture. `package` is what has it on most distributions.
    """

    name: str
    arguments: tuple[str, ...]
    package: str

    @property
    def there(self) -> bool:
        """Whether it is installed."""
        return shutil.which(self.name) is not None


GRIM = Tool("grim", ("-t", "ppm", "-"), "grim")
SPECTACLE = Tool(
    "spectacle",
    ("--background", "--nonotify", "--fullscreen", "--output", _FILE),
    "kde-spectacle",
)
GNOME_SCREENSHOT = Tool("gnome-screenshot", ("--file", _FILE), "gnome-screenshot")


class ToolGrabber:
    """Takes the desktop with `tool`; `timeout` in seconds."""

    quiet = True

    def __init__(self, tool: Tool, *, timeout: float = _TIMEOUT_S) -> None:
        self._tool, self._timeout = tool, timeout

    @property
    def name(self) -> str:
        return self._tool.name

    def prepare(self) -> None:
        """Loads the decoder."""
        from PIL import PngImagePlugin, PpmImagePlugin  # noqa: F401

    def grab(self) -> tuple[Frame, ...]:
        """One frame of the whole desktop. Raises `AskanceError` (capture) with the program's own
        words.
        """
        with tempfile.TemporaryDirectory(prefix="askance-") as folder:
            data = self._run(Path(folder, "screen.png"))
        try:
            pixels = read_picture(data)
        except ValueError as error:
            raise self._problem(f"It wrote no picture: {error}") from error
        return (Frame.whole(pixels, Extent.DESKTOP, self.name),)

    def close(self) -> None:
        """Nothing is kept."""

    def _run(self, file: Path) -> bytes:
        arguments = [str(file) if each == _FILE else each for each in self._tool.arguments]
        try:
            done = subprocess.run(
                [self._tool.name, *arguments],
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
        if _FILE not in self._tool.arguments:
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
