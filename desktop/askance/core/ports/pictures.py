"""Pictures as they may leave."""

from __future__ import annotations

from typing import Protocol

from askance.core.budget import ImageBudget
from askance.core.chat import EncodedPicture
from askance.core.screen import Pixels, Region


class PictureCodec(Protocol):
    """Turns what a person brings into what may leave. Blocking, takes tens of milliseconds.
    Raises `AskanceError` (picture) in words when a file is broken, too large or no picture.
    """

    def encode_file(self, data: bytes, *, name: str, budget: ImageBudget) -> EncodedPicture:
        """Decodes (bounded), turns upright, flattens, scales to the budget and encodes anew, so
        nothing hidden in the file leaves with it.
        """
        ...

    def encode_path(self, path: str, *, budget: ImageBudget) -> EncodedPicture:
        """As `encode_file` for a file on disk, refused unread when it is too large."""
        ...

    def encode_pixels(
        self, pixels: Pixels, *, name: str, budget: ImageBudget
    ) -> EncodedPicture: ...

    def encode_part(
        self, data: bytes, part: Region, *, name: str, budget: ImageBudget
    ) -> EncodedPicture:
        """A part of a picture file, cut out before it is scaled. Raises ValueError when `part` (in
        the picture's pixels) is not wholly inside it.
        """
        ...
