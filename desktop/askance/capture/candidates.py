"""The ways to capture, best first, and the choice among them.

Grabbing modules load inside `load`: the choice itself costs nothing and may be made on any thread.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from askance.core.errors import ErrorKind
from askance.core.ports import Grabber
from askance.platforms.choice import Candidate, Choice, choose, unavailable
from askance.platforms.machine import PlatformInfo, Session, System

_MACOS = sys.platform.startswith("darwin")


def _mss_suits(info: PlatformInfo) -> bool:
    # Under Wayland mss reaches only XWayland, whose screen is black wherever another window is.
    return info.system in (System.WINDOWS, System.MACOS) or info.session is Session.X11


def _mss_missing() -> str | None:
    if find_spec("mss") is None:
        return "The Python package mss is missing: install Askance anew, or run `pip install mss`."
    return None


def _load_mss() -> Grabber:
    from askance.capture.mss_grabber import MssGrabber

    if not _MACOS:
        return MssGrabber()
    from askance.capture.macos_permission import ScreenRecording

    return MssGrabber(denied=ScreenRecording().denied)


def _wayland(info: PlatformInfo) -> bool:
    return info.session is Session.WAYLAND


_NO_PORTAL = (
    "Under Wayland a program can see only its own windows, and Askance cannot ask the desktop for "
    "a screenshot yet. Log in to an X11 (Xorg) session to capture, or paste a screenshot."
)

CANDIDATES: tuple[Candidate[Grabber], ...] = (
    Candidate("mss", _mss_suits, _load_mss, _mss_missing),
    Candidate("portal", _wayland, unavailable(_NO_PORTAL)),
)


def choose_grabber(info: PlatformInfo, explicit: str = "") -> Choice[Grabber]:
    """The grabber for this machine, or one that tells why there is none.

    `explicit` (ASKANCE_GRABBER or the setting) is taken or refused loudly: raises `AskanceError`
    (capture).
    """
    from askance.capture.null_grabber import NullGrabber

    return choose(CANDIDATES, info, null=NullGrabber, kind=ErrorKind.CAPTURE, explicit=explicit)
