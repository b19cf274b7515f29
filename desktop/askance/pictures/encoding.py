"""From pixels to the bytes that leave: PNG where it costs little more, else JPEG.

Letters and lines stay exact in PNG; photographs are several times smaller as JPEG. Which it will be
is guessed from strips of the picture, since encoding a large one both ways would take longer than
everything else together. Blocking; any thread.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from askance.core.budget import ImageBudget
from askance.core.chat import EncodedPicture
from askance.pictures.scaling import scaled

if TYPE_CHECKING:
    from PIL import Image

_PNG_MAY_COST = 1.6
"""A PNG this many times the size of the JPEG is still preferred; deflate's quickest level, used for
full screens, is a fifth of that.
"""

_SMALL_PIXELS = 1_000_000
_SMALL_BYTES = 300_000
"""A region of a screen this small is sent exact, if its PNG is this small or has few colours."""

_FEW_COLOURS = 256
_PHOTO_RATIO = 3.0
"""Above it the picture is a photograph, whose colours may be halved (4:2:0) unseen."""

_STRIPS = 8
_STRIP_ROWS = 16
_QUALITIES = (85, 75, 60)
_SHRINK = 0.75
_SMALLEST_SIDE = 64


def encoded(image: Image.Image, *, name: str, budget: ImageBudget) -> EncodedPicture:
    """An RGB image of any size, scaled and encoded within the budget, with no metadata."""
    image = scaled(image, budget.long_side)
    if budget.exact:
        data = _png(image, _level(image))
        if len(data) <= budget.max_bytes:
            return EncodedPicture(data, "image/png", *image.size, name)
    png_bytes, jpeg_bytes = _estimated(image)
    if png_bytes <= _png_allowance(image, jpeg_bytes):
        data = _png(image, _level(image))
        if len(data) <= budget.max_bytes:
            return EncodedPicture(data, "image/png", *image.size, name)
    return _as_jpeg(image, name, budget, photo=png_bytes > _PHOTO_RATIO * jpeg_bytes)


def _png_allowance(image: Image.Image, jpeg_bytes: float) -> float:
    if image.width * image.height > _SMALL_PIXELS:
        return jpeg_bytes * _PNG_MAY_COST
    if image.getcolors(_FEW_COLOURS) is not None:
        return float("inf")
    return max(jpeg_bytes * _PNG_MAY_COST, _SMALL_BYTES)


def _estimated(image: Image.Image) -> tuple[float, float]:
    """About how many bytes it takes as PNG and as JPEG."""
    sample = _sample(image)
    share = image.height / sample.height
    png_bytes = len(_png(sample, _level(image)))
    jpeg_bytes = len(_jpeg(sample, _QUALITIES[0], photo=False))
    return png_bytes * share, jpeg_bytes * share


def _sample(image: Image.Image) -> Image.Image:
    """Strips spread over the picture, one below the other; all of it when it is not tall."""
    from PIL import Image

    if image.height <= 2 * _STRIPS * _STRIP_ROWS:
        return image
    sample = Image.new("RGB", (image.width, _STRIPS * _STRIP_ROWS))
    for number in range(_STRIPS):
        top = (image.height - _STRIP_ROWS) * number // (_STRIPS - 1)
        strip = image.crop((0, top, image.width, top + _STRIP_ROWS))
        sample.paste(strip, (0, number * _STRIP_ROWS))
    return sample


def _as_jpeg(image: Image.Image, name: str, budget: ImageBudget, *, photo: bool) -> EncodedPicture:
    """Lower quality first, then fewer pixels, until it fits (or nothing would be left of it)."""
    while True:
        data = b""
        for quality in _QUALITIES:
            data = _jpeg(image, quality, photo=photo)
            if len(data) <= budget.max_bytes:
                break
        long_side = round(max(image.size) * _SHRINK)
        if len(data) <= budget.max_bytes or long_side < _SMALLEST_SIDE:
            return EncodedPicture(data, "image/jpeg", *image.size, name)
        image = scaled(image, long_side)


def _level(image: Image.Image) -> int:
    """How hard deflate tries: at full screens its higher levels cost half the time and win 5 %."""
    return 6 if image.width * image.height <= _SMALL_PIXELS else 1


def _png(image: Image.Image, level: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=level)
    return file.getvalue()


def _jpeg(image: Image.Image, quality: int, *, photo: bool) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, subsampling="4:2:0" if photo else "4:4:4")
    return file.getvalue()
