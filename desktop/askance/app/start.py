"""Starting the window: hand the wish to the running Askance, or become it. Main thread.

What a person waits for between the start and the first frame is here, in `instance`, `paths` and
`ui.frame`, and loads next to nothing; the rest of the program comes once that frame is on the
screen. `make bench` measures it against a bare window.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from askance.app.importing import spare_sources
from askance.app.instance import Request, ask_running
from askance.platforms.display import display_complaint
from askance.platforms.machine import PlatformInfo
from askance.storage.paths import Paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from askance.app.desktop import Desktop
    from askance.ui.colours import Colours
    from askance.ui.frame import Frame


def start(request: Request, *, hidden: bool) -> int:
    """Hands the request to the running Askance, or becomes it and stays; the exit code.

    Raises `AskanceError` when it cannot start.
    """
    paths = Paths.find(os.environ)
    answer = ask_running(paths.socket, request)
    if answer is not None:
        from askance.app.console import told

        return told(answer)
    complaint = display_complaint(PlatformInfo.detect(os.environ, sys.platform))
    if complaint:
        return _no_display(complaint)
    return _Start(paths, request, hidden=hidden).run()


class _Start:
    """One start: the frame first, then what fills it, then the event loop until the end."""

    def __init__(self, paths: Paths, request: Request, *, hidden: bool) -> None:
        self._paths, self._request = paths, request
        self._seen = request.command == "show" and not hidden
        self._desktop: Desktop | None = None
        self._failure: BaseException | None = None

    def run(self) -> int:
        spare_sources()
        from askance.ui.frame import Frame

        self._app = _application()
        self._frame: Frame = Frame(self._colours(), on_painted=self._fill)
        if self._seen:
            self._frame.show()
        else:
            from PySide6.QtCore import QTimer

            QTimer.singleShot(0, self._fill)
        code = self._app.exec()
        if self._desktop is not None:
            self._desktop.end()
        if self._failure is not None:
            raise self._failure
        return code

    def _fill(self) -> None:
        """Loads and connects everything else. Whatever goes wrong ends the event loop: an empty
        frame must never stay behind.
        """
        try:
            from askance.app.desktop import Desktop

            self._desktop = Desktop(self._app, self._frame, self._paths)
            code = self._desktop.begin(self._request, seen=self._seen)
        except BaseException as error:  # noqa: BLE001 -- raised again by run(), outside of Qt
            self._failure = error
            self._app.exit(1)
        else:
            if code is not None:
                self._app.exit(code)

    def _colours(self) -> Colours:
        from askance.ui.colours import DARK, LIGHT

        wanted = _appearance(self._paths)
        dark = wanted == "dark" or (
            wanted != "light" and self._app.palette().window().color().lightness() < 128
        )
        return DARK if dark else LIGHT


def _appearance(paths: Paths) -> str:
    """The setting, read without the settings' rules: a first guess for one frame."""
    try:
        value = json.loads(paths.settings_file.read_bytes()).get("appearance")
    except (OSError, ValueError, AttributeError):
        return ""
    return value if isinstance(value, str) else ""


def _application() -> QApplication:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication

    from askance import __version__

    QCoreApplication.setApplicationName("askance")
    QCoreApplication.setApplicationVersion(__version__)
    app = QApplication(sys.argv[:1])
    app.setDesktopFileName("io.github.askance.Askance")
    app.setQuitOnLastWindowClosed(False)
    return app


def _no_display(complaint: str) -> int:
    from askance.app.console import USAGE, say_problem
    from askance.core.errors import ErrorKind, Problem

    say_problem(Problem(ErrorKind.CAPTURE, "Askance cannot open a window", complaint))
    return USAGE
