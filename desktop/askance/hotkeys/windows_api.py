"""The calls of user32.dll and kernel32.dll behind Windows hotkeys, by ctypes.

Signatures and constants are those of Microsoft's documentation of each function. Everything but
`wake` belongs to the thread that registers.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

_WM_HOTKEY = 0x0312
_PM_REMOVE = 1
_QS_ALLINPUT = 0x04FF
_INFINITE = 0xFFFFFFFF


class _Point(ctypes.Structure):
    _fields_ = (("x", ctypes.c_long), ("y", ctypes.c_long))


class _Message(ctypes.Structure):
    """MSG of winuser.h."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("wparam", ctypes.c_size_t),
        ("lparam", ctypes.c_ssize_t),
        ("time", ctypes.c_uint32),
        ("point", _Point),
        ("private", ctypes.c_uint32),
    )


# By name: elsewhere ctypes has neither, and neither have its types, so that the type checker would
# skip what follows.
_WIN_DLL, _LAST_ERROR = "WinDLL", "get_last_error"


def _library(name: str) -> ctypes.CDLL:
    loaded: ctypes.CDLL = getattr(ctypes, _WIN_DLL)(name, use_last_error=True)
    return loaded


def _last_error() -> int:
    number: int = getattr(ctypes, _LAST_ERROR)()
    return number


class SystemUser32:
    """The real `windows.User32`. Raises OSError when Windows has no event to give."""

    def __init__(self) -> None:
        self._user32 = _library("user32")
        self._kernel32 = _library("kernel32")
        create = self._kernel32.CreateEventW
        create.restype = ctypes.c_void_p
        self._event: int | None = create(None, False, False, None)
        if self._event is None:
            raise OSError(_last_error(), "CreateEventW")

    def register_hot_key(self, number: int, modifiers: int, key: int) -> int:
        """0, or the error's number."""
        done = self._user32.RegisterHotKey(None, number, modifiers, key)
        return 0 if done else _last_error()

    def unregister_hot_key(self, number: int) -> None:
        """Nothing happens when it is not registered."""
        self._user32.UnregisterHotKey(None, number)

    def key_of(self, character: str) -> int | None:
        """The low byte of VkKeyScanW: the key alone, whatever Shift would be needed."""
        found: int = self._user32.VkKeyScanW(ctypes.c_wchar(character))
        return None if found & 0xFF == 0xFF else found & 0xFF

    def pressed(self) -> Iterator[int]:
        """Takes every message off the queue; others than hotkeys are for nobody."""
        message = _Message()
        while self._user32.PeekMessageW(ctypes.byref(message), None, 0, 0, _PM_REMOVE):
            if message.message == _WM_HOTKEY:
                yield int(message.wparam)

    def wait(self) -> None:
        """Until a message comes or the event is set; the event resets itself."""
        handles = (ctypes.c_void_p * 1)(self._event)
        self._user32.MsgWaitForMultipleObjects(1, handles, False, _INFINITE, _QS_ALLINPUT)

    def wake(self) -> None:
        """Sets the event; nothing once it is closed."""
        if self._event is not None:
            self._kernel32.SetEvent(ctypes.c_void_p(self._event))

    def close(self) -> None:
        """Closes the event."""
        event, self._event = self._event, None
        self._kernel32.CloseHandle(ctypes.c_void_p(event))
