"""The life of the window: from `QApplication` to a clean end. Main thread.

The window is painted before anything else is connected. Then, with the person already looking at
it, the hotkey is registered, the grabber made ready and the history read.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from askance import __version__
from askance.app.console import COMPLETE, SERVER_FAILED, say
from askance.app.container import Container
from askance.app.doctor import examine
from askance.app.instance import Answer, Request, ask_running
from askance.app.listener import Listener
from askance.app.log import start_log
from askance.core.screen import Region
from askance.core.settings import Settings
from askance.resources import resource
from askance.services.worker import Worker
from askance.ui.bridge import Bridge
from askance.ui.shell import Shell
from askance.ui.theme import Theme

_log = logging.getLogger(__name__)


def run_desktop(request: Request, *, hidden: bool) -> int:
    """Runs Askance until it is quit. Raises `AskanceError` when it cannot start."""
    pressed = _Pressed()
    with Container.open(os.environ, pressed.hotkey) as container:
        start_log(container.paths.log_dir)
        settings = container.settings_store.load()
        app = _application()
        pressed.moveToThread(app.thread())
        running = _Running(app, container, settings, pressed)
        if not running.listen():
            return _hand_over(container, request)
        _log.info("Askance %s starts on %s", __version__, app.platformName())
        running.begin(request, hidden=hidden)
        app.exec()
        running.end()
        _log.info("Askance ends")
    return COMPLETE


class _Pressed(QObject):
    """Carries the hotkey from the listener's thread to the GUI thread."""

    came = Signal()

    def hotkey(self, _hotkey_id: str) -> None:
        """Called on any thread."""
        self.came.emit()


class _Running(QObject):
    """Everything that lives as long as the window does."""

    def __init__(
        self, app: QApplication, container: Container, settings: Settings, pressed: _Pressed
    ) -> None:
        super().__init__(app)
        self._app, self._container = app, container
        self._worker = Worker()
        self._theme = Theme(app, settings.appearance)
        self._theme.set_text_size(settings.text_size)
        self._services = container.services(settings)
        self._bridge = Bridge(self._worker, self)
        self._shell = Shell(
            bridge=self._bridge,
            services=self._services,
            theme=self._theme,
            examine=lambda hotkey: examine(container, self._services.preferences.current, hotkey),
        )
        self._listener = Listener(address=container.paths.socket, handler=self._handle, parent=self)
        self._signals = _Signals(self)
        self._signals.came.connect(self._shell.quit)
        self._shell.quit_requested.connect(app.quit)
        pressed.came.connect(self._shell.capture)

    def listen(self) -> bool:
        """False when another Askance was quicker."""
        return self._listener.listen()

    def begin(self, request: Request, *, hidden: bool) -> None:
        """Shows what was asked for, and connects the rest once it is painted."""
        self._worker.start()
        if request.command == "show" and not hidden:
            self._shell.show()
        QTimer.singleShot(0, self._connect_rest)
        if request.command == "capture":
            self._handle(request)

    def end(self) -> None:
        """Stops what runs, keeps what came, and lets go. Under two seconds."""
        self._listener.close()
        self._shell.close()
        self._worker.stop(self._close_services())
        self._signals.close()

    async def _close_services(self) -> None:
        await self._services.hotkeys.close()
        await self._services.capture.close()
        await self._container.chat.aclose()

    @Slot()
    def _connect_rest(self) -> None:
        self._shell.start()

    def _handle(self, request: Request) -> Answer:
        match request.command:
            case "capture":
                region = Region(*request.region) if request.region else None
                words = self._shell.capture_now(region, request.screen, request.ask)
                return Answer(ok=not words, words=words)
            case "quit":
                QTimer.singleShot(0, self._shell.quit)
            case "show":
                self._shell.show()
            case _:
                pass
        return Answer(ok=True)


class _Signals(QObject):
    """Ctrl+C and `kill` as a Qt signal: Python's handlers run only when its interpreter does, so a
    byte on a socket wakes the event loop.
    """

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._here, self._there = socket.socketpair()
        for end in (self._here, self._there):
            end.setblocking(False)
        self._before = signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: None)
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def close(self) -> None:
        """Gives the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_DFL)
        self._here.close()
        self._there.close()

    @Slot()
    def _read(self) -> None:
        self._here.recv(64)
        self.came.emit()


def _application() -> QApplication:
    # The application's own font and icon before any window: a window never changes under the eye.
    QCoreApplication.setApplicationName("askance")
    QCoreApplication.setApplicationVersion(__version__)
    app = QApplication(sys.argv[:1])
    app.setDesktopFileName("io.github.askance.Askance")
    app.setWindowIcon(QIcon(str(resource("icons", "askance.svg"))))
    app.setQuitOnLastWindowClosed(False)
    return app


def _hand_over(container: Container, request: Request) -> int:
    answer = ask_running(container.paths.socket, request)
    if answer is None:
        say("Another Askance is starting or ending. Try again in a moment.")
        return SERVER_FAILED
    return COMPLETE if answer.ok else SERVER_FAILED
