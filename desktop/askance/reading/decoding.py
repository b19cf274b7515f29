"""From a stranger's picture to upright pixels in memory, within bounds.

Runs in the reading process: size and kind are taken from the header before any pixel is decoded,
and what a damaged file does to a decoder ends with this process. Blocking. Pillow loads at the
first file; raw pixels need none of it.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, cast

from askance.core.budget import MAX_BYTES, MAX_PIXELS
from askance.core.screen import Pixels
from askance.reading import problems

if TYPE_CHECKING:
    from PIL import Image

    from askance.reading.engine import Picture

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_WHITE = (255, 255, 255)
_DEEPEST_GREY = 65535


def pixel_count(picture: bytes | Pixels) -> int:
    """How many pixels there are to read, told by the header alone. Raises `AskanceError` (picture)
    when it is too large or no picture.
    """
    if isinstance(picture, Pixels):
        count = picture.width * picture.height
        if count > MAX_PIXELS:
            raise problems.too_large((picture.width, picture.height))
        return count
    with _opened(picture) as image:
        return image.width * image.height


def decoded(picture: bytes | Pixels) -> Picture:
    """The first frame, upright, transparent parts on white: height × width × 3, BGR, contiguous.
    Raises `AskanceError` (picture), and MemoryError.
    """
    pixel_count(picture)
    if isinstance(picture, Pixels):
        return _from_bgra(picture)
    with _opened(picture) as image:
        try:
            image.load()
            upright = _upright(image)
        except MemoryError:
            raise
        except Exception as error:
            # Decoders of damaged files raise whatever they stumble over: OSError, SyntaxError,
            # struct.error, IndexError, zlib.error and more.
            raise problems.broken() from error
    return _bgr(_flattened(upright))


def _opened(data: bytes) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    if len(data) > MAX_BYTES:
        raise problems.too_many_bytes(len(data))
    # Pillow's own guard at our bound; its warnings of damaged metadata would reach nobody.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.filterwarnings("ignore", module=r"PIL\.")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise problems.too_large() from None
    except UnidentifiedImageError:
        raise problems.not_a_picture() from None
    except MemoryError:
        raise
    except Exception as error:
        raise problems.broken() from error
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise problems.too_large(image.size)
    return image


def _upright(image: Image.Image) -> Image.Image:
    """As the EXIF orientation (tag 274) asks; a damaged tag is no reason to refuse good pixels."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        return image


def _flattened(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode[0] in "IF":
        return _eight_bits(image).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    coloured = image.convert("RGBA")
    opaque = Image.new("RGB", image.size, _WHITE)
    opaque.paste(coloured, mask=coloured.getchannel("A"))
    return opaque


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deep grey as 8 bits: 16-bit values by their range, others by what is in the picture."""
    if image.mode != "F":
        image = image.convert("I")
    darkest, brightest = map(float, cast("tuple[float, float]", image.getextrema()))
    if image.mode == "I" and darkest >= 0 and brightest <= _DEEPEST_GREY:
        darkest, brightest = 0.0, float(_DEEPEST_GREY)
    scale = 255 / ((brightest - darkest) or 1)
    offset = -darkest * scale
    return image.point(lambda value: value * scale + offset).convert("L")


def _bgr(image: Image.Image) -> Picture:
    import numpy as np

    return _gathered(np.asarray(image), (2, 1, 0))


def _from_bgra(picture: Pixels) -> Picture:
    import numpy as np

    flat = np.frombuffer(picture.bgra, dtype=np.uint8)
    if flat.size != picture.width * picture.height * 4:
        raise problems.broken()
    return _gathered(flat.reshape(picture.height, picture.width, 4), (0, 1, 2))


def _gathered(source: Picture, channels: tuple[int, int, int]) -> Picture:
    """These channels of `source`, in this order. One at a time: copying pixel by pixel takes numpy
    ten times as long.
    """
    import numpy as np

    result = np.empty((*source.shape[:2], 3), dtype=np.uint8)
    for to, from_ in enumerate(channels):
        result[:, :, to] = source[:, :, from_]
    return result
