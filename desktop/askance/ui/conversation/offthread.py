"""Small CPU work away from the GUI thread: decoding pictures, colouring code.

One thread of its own; the result comes back on the GUI thread, or not at all when whoever asked for
it is gone by then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class Offthread(QObject):
    """Lives on the GUI thread; its thread ends with it."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        thread = ThreadPoolExecutor(1, thread_name_prefix="askance-conversation")
        self._thread = thread
        self._ended.connect(self._deliver)
        self.destroyed.connect(lambda: thread.shutdown(wait=False, cancel_futures=True))

    def run(
        self, work: Callable[[], _Result], done: Callable[[_Result], None], owner: QObject
    ) -> None:
        """Runs `work` on the thread, then `done(result)` here while `owner` is alive. An error of
        `work` is logged and `done` is not called.
        """

        def deliver(result: _Result) -> None:
            if isValid(owner):
                done(result)

        self._thread.submit(self._work, work, deliver)

    def _work(self, work: Callable[[], _Result], deliver: Callable[[_Result], None]) -> None:
        try:
            result = work()
        except Exception:  # noqa: BLE001 -- logged; the view goes without
            _log.exception("Work for the conversation view failed")
            return
        try:
            self._ended.emit(lambda: deliver(result))
        except RuntimeError:  # the window is gone already
            _log.debug("A result came too late")

    @Slot(object)
    def _deliver(self, delivery: Callable[[], None]) -> None:
        delivery()
