"""What the reading process drives: an engine that finds and reads text and codes on one picture.

Lives in the reading process only. An engine is a generator of events rather than one long call, so
that the process can stop between two steps, and switch to a smaller picture that came in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from askance.core.reading.values import ReadEvent, ReadRequest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    """Height × width × 3, BGR."""


class Engine(Protocol):
    """Reads pictures. Blocking, one thread."""

    @property
    def name(self) -> str:
        """What reads, in words for the person."""
        ...

    def load(self) -> None:
        """Imports and opens what reading needs; may take seconds. Called once, before the first
        `read`. Raises `ImportError` when a part is not installed, or `AskanceError` (reading).
        """
        ...

    def read(self, image: Picture, request: ReadRequest) -> Iterator[ReadEvent]:
        """The events of one reading but `ReadStarted`. Each step works at most about 100 ms, and
        ends with an event: `Looking` says merely that the work goes on, and may come at any time.
        Several readings may be under way at once, on the same thread. Of `request` only `focus`,
        `text` and `codes` are looked at.
        """
        ...
