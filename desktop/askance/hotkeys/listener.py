"""Hotkeys on a thread of their own (`askance-hotkeys`), whatever the system behind them.

The thread makes every call to the system: X11 wants one thread a connection, Windows sends a hotkey
to the thread that registered it, a D-Bus connection has one reader. Other threads hand it work
through a queue and wake it; it sleeps in one wait of the system's, so an idle program costs
nothing.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from askance.core.chord import Chord
from askance.core.errors import AskanceError, ErrorKind, Problem

ELSEWHERE = "You can also bind `askance capture` in the desktop's own shortcut settings."
_ANSWER_S = 5.0
_JOIN_S = 2.0

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Source(Protocol):
    """What registers chords with one system. `wake` may be called on any thread, everything else
    is called on the listener's alone.
    """

    def hold(self, hotkey_id: str, chord: Chord) -> None:
        """Registers; what `hotkey_id` held before is let go only once that worked. Raises
        `AskanceError` (hotkey).
        """

    def release(self, hotkey_id: str) -> None:
        """Lets go; nothing when it was not held."""

    def is_free(self, chord: Chord) -> bool:
        """Whether `hold` would work; a chord that is ours already counts as free."""

    def activated(self) -> Iterable[str]:
        """The ids whose chords were pressed since the last call. Does not wait."""

    def wait(self) -> None:
        """Sleeps until the system has something to say, or `wake` was called."""

    def wake(self) -> None:
        """Ends a `wait`, the next one when nobody waits."""

    def close(self) -> None:
        """Lets everything go. `wake` may still be called, and does nothing."""


class ListeningHotkeys:
    """`on_activated(id)` is called on the listener thread, once for each press of a chord, and
    should return at once. The methods may be called on any thread, that one included.

    `broken` are the exceptions by which `source` says that the system is gone. `answer_s`: how long
    the system may take to answer, in seconds.
    """

    name = ""

    def __init__(
        self,
        *,
        on_activated: Callable[[str], None],
        source: Source,
        broken: tuple[type[Exception], ...] = (OSError,),
        answer_s: float = _ANSWER_S,
    ) -> None:
        self._on_activated, self._source = on_activated, source
        self._broken, self._answer_s = broken, answer_s
        self._lock = threading.Lock()
        self._work: deque[Callable[[], None]] = deque()
        self._ended = False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="askance-hotkeys", daemon=True)
        self._thread.start()

    def register(self, hotkey_id: str, chord: Chord) -> None:
        """Raises `AskanceError` (hotkey) when the chord is taken, the keyboard has no such key, or
        the system is gone; what was registered under this id before stays then.
        """
        self._on_listener(lambda: self._source.hold(hotkey_id, chord))

    def unregister(self, hotkey_id: str) -> None:
        """Lets the chord go. Nothing to do once the system is gone."""
        try:
            self._on_listener(lambda: self._source.release(hotkey_id))
        except AskanceError as error:
            _log.info("unregistered without the system: %s", error.problem.title)

    def is_free(self, chord: Chord) -> bool:
        """By registering it for a moment. A chord registered here already counts as free."""
        try:
            return self._on_listener(lambda: self._source.is_free(chord))
        except AskanceError:
            return False

    def close(self) -> None:
        """Lets every chord go and ends the thread. May be called twice."""
        self._closing = True
        self._source.wake()
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
        self._source.wake()
        try:
            return future.result(self._answer_s)
        except TimeoutError as late:
            future.cancel()
            raise _gone() from late
        except self._broken as broken:
            raise _gone() from broken

    def _run(self) -> None:
        try:
            self._serve()
        except self._broken as error:
            _log.warning("hotkeys have stopped, the system behind them is gone: %s", error)
        except Exception:  # noqa: BLE001 - a bug of ours: logged whole, and callers are told
            _log.exception("hotkeys have stopped")
        finally:
            with self._lock:
                self._ended = True
                left = list(self._work)
            for settle in left:
                settle()
            self._let_go()

    def _let_go(self) -> None:
        try:
            self._source.close()
        except self._broken as error:
            _log.info("hotkeys were not let go, the system is gone: %s", error)

    def _serve(self) -> None:
        while not self._closing:
            for hotkey_id in self._source.activated():
                self._tell(hotkey_id)
            self._source.wait()
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


class Sleeper:
    """Waits for a socket of the system's, or to be roused from another thread."""

    def __init__(self) -> None:
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)

    def wait(self, fileno: int) -> None:
        """Sleeps until `fileno` is readable or `rouse` was called."""
        woken = self._woken.fileno()
        readable, _, _ = select.select([fileno, woken], [], [])
        if woken in readable:
            self._woken.recv(4096)

    def rouse(self) -> None:
        """May be called on any thread, and after `close`."""
        try:
            self._wake.send(b"\0")
        except BlockingIOError:
            pass  # full: it is awake already
        except OSError:
            pass  # closed: the thread has ended

    def close(self) -> None:
        """Nobody waits any more."""
        self._wake.close()
        self._woken.close()


def problem(title: str, detail: str, hint: str) -> AskanceError:
    """An error of this room."""
    return AskanceError(Problem(ErrorKind.HOTKEY, title, detail, hint))


def used_here(chord: Chord) -> AskanceError:
    """Two ids want one chord."""
    return problem(
        f"{chord} is already used by Askance",
        "The same keys do something else here.",
        "Choose another hotkey.",
    )


def taken(chord: Chord) -> AskanceError:
    """Somebody else has the chord."""
    return problem(
        f"{chord} is already taken",
        "Another program or the desktop itself has registered this hotkey.",
        f"Choose another one, or free it there. {ELSEWHERE}",
    )


def _settle(future: Future[T], call: Callable[[], T]) -> None:
    """Runs it for whoever waits; every exception is theirs, the system's end too: the wait meets
    that once more and ends the thread.
    """
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(call())
    except Exception as error:  # noqa: BLE001 - handed to the caller
        future.set_exception(error)


def _gone() -> AskanceError:
    return problem(
        "Hotkeys have stopped working",
        "The connection to the window system is gone, or it does not answer.",
        f"Start Askance again. {ELSEWHERE}",
    )
