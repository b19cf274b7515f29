"""What a conversation has done away from the GUI thread: pictures decoded, words compared, and, by
the typesetter, code coloured and formulas set.

Two threads of its own, because a formula may wait for seconds and a picture should not. The result
comes back on the GUI thread, or not at all when whoever asked for it is gone by then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from askance.core.typesetting import Typesetter

_WAITING = 500
"""Requests to the typesetter; of more than that, the oldest are of pages that were scrolled past.
"""

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_Deliver = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Request:
    work: Callable[[], _Deliver]
    wanted: Callable[[], bool]


class Offthread(QObject):
    """Lives on the GUI thread; its threads end with it. Without a typesetter, code stays without
    colours and formulas stay source.
    """

    _ended = Signal(object)

    def __init__(
        self, parent: QObject | None = None, *, typesetter: Typesetter | None = None
    ) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._waiting: list[_Request] = []
        self._typesetting = False
        self._thread = self._made("askance-conversation")
        self._typesetting_thread = self._made("askance-typesetting")
        self._ended.connect(self._deliver)

    @property
    def typesets(self) -> bool:
        """Whether there is a typesetter."""
        return self._typesetter is not None

    def run(
        self, work: Callable[[], _Result], done: Callable[[_Result], None], owner: QObject
    ) -> None:
        """Runs `work` on the thread, then `done(result)` here while `owner` is alive. An error of
        `work` is logged and `done` is not called.
        """

        def deliver(result: _Result) -> None:
            if isValid(owner):
                done(result)

        self._thread.submit(self._work, lambda: _later(deliver, work()), _nothing)

    def typeset(
        self,
        work: Callable[[Typesetter], _Result],
        done: Callable[[_Result], None],
        wanted: Callable[[], bool],
    ) -> None:
        """Runs `work` on the typesetter's thread, then `done(result)` here, while it is `wanted`.
        What was asked for last comes first, because that is in sight. An error is logged.
        """
        typesetter = self._typesetter
        if typesetter is None:
            return

        def deliver(result: _Result) -> None:
            if wanted():
                done(result)

        self._waiting.append(_Request(lambda: _later(deliver, work(typesetter)), wanted))
        del self._waiting[:-_WAITING]
        if not self._typesetting:
            self._typeset_next()

    def _typeset_next(self) -> None:
        self._typesetting = False
        while self._waiting and not self._typesetting:
            request = self._waiting.pop()
            if request.wanted():
                self._typesetting = True
                self._typesetting_thread.submit(self._work, request.work, self._typeset_next)

    def _work(self, work: Callable[[], _Deliver], after: _Deliver) -> None:
        """On a thread; what `work` gives and then `after` are called on the GUI thread."""
        deliver = _nothing
        try:
            deliver = work()
        except Exception:  # noqa: BLE001 -- logged; the view goes without
            _log.exception("Work for the conversation view failed")
        try:
            self._ended.emit((deliver, after))
        except RuntimeError:  # the window is gone already
            _log.debug("A result came too late")

    @Slot(object)
    def _deliver(self, deliveries: tuple[_Deliver, _Deliver]) -> None:
        deliver, after = deliveries
        try:
            deliver()
        finally:
            after()

    def _made(self, name: str) -> ThreadPoolExecutor:
        thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self.destroyed.connect(lambda: thread.shutdown(wait=False, cancel_futures=True))
        return thread


def _later(deliver: Callable[[_Result], None], result: _Result) -> _Deliver:
    return lambda: deliver(result)


def _nothing() -> None:
    pass
