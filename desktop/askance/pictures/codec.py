"""Pictures from elsewhere and from the screen, made ready to leave. Implements
`core.ports.PictureCodec` with Pillow. Blocking (tens of milliseconds); stateless, any thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from askance.core.budget import MAX_PIXELS, ImageBudget
from askance.core.chat import EncodedPicture
from askance.core.screen import Pixels, Region
from askance.pictures.decoding import decoded
from askance.pictures.encoding import encoded
from askance.pictures.files import read_file


class PillowCodec:
    """Decodes within bounds, scales to the budget, encodes anew."""

    def encode_file(self, data: bytes, *, name: str, budget: ImageBudget) -> EncodedPicture:
        """PNG, JPEG, WebP, GIF (first frame), BMP, TIFF, and AVIF where Pillow has it. Raises
        `AskanceError` (picture) for anything else, too large, or broken.
        """
        image = decoded(data, name=name, long_side=budget.long_side)
        return encoded(image, name=name, budget=budget)

    def encode_path(self, path: str, *, budget: ImageBudget) -> EncodedPicture:
        """As `encode_file`, for a file on disk. One that is too large is refused unread, and
        what is no plain file (a pipe, a device, a folder) unopened.
        """
        return self.encode_file(read_file(path), name=Path(path).name, budget=budget)

    def encode_pixels(self, pixels: Pixels, *, name: str, budget: ImageBudget) -> EncodedPicture:
        """Raw pixels of the screen; what fits the budget and suits PNG leaves pixel for pixel.
        Raises ValueError when the buffer is not `width` × `height` × 4 bytes.
        """
        from PIL import Image

        size = (pixels.width, pixels.height)
        if pixels.width < 1 or len(pixels.bgra) != pixels.width * pixels.height * 4:
            raise ValueError(f"{len(pixels.bgra)} bytes are not {size[0]} × {size[1]} pixels")
        buffer = cast("bytes", pixels.bgra)  # Pillow's types leave out memoryview; it takes any
        image = Image.frombuffer("RGB", size, buffer, "raw", "BGRX", 0, 1)
        return encoded(image, name=name, budget=budget)

    def encode_part(
        self, data: bytes, part: Region, *, name: str, budget: ImageBudget
    ) -> EncodedPicture:
        """A part of a picture file, pixel for pixel where it fits the budget and suits PNG. Raises
        ValueError when `part` (in the pixels of the upright picture) is not wholly inside it.
        """
        image = decoded(data, name=name, long_side=MAX_PIXELS)
        whole = Region(0, 0, *image.size)
        if part.empty or part.intersected(whole) != part:
            raise ValueError(f"{part} is not inside {image.size[0]} × {image.size[1]} pixels")
        cut = image.crop((part.x, part.y, part.right, part.bottom))
        return encoded(cut, name=name, budget=budget)
