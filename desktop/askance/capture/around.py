"""What this machine can tell of the things on its screens: windows, the pointer, the lock.

Modules load inside the functions: each is called on the thread that uses its answer.
"""

from __future__ import annotations

import logging
from importlib.util import find_spec

from askance.capture.windows_null import NoWindows
from askance.core.ports import Cover, PointerWatch, ScreenLock, WindowLister
from askance.platforms.machine import PlatformInfo, Session, System

_log = logging.getLogger(__name__)


def choose_windows(info: PlatformInfo) -> WindowLister:
    """Never raises: where nobody can tell, the lister says why."""
    if info.session is Session.WAYLAND:
        return NoWindows("On Wayland no program may know where other programs' windows are.")
    try:
        return _windows(info.system)
    except (ImportError, OSError, AttributeError) as error:
        return NoWindows(f"Windows cannot be told apart here: {error}.")


def _windows(system: System) -> WindowLister:
    if system is System.WINDOWS:
        from askance.capture.windows_win32 import Win32Windows
        from askance.capture.windows_win32_api import SystemWindowCalls

        return Win32Windows(SystemWindowCalls())
    if system is System.MACOS:
        from askance.capture.windows_macos import MacWindows
        from askance.capture.windows_macos_api import SystemWindowServer

        return MacWindows(SystemWindowServer())
    from askance.capture.windows_x11 import X11Windows

    return X11Windows()


def choose_pointer(info: PlatformInfo) -> PointerWatch | None:
    """None where the pointer's own picture cannot be had. Wayland's desktops draw it only into a
    picture of the screen, which some grabbers can be told to (`Grabber.draws_pointer`).
    """
    if info.system in (System.WINDOWS, System.MACOS):
        return _told_pointer(info.system)
    if info.session is not Session.X11 or find_spec("Xlib") is None:
        return None
    from askance.capture.pointer_x11 import X11Pointer

    return X11Pointer()


def _told_pointer(system: System) -> PointerWatch | None:
    try:
        if system is System.MACOS:
            from askance.capture.pointer_macos import MacPointer
            from askance.capture.pointer_macos_api import SystemCursorServer

            return MacPointer(SystemCursorServer())
        from askance.capture.pointer_win32 import Win32Pointer
        from askance.capture.pointer_win32_api import SystemCursorCalls

        return Win32Pointer(SystemCursorCalls())
    except (ImportError, OSError, AttributeError) as error:
        _log.info("the pointer is unknown: %s", error)
        return None


def choose_cover(info: PlatformInfo) -> Cover | None:
    """None where the overlay's own windows are the first to be seen."""
    if info.session is not Session.X11 or find_spec("Xlib") is None:
        return None
    from askance.capture.cover_x11 import X11Cover

    return X11Cover()


def choose_lock(info: PlatformInfo) -> ScreenLock | None:
    """None where nobody tells whether the screen is locked; there the system keeps every program
    off a locked screen itself.
    """
    if info.system is not System.LINUX or find_spec("jeepney") is None:
        return None
    from askance.capture.lock_dbus import DBusLock

    return DBusLock()
