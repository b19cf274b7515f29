"""Why a capture did not come about, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from askance.core.errors import ErrorKind, Problem


def screens_changed() -> Problem:
    """Between the grab and the overlay."""
    return Problem(
        ErrorKind.CAPTURE,
        QCoreApplication.translate("Capture", "The screens have changed"),
        QCoreApplication.translate("Capture", "A screen went away during the capture."),
        QCoreApplication.translate("Capture", "Capture again."),
    )


def not_there() -> Problem:
    """A region that was named lies beside every screen."""
    return Problem(
        ErrorKind.CAPTURE,
        QCoreApplication.translate("Capture", "There is no such part of the screen"),
        QCoreApplication.translate("Capture", "What was to be captured lies on no screen."),
        QCoreApplication.translate("Capture", "Capture again and choose with the pointer."),
    )


def last_not_there() -> Problem:
    """The region taken before lies beside every screen."""
    return Problem(
        ErrorKind.CAPTURE,
        QCoreApplication.translate("Capture", "The last region is on no screen now"),
        QCoreApplication.translate("Capture", "The screens were arranged differently then."),
        QCoreApplication.translate("Capture", "Capture again and choose with the pointer."),
    )


def locked() -> Problem:
    """Nobody sits there."""
    return Problem(
        ErrorKind.CAPTURE,
        QCoreApplication.translate("Capture", "The screen is locked"),
        QCoreApplication.translate("Capture", "Askance captures nothing while it is."),
        QCoreApplication.translate("Capture", "Unlock it and capture again."),
    )
