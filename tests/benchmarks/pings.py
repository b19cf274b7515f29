"""How fast a window answers, measured from outside: round trips of `_NET_WM_PING`.

A window manager asks a window whether it lives by a client message; the program's thread that
draws sends it back to the root window as soon as it gets to it. The answer is a `ClientMessage` for
whoever selects SubstructureNotify there. (Extended Window Manager Hints 1.5, _NET_WM_PING.)

    with Pings(desktop.display, "Askance") as pings:
        pings.run(lambda: server.is_alive())
        print(percentile(pings.took, 99))
"""

import select
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from Xlib import X
from Xlib import display as xlib_display
from Xlib.error import XError
from Xlib.protocol import event as xlib_event
from Xlib.xobject.drawable import Window

EVERY_S = 0.02


class Pings:
    """A connection of its own to the display, and the window that is asked."""

    def __init__(self, display: str, title: str) -> None:
        self._connection = xlib_display.Display(display)
        self._root = self._connection.screen().root
        # Without StructureNotify and PropertyChange beside it some servers let no answer through.
        self._root.change_attributes(
            event_mask=X.SubstructureNotifyMask | X.StructureNotifyMask | X.PropertyChangeMask
        )
        self._atom = self._connection.intern_atom
        try:
            self._window = self._find(title)
        except AssertionError:
            self._connection.close()
            raise
        self._sent: dict[int, float] = {}
        self._number = 0
        self.took: list[float] = []
        """Milliseconds of every round trip, in order."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._connection.close()

    @property
    def waiting(self) -> int:
        """How many have not been answered."""
        return len(self._sent)

    def run(self, going: Callable[[], bool], *, patience_s: float = 30) -> list[float]:
        """Asks every 20 ms, answered or not, as long as `going`; then waits for the answers. The
        milliseconds of this time's round trips.
        """
        first, due = len(self.took), time.perf_counter()
        while going():
            self._send()
            due = max(due + EVERY_S, time.perf_counter())
            self._listen(due)
        deadline = time.perf_counter() + patience_s
        while self._sent and time.perf_counter() < deadline:
            self._listen(time.perf_counter() + EVERY_S)
        if self._sent:
            raise AssertionError(f"{len(self._sent)} pings were never answered")
        return self.took[first:]

    def for_seconds(self, seconds: float) -> list[float]:
        """The same for some time."""
        until = time.perf_counter() + seconds
        return self.run(lambda: time.perf_counter() < until)

    def _send(self) -> None:
        self._number += 1
        ping = xlib_event.ClientMessage(
            window=self._window,
            client_type=self._atom("WM_PROTOCOLS"),
            data=(32, [self._atom("_NET_WM_PING"), self._number, self._window.id, 0, 0]),
        )
        self._sent[self._number] = time.perf_counter()
        self._window.send_event(ping)
        self._connection.flush()

    def _listen(self, until: float) -> None:
        """Reads answers until a moment."""
        while True:
            while self._connection.pending_events():
                self._take(self._connection.next_event())
            left = until - time.perf_counter()
            if left <= 0:
                return
            select.select([self._connection], [], [], left)

    def _take(self, event: object) -> None:
        now = time.perf_counter()
        if isinstance(event, xlib_event.ClientMessage):
            what, number, window, *_ = event.data[1]
            if (what, window) == (self._atom("_NET_WM_PING"), self._window.id):
                sent = self._sent.pop(number, None)
                if sent is not None:
                    self.took.append((now - sent) * 1000)

    def _find(self, title: str) -> Window:
        """The window of that title that says it answers."""
        waiting = [self._root]
        while waiting:
            window = waiting.pop()
            try:
                waiting += window.query_tree().children
                protocols = window.get_full_property(self._atom("WM_PROTOCOLS"), X.AnyPropertyType)
                name = window.get_full_property(self._atom("_NET_WM_NAME"), X.AnyPropertyType)
            except XError:  # closed while we looked
                continue
            if protocols and name and self._atom("_NET_WM_PING") in protocols.value:
                called = name.value.decode() if isinstance(name.value, bytes) else name.value
                if called == title:
                    return window
        raise AssertionError(f"no window titled {title!r} answers pings")
