"""The pages of the system's own settings that Askance may open, on a click. Pure."""

from __future__ import annotations

from askance.core.errors import ErrorKind, Problem

SCREEN_RECORDING = "x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture"
"""macOS: which programs may see the screen. The address is Apple's for that page."""

SYSTEM_PAGES = frozenset({SCREEN_RECORDING})

_ITS_NAMES = ("Screen & System Audio Recording", "Screen Recording")


def page_for(problem: Problem) -> str:
    """The page that mends the problem; empty when none does."""
    told = f"{problem.detail} {problem.hint}"
    if problem.kind is ErrorKind.CAPTURE and any(name in told for name in _ITS_NAMES):
        return SCREEN_RECORDING
    return ""
