"""The installed Qt binding keeps the reference counts of Python's singletons.

PySide6 6.12.0 under Python 3.10 and 3.11 loses one reference to None on every call that returns
nothing, and one to True on every signal emitted; the interpreter aborts some thousand calls later,
far from the cause.
"""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal

CALLS = 200
# Other threads and the interpreter itself move the counts a little.
SLACK = CALLS // 4


class Emitter(QObject):
    happened = Signal(bool)


def name_it(emitter: Emitter) -> None:
    emitter.setObjectName("emitter")


def emit(emitter: Emitter) -> None:
    emitter.happened.emit(True)


@pytest.mark.parametrize("act", [name_it, emit], ids=["void call", "signal"])
@pytest.mark.parametrize("singleton", [None, True], ids=["None", "True"])
def test_calls_into_qt_take_no_reference_away(
    act: Callable[[Emitter], None], singleton: object
) -> None:
    emitter = Emitter()
    before = sys.getrefcount(singleton)
    for _ in range(CALLS):
        act(emitter)
    assert sys.getrefcount(singleton) > before - SLACK
