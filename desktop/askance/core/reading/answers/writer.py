"""What a writer is, and what all of them share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from askance.core.reading.values import Piece, ReadEvent

NO_TEXT = "No text was found on this picture."


class Writer(Protocol):
    """Writes an answer while a picture is read. The pieces joined are the answer, in Markdown."""

    def feed(self, event: ReadEvent) -> Iterator[Piece]:
        """What can be said after this event. Must be run to its end before the next."""
        ...

    def end(self) -> Iterator[Piece]:
        """The rest; called once, when the reading is over or was stopped."""
        ...
