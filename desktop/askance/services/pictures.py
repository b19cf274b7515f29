"""Pictures on their way to an answer: from pixels, files and addresses to what is asked about, and
made smaller where that leaves. Worker's loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from askance.core.budget import ImageBudget
from askance.core.chat import EncodedPicture
from askance.core.conversation import PictureOrigin
from askance.core.ports import ChatClient, PictureCodec
from askance.core.screen import Frame, Pixels, Region, cut
from askance.services.one_thread import OneThread

Kept = Callable[[str], Awaitable[bytes]]
"""The bytes of a kept picture by its SHA-256; `HistoryService.picture`."""


class PictureService:
    """Prepares pictures off the event loop. Every method raises `AskanceError` (picture).

    `budget` tells, at each call, what a picture brought now may become: that depends on where a
    question would go. `kept` reads a picture of the history; without it no part of one can be had.
    """

    def __init__(
        self,
        *,
        codec: PictureCodec,
        thread: OneThread,
        chat: ChatClient,
        budget: Callable[[], ImageBudget] = ImageBudget,
        kept: Kept | None = None,
    ) -> None:
        self._codec, self._thread, self._chat = codec, thread, chat
        self._budget, self._kept = budget, kept

    async def from_region(self, frames: tuple[Frame, ...], region: Region) -> EncodedPicture:
        """The region (physical pixels) of the frozen screens, ready to leave."""
        name = f"Region · {region.width} × {region.height}"
        pixels = await self._thread.run(cut, frames, region)
        return await self.from_pixels(pixels, name)

    async def from_pixels(self, pixels: Pixels, name: str) -> EncodedPicture:
        """Raw pixels (pasted, say), ready to leave."""
        return await self._thread.run(
            self._codec.encode_pixels, pixels, name=name, budget=self._budget()
        )

    async def from_file(self, data: bytes, name: str) -> EncodedPicture:
        """The bytes of a picture file, decoded and encoded anew."""
        return await self._encode(data, name, self._budget())

    async def from_path(self, path: str) -> EncodedPicture:
        """A picture file on disk."""
        return await self._thread.run(self._codec.encode_path, path, budget=self._budget())

    async def fit(self, picture: EncodedPicture, budget: ImageBudget) -> EncodedPicture:
        """The picture itself when it is within the budget, else encoded anew so that it is. Gives
        the same bytes for the same picture each time.
        """
        if budget.holds(picture.width, picture.height, len(picture.data)):
            return picture
        smaller = await self._encode(picture.data, picture.name, budget)
        return replace(smaller, origin=picture.origin)

    async def part_of(
        self,
        sha256: str,
        left: int,
        top: int,
        width: int,
        height: int,
        budget: ImageBudget | None = None,
    ) -> EncodedPicture:
        """A part of a picture of the history, in that picture's pixels, which knows where it was
        cut from. Cut out before it is scaled, so a small part of a large picture keeps every pixel;
        `budget` None: as for any picture brought now. Raises ValueError when it is not wholly
        inside the picture, `AskanceError` (storage) when that is gone.
        """
        if self._kept is None:
            raise RuntimeError("made without a way to read kept pictures")
        data = await self._kept(sha256)
        part = await self._thread.run(
            self._codec.encode_part,
            data,
            Region(left, top, width, height),
            name=f"Part · {width} × {height}",
            budget=budget or self._budget(),
        )
        return replace(part, origin=PictureOrigin(sha256, left, top, width, height))

    async def from_url(self, url: str) -> EncodedPicture:
        """A picture on the web (or a `data:` address), fetched and encoded anew."""
        data = await self._chat.fetch_picture(url)
        name = url.rsplit("/", 1)[-1].split("?", 1)[0][:80] or "picture"
        return await self.from_file(data, "picture" if url.startswith("data:") else name)

    async def _encode(self, data: bytes, name: str, budget: ImageBudget) -> EncodedPicture:
        return await self._thread.run(self._codec.encode_file, data, name=name, budget=budget)
