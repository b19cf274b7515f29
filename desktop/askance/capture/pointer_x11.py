"""The pointer's picture on an X server (XFixes' GetCursorImage).

Called on the grabber's thread right after each grab, so on a connection that is kept: opening one
takes longer than the look.
"""

from __future__ import annotations

import logging
from array import array
from sys import byteorder

from Xlib import display as xlib_display
from Xlib.error import ConnectionClosedError, DisplayError, XError

from askance.core.screen import Pixels, PointerPicture, Region

_log = logging.getLogger(__name__)


class X11Pointer:
    """A `PointerWatch`. `display` is an X11 display name (the default: DISPLAY)."""

    def __init__(self, *, display: str | None = None) -> None:
        self._display = display
        self._connection: xlib_display.Display | None = None

    def prepare(self) -> None:
        """Connects."""
        self.look()

    def look(self) -> PointerPicture | None:
        """None when the server has no XFixes, or the pointer no picture."""
        try:
            return self._look()
        except (ConnectionClosedError, DisplayError, XError, OSError) as error:
            _log.info("the pointer is unknown: %s", str(error))
            self.close()
            return None

    def close(self) -> None:
        """Closes the connection; the next look opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (ConnectionClosedError, OSError) as error:
                _log.debug("the server was gone already: %s", error)

    def _look(self) -> PointerPicture | None:
        if self._connection is None:
            self._connection = xlib_display.Display(self._display)
            if self._connection.has_extension("XFIXES"):
                # The server takes no other request of a client that has not told its version.
                self._connection.xfixes_query_version()
        if not self._connection.has_extension("XFIXES"):
            return None
        image = self._connection.xfixes_get_cursor_image(self._connection.screen().root)
        bounds = Region(image.x - image.xhot, image.y - image.yhot, image.width, image.height)
        return None if bounds.empty else PointerPicture(bounds, _pixels(bounds, image.cursor_image))


def _pixels(bounds: Region, numbers: list[int]) -> Pixels:
    """The server's 32-bit numbers hold opacity, red, green, blue, from the highest byte down."""
    words = array("I", numbers[: bounds.width * bounds.height])
    if byteorder == "big":
        words.byteswap()
    return Pixels(bounds.width, bounds.height, words.tobytes())
