"""Asks for a picture's text through the bridge. GUI thread; the picture is made ready elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from askance.core.reading.values import Reading, ReadRequest
from askance.core.screen import Pixels
from askance.services.read import ReadService
from askance.ui.bridge import Bridge, Job, Report

MakePicture = Callable[[], bytes | Pixels]
"""Called on a thread of its own: cutting a 4K screen out of its frame takes a while."""


class PictureReader:
    """One for all pictures."""

    def __init__(self, *, bridge: Bridge, read: ReadService) -> None:
        self._bridge, self._read = bridge, read

    def warm(self) -> None:
        """Starts what reading needs, ahead of its use. What is wrong with it is told by `read`."""
        self._bridge.run(self._read.warm(), failed=lambda _problem: None)

    def read(self, picture: MakePicture, focus: tuple[int, int] | None) -> Job:
        """Reports `ReadEvent`s; cancel the job to stop. `focus` is a pixel of the picture."""

        async def work(report: Report) -> Reading:
            request = ReadRequest(await asyncio.to_thread(picture), focus)
            return await self._read.read(request, report)

        return self._bridge.submit(work)
