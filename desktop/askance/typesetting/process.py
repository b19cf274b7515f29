"""Typesetting in a process of its own: `core.typesetting.Typesetter`.

Pygments and ziamath are Python that reckons for long, and a thread that reckons keeps the
interpreter from the one that draws the window. So they run elsewhere, and what comes back is read
in a moment. The process starts at the first request and ends by itself when nothing was asked for
a while; one that dies over a request is started once more, for it may have been somebody's kill.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Generic, TypeVar

from askance.core.typesetting import LONGEST_CODE, LONGEST_FORMULA, Colouring, Outlines
from askance.platforms import own_process
from askance.typesetting.link import GoneError, Link
from askance.typesetting.protocol import (
    Colour,
    Malformed,
    Request,
    SetFormula,
    colouring_from,
    outlines_from,
    request_to,
)

TYPESETTING_PROCESS = "--typesetting-process"
"""The program's argument in the typesetting process."""

PATIENCE_S = 10.0 if sys.platform == "win32" else 60.0
"""How long the process may be silent. It stands back on a busy machine, and bounds its own work in
the processor's time, where that can be.
"""

REST_S = 30.0
"""How long none is started after two that did not come up."""

_FORMULAS, _PROGRAMS = 300, 64
"""How many results are remembered: a page that is scrolled away and back is not worked out again,
nor one whose letters become larger.
"""
_LONG = 20_000
"""Characters of code whose runs are not remembered."""

_log = logging.getLogger(__name__)
_Made = TypeVar("_Made")


class ProcessTypesetter:
    """Made on any thread; used on one, and closed on any. `command` starts the process."""

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        patience_s: float = PATIENCE_S,
        rest_s: float = REST_S,
    ) -> None:
        self._command = tuple(command or own_process.command_for(TYPESETTING_PROCESS))
        self._environ = environ
        self._patience_s, self._rest_s = patience_s, rest_s
        self._current: Link | None = None
        self._changing = threading.Lock()
        self._closed = False
        self._failures, self._not_before = 0, 0.0
        self._outlines: _Recent[SetFormula, Outlines | None] = _Recent(_FORMULAS)
        self._colourings: _Recent[Colour, Colouring] = _Recent(_PROGRAMS)

    @property
    def pid(self) -> int | None:
        """The process that was started last, if it has not been found dead."""
        link = self._current
        return None if link is None else link.pid

    def colour(self, language: str, code: str) -> Colouring:
        """See `core.typesetting.Typesetter.colour`."""
        if not language or not code or len(code) > LONGEST_CODE:
            return ()
        wanted = Colour(language, code)
        nothing: Colouring = ()
        try:
            if len(code) > _LONG:
                return self._ask(wanted, colouring_from, nothing)
            return self._colourings.get(wanted, lambda: self._ask(wanted, colouring_from, nothing))
        except GoneError:
            return ()

    def outlines(self, source: str, *, display: bool) -> Outlines | None:
        """See `core.typesetting.Typesetter.outlines`."""
        if not source.strip() or len(source) > LONGEST_FORMULA:
            return None
        wanted = SetFormula(source, display)
        try:
            return self._outlines.get(wanted, lambda: self._ask(wanted, outlines_from, None))
        except GoneError:
            return None

    def close(self) -> None:
        """See `core.typesetting.Typesetter.close`."""
        with self._changing:
            self._closed = True
            link, self._current = self._current, None
        if link is not None:
            link.end()

    def _ask(
        self, request: Request, read: Callable[[Iterator[bytes]], _Made], too_much: _Made
    ) -> _Made:
        """What the process makes of it; `too_much` if it takes too long. Raises `GoneError` where
        there is no process to be had, or two died over this.
        """
        for last in (False, True):
            link = self._link()
            try:
                with closing(link.ask(request_to(request))) as lines:
                    return read(lines)
            except (GoneError, Malformed) as error:
                if isinstance(error, Malformed):
                    _log.warning("the typesetting process is ended: %s", error)
                if self._drop(link):
                    return too_much
                if last:
                    raise GoneError from error
        raise AssertionError

    def _link(self) -> Link:
        """The process, started if need be. Raises `GoneError`."""
        with self._changing:
            if self._current is not None:
                return self._current
            if self._closed or time.monotonic() < self._not_before:
                raise GoneError
            try:
                environ = os.environ if self._environ is None else self._environ
                link = self._current = Link(self._command, environ, patience_s=self._patience_s)
            except OSError as error:
                self._rest(str(error))
                raise GoneError from error
        try:
            link.greet()
        except GoneError:
            self._drop(link)
            self._rest("it did not say that it is ready")
            raise
        self._failures = 0
        return link

    def _drop(self, link: Link) -> bool:
        """Ends it; whether one request was too much for it."""
        with self._changing:
            if self._current is link:
                self._current = None
        too_much = link.end()
        if too_much:
            _log.info("the typesetting process was ended: what it was asked for takes too long")
        return too_much

    def _rest(self, why: str) -> None:
        """One that does not come up may have been somebody's kill; two are no chance."""
        self._failures += 1
        if self._failures > 1 and not self._closed:
            self._not_before = time.monotonic() + self._rest_s
            _log.warning("the typesetting process does not come up: %s", why)


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class _Recent(Generic[_Key, _Value]):
    """The results that were wanted last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, _Value] = OrderedDict()

    def get(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """The result, made if it is not remembered."""
        if key not in self._kept:
            self._kept[key] = make()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]
