"""The screens and what is on them."""

from __future__ import annotations

from typing import Protocol

from askance.core.screen import Frame, PointerPicture, Shade, WindowBox


class Grabber(Protocol):
    """Takes the screens as they are now. Blocking; called on one thread of its own."""

    @property
    def name(self) -> str: ...

    @property
    def quiet(self) -> bool:
        """Whether a grab asks the person nothing: only then may one be made just to look."""
        ...

    @property
    def draws_pointer(self) -> bool:
        """Whether a grab can draw the mouse pointer into its picture."""
        ...

    def prepare(self) -> None:
        """Does ahead what would make the first grab slower than the next. Never raises for a screen
        that cannot be captured: `grab` tells that.
        """
        ...

    def grab(self, outputs: tuple[str, ...] = (), *, pointer: bool = False) -> tuple[Frame, ...]:
        """One frame a screen, or a single one of another `Extent`. `outputs`: the screens' names,
        for those who can take each by itself; `pointer`: with the mouse pointer, for those who can
        draw it. Raises `AskanceError` (capture) when denied or impossible.
        """
        ...

    def close(self) -> None: ...


class WindowLister(Protocol):
    """Knows where other programs' windows stand. Blocking; called on the grabber's thread."""

    @property
    def reason(self) -> str:
        """Why nobody may know here, in words for the person; empty where windows are known."""
        ...

    def windows(self) -> tuple[WindowBox, ...]:
        """The windows that can be seen, front to back, in physical pixels of the desktop: without
        our own, hidden, minimised ones and those beside every screen. Never raises: what cannot be
        told is not offered.
        """
        ...


class PointerWatch(Protocol):
    """Knows what the pointer looks like. Blocking; called on the grabber's thread."""

    def prepare(self) -> None:
        """Does ahead what would make the first look slower than the next. Never raises."""
        ...

    def look(self) -> PointerPicture | None:
        """The pointer as it is drawn now; None when it is hidden or cannot be told."""
        ...

    def close(self) -> None: ...


class Cover(Protocol):
    """Keeps what is on the screens before the person's eyes until the overlay stands. Blocking;
    called on the grabber's thread.
    """

    def prepare(self) -> None:
        """Does ahead what would make the first cover slower than the next. Never raises."""
        ...

    def lay(self, shade: Shade) -> None:
        """What the screens show stays as it is, darkened, whatever goes on below. Never raises:
        where it cannot be done nothing is covered.
        """
        ...

    def lift(self) -> None:
        """Nothing when nothing is covered."""
        ...

    def close(self) -> None: ...


class ScreenLock(Protocol):
    """Knows whether the session is locked. Blocking; called on a thread of its own."""

    def locked(self) -> bool:
        """False when nobody tells. Never raises."""
        ...
