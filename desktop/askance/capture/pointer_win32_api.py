"""The calls of user32.dll and gdi32.dll behind the pointer's picture, by ctypes.

Signatures, structures and constants are those of Microsoft's documentation of each function.
"""

from __future__ import annotations

import ctypes

from askance.capture.pointer_win32 import Cursor, Shape

_SHOWING = 1
"""CURSOR_SHOWING: it is neither hidden nor suppressed by a touch."""
_NORMAL = 3
"""DI_NORMAL: the mask and the picture."""
# By name: elsewhere ctypes has none, and the type checker would skip what follows.
_WIN_DLL = "WinDLL"

_Int, _Word, _Count, _Handle = ctypes.c_int32, ctypes.c_uint16, ctypes.c_uint32, ctypes.c_void_p


class CursorInfo(ctypes.Structure):
    """CURSORINFO of winuser.h."""

    _fields_ = (
        ("size", _Count),
        ("flags", _Count),
        ("cursor", _Handle),
        ("x", _Int),
        ("y", _Int),
    )
    size: int
    flags: int
    cursor: int | None
    x: int
    y: int


class IconInfo(ctypes.Structure):
    """ICONINFO of winuser.h."""

    _fields_ = (
        ("is_icon", _Int),
        ("hot_x", _Count),
        ("hot_y", _Count),
        ("mask", _Handle),
        ("colour", _Handle),
    )
    hot_x: int
    hot_y: int
    mask: int | None
    colour: int | None


class Bitmap(ctypes.Structure):
    """BITMAP of wingdi.h."""

    _fields_ = (
        ("kind", _Int),
        ("width", _Int),
        ("height", _Int),
        ("row_bytes", _Int),
        ("planes", _Word),
        ("depth", _Word),
        ("bits", _Handle),
    )
    width: int
    height: int


class BitmapInfoHeader(ctypes.Structure):
    """BITMAPINFOHEADER of wingdi.h; with 32 bits a pixel no colour table follows it."""

    _fields_ = (
        ("size", _Count),
        ("width", _Int),
        ("height", _Int),
        ("planes", _Word),
        ("depth", _Word),
        ("compression", _Count),
        ("image_bytes", _Count),
        ("x_per_metre", _Int),
        ("y_per_metre", _Int),
        ("used", _Count),
        ("important", _Count),
    )


class SystemCursorCalls:
    """The real `pointer_win32.CursorCalls`."""

    def __init__(self) -> None:
        self._user32, self._gdi32 = _library("user32"), _library("gdi32")
        for returns_handle in ("CreateCompatibleDC", "CreateDIBSection", "SelectObject"):
            getattr(self._gdi32, returns_handle).restype = _Handle

    def shown(self) -> Cursor | None:
        info = CursorInfo(size=ctypes.sizeof(CursorInfo))
        if not self._user32.GetCursorInfo(ctypes.byref(info)):
            return None
        if info.flags != _SHOWING or not info.cursor:
            return None
        return Cursor(info.cursor, info.x, info.y)

    def shape(self, handle: int) -> Shape | None:
        info, bitmap = IconInfo(), Bitmap()
        if not self._user32.GetIconInfo(_Handle(handle), ctypes.byref(info)):
            return None
        which, size = _Handle(info.colour or info.mask), ctypes.sizeof(bitmap)
        told = self._gdi32.GetObjectW(which, size, ctypes.byref(bitmap))
        for copied in filter(None, (info.mask, info.colour)):
            self._gdi32.DeleteObject(_Handle(copied))
        if not told:
            return None
        # Without colours the mask holds two pictures, one below the other.
        height = bitmap.height if info.colour else bitmap.height // 2
        return Shape(bitmap.width, height, info.hot_x, info.hot_y)

    def drawn(self, handle: int, shape: Shape, ground: int) -> bytes | None:
        device = _Handle(self._gdi32.CreateCompatibleDC(None))
        if not device.value:
            return None
        try:
            return self._drawn_on(device, handle, shape, ground)
        finally:
            self._gdi32.DeleteDC(device)

    def _drawn_on(
        self, device: ctypes.c_void_p, handle: int, shape: Shape, ground: int
    ) -> bytes | None:
        bits = _Handle()
        section = self._section(device, shape, bits)
        if not section.value or not bits.value:
            return None
        before = _Handle(self._gdi32.SelectObject(device, section))
        length, size = shape.width * shape.height * 4, (shape.width, shape.height)
        try:
            ctypes.memset(bits, ground, length)
            cursor = _Handle(handle)
            done = self._user32.DrawIconEx(device, 0, 0, cursor, *size, 0, None, _NORMAL)
            self._gdi32.GdiFlush()  # it may be drawn later otherwise
            return ctypes.string_at(bits, length) if done else None
        finally:
            self._gdi32.SelectObject(device, before)
            self._gdi32.DeleteObject(section)

    def _section(
        self, device: ctypes.c_void_p, shape: Shape, bits: ctypes.c_void_p
    ) -> ctypes.c_void_p:
        """A picture whose pixels are then at `bits`."""
        header = BitmapInfoHeader(
            size=ctypes.sizeof(BitmapInfoHeader),
            width=shape.width,
            height=-shape.height,  # the first row at the top
            planes=1,
            depth=32,
        )
        made = self._gdi32.CreateDIBSection(
            device, ctypes.byref(header), 0, ctypes.byref(bits), None, 0
        )
        return _Handle(made)


def _library(name: str) -> ctypes.CDLL:
    loaded: ctypes.CDLL = getattr(ctypes, _WIN_DLL)(name)
    return loaded
