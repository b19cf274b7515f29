"""The calls of AppKit and Core Graphics behind the pointer's picture, by ctypes.

Names, layouts and constants are those of Apple's NSCursor.h, NSImage.h, CGEvent.h,
CGBitmapContext.h and objc/message.h. A message is sent through a prototype of its own, as the C
compiler does: what it takes and gives back travels in other registers each time. Structures of two
doubles come back in registers on both of macOS's processors, so that no other entry is needed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from askance.capture.pointer_macos import Drawn
from askance.capture.windows_macos import Display
from askance.capture.windows_macos_api import SystemWindowServer

_FRAMEWORKS = "/System/Library/Frameworks"
_BGRA = 2 | 2 << 12
"""kCGImageAlphaPremultipliedFirst and kCGBitmapByteOrder32Little."""
_LONGEST = 1024.0

_Id = ctypes.c_void_p


class Pair(ctypes.Structure):
    """NSPoint, NSSize and CGPoint on 64-bit systems."""

    _fields_ = tuple((name, ctypes.c_double) for name in ("x", "y"))
    x: float
    y: float


class Rect(ctypes.Structure):
    """NSRect and CGRect on 64-bit systems."""

    _fields_ = tuple((name, ctypes.c_double) for name in ("x", "y", "width", "height"))


class SystemCursorServer:
    """The real `pointer_macos.CursorServer`. Raises OSError where there is no AppKit."""

    def __init__(self) -> None:
        self._objc = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
        self._appkit = ctypes.CDLL(f"{_FRAMEWORKS}/AppKit.framework/AppKit")
        self._graphics = ctypes.CDLL(f"{_FRAMEWORKS}/CoreGraphics.framework/CoreGraphics")
        self._foundation = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
        for named in ("objc_getClass", "sel_registerName", "objc_autoreleasePoolPush"):
            getattr(self._objc, named).restype = _Id
        for made in ("CGEventCreate", "CGColorSpaceCreateDeviceRGB", "CGBitmapContextCreate"):
            getattr(self._graphics, made).restype = _Id
        self._graphics.CGEventGetLocation.restype = Pair
        self._windows = SystemWindowServer()

    def place(self) -> tuple[float, float] | None:
        event = _Id(self._graphics.CGEventCreate(None))
        if not event.value:
            return None
        place: Pair = self._graphics.CGEventGetLocation(event)
        self._foundation.CFRelease(event)
        return place.x, place.y

    def displays(self) -> tuple[Display, ...]:
        return self._windows.displays()

    def drawn(self, scale: float) -> Drawn | None:
        with self._pool():
            kind = self._objc.objc_getClass(b"NSCursor")
            cursor = self._send(kind, "currentSystemCursor", _Id)
            image = self._send(cursor, "image", _Id) if cursor else None
            if not image:
                return None
            size: Pair = self._send(image, "size", Pair)
            if not (0 < size.x * scale <= _LONGEST and 0 < size.y * scale <= _LONGEST):
                return None
            hot: Pair = self._send(cursor, "hotSpot", Pair)
            width, height = max(1, round(size.x * scale)), max(1, round(size.y * scale))
            bgra = self._painted(image, width, height)
            return Drawn(width, height, hot.x, hot.y, bgra) if bgra is not None else None

    def _painted(self, image: int, width: int, height: int) -> bytes | None:
        """Of an image's several pictures, the one that is fine enough."""
        rect = Rect(0, 0, width, height)
        selector, kinds = "CGImageForProposedRect:context:hints:", (_Id, _Id, _Id)
        arguments = (ctypes.addressof(rect), None, None)
        picture = self._send(image, selector, _Id, kinds, arguments)
        if not picture:
            return None
        pixels = ctypes.create_string_buffer(width * height * 4)
        space = _Id(self._graphics.CGColorSpaceCreateDeviceRGB())
        sizes = (ctypes.c_size_t(each) for each in (width, height, 8, width * 4))
        context = _Id(
            self._graphics.CGBitmapContextCreate(pixels, *sizes, space, ctypes.c_uint32(_BGRA))
        )
        self._graphics.CGColorSpaceRelease(space)
        if not context.value:
            return None
        self._graphics.CGContextDrawImage(context, Rect(0, 0, width, height), _Id(picture))
        self._graphics.CGContextRelease(context)
        return pixels.raw

    def _send(
        self,
        receiver: int,
        selector: str,
        gives: type,
        kinds: tuple[type, ...] = (),
        arguments: tuple[int | None, ...] = (),
    ) -> Any:  # what `gives` says
        """objc_msgSend, as a function of just these types."""
        prototype = ctypes.CFUNCTYPE(gives, _Id, _Id, *kinds)
        name = _Id(self._objc.sel_registerName(selector.encode()))
        return prototype(("objc_msgSend", self._objc))(_Id(receiver), name, *arguments)

    @contextmanager
    def _pool(self) -> Iterator[None]:
        """What AppKit hands out on a thread that is not its own is let go at the end."""
        pool = _Id(self._objc.objc_autoreleasePoolPush())
        try:
            yield
        finally:
            self._objc.objc_autoreleasePoolPop(pool)
