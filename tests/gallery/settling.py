"""Waiting for what other threads make. GUI thread."""

import time

from PySide6.QtWidgets import QApplication

_LOOK_S = 0.005


def settle(milliseconds: int) -> None:
    """Runs the event loop for a while. `QTest.qWait` would keep Python's lock all the time, and a
    thread that colours code or sets a formula would hardly get on.
    """
    until = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < until:
        QApplication.processEvents()
        time.sleep(_LOOK_S)
