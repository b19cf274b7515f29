"""The calls of Carbon and libdispatch behind macOS hotkeys, by ctypes.

Names, layouts and constants are those of Apple's CarbonEvents.h, CarbonEventsCore.h and dispatch.h.
The main queue is served by Qt's event loop, which on macOS is the system's own.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"
_SIGNATURE = int.from_bytes(b"AskN", "big")
_KEYBOARD, _HOT_KEY_PRESSED = int.from_bytes(b"keyb", "big"), 5
_DIRECT_OBJECT, _HOT_KEY_ID = int.from_bytes(b"----", "big"), int.from_bytes(b"hkid", "big")

T = TypeVar("T")


class _EventType(ctypes.Structure):
    _fields_ = (("kind_class", ctypes.c_uint32), ("kind", ctypes.c_uint32))


class _HotKeyId(ctypes.Structure):
    _fields_ = (("signature", ctypes.c_uint32), ("id", ctypes.c_uint32))


_Handler = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
_Work = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


class SystemCarbon:
    """The real `macos.Carbon`. Raises OSError where there is no Carbon."""

    def __init__(self) -> None:
        self._carbon = ctypes.CDLL(_CARBON)
        self._dispatch = ctypes.CDLL(None)
        self._carbon.GetApplicationEventTarget.restype = ctypes.c_void_p
        self._references: dict[int, ctypes.c_void_p] = {}
        self._installed = ctypes.c_void_p()
        self._handler: object = None

    def on_main(self, call: Callable[[], T]) -> T:
        """Runs it on the main thread; at once when this is it."""
        if threading.current_thread() is threading.main_thread():
            return call()
        done: Future[T] = Future()

        def run(_context: object) -> None:
            try:
                done.set_result(call())
            except Exception as error:  # noqa: BLE001 - handed to the caller
                done.set_exception(error)

        work = _Work(run)
        queue = ctypes.addressof(ctypes.c_char.in_dll(self._dispatch, "_dispatch_main_q"))
        self._dispatch.dispatch_sync_f(ctypes.c_void_p(queue), None, work)
        return done.result()

    def listen(self, pressed: Callable[[int], None]) -> None:
        """InstallEventHandler on the application."""

        def handle(_next: object, event: int, _context: object) -> int:
            found = _HotKeyId()
            self._carbon.GetEventParameter(
                ctypes.c_void_p(event),
                ctypes.c_uint32(_DIRECT_OBJECT),
                ctypes.c_uint32(_HOT_KEY_ID),
                None,
                ctypes.c_ulong(ctypes.sizeof(found)),
                None,
                ctypes.byref(found),
            )
            if found.signature == _SIGNATURE:
                pressed(found.id)
            return 0

        self._handler = _Handler(handle)  # Carbon keeps only the address
        kind = _EventType(_KEYBOARD, _HOT_KEY_PRESSED)
        self._carbon.InstallEventHandler(
            ctypes.c_void_p(self._carbon.GetApplicationEventTarget()),
            self._handler,
            ctypes.c_ulong(1),
            ctypes.byref(kind),
            None,
            ctypes.byref(self._installed),
        )

    def register_hot_key(self, number: int, modifiers: int, code: int) -> int:
        """0, or the OSStatus."""
        reference = ctypes.c_void_p()
        status: int = self._carbon.RegisterEventHotKey(
            ctypes.c_uint32(code),
            ctypes.c_uint32(modifiers),
            _HotKeyId(_SIGNATURE, number),
            ctypes.c_void_p(self._carbon.GetApplicationEventTarget()),
            ctypes.c_uint32(0),
            ctypes.byref(reference),
        )
        if status == 0:
            self._references[number] = reference
        return status

    def unregister_hot_key(self, number: int) -> None:
        """Nothing when it was not registered."""
        reference = self._references.pop(number, None)
        if reference is not None:
            self._carbon.UnregisterEventHotKey(reference)

    def close(self) -> None:
        """RemoveEventHandler."""
        self._carbon.RemoveEventHandler(self._installed)
