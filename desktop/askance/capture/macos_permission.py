"""macOS's permission to record the screen.

Without it the system hands out the bare desktop picture with no windows on it, and no error: so it
is asked first. CGPreflightScreenCaptureAccess and CGRequestScreenCaptureAccess are Apple's calls
since macOS 10.15; they answer at once, on any thread.
"""

from __future__ import annotations

import ctypes

_CORE_GRAPHICS = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"

_WORDS = (
    "macOS has not allowed it. Open System Settings, Privacy & Security, Screen & System Audio "
    "Recording, switch Askance on, and start Askance again."
)


class ScreenRecording:
    """Asks the system at each call, and lets macOS show its own question the first time."""

    def __init__(self) -> None:
        self._asked = False

    def denied(self) -> str | None:
        """The words for the person when the permission is not there, or None."""
        graphics = ctypes.CDLL(_CORE_GRAPHICS)
        graphics.CGPreflightScreenCaptureAccess.restype = ctypes.c_bool
        graphics.CGRequestScreenCaptureAccess.restype = ctypes.c_bool
        if graphics.CGPreflightScreenCaptureAccess():
            return None
        if not self._asked:
            # This is also what puts Askance on the list in the settings.
            self._asked = True
            graphics.CGRequestScreenCaptureAccess()
        return _WORDS
