"""Reading a picture on this computer: for the text layer and `askance read`. Worker's loop; the
work itself is done in a process of its own, behind the port.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing, suppress

from askance.core.errors import AskanceError
from askance.core.ports import Reader
from askance.core.reading.gather import Gather
from askance.core.reading.values import ReadEvent, Reading, ReadRequest

Report = Callable[[ReadEvent], None]


class ReadService:
    """Reads with the one reader that `make` makes, at the first use and on the worker's loop."""

    def __init__(self, *, make: Callable[[], Reader]) -> None:
        self._make = make
        self._made: Reader | None = None

    @property
    def reader(self) -> Reader:
        """The one reader. Raises `AskanceError` (reading) when one was asked for by name that does
        not work here.
        """
        if self._made is None:
            self._made = self._make()
        return self._made

    async def read(self, request: ReadRequest, report: Report) -> Reading:
        """The whole reading; every event is reported as it comes. Cancel to stop. Raises
        `AskanceError` (picture, reading).
        """
        found = Gather(focused=request.focus is not None)
        async with aclosing(self.reader.read(request)) as events:
            async for event in events:
                found.feed(event)
                report(event)
        return found.reading()

    async def warm(self) -> None:
        """Starts what reading needs, so that the next one begins at once. Never raises: `read`
        tells what is wrong.
        """
        with suppress(AskanceError):
            await self.reader.warm()

    async def aclose(self) -> None:
        """Ends the process if there is one; it starts anew when something is read again."""
        if self._made is not None:
            await self._made.aclose()
