"""The calls of Core Graphics and Core Foundation behind the list of windows, by ctypes.

Names, layouts and constants are those of Apple's CGWindow.h, CGDirectDisplay.h, CFNumber.h and
CFString.h. What has Copy in its name is released here.
"""

from __future__ import annotations

import ctypes

from askance.capture.windows_macos import Display, ListedWindow

_FRAMEWORKS = "/System/Library/Frameworks"
_ON_SCREEN_ONLY, _NO_DESKTOP = 1, 16
_UTF8, _DOUBLE = 0x08000100, 13
_MOST_DISPLAYS, _LONGEST = 32, 1024


class _Rect(ctypes.Structure):
    """CGRect on 64-bit systems."""

    _fields_ = tuple((name, ctypes.c_double) for name in ("x", "y", "width", "height"))
    x: float
    y: float
    width: float
    height: float


class SystemWindowServer:
    """The real `windows_macos.WindowServer`. Raises OSError where there is no Core Graphics."""

    def __init__(self) -> None:
        self._graphics = ctypes.CDLL(f"{_FRAMEWORKS}/CoreGraphics.framework/CoreGraphics")
        self._foundation = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
        graphics, foundation = self._graphics, self._foundation
        graphics.CGWindowListCopyWindowInfo.restype = ctypes.c_void_p
        graphics.CGDisplayBounds.restype = _Rect
        graphics.CGDisplayCopyDisplayMode.restype = ctypes.c_void_p
        graphics.CGDisplayModeGetPixelWidth.restype = ctypes.c_size_t
        graphics.CGRectMakeWithDictionaryRepresentation.restype = ctypes.c_bool
        foundation.CFArrayGetCount.restype = ctypes.c_long
        for pointing in ("CFArrayGetValueAtIndex", "CFDictionaryGetValue"):
            getattr(foundation, pointing).restype = ctypes.c_void_p
        foundation.CFStringGetCString.restype = ctypes.c_bool
        foundation.CFNumberGetValue.restype = ctypes.c_bool

    def windows(self) -> tuple[ListedWindow, ...]:
        listed = self._graphics.CGWindowListCopyWindowInfo(
            ctypes.c_uint32(_ON_SCREEN_ONLY | _NO_DESKTOP), ctypes.c_uint32(0)
        )
        if not listed:
            return ()
        array = ctypes.c_void_p(listed)
        try:
            count = self._foundation.CFArrayGetCount(array)
            return tuple(
                self._listed(self._foundation.CFArrayGetValueAtIndex(array, ctypes.c_long(index)))
                for index in range(count)
            )
        finally:
            self._foundation.CFRelease(array)

    def displays(self) -> tuple[Display, ...]:
        ids = (ctypes.c_uint32 * _MOST_DISPLAYS)()
        count = ctypes.c_uint32()
        self._graphics.CGGetActiveDisplayList(
            ctypes.c_uint32(_MOST_DISPLAYS), ids, ctypes.byref(count)
        )
        return tuple(self._display(ids[index]) for index in range(count.value))

    def _display(self, number: int) -> Display:
        place: _Rect = self._graphics.CGDisplayBounds(ctypes.c_uint32(number))
        mode = self._graphics.CGDisplayCopyDisplayMode(ctypes.c_uint32(number))
        if not mode or not place.width:
            return Display((place.x, place.y, place.width, place.height), 1.0)
        pixels: int = self._graphics.CGDisplayModeGetPixelWidth(ctypes.c_void_p(mode))
        self._graphics.CGDisplayModeRelease(ctypes.c_void_p(mode))
        return Display((place.x, place.y, place.width, place.height), pixels / place.width)

    def _listed(self, entry: int) -> ListedWindow:
        place = _Rect()
        bounds = self._value(entry, "kCGWindowBounds")
        if bounds:
            self._graphics.CGRectMakeWithDictionaryRepresentation(
                ctypes.c_void_p(bounds), ctypes.byref(place)
            )
        return ListedWindow(
            self._text(entry, "kCGWindowName"),
            self._text(entry, "kCGWindowOwnerName"),
            int(self._number(entry, "kCGWindowOwnerPID")),
            int(self._number(entry, "kCGWindowLayer")),
            self._number(entry, "kCGWindowAlpha"),
            (place.x, place.y, place.width, place.height),
        )

    def _value(self, entry: int, name: str) -> int | None:
        key = ctypes.c_void_p.in_dll(self._graphics, name)
        found: int | None = self._foundation.CFDictionaryGetValue(ctypes.c_void_p(entry), key)
        return found

    def _text(self, entry: int, name: str) -> str:
        value = self._value(entry, name)
        text = ctypes.create_string_buffer(_LONGEST)
        fits = value and self._foundation.CFStringGetCString(
            ctypes.c_void_p(value), text, ctypes.c_long(_LONGEST), ctypes.c_uint32(_UTF8)
        )
        return text.value.decode(errors="replace") if fits else ""

    def _number(self, entry: int, name: str) -> float:
        value, number = self._value(entry, name), ctypes.c_double()
        if value:
            self._foundation.CFNumberGetValue(
                ctypes.c_void_p(value), ctypes.c_long(_DOUBLE), ctypes.byref(number)
            )
        return number.value
