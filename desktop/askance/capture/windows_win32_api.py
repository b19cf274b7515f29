"""The calls of user32.dll and dwmapi.dll behind the list of windows, by ctypes.

Signatures and constants are those of Microsoft's documentation of each function.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

from askance.capture.windows_win32 import Edges

_GWL_EXSTYLE = -20
_EXTENDED_FRAME_BOUNDS, _CLOAKED = 9, 14
_LEFT, _TOP, _WIDTH, _HEIGHT = 76, 77, 78, 79
_LONGEST = 512
# By name: elsewhere ctypes has neither, and the type checker would skip what follows.
_WIN_DLL, _CALLBACK = "WinDLL", "WINFUNCTYPE"


class _Rect(ctypes.Structure):
    """RECT of windef.h."""

    _fields_ = tuple((name, ctypes.c_long) for name in ("left", "top", "right", "bottom"))
    left: int
    top: int
    right: int
    bottom: int


def _library(name: str) -> ctypes.CDLL:
    loaded: ctypes.CDLL = getattr(ctypes, _WIN_DLL)(name)
    return loaded


class SystemWindowCalls:
    """The real `windows_win32.WindowCalls`."""

    def __init__(self) -> None:
        self._user32, self._dwm = _library("user32"), _library("dwmapi")
        # On 32-bit Windows GetWindowLongPtrW is only another name for this one.
        wide = getattr(self._user32, "GetWindowLongPtrW", None)
        self._long = wide if wide is not None else self._user32.GetWindowLongW
        self._long.restype = ctypes.c_ssize_t

    def handles(self) -> Iterator[int]:
        found: list[int] = []

        def note(handle: int | None, _context: int) -> bool:
            found.append(handle or 0)
            return True

        kind = getattr(ctypes, _CALLBACK)(ctypes.c_int, ctypes.c_void_p, ctypes.c_ssize_t)
        self._user32.EnumWindows(kind(note), ctypes.c_ssize_t(0))
        yield from found

    def visible(self, handle: int) -> bool:
        return bool(self._user32.IsWindowVisible(ctypes.c_void_p(handle)))

    def minimised(self, handle: int) -> bool:
        return bool(self._user32.IsIconic(ctypes.c_void_p(handle)))

    def cloaked(self, handle: int) -> bool:
        state = ctypes.c_int()
        failed = self._attribute(handle, _CLOAKED, state)
        return not failed and state.value != 0

    def process(self, handle: int) -> int:
        number = ctypes.c_uint32()
        self._user32.GetWindowThreadProcessId(ctypes.c_void_p(handle), ctypes.byref(number))
        return number.value

    def style(self, handle: int) -> int:
        style: int = self._long(ctypes.c_void_p(handle), _GWL_EXSTYLE)
        return style & 0xFFFFFFFF

    def class_name(self, handle: int) -> str:
        text = ctypes.create_unicode_buffer(_LONGEST)
        self._user32.GetClassNameW(ctypes.c_void_p(handle), text, _LONGEST)
        return text.value

    def title(self, handle: int) -> str:
        """Of another process's window this reads what Windows keeps and never waits for it."""
        text = ctypes.create_unicode_buffer(_LONGEST)
        self._user32.GetWindowTextW(ctypes.c_void_p(handle), text, _LONGEST)
        return text.value

    def frame(self, handle: int) -> Edges | None:
        place = _Rect()
        if self._attribute(handle, _EXTENDED_FRAME_BOUNDS, place) and not (
            self._user32.GetWindowRect(ctypes.c_void_p(handle), ctypes.byref(place))
        ):
            return None
        return place.left, place.top, place.right, place.bottom

    def desktop(self) -> Edges:
        left, top, width, height = (
            int(self._user32.GetSystemMetrics(which)) for which in (_LEFT, _TOP, _WIDTH, _HEIGHT)
        )
        return left, top, left + width, top + height

    def _attribute(self, handle: int, which: int, into: ctypes.c_int | _Rect) -> int:
        """DwmGetWindowAttribute; 0 when it worked."""
        result: int = self._dwm.DwmGetWindowAttribute(
            ctypes.c_void_p(handle),
            ctypes.c_uint32(which),
            ctypes.byref(into),
            ctypes.c_uint32(ctypes.sizeof(into)),
        )
        return result
