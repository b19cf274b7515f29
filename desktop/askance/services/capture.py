"""Freezing the screens, and what is known of them then. Worker's loop; the grab itself, the windows
and the pointer on the grabber's own thread, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable

from askance.core.ports import Grabber, PointerWatch, ScreenLock, WindowLister
from askance.core.screen import Frame, PointerPicture, WindowBox
from askance.services.one_thread import OneThread


class _NoWindows:
    """Where no lister was given."""

    reason = "Nobody was asked for them."

    def windows(self) -> tuple[WindowBox, ...]:
        """None at all."""
        return ()


class CaptureService:
    """One frame a screen, as they are now. `make` chooses and makes the grabber, on the grabber's
    thread (its connection to the display belongs to that thread), at the first use; `make_windows`
    and `make_pointer` likewise. `lock` is asked on `lock_thread`.
    """

    def __init__(
        self,
        *,
        make: Callable[[], Grabber],
        thread: OneThread,
        make_windows: Callable[[], WindowLister] = _NoWindows,
        make_pointer: Callable[[], PointerWatch | None] | None = None,
        make_lock: Callable[[], ScreenLock | None] | None = None,
        lock_thread: OneThread | None = None,
    ) -> None:
        self._make, self._thread = make, thread
        self._make_windows, self._make_pointer = make_windows, make_pointer
        self._make_lock, self._lock_thread = make_lock, lock_thread
        self._grabber: Grabber | None = None
        self._windows: WindowLister | None = None
        self._pointer: PointerWatch | None = None

    async def prepare(self) -> None:
        """Makes the grabber ready, so that the first capture is as quick as the next."""
        await self._thread.run(self._prepare)

    async def grab(self, outputs: tuple[str, ...] = ()) -> tuple[Frame, ...]:
        """`outputs`: the screens' names as the window system has them. Raises `AskanceError`
        (capture) with the reason in words.
        """
        return await self._thread.run(self._grab, outputs)

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
        if self._grabber is not None or self._pointer is not None:
            await self._thread.run(self._close)

    def _prepare(self) -> None:
        self._ready().prepare()
        if self._make_pointer is not None and self._pointer is None:
            self._pointer = self._make_pointer()
        if self._pointer is not None:
            self._pointer.prepare()

    def _ready(self) -> Grabber:
        if self._grabber is None:
            self._grabber = self._make()
        return self._grabber

    def _grab(self, outputs: tuple[str, ...]) -> tuple[Frame, ...]:
        return self._ready().grab(outputs)

    def _look(self) -> PointerPicture | None:
        if self._make_pointer is not None and self._pointer is None:
            self._pointer = self._make_pointer()
        return self._pointer.look() if self._pointer is not None else None

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
        if self._grabber is not None:
            self._grabber.close()
        if self._pointer is not None:
            self._pointer.close()
