"""Hotkeys under X11, on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable

from Xlib.error import ConnectionClosedError

from askance.hotkeys.listener import ListeningHotkeys
from askance.hotkeys.x11_grabs import X11Grabs


class X11Hotkeys(ListeningHotkeys):
    """`display` is an X11 display name (the default: DISPLAY). The constructor connects, and raises
    `Xlib.error.DisplayError` or OSError when it can't.
    """

    name = "x11"

    def __init__(self, *, on_activated: Callable[[str], None], display: str | None = None) -> None:
        super().__init__(
            on_activated=on_activated,
            source=X11Grabs(display),
            broken=(ConnectionClosedError, OSError),
        )
