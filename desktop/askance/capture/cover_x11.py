"""Holds what an X server shows before the person's eyes until the overlay has painted.

Painting a frozen 4K screen and handing it to the server takes tens of milliseconds; the server
itself needs five. So as soon as the pixels are known, one bare window goes over everything. It has
no background, so that what was on the screen stays on it, and is darkened where it is. Under a
compositing manager a window is given memory of its own, where nothing was: there it is filled with
a copy of the screen, which takes longer but is made by the server as well.

The copy that is shown and the pixels that are kept may be a moment apart; the overlay, some tens of
milliseconds later, shows those that are kept. Called on the grabber's thread, over a connection of
its own; should the program die, the server takes the window away.
"""

from __future__ import annotations

import logging

from Xlib import X
from Xlib import display as xlib_display
from Xlib.error import ConnectionClosedError, DisplayError, XError
from Xlib.xobject.drawable import Pixmap, Window

from askance.capture.render_x11 import Render
from askance.core.screen import Region, Shade

_FAULTS = (ConnectionClosedError, DisplayError, XError, OSError, LookupError)

_log = logging.getLogger(__name__)


class X11Cover:
    """A `Cover`. `display` is an X11 display name (the default: DISPLAY)."""

    def __init__(self, *, display: str | None = None) -> None:
        self._name = display
        self._connection: xlib_display.Display | None = None
        self._render: Render | None = None
        self._window: Window | None = None

    def prepare(self) -> None:
        """Connects and learns how to draw."""
        try:
            self._connect()
        except _FAULTS as error:
            self._give_up(error)

    def lay(self, shade: Shade) -> None:
        """Over all screens at once. The pixels are on their way when this returns."""
        try:
            self.lift()
            self._lay(*self._connect(), shade)
        except _FAULTS as error:
            self._give_up(error)

    def lift(self) -> None:
        """Nothing when nothing is covered."""
        window, self._window = self._window, None
        if window is None or self._connection is None:
            return
        try:
            window.destroy()
            self._connection.sync()
        except _FAULTS as error:
            self._give_up(error)

    def close(self) -> None:
        """Closes the connection, and with it ends the cover."""
        connection, self._connection = self._connection, None
        self._render = self._window = None
        if connection is not None:
            try:
                connection.close()
            except (ConnectionClosedError, OSError) as error:
                _log.debug("the server was gone already: %s", error)

    def _connect(self) -> tuple[xlib_display.Display, Render]:
        if self._connection is None or self._render is None:
            self._connection = xlib_display.Display(self._name)
            self._connection.set_error_handler(_told)
            self._render = Render(self._connection)
        return self._connection, self._render

    def _lay(self, connection: xlib_display.Display, render: Render, shade: Shade) -> None:
        root = connection.screen().root
        # Asked anew: the connection still has the size of the day it was opened.
        size = root.get_geometry()
        parts = shade.over(Region(0, 0, size.width, size.height))
        if _composited(connection):
            copy = _copied(root, size.width, size.height)
            render.darken(copy.id, parts, shade.opacity)
            self._window = _covering(root, size.width, size.height, copy)
            copy.free()  # the window keeps it
        else:
            self._window = _covering(root, size.width, size.height, None)
            render.darken(self._window.id, parts, shade.opacity)
        connection.flush()

    def _give_up(self, error: Exception) -> None:
        """What is not covered is frozen some tens of milliseconds later, by the overlay."""
        _log.info("the screens are not covered: %s", error)
        self.close()


def _composited(connection: xlib_display.Display) -> bool:
    """Whether a compositing manager runs, which says so by owning a selection (EWMH)."""
    number = connection.get_default_screen()
    name = connection.get_atom(f"_NET_WM_CM_S{number}")
    return bool(connection.get_selection_owner(name) != X.NONE)


def _covering(root: Window, width: int, height: int, background: Pixmap | None) -> Window:
    """A window past the manager, mapped; named so that a compositing manager can be told of it."""
    window = root.create_window(
        0,
        0,
        width,
        height,
        0,
        X.CopyFromParent,
        X.InputOutput,
        X.CopyFromParent,
        background_pixmap=X.NONE if background is None else background,
        override_redirect=True,
    )
    window.set_wm_class("askance", "Askance")
    window.map()
    return window


def _copied(root: Window, width: int, height: int) -> Pixmap:
    copy = root.create_pixmap(width, height, root.get_geometry().depth)
    context = copy.create_gc(subwindow_mode=X.IncludeInferiors, graphics_exposures=False)
    copy.copy_area(context, root, 0, 0, width, height, 0, 0)
    context.free()
    return copy


def _told(error: XError, _request: object) -> None:
    """Of a request that nobody waited for."""
    _log.info("the X server refused: %s", error)
