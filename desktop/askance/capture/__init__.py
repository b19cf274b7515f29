"""Screen grabbers."""

from askance.capture.candidates import choose_grabber

__all__ = ["choose_grabber"]
