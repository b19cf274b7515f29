"""Waiting for what other threads make. GUI thread.

A picture is taken when nothing more comes: the threads of every view have done what they were
asked, and for a moment nothing was laid out or painted. A fixed wait is too long for most scenes,
and too short for a formula on a busy machine.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

from askance.typesetting.process import ProcessTypesetter
from askance.ui.conversation.offthread import Offthread

STILL_MS = 130
"""Motion takes at most so long, and what is done a moment after a change is done by then."""
MOVING_MS = 900
"""How long it is waited for what never is still: a mark that moves, seconds that count."""
LATE_S = 60.0
"""How long the views' threads may take."""
_LOOK_S = 0.005
_CHANGES = (QEvent.Type.LayoutRequest, QEvent.Type.Paint, QEvent.Type.UpdateRequest)


@cache
def typesetter() -> ProcessTypesetter:
    """One for all scenes: what starts with each would be most of their work."""
    return ProcessTypesetter()


def settle(milliseconds: int) -> None:
    """Runs the event loop for a while. `QTest.qWait` would keep Python's lock all the time, and a
    thread that colours code or sets a formula would hardly get on.
    """
    until = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < until:
        _turn()


def settle_down() -> None:
    """Runs the event loop until nothing more comes. Raises TimeoutError."""
    begun = time.perf_counter()
    with _watched() as changes:
        while True:
            changes.seen = False
            _let_threads_end()
            settle(STILL_MS)
            if not changes.seen or time.perf_counter() - begun > MOVING_MS / 1000:
                return


def forget() -> None:
    """Deletes what is to be deleted later: without a running event loop nobody else does, and the
    windows of all scenes before would be styled again with every change of the text's size.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _turn() -> None:
    QApplication.processEvents()
    time.sleep(_LOOK_S)


def _let_threads_end() -> None:
    """Asks every view for one thing more, and waits until it came: what was asked before has come
    then. A typesetter takes the last thing first, but brings what it was at before that, and so
    something is painted.
    """
    missing: set[object] = set()
    for window in QApplication.topLevelWidgets():
        for offthread in window.findChildren(Offthread):
            _ask(offthread, missing)
    late = time.perf_counter() + LATE_S
    while missing:
        _turn()
        if time.perf_counter() > late:
            raise TimeoutError("a view's thread does not come to its end")


def _ask(offthread: Offthread, missing: set[object]) -> None:
    work, typeset = object(), object()
    missing.add(work)
    offthread.run(lambda: None, lambda _: missing.discard(work), offthread)
    if offthread.typesets:
        missing.add(typeset)
        offthread.typeset(lambda _: None, lambda _: missing.discard(typeset), lambda: True)


class _Changes(QObject):
    """Sees whether anything is laid out or painted."""

    seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _CHANGES:
            self.seen = True
        return False


@contextmanager
def _watched() -> Iterator[_Changes]:
    app, changes = QApplication.instance(), _Changes()
    assert app is not None
    app.installEventFilter(changes)
    yield changes
    app.removeEventFilter(changes)
