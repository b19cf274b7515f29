"""What is needed of X's RENDER extension, which python-xlib does not speak: laying a translucent
colour over a drawable, on the server.

Field by field after the protocol's own description (X.Org, "The X Rendering Extension", 0.11).
Blocking; on the thread of its connection.
"""

from __future__ import annotations

from collections.abc import Sequence

from Xlib import display as xlib_display
from Xlib.protocol import rq, structs

from askance.core.screen import Region

NAME = "RENDER"
_OVER = 3
_OPAQUE = 0xFFFF
_VERSION = (0, 11)

_FORMAT = rq.Struct(
    rq.Card32("id"),
    rq.Card8("type"),
    rq.Card8("depth"),
    rq.Pad(2),
    rq.Pad(16),  # where each channel lies, which nobody asks for here
    rq.Card32("colormap"),
)
_VISUAL = rq.Struct(rq.Card32("visual"), rq.Card32("format"))
_DEPTH = rq.Struct(
    rq.Card8("depth"), rq.Pad(1), rq.LengthOf("visuals", 2), rq.Pad(4), rq.List("visuals", _VISUAL)
)
_SCREEN = rq.Struct(rq.LengthOf("depths", 4), rq.Card32("fallback"), rq.List("depths", _DEPTH))
_COLOUR = tuple(rq.Card16(channel) for channel in ("red", "green", "blue", "alpha"))


class _QueryVersion(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(0),
        rq.RequestLength(),
        rq.Card32("major"),
        rq.Card32("minor"),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card32("major"),
        rq.Card32("minor"),
        rq.Pad(16),
    )


class _QueryPictFormats(rq.ReplyRequest):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(1), rq.RequestLength())
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.LengthOf("formats", 4),
        rq.LengthOf("screens", 4),
        rq.Pad(8),  # how many depths and visuals the screens have together
        rq.LengthOf("subpixels", 4),
        rq.Pad(4),
        rq.List("formats", _FORMAT),
        rq.List("screens", _SCREEN),
        rq.List("subpixels", rq.Card32Obj),
    )


class _CreatePicture(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(4),
        rq.RequestLength(),
        rq.Card32("picture"),
        rq.Card32("drawable"),
        rq.Card32("format"),
        rq.Card32("values"),
    )


class _FreePicture(rq.Request):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(7), rq.RequestLength(), rq.Card32("picture"))


class _FillRectangles(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(26),
        rq.RequestLength(),
        rq.Card8("operator"),
        rq.Pad(3),
        rq.Card32("picture"),
        *_COLOUR,
        rq.List("rectangles", structs.Rectangle),
    )


class Render:
    """The extension on one connection. Raises `LookupError` when the server does not have it, or
    nothing of it for the screen's own visual.
    """

    def __init__(self, connection: xlib_display.Display) -> None:
        found = connection.query_extension(NAME)
        if found is None or not found.present:
            raise LookupError("the X server has no RENDER extension")
        self._display, self._opcode = connection.display, found.major_opcode
        major, minor = _VERSION
        # A server takes no other request of a client that has not told its version.
        _QueryVersion(display=self._display, opcode=self._opcode, major=major, minor=minor)
        self._format = self._format_of(connection.screen().root_visual)

    def darken(self, drawable: int, parts: Sequence[Region], opacity: float) -> None:
        """Lays black of this opacity (0 to 1) over parts of the drawable, in its pixels. It has the
        screen's own visual. Waits for nothing.
        """
        picture = self._display.allocate_resource_id()
        common = {"display": self._display, "opcode": self._opcode, "picture": picture}
        _CreatePicture(**common, drawable=drawable, format=self._format, values=0)
        _FillRectangles(
            **common,
            operator=_OVER,
            red=0,
            green=0,
            blue=0,
            alpha=round(opacity * _OPAQUE),
            rectangles=[(part.x, part.y, part.width, part.height) for part in parts],
        )
        _FreePicture(**common)
        self._display.free_resource_id(picture)

    def _format_of(self, visual: int) -> int:
        formats = _QueryPictFormats(display=self._display, opcode=self._opcode)
        for screen in formats.screens:
            for depth in screen.depths:
                for each in depth.visuals:
                    if each.visual == visual:
                        return int(each.format)
        raise LookupError("the X server draws nothing translucent on this screen")
