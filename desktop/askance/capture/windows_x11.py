"""The windows on an X server, from the window manager's own list.

Called on the grabber's thread, on a connection of its own that lives for one call: the server must
not tell us of every window there is for as long as we idle.

Extended Window Manager Hints: _NET_CLIENT_LIST_STACKING is every managed window, back to front;
_NET_FRAME_EXTENTS is how far the manager's frame reaches beyond the window, _GTK_FRAME_EXTENTS how
far the window reaches beyond what is seen of it, for the shadow it draws itself. Without such a
manager the root's children are the windows.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import replace

from Xlib import X
from Xlib import display as xlib_display
from Xlib.error import ConnectionClosedError, DisplayError, XError
from Xlib.xobject.drawable import Window

from askance.core.screen import Region, WindowBox

_NOT_FOR_TAKING = (
    "_NET_WM_WINDOW_TYPE_DESKTOP",
    "_NET_WM_WINDOW_TYPE_TOOLTIP",
    "_NET_WM_WINDOW_TYPE_NOTIFICATION",
    "_NET_WM_WINDOW_TYPE_DND",
)
_EDGES = 4

_log = logging.getLogger(__name__)


class X11Windows:
    """A `WindowLister`. `display` is an X11 display name (the default: DISPLAY); windows of the
    process `own` are left out (the default: this one).
    """

    reason = ""

    def __init__(self, *, display: str | None = None, own: int | None = None) -> None:
        self._display, self._own = display, os.getpid() if own is None else own

    def windows(self) -> tuple[WindowBox, ...]:
        """Those whose frame can be seen, front to back."""
        try:
            connection = xlib_display.Display(self._display)
        except (DisplayError, OSError) as error:
            _log.info("windows are unknown: %s", str(error))
            return ()
        try:
            return _Look(connection, self._own).all()
        except (ConnectionClosedError, XError, OSError) as error:
            _log.info("windows are unknown: %s", str(error))
            return ()
        finally:
            connection.close()


class _Look:
    """One look at the windows, on one connection."""

    def __init__(self, connection: xlib_display.Display, own: int) -> None:
        self._connection, self._own = connection, own
        self._root: Window = connection.screen().root
        size = self._root.get_geometry()
        self._desktop = Region(0, 0, size.width, size.height)

    def all(self) -> tuple[WindowBox, ...]:
        listed = self._numbers(self._root, "_NET_CLIENT_LIST_STACKING")
        if listed:
            stacked = [self._connection.create_resource_object("window", id_) for id_ in listed]
        else:
            stacked = list(self._root.query_tree().children)
        boxes = (self._box(window) for window in reversed(stacked))
        return tuple(box for box in boxes if box is not None)

    def _box(self, window: Window) -> WindowBox | None:
        try:
            if not self._offered(window):
                return None
            bounds = self._bounds(window)
            title = self._title(window)
        except XError:  # closed while we looked
            return None
        seen = bounds.intersected(self._desktop)
        # A few pixels are some program's means to an end, no window that anybody sees.
        return (
            None
            if seen.empty or min(seen.width, seen.height) < _SMALLEST
            else WindowBox(title, seen)
        )

    def _offered(self, window: Window) -> bool:
        attributes = window.get_attributes()
        if attributes.map_state != X.IsViewable or attributes.win_class != X.InputOutput:
            return False
        if self._own in self._numbers(window, "_NET_WM_PID"):
            return False
        if self._atom("_NET_WM_STATE_HIDDEN") in self._numbers(window, "_NET_WM_STATE"):
            return False
        kinds = self._numbers(window, "_NET_WM_WINDOW_TYPE")
        return not any(self._atom(kind) in kinds for kind in _NOT_FOR_TAKING)

    def _bounds(self, window: Window) -> Region:
        """With the manager's frame, without a shadow."""
        size = window.get_geometry()
        origin = window.translate_coords(self._root, 0, 0)
        client = Region(-origin.x, -origin.y, size.width, size.height)
        if len(edges := self._numbers(window, "_GTK_FRAME_EXTENTS")) == _EDGES:
            left, right, top, bottom = edges
            return _grown(client, (-left, -right, -top, -bottom))
        if len(edges := self._numbers(window, "_NET_FRAME_EXTENTS")) == _EDGES:
            return _grown(client, edges)
        border = size.border_width
        return _grown(client, (border,) * _EDGES)

    def _title(self, window: Window) -> str:
        for name in ("_NET_WM_VISIBLE_NAME", "_NET_WM_NAME", "WM_NAME"):
            found = window.get_full_property(self._atom(name), X.AnyPropertyType)
            if found is not None and found.value:
                value = found.value
                text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                return " ".join(text.split())
        return ""

    def _numbers(self, window: Window, name: str) -> Sequence[int]:
        found = window.get_full_property(self._atom(name), X.AnyPropertyType)
        return () if found is None or isinstance(found.value, bytes) else tuple(found.value)

    def _atom(self, name: str) -> int:
        atom: int = self._connection.get_atom(name)  # remembers, where intern_atom asks again
        return atom


_SMALLEST = 8


def _grown(region: Region, edges: Sequence[int]) -> Region:
    left, right, top, bottom = edges
    return replace(
        region,
        x=region.x - left,
        y=region.y - top,
        width=region.width + left + right,
        height=region.height + top + bottom,
    )
