"""A picture that another program made of the screen, as pixels. Any thread."""

from __future__ import annotations

import io

from askance.core.screen import Pixels

_MOST_PIXELS = 200_000_000
"""Two 8K screens and more; a desktop is larger than any single picture that is brought."""


def read_picture(data: bytes) -> Pixels:
    """The pixels of a PNG or PPM file. Raises ValueError when it is neither, broken or too large,
    before it is decoded where its size alone tells.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "PPM")) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise ValueError(f"{picture.width} × {picture.height} pixels are too many")
            rgb = picture.convert("RGBA") if picture.mode != "RGB" else picture
            raw = rgb.tobytes("raw", "BGRA" if rgb.mode == "RGBA" else "BGRX")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(str(error)) from error
    return Pixels(picture.width, picture.height, raw)
