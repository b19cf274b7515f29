"""Reading on this computer."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from askance.core.reading.values import ReadEvent, ReadRequest


class Reader(Protocol):
    """Reads text and codes off a picture, on this computer, without a network.

    Lives on the worker's event loop; the work itself is done in a process of its own.
    """

    @property
    def name(self) -> str:
        """What reads, in words for the person."""
        ...

    def read(self, request: ReadRequest) -> AsyncGenerator[ReadEvent, None]:
        """The events of one reading, `ReadStarted` first, ending when all is read. When several run
        at once, the smallest picture's goes first. `aclose()` it, or cancel the task that iterates,
        to stop within 100 ms. Raises `AskanceError`: (picture) when it is broken or too large,
        (reading) when the process died or reading does not work here; asking again starts anew.
        """
        ...

    async def warm(self) -> None:
        """Starts what reading needs, so that the next one begins at once. Returns without waiting;
        never raises: `read` tells what is wrong.
        """
        ...

    async def aclose(self) -> None:
        """Ends the process; readings under way fail."""
        ...
