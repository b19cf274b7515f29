"""Hotkeys under X11, on a connection and a thread of their own (`askance-hotkeys`).

The thread makes every X call. Other threads hand it work through a queue and wake it through a
socket pair; it sleeps in one select on that and on the server, so an idle program costs nothing.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from Xlib.error import ConnectionClosedError

from askance.core.chord import Chord
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.hotkeys.x11_grabs import ELSEWHERE, X11Grabs

_ANSWER_S = 5.0
_JOIN_S = 2.0

T = TypeVar("T")

_log = logging.getLogger(__name__)


class X11Hotkeys:
    """`on_activated(id)` is called on the listener thread, once for each press of a chord, and
    should return at once. The methods may be called on any thread, that one included.

    `display` is an X11 display name (the default: DISPLAY). The constructor connects, and raises
    `Xlib.error.DisplayError` or OSError when it can't.
    """

    name = "x11"

    def __init__(self, *, on_activated: Callable[[str], None], display: str | None = None) -> None:
        self._on_activated = on_activated
        self._grabs = X11Grabs(display)
        self._lock = threading.Lock()
        self._work: deque[Callable[[], None]] = deque()
        self._ended = False
        self._closing = False
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._thread = threading.Thread(target=self._run, name="askance-hotkeys", daemon=True)
        self._thread.start()

    def register(self, hotkey_id: str, chord: Chord) -> None:
        """Raises `AskanceError` (hotkey) when the chord is taken, the keyboard has no such key, or
        the server is gone; what was registered under this id before stays then.
        """
        self._on_listener(lambda: self._grabs.hold(hotkey_id, chord))

    def unregister(self, hotkey_id: str) -> None:
        """Lets the chord go. Nothing to do once the server is gone."""
        try:
            self._on_listener(lambda: self._grabs.release(hotkey_id))
        except AskanceError as error:
            _log.info("unregistered without the server: %s", error.problem.title)

    def is_free(self, chord: Chord) -> bool:
        """By grabbing it for a moment. A chord registered here already counts as free."""
        try:
            return self._on_listener(lambda: self._grabs.is_free(chord))
        except AskanceError:
            return False

    def close(self) -> None:
        """Lets every chord go and ends the thread. May be called twice."""
        self._closing = True
        self._rouse()
        if threading.current_thread() is not self._thread:
            self._thread.join(_JOIN_S)

    def _on_listener(self, call: Callable[[], T]) -> T:
        if threading.current_thread() is self._thread:
            return call()
        future: Future[T] = Future()
        with self._lock:
            if self._ended:
                raise _gone()
            self._work.append(lambda: _settle(future, call))
        self._rouse()
        try:
            return future.result(_ANSWER_S)
        except TimeoutError as late:
            future.cancel()
            raise _gone() from late
        except (ConnectionClosedError, OSError) as broken:
            raise _gone() from broken

    def _rouse(self) -> None:
        try:
            self._wake.send(b"\0")
        except BlockingIOError:
            pass  # full: it is awake already
        except OSError:
            pass  # closed: the thread has ended

    def _run(self) -> None:
        try:
            self._serve()
            self._grabs.close()
        except (ConnectionClosedError, OSError) as error:
            if not self._closing:
                _log.warning("hotkeys have stopped, the X server is gone: %s", error)
        except Exception:  # noqa: BLE001 - a bug of ours: logged whole, and callers are told
            _log.exception("hotkeys have stopped")
        finally:
            with self._lock:
                self._ended = True
                left = list(self._work)
            for settle in left:
                settle()
            self._wake.close()
            self._woken.close()

    def _serve(self) -> None:
        sources: list[X11Grabs | socket.socket] = [self._grabs, self._woken]
        while not self._closing:
            for hotkey_id in self._grabs.activated():
                self._tell(hotkey_id)
            readable, _, _ = select.select(sources, [], [])
            if self._woken in readable:
                self._woken.recv(4096)
                self._do_work()

    def _do_work(self) -> None:
        while True:
            with self._lock:
                if not self._work:
                    return
                work = self._work.popleft()
            work()

    def _tell(self, hotkey_id: str) -> None:
        try:
            self._on_activated(hotkey_id)
        except Exception:  # noqa: BLE001 - the action's fault must not cost the person the hotkey
            _log.exception("a hotkey's action failed")


def _settle(future: Future[T], call: Callable[[], T]) -> None:
    """Runs it for whoever waits; every exception is theirs, the server's death too: the select
    meets that once more and ends the thread.
    """
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(call())
    except Exception as error:  # noqa: BLE001 - handed to the caller
        future.set_exception(error)


def _gone() -> AskanceError:
    return AskanceError(
        Problem(
            ErrorKind.HOTKEY,
            "Hotkeys have stopped working",
            "The connection to the window system is gone, or it does not answer.",
            f"Start Askance again. {ELSEWHERE}",
        )
    )
