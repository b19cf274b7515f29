"""From a stranger's file to upright sRGB pixels, within bounds.

Only the decoder of the kind the bytes begin with is tried; the size is taken from the header
before any pixel is decoded. What comes out is a new image with no metadata. Blocking; any thread.
Pillow is imported at the first call (40 ms).
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, cast

from askance.core.budget import MAX_BYTES, MAX_PIXELS, fitted
from askance.core.errors import AskanceError
from askance.pictures import problems
from askance.pictures.kinds import kind_of
from askance.pictures.scaling import scaled

if TYPE_CHECKING:
    from PIL import Image, ImageFile

_FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}

_WHITE = (255, 255, 255)
_DEEPEST_GREY = 65535


def decoded(data: bytes, *, name: str, long_side: int) -> Image.Image:
    """The first frame in mode RGB, upright, at most `long_side` pixels long. Raises `AskanceError`
    (picture).
    """
    format_ = _readable_format(data, name)
    try:
        with _opened(data, name, format_) as image:
            # A JPEG decoder can halve for nothing; the orientation does not change the long side.
            image.draft(None, fitted(*image.size, long_side))
            image.load()
            return _upright_srgb(image, long_side)
    except AskanceError:
        raise
    except MemoryError:
        raise problems.too_many_pixels(name) from None
    except Exception as error:
        # Decoders of damaged files raise whatever they stumble over: OSError, SyntaxError,
        # struct.error, IndexError, zlib.error and more.
        raise problems.broken(name) from error


def _readable_format(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise problems.too_many_bytes(name, len(data))
    kind = kind_of(data)
    if kind == "image/svg+xml":
        raise problems.svg(name)
    if kind == "image/heic":
        raise problems.unsupported(problems.HEIC, name)
    if kind is None:
        raise problems.not_a_picture(name)
    if kind == "image/avif":
        from PIL import features

        if not features.check("avif"):
            raise problems.unsupported(problems.AVIF, name)
    return _FORMATS[kind]


def _opened(data: bytes, name: str, format_: str) -> ImageFile.ImageFile:
    from PIL import Image

    # Pillow's own guard at our bound; its warnings of damaged metadata would only reach stderr.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.filterwarnings("ignore", module=r"PIL\.")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BytesIO(data), formats=[format_])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise problems.too_many_pixels(name) from None
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise problems.too_many_pixels(name, image.size)
    return image


def _upright_srgb(image: ImageFile.ImageFile, long_side: int) -> Image.Image:
    profile = image.info.get("icc_profile")
    turn = _turn(image)
    pixels = scaled(_flattened(image), long_side)
    if turn is not None:
        pixels = pixels.transpose(turn)
    if profile:
        pixels = _to_srgb(pixels, profile)
    pixels = pixels.convert("RGB")
    pixels.info = {}
    return pixels


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What makes the picture upright (EXIF tag 274); None when it is, or the tag is damaged."""
    from PIL import ExifTags
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        return turns.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001  (a damaged tag is no reason to refuse good pixels)
        return None


def _flattened(image: Image.Image) -> Image.Image:
    """In mode RGB, L or CMYK, 8 bits, transparent parts on white."""
    from PIL import Image

    if image.mode[0] in "IF":
        return _eight_bits(image)
    if image.has_transparency_data:
        opaque = Image.new("RGB", image.size, _WHITE)
        coloured = image.convert("RGBA")
        opaque.paste(coloured, mask=coloured.getchannel("A"))
        return opaque
    return image.copy() if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Deep grey as 8 bits: 16-bit values by their range, others by what is in the picture."""
    if image.mode != "F":
        image = image.convert("I")
    extrema = cast("tuple[float, float]", image.getextrema())  # one band
    darkest, brightest = map(float, extrema)
    if image.mode == "I" and darkest >= 0 and brightest <= _DEEPEST_GREY:
        darkest, brightest = 0.0, float(_DEEPEST_GREY)
    scale = 255 / ((brightest - darkest) or 1)
    offset = -darkest * scale
    return image.point(lambda value: value * scale + offset).convert("L")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours as sRGB has them; unchanged when the profile is damaged or for another mode."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        result = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image
    return result if result is not None else image
