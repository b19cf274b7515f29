"""The screens by mss: X11, Windows and macOS.

Lives on the grabber's own thread: connects on its first call there and keeps the connection. On X11
mss's default way is used, a shared-memory segment that the server fills: about ten times as fast as
a plain GetImage, but the first grab touches every page of the segment and is as slow. `prepare`
pays for that ahead of the first hotkey.

The geometry is asked anew at each grab, over a connection of its own, because mss remembers the
monitors for the life of its object and offers no way to forget them; that costs a millisecond.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Frame, Pixels, Region

if TYPE_CHECKING:
    from mss import MSS
    from mss.screenshot import ScreenShot

_X11 = sys.platform not in ("win32", "darwin")

_log = logging.getLogger(__name__)


def _granted() -> str | None:
    return None


class MssGrabber:
    """Every monitor as one frame. `display` is an X11 display name (the default: DISPLAY).

    `denied` tells in words why the system would hand out pictures without content (macOS's screen
    recording permission), or None; it is asked before each grab.
    """

    name = "mss"
    quiet = True
    draws_pointer = False

    def __init__(
        self, *, display: str | None = None, denied: Callable[[], str | None] = _granted
    ) -> None:
        self._display = display
        self._denied = denied
        self._mss: MSS | None = None

    def prepare(self) -> None:
        """On X11, loads, connects and touches the memory, so that the first real grab is a fast
        one; the pixels are dropped. Nothing elsewhere: macOS would ask for its permission out of
        the blue. Never raises: a fault will be told when it matters.
        """
        if not _X11:
            return
        try:
            self.grab()
        except AskanceError as error:
            _log.info("capture is not ready: %s", error.problem.title)

    def grab(self, outputs: tuple[str, ...] = (), *, pointer: bool = False) -> tuple[Frame, ...]:
        """One frame a monitor, in physical pixels of the desktop, BGRA without a copy of ours.
        Monitors that mirror each other give one frame. Raises `AskanceError` (capture).
        """
        del outputs, pointer
        reason = self._denied()
        if reason is not None:
            raise _problem("Askance may not see the screen", reason, "Then capture again.")
        from mss import ScreenShotError

        faults = (ScreenShotError, OSError, RuntimeError)
        try:
            return self._frames()
        except faults as error:
            # The shared memory is too small once the desktop has grown, a monitor may have gone
            # between asking and grabbing, the server may have been restarted.
            _log.info("capture starts over: %s", error)
            self.close()
        try:
            return self._frames()
        except faults as error:
            self.close()
            raise _problem(
                "The screen could not be captured",
                f"The window system refused: {error}",
                "Try again. If it stays so, the status page tells what works here.",
            ) from error

    def close(self) -> None:
        """Closes the connection; a later grab opens a new one."""
        if self._mss is not None:
            self._mss.close()
            self._mss = None

    def _frames(self) -> tuple[Frame, ...]:
        grabber = self._connected()
        # The lasting connection first, before the one that asks for the monitors comes and goes: a
        # server should never see its last client leave.
        return tuple(_frame(grabber.grab(_box(bounds)), name) for bounds, name in self._monitors())

    def _connected(self) -> MSS:
        if self._mss is None:
            self._mss = self._open("default")
        return self._mss

    def _monitors(self) -> Iterator[tuple[Region, str]]:
        """Bounds as the window system gives them (points on macOS) and a name, once each."""
        # On X11 the default way would allocate memory for a whole screen, only to be asked.
        with self._open("xgetimage" if _X11 else "default") as passing:
            desktop, *monitors = passing.monitors
        whole = _region(desktop)
        names: dict[Region, str] = {}
        for monitor in monitors or [desktop]:
            # A monitor left over from an older, larger layout may stick out of the desktop, and
            # one pixel outside makes the server refuse the whole grab.
            bounds = _region(monitor).intersected(whole)
            if not bounds.empty:
                names.setdefault(bounds, str(monitor.get("output") or monitor.get("name") or ""))
        yield from names.items()

    def _open(self, backend: str) -> MSS:
        from mss import MSS

        if self._display is None:
            return MSS(backend=backend)
        return MSS(backend=backend, display=self._display)


def _region(monitor: dict[str, int]) -> Region:
    return Region(monitor["left"], monitor["top"], monitor["width"], monitor["height"])


def _box(bounds: Region) -> dict[str, int]:
    return {
        "left": bounds.x,
        "top": bounds.y,
        "width": bounds.width,
        "height": bounds.height,
    }


def _frame(shot: ScreenShot, name: str) -> Frame:
    # On a Retina screen the picture has more pixels than the monitor has points; the origin stays
    # in points, as Qt keeps it.
    bounds = Region(shot.pos.left, shot.pos.top, shot.size.width, shot.size.height)
    return Frame(bounds, Pixels(shot.size.width, shot.size.height, shot.raw), name)


def _problem(title: str, detail: str, hint: str) -> AskanceError:
    return AskanceError(Problem(ErrorKind.CAPTURE, title, detail, hint))
