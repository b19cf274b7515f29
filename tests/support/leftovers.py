"""What a test must not leave behind: threads, running timers and animations, open windows.

Something still running when its test is over fails another test, at random, later.
"""

import gc
import itertools
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

GRACE_S = 2.0


@contextmanager
def no_threads_left() -> Iterator[None]:
    """Raises AssertionError for a non-daemon thread that outlives the block by more than 2 s."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + GRACE_S
    left = [t for t in threading.enumerate() if t not in before and not t.daemon]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads left running: {names}"


@contextmanager
def nothing_of_qt_left() -> Iterator[None]:
    """Raises AssertionError for what Python made inside the block and Qt still runs or shows."""
    _set_aside()
    shown = {id(window) for window in _windows()}
    yield
    left = [thing for thing in (*_running(), *_windows()) if id(thing) not in shown]
    words = ", ".join(_describe(thing) for thing in left)
    for thing in left:
        _stop(thing)
    assert not left, f"still running or shown: {words}"


_ASIDE = itertools.count()
_EVERY = 100


def _set_aside() -> None:
    """What lives already is no test's doing: it is neither looked at nor walked again, which would
    take a fifth of a second a test. What has become garbage among it goes now and then.
    """
    if next(_ASIDE) % _EVERY == 0:
        gc.unfreeze()
        gc.collect()
    gc.freeze()


def _running() -> list[object]:
    """Active timers, running animations and threads that are not set aside. Loads no Qt itself."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    from PySide6.QtCore import QAbstractAnimation, QCoreApplication, QEvent, QThread, QTimer
    from shiboken6 import isValid

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    found: list[object] = []
    for thing in gc.get_objects():
        kind = type(thing)
        if not issubclass(kind, QTimer | QAbstractAnimation | QThread) or not isValid(thing):
            continue
        if isinstance(thing, QTimer):
            active = thing.isActive()
        elif isinstance(thing, QAbstractAnimation):
            active = thing.state() == QAbstractAnimation.State.Running
        else:
            active = isinstance(thing, QThread) and thing.isRunning()
        if active:
            found.append(thing)
    return found


def _windows() -> list[object]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or not isinstance(widgets.QApplication.instance(), widgets.QApplication):
        return []
    return [w for w in widgets.QApplication.topLevelWidgets() if w.isVisible()]


def _describe(thing: object) -> str:
    from PySide6.QtCore import QObject

    name = thing.objectName() if isinstance(thing, QObject) else ""
    return f"{type(thing).__name__} {name!r}"


def _stop(thing: object) -> None:
    """So that one careless test fails alone."""
    from PySide6.QtCore import QAbstractAnimation, QTimer
    from PySide6.QtWidgets import QWidget

    if isinstance(thing, QTimer | QAbstractAnimation):
        thing.stop()
    elif isinstance(thing, QWidget):
        thing.close()
