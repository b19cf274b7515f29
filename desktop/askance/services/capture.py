"""Freezing the screens, and what is known of them then. Worker's loop; the grab itself, the cover,
the windows and the pointer on the grabber's own thread, one after the other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from askance.core.errors import AskanceError, Problem
from askance.core.ports import Cover, Grabber, PointerWatch, ScreenLock, WindowLister
from askance.core.screen import Extent, Frame, PointerPicture, Shade, WindowBox
from askance.services.one_thread import OneThread

COVERED_S = 3.0
"""At most, from the grab: twenty times what the overlay needs on the largest screens."""

_log = logging.getLogger(__name__)


class _NoWindows:
    """Where no lister was given."""

    reason = "Nobody was asked for them."

    def windows(self) -> tuple[WindowBox, ...]:
        """None at all."""
        return ()


class CaptureService:
    """One frame a screen, as they are now. `make` chooses and makes the grabber, on the grabber's
    thread (its connection to the display belongs to that thread), at the first use; `make_windows`,
    `make_pointer` and `make_cover` likewise. A cover ends after `patience_s` at the latest. The
    lock is asked on `lock_thread`.
    """

    def __init__(
        self,
        *,
        make: Callable[[], Grabber],
        thread: OneThread,
        make_windows: Callable[[], WindowLister] = _NoWindows,
        make_pointer: Callable[[], PointerWatch | None] | None = None,
        make_cover: Callable[[], Cover | None] | None = None,
        make_lock: Callable[[], ScreenLock | None] | None = None,
        lock_thread: OneThread | None = None,
        patience_s: float = COVERED_S,
    ) -> None:
        self._patience_s = patience_s
        self._make, self._thread = make, thread
        self._make_windows, self._make_pointer = make_windows, make_pointer
        self._make_cover = make_cover
        self._make_lock, self._lock_thread = make_lock, lock_thread
        self._grabber: Grabber | None = None
        self._problem: Problem | None = None
        self._windows: WindowLister | None = None
        self._pointer: PointerWatch | None = None
        self._cover: Cover | None = None
        self._covered = False
        self._late: asyncio.Task[None] | None = None
        self._seen: PointerPicture | None = None  # while covered: what it looked like before

    @property
    def problem(self) -> Problem | None:
        """Why the last grab failed, or None: there was none, or it worked. Any thread."""
        return self._problem

    @property
    def draws_pointer(self) -> bool:
        """Whether a grab that is told to has the mouse pointer in its picture. Any thread; not
        known, and so False, before the first grab.
        """
        return self._grabber is not None and self._grabber.draws_pointer

    async def prepare(self) -> None:
        """Makes the grabber ready, so that the first capture is as quick as the next."""
        await self._thread.run(self._prepare)

    async def grab(
        self,
        outputs: tuple[str, ...] = (),
        shade: Shade | None = None,
        *,
        pointer: bool = False,
    ) -> tuple[Frame, ...]:
        """`outputs`: the screens' names as the window system has them. With a `shade` the screens
        stay as they are, darkened, until `uncover` or for a few seconds: where that can be done,
        the frozen picture is there long before a window with the frames. `pointer`: with the mouse
        pointer, where `draws_pointer`. Raises `AskanceError` (capture) with the reason in words.
        """
        if shade is not None:
            self._watch_over()
        return await self._thread.run(self._grab, outputs, shade, pointer=pointer)

    async def uncover(self) -> None:
        """Takes the cover away; nothing when there is none."""
        if self._late is not None:
            self._late.cancel()
        await self._thread.run(self._uncover)

    def _watch_over(self) -> None:
        """A cover must not outlast a window that hangs: nobody could do anything below it."""
        if self._late is not None:
            self._late.cancel()
        self._late = asyncio.create_task(self._uncover_late())

    async def _uncover_late(self) -> None:
        await asyncio.sleep(self._patience_s)
        await self._thread.run(self._uncover)

    async def pointer(self) -> PointerPicture | None:
        """What the pointer looks like now; asked for right behind a grab, it is looked up right
        behind it, before any window of ours can change it. None where that cannot be told.
        """
        return await self._thread.run(self._look)

    async def windows(self) -> tuple[WindowBox, ...]:
        """Other programs' windows, front to back; none where they cannot be known."""
        return await self._thread.run(self._list)

    async def windows_reason(self) -> str:
        """Why windows are not known here, in words for the person; empty where they are."""
        return await self._thread.run(lambda: self._lister().reason)

    async def locked(self) -> bool:
        """Whether the session is locked."""
        if self._make_lock is None or self._lock_thread is None:
            return False
        return await self._lock_thread.run(self._is_locked, self._make_lock)

    async def close(self) -> None:
        """Lets the display go."""
        if self._late is not None:
            self._late.cancel()
        if any((self._grabber, self._pointer, self._cover)):
            await self._thread.run(self._close)

    def _prepare(self) -> None:
        self._ready().prepare()
        for each in (self._watch(), self._covers()):
            if each is not None:
                each.prepare()

    def _ready(self) -> Grabber:
        if self._grabber is None:
            self._grabber = self._make()
        return self._grabber

    def _watch(self) -> PointerWatch | None:
        if self._make_pointer is not None and self._pointer is None:
            self._pointer = self._make_pointer()
        return self._pointer

    def _covers(self) -> Cover | None:
        if self._make_cover is not None and self._cover is None:
            self._cover = self._make_cover()
        return self._cover

    def _grab(
        self, outputs: tuple[str, ...], shade: Shade | None, *, pointer: bool
    ) -> tuple[Frame, ...]:
        self._covered = False
        frames = self._frames(outputs, pointer=pointer)
        # Where a portal asks the person for a region, nothing is left to be frozen.
        if shade is not None and all(frame.extent is Extent.SCREEN for frame in frames):
            try:
                self._cover_up(shade)
            except Exception:  # noqa: BLE001 -- the frames are there, and the overlay shows them
                _log.exception("The screens were not covered")
        return frames

    def _frames(self, outputs: tuple[str, ...], *, pointer: bool) -> tuple[Frame, ...]:
        try:
            frames = self._ready().grab(outputs, pointer=pointer)
        except AskanceError as error:
            self._problem = error.problem
            raise
        self._problem = None
        return frames

    def _cover_up(self, shade: Shade) -> None:
        cover = self._covers()
        if cover is not None:
            self._seen, self._covered = self._look(), True
            cover.lay(shade)

    def _uncover(self) -> None:
        self._covered, self._seen = False, None
        if self._cover is not None:
            self._cover.lift()

    def _look(self) -> PointerPicture | None:
        if self._covered:
            return self._seen
        watch = self._watch()
        return watch.look() if watch is not None else None

    def _list(self) -> tuple[WindowBox, ...]:
        return self._lister().windows()

    def _lister(self) -> WindowLister:
        if self._windows is None:
            self._windows = self._make_windows()
        return self._windows

    def _is_locked(self, make: Callable[[], ScreenLock | None]) -> bool:
        lock = make()
        return lock is not None and lock.locked()

    def _close(self) -> None:
        for each in (self._cover, self._grabber, self._pointer):
            if each is not None:
                each.close()
