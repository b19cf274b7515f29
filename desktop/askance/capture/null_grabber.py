"""The grabber of a machine on which nothing can capture: it knows why."""

from __future__ import annotations

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Frame


class NullGrabber:
    """`reasons` are the sentences about every way that was tried."""

    name = "none"
    quiet = True
    draws_pointer = False

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons

    def prepare(self) -> None:
        """Nothing to do."""

    def grab(self, outputs: tuple[str, ...] = (), *, pointer: bool = False) -> tuple[Frame, ...]:
        """Raises `AskanceError` (capture) with every reason."""
        del outputs, pointer
        raise AskanceError(
            Problem(
                ErrorKind.CAPTURE,
                "Askance cannot capture the screen here",
                " ".join(self.reasons),
                "You can still take a screenshot with the desktop's own tool and paste or drop it "
                "into the window.",
            )
        )

    def close(self) -> None:
        """Nothing to do."""
