"""The life of the window: what fills the first frame, and a clean end. Main thread.

Built once the frame is painted (see `start`). Then, with the person already looking at it, the
hotkey is registered, the grabber made ready and the history read.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from askance import __version__
from askance.app.console import SERVER_FAILED, say, told
from askance.app.container import Container
from askance.app.doctor import examine
from askance.app.instance import END_WITHIN_S, Answer, Request, ask_running
from askance.app.listener import Listener
from askance.app.log import start_log
from askance.app.memory import Collecting
from askance.app.turns import take_short_turns
from askance.core.screen import Region
from askance.resources import resource
from askance.services.worker import Worker
from askance.storage.paths import Paths
from askance.ui.bridge import Bridge
from askance.ui.frame import Frame
from askance.ui.shell import Shell
from askance.ui.theme import Theme

_log = logging.getLogger(__name__)

_WORKER_ENDS_WITHIN_S = 1.2
"""With the container's half second less than the two that quitting may take."""


class _Pressed(QObject):
    """Carries a hotkey's id from the listener's thread to the GUI thread."""

    came = Signal(str)

    def hotkey(self, hotkey_id: str) -> None:
        """Called on any thread."""
        self.came.emit(hotkey_id)


class Desktop(QObject):
    """Everything that lives as long as the window does. Raises `AskanceError` when its folders or
    its settings cannot be had.
    """

    def __init__(self, app: QApplication, frame: Frame, paths: Paths) -> None:
        super().__init__(app)
        self._app = app
        pressed = _Pressed(self)
        self._container = Container(
            paths=paths.create(),
            environ=os.environ,
            sys_platform=sys.platform,
            on_hotkey=pressed.hotkey,
        )
        start_log(paths.log_dir)
        settings = self._container.settings_store.load()
        app.setWindowIcon(QIcon(str(resource("icons", "askance.svg"))))
        theme = Theme(app, settings.appearance)
        theme.set_text_size(settings.text_size)
        theme.set_doubt_below(settings.doubt_below)
        take_short_turns()
        self._worker = Worker()
        self._services = self._container.services(settings)
        self._shell = Shell(
            bridge=Bridge(self._worker, self),
            services=self._services,
            theme=theme,
            frame=frame,
            typesetter=self._container.typesetter,
            examine=lambda hotkeys, screens: examine(
                self._container,
                self._services.preferences.current,
                hotkeys,
                screens,
                self._services.capture.problem,
            ),
        )
        self._listener = Listener(address=paths.socket, handler=self._handle, parent=self)
        self._signals = _Signals(self)
        self._signals.came.connect(self._shell.quit)
        self._shell.quit_requested.connect(self._leave)
        self._collecting = Collecting(self)
        self._shell.rested.connect(self._collecting.rested)
        pressed.came.connect(self._shell.pressed)

    def begin(self, request: Request, *, seen: bool) -> int | None:
        """Listens, does what was asked for, and connects the rest; `seen` is whether the window is
        on the screen already. An exit code when another Askance was quicker, or when what was asked
        for cannot be had: nothing would show then, and nobody know why.
        """
        handed_over = self._listen_or_hand_over(request)
        if handed_over is not None:
            return handed_over
        _log.info("Askance %s starts on %s", __version__, self._app.platformName())
        self._worker.start()
        if seen:
            self._shell.show()
        if request.command == "capture":
            answer = self._handle(request)
            if not answer.ok:
                return told(answer)
        QTimer.singleShot(0, self._connect_rest)
        return None

    def end(self) -> None:
        """Stops what runs, keeps what came, and lets go. Under two seconds.

        Nothing is asked of it any more from the first line on, and until the last nobody takes its
        place: the next Askance wants the hotkey that this one still holds.
        """
        self._listener.stop()
        self._shell.close()
        self._worker.stop(self._close_services(), timeout_s=_WORKER_ENDS_WITHIN_S)
        self._signals.close()
        self._container.close()
        _log.info("Askance ends")
        self._listener.close()

    async def _close_services(self) -> None:
        await self._services.hotkeys.close()
        await self._services.capture.close()
        await self._container.aclose()

    def _listen_or_hand_over(self, request: Request) -> int | None:
        """None once this one listens. Another that holds the place but hears nothing is starting or
        ending: soon it answers or is gone.
        """
        deadline = time.monotonic() + END_WITHIN_S
        while not self._listener.listen():
            answer = ask_running(self._container.paths.socket, request)
            if answer is not None:
                return told(answer)
            if time.monotonic() > deadline:
                say("Another Askance is starting or ending. Try again in a moment.")
                return SERVER_FAILED
        return None

    @Slot()
    def _leave(self) -> None:
        # Not `quit`, which asks every window first: the overlay refuses to be closed, and ends by
        # itself in `end`.
        self._app.exit(0)

    @Slot()
    def _connect_rest(self) -> None:
        self._shell.start()
        self._collecting.begin()

    def _handle(self, request: Request) -> Answer:
        match request.command:
            case "capture" if request.hotkey:
                self._shell.pressed(request.hotkey)
            case "capture":
                region = Region(*request.region) if request.region else None
                words = self._shell.capture_now(region, request.screen, request.ask)
                return Answer(ok=not words, words=words)
            case "quit":
                QTimer.singleShot(0, self._shell.quit)
            case "show":
                self._shell.show()
            case "failure":
                return Answer(ok=True, failure=self._services.capture.problem)
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
