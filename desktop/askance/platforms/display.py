"""Whether a window can be opened at all.

QApplication aborts the whole process when it finds no display, so this is asked first, by the same
C libraries that Qt's plugins use: they alone know every form of DISPLAY, the abstract sockets and
the access cookies. Runs before Qt, on the main thread; about a millisecond.
"""

from __future__ import annotations

import ctypes
import os
import socket
from pathlib import Path

from askance.platforms.machine import PlatformInfo, System

_NEXT = (
    "Start Askance from a terminal inside your desktop session. "
    "`askance ask PICTURE --prompt TEXT` works without a display."
)
_TIMEOUT_S = 2.0


def display_complaint(info: PlatformInfo) -> str | None:
    """Why no window can be opened, and what to do; None when one can."""
    if info.offscreen or info.system in (System.WINDOWS, System.MACOS):
        return None
    if not info.display:
        return f"There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. {_NEXT}"
    if info.wayland_display and _wayland_answers(info.wayland_display):
        return None
    if info.x11_display and x11_answers(info.x11_display):
        return None
    named = [
        f"{variable} is {value}"
        for variable, value in (
            ("WAYLAND_DISPLAY", info.wayland_display),
            ("DISPLAY", info.x11_display),
        )
        if value
    ]
    return (
        f"The display does not answer, or does not let this user in ({', '.join(named)}). {_NEXT}"
    )


def x11_answers(name: str) -> bool:
    """Whether the X server called `name` accepts a connection with this user's cookies."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return _socket_answers(name)
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    # Never null, even for a failed connection; disconnecting that one is allowed.
    connection = xcb.xcb_connect(os.fsencode(name), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _wayland_answers(name: str) -> bool:
    try:
        wayland = ctypes.CDLL("libwayland-client.so.0")
    except OSError:
        return True  # whoever draws without this library knows better than we do
    wayland.wl_display_connect.argtypes = [ctypes.c_char_p]
    wayland.wl_display_connect.restype = ctypes.c_void_p
    wayland.wl_display_disconnect.argtypes = [ctypes.c_void_p]
    display = wayland.wl_display_connect(os.fsencode(name))
    if not display:
        return False
    wayland.wl_display_disconnect(display)
    return True


def _socket_answers(name: str) -> bool:
    """The poorer check where libxcb is not to be found by its name: does anybody listen?"""
    host, _, number = name.rpartition(":")
    number = number.split(".")[0]
    if not number.isdigit():
        return False
    if host in ("", "unix"):
        return _unix_answers(f"/tmp/.X11-unix/X{number}")  # noqa: S108 - X11's fixed place
    try:
        with socket.create_connection((host.strip("[]"), 6000 + int(number)), timeout=_TIMEOUT_S):
            return True
    except (OSError, OverflowError):  # a number beyond all ports
        return False


def _unix_answers(path: str) -> bool:
    addresses = [f"\0{path}", path] if Path(path).exists() else [f"\0{path}"]
    for address in addresses:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_TIMEOUT_S)
            if client.connect_ex(address) == 0:
                return True
    return False
