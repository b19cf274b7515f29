"""Small pictures of text, drawn with the font that Pillow brings along."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from askance.core.screen import Pixels


def drawn(*lines: str, size: int = 20, width: int = 320) -> Image.Image:
    """Black on white, letters of `size` pixels, in mode RGB."""
    step = size * 2
    image = Image.new("RGB", (width, step * max(1, len(lines))), "white")
    pen = ImageDraw.Draw(image)
    for index, line in enumerate(lines):
        pen.text(
            (10, index * step + size // 2), line, fill="black", font=ImageFont.load_default(size)
        )
    return image


def png_of(image: Image.Image) -> bytes:
    """As a file."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def pixels_of(image: Image.Image) -> Pixels:
    """As a screen grab."""
    return Pixels(image.width, image.height, image.tobytes("raw", "BGRX"))
