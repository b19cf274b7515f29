"""The reader of a machine on which nothing can read: it knows why."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.reading.values import ReadEvent, ReadRequest, ReadStarted


class NullReader:
    """`reasons` are the sentences about every way that was tried."""

    name = "none"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons

    async def read(self, request: ReadRequest) -> AsyncGenerator[ReadEvent, None]:
        """Raises `AskanceError` (reading) with every reason."""
        raise AskanceError(
            Problem(
                ErrorKind.READING,
                "Askance cannot read pictures here",
                " ".join(self.reasons),
                "A model that sees can still answer: add one in the settings.",
            )
        )
        yield ReadStarted(0, 0)  # type: ignore[unreachable]  # makes it a generator

    async def warm(self) -> None:
        """Nothing to do."""

    async def aclose(self) -> None:
        """Nothing to do."""
